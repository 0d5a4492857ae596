"""For every rule a point that obeys it to the last triệu and one that breaks it by one.

``PAIRS["rule"]`` or ``PAIRS["rule/variant"]`` = (obeys, breaks): one portfolio, two plans, the
second breaks that rule and no other. The tests of the model use the same points. Amounts in
triệu; horizon 2021-2023; source TP has 100 a year unless told otherwise, NDT is the investors'.
"""

from __future__ import annotations

from tests.plan import cases_lines, cases_mechanisms, cases_money, cases_ties
from tests.plan.points import Case

PAIRS: dict[str, tuple[Case, Case]] = {
    **cases_lines.PAIRS,
    **cases_money.PAIRS,
    **cases_ties.PAIRS,
    **cases_mechanisms.PAIRS,
}


def rule_of(name: str) -> str:
    """The rule that a pair belongs to."""
    return name.partition("/")[0]
