"""The full run: ``python -m tests.fuzz --inputs 2000 --seed 1``.

Every input is tried in a worker process of limited memory and time. Exit code 1 when one of them
broke a promise; each such line names the kind and the seed, and ``--only KIND SEED`` repeats it.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from tests.fuzz.judge import Outcome, judge
from tests.fuzz.kinds import KINDS, make, plan_of_run

SECONDS = 60.0
"""Most time of one input on the clock of the wall; the table tells processor time."""
MEMORY = 2 * 2**30
Job = tuple[str, int]


def attempt(kind: str, seed: int, lang: str = "vi") -> Outcome:
    """One input in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return judge(make(kind, seed), Path(folder), lang)


def work(pipe: Connection) -> None:
    """Try what comes down the pipe, until None."""
    import portfolio.output.excel  # noqa: F401 - not counted as an input's time or memory

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    for kind, seed in iter(pipe.recv, None):
        began = time.process_time()
        try:
            outcome: Outcome | str = attempt(kind, seed)
        except BaseException:
            outcome = traceback.format_exc()
        pipe.send((kind, seed, outcome, time.process_time() - began))


class Worker:
    """A process and what it is at."""

    def __init__(self) -> None:
        self.pipe, theirs = mp.Pipe()
        self.process = mp.get_context("spawn").Process(target=work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.since = 0.0

    def give(self, job: Job) -> None:
        self.job, self.since = job, time.monotonic()
        self.pipe.send(job)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()


@dataclass
class Tally:
    """What a run has seen. ``messages``: in how many inputs each was met, with one text."""

    results: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    messages: Counter[str] = field(default_factory=Counter)
    texts: dict[str, tuple[Job, str]] = field(default_factory=dict)
    defects: list[tuple[Job, str]] = field(default_factory=list)
    slowest: tuple[float, Job] = (0.0, ("", 0))

    def add(self, job: Job, outcome: Outcome | str, seconds: float) -> None:
        self.slowest = max(self.slowest, (seconds, job))
        if isinstance(outcome, str):
            self.results[job[0]]["DEFECT"] += 1
            self.defects.append((job, outcome))
            print(f"\nDEFECT in: --only '{job[0]}' {job[1]}\n{outcome.strip()}", file=sys.stderr)
            return
        self.results[job[0]][outcome.result] += 1
        for code in {told.code for told in outcome.told}:
            self.messages[code] += 1
        for told in outcome.told:
            self.texts.setdefault(told.code, (job, told.text))


def run(inputs: int, seed: int, workers: int) -> Tally:
    """Try them all; a worker that is too slow, or dies, is replaced and its input is a defect."""
    tally, jobs = Tally(), plan_of_run(inputs, seed)
    crew = [Worker() for _ in range(workers)]
    busy = [worker for worker in crew if _next(worker, jobs)]
    while busy:
        ready = wait([worker.pipe for worker in busy], timeout=1.0)
        for index, worker in enumerate(busy):
            assert worker.job is not None
            fault = ""
            if worker.pipe in ready:
                try:
                    kind, dice, outcome, seconds = worker.pipe.recv()
                    tally.add((kind, dice), outcome, seconds)
                except EOFError:
                    fault = "the process died"
            elif time.monotonic() - worker.since > SECONDS:
                fault = f"no answer in {SECONDS:.0f} s"
            else:
                continue
            if fault:
                tally.add(worker.job, fault, SECONDS)
                worker.stop()
                busy[index] = worker = Worker()
            if not _next(worker, jobs):
                worker.job = None
        for worker in [w for w in busy if w.job is None]:
            worker.stop()
            busy.remove(worker)
    return tally


def _next(worker: Worker, jobs: object) -> bool:
    job = next(jobs, None)  # type: ignore[call-overload]
    if job is not None:
        worker.give(job)
    return job is not None


def tell(tally: Tally, top: int) -> None:
    """The counts as a table, and the most frequent messages."""
    columns = sorted({r for counts in tally.results.values() for r in counts})
    print("| kind | inputs | " + " | ".join(columns) + " |")
    print("|---|---|" + "---|" * len(columns))
    total: Counter[str] = Counter()
    for kind in KINDS:
        counts = tally.results.get(kind, Counter())
        total += counts
        cells = " | ".join(str(counts[c] or "") for c in columns)
        print(f"| {kind} | {counts.total()} | {cells} |")
    print(f"| all | {total.total()} | " + " | ".join(str(total[c]) for c in columns) + " |")
    seconds, (kind, dice) = tally.slowest
    print(f"\nslowest: {seconds:.1f} s of processor time ({kind}, {dice})")
    for code, count in tally.messages.most_common(top):
        job, text = tally.texts[code]
        print(f"\n{count} x {code} ({job[0]}, {job[1]})\n  {text}")


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    ask.add_argument("--inputs", type=int, default=2000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--messages", type=int, default=0, help="show the most frequent messages")
    ask.add_argument("--only", nargs=2, metavar=("KIND", "SEED"), help="try one input again")
    asked = ask.parse_args()
    if asked.only:
        for lang in ("vi", "en"):
            print(attempt(asked.only[0], int(asked.only[1]), lang))
        return 0
    began = time.perf_counter()
    tally = run(asked.inputs, asked.seed, asked.workers)
    tell(tally, asked.messages)
    print(f"\n{asked.inputs} inputs in {time.perf_counter() - began:.0f} s, "
          f"{len(tally.defects)} defects")  # fmt: skip
    return 1 if tally.defects else 0
