"""The shipped workbook from the command to the plan in Excel, as the user runs it.

Compared with a bare process that imports the same libraries: that much any program in this
language pays before its first line.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.cases import Result, case, median, output, process_seconds

TIMES = 5
AT_MOST = 3.0
PLAN = ("plan", "--force", "--quiet", "--output")
_LIST = """
import importlib.metadata, sys
before = set(sys.modules)
from portfolio.__main__ import main
sys.argv[1:] = {arguments!r}
try:
    main()
except SystemExit as end:
    if end.code:
        raise
installed = importlib.metadata.packages_distributions()
names = {{name.split(".")[0] for name in set(sys.modules) - before}} - {{"portfolio"}}
print(*sorted(name for name in names if name in installed and not name.startswith("_")))
"""


@case
def end_to_end() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        plan = [*PLAN, str(Path(folder) / "plan.xlsx")]
        libraries = output(["-c", _LIST.format(arguments=plan)]).split()
        ours = median(lambda: process_seconds(["-m", "portfolio", *plan]), TIMES)
        bare = median(lambda: process_seconds(["-c", f"import {', '.join(libraries)}"]), TIMES)
    note = "imports: " + " ".join(libraries)
    return [Result("shipped workbook", ours, bare, "bare imports", AT_MOST, note=note)]
