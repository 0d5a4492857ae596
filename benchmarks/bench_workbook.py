"""Reading and validating a workbook of 40,000 lines, in a process of its own."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.cases import SEED, Result, case, output
from benchmarks.generate import generate
from benchmarks.workbook import write_plain

LINES = 40_000
TIMES = 3
SECONDS = 8.0
MIB = 1024.0
_READ = """
import sys, time
began = time.perf_counter()
import portfolio
read = portfolio.read_workbook(sys.argv[1])
seconds = time.perf_counter() - began
processor = time.process_time()
assert len(read.projects) == {lines}, len(read.projects)
try:
    import resource
except ImportError:  # Windows does not tell
    print(seconds, 0, processor)
else:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, processor)
"""


@case
def workbook() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_plain(generate(LINES, SEED), path)
        command = ["-c", _READ.format(lines=LINES), str(path)]
        runs = [[float(word) for word in output(command).split()] for _ in range(TIMES)]
        size = f"{path.stat().st_size / 2**20:.1f} MiB file"
    seconds, memory, processor = (statistics.median(column) for column in zip(*runs, strict=True))
    name = f"read {LINES:,} lines"
    return [
        Result(
            name, seconds, SECONDS, "limit", 1.0, note=f"{size}, {processor:.1f} s of processor"
        ),
        Result(f"{name}, peak memory", memory, MIB, "limit", 1.0, "MiB"),
    ]
