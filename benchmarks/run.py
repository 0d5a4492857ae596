"""Run the benchmarks and print a table with ratios; exit 1 when a limit is passed.

python benchmarks/run.py [CASE...]       # all cases without a name; see --help
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.cases import CASES, Result

HEADINGS = ("case", "ours", "compared with", "", "ratio", "at most", "")
WIDTHS = (32, 14, 16, -14, 8, 9, -10)
"""Column widths; negative for text set to the left."""


def main(names: list[str]) -> int:
    """Run the named cases; 2 for an unknown one."""
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"benchmarks.{path.stem}")
    if unknown := [name for name in names if name not in CASES]:
        print(f"unknown: {', '.join(unknown)}. Cases: {', '.join(CASES)}", file=sys.stderr)
        return 2
    print(_machine(), _row(*HEADINGS), sep="\n\n", flush=True)
    failed = False
    for name in names or CASES:
        for result in CASES[name]():
            print(_line(result), flush=True)
            failed |= not result.ok
    return int(failed)


def _line(result: Result) -> str:
    at_most = "" if result.at_most is None else f"{result.at_most:.2f}"
    row = _row(
        result.name,
        f"{result.ours:,.2f} {result.unit}",
        f"{result.other:,.2f} {result.unit}",
        result.against,
        f"{result.ratio:.2f}",
        at_most,
        "" if result.at_most is None else "ok" if result.ok else "TOO MUCH",
    )
    return f"{row}\n    {result.note}" if result.note else row


def _row(*cells: str) -> str:
    pairs = zip(cells, WIDTHS, strict=True)
    first, *rest = (c.rjust(w) if w > 0 else "  " + c.ljust(-w) for c, w in pairs)
    return "".join([first.strip().ljust(WIDTHS[0]), *rest]).rstrip()


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in ("pulp", "highspy"))
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {cores} cores, Python {platform.python_version()}, {packages}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
