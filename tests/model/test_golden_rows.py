"""The rows of each rule on the smallest workbook that has them, readable in review.

After a deliberate change of a rule: ``python -m tests.model.test_golden_rows`` writes the file
anew; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

from portfolio.funding.envelope import build_envelope
from portfolio.model.build import RULES, build
from portfolio.model.constraints import Row
from portfolio.model.lines import prepare
from tests.plan.cases import PAIRS, rule_of

GOLDEN = Path(__file__).parent / "golden" / "rows.txt"
MOST = 8
"""Rows shown of one rule: enough to see its shape."""


def _text(row: Row) -> str:
    left = " ".join(f"{c:+g} {x.name}" for x, c in sorted(row.terms, key=lambda t: t[0].name))
    where = " ".join((*row.subject, *([str(row.year)] if row.year else [])))
    return f"  {where}: {left or 0} {row.sense} {row.right:g}"


def _section(rule: str) -> list[str]:
    for name, (case, _) in PAIRS.items():
        if rule_of(name) in (rule, "window" if rule == "phasing" else rule):
            model = build(prepare(case.portfolio, build_envelope(case.portfolio)), unit=1)
            rows = list(RULES[rule](model.variables))
            if rows:
                return [f"{rule} ({name})", *[_text(row) for row in rows[:MOST]], ""]
    return [f"{rule}: no workbook has it", ""]


def _all() -> str:
    return "\n".join(line for rule in RULES for line in _section(rule))


def test_the_rows_are_the_golden_ones() -> None:
    assert _all() == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_has_golden_rows() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    assert "no workbook has it" not in text
    assert all(f"\n{rule} (" in "\n" + text for rule in RULES)


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(_all(), encoding="utf-8")
