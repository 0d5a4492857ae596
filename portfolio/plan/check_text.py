"""What a line of the checker's report says, in the user's language."""

from __future__ import annotations

from fractions import Fraction

from portfolio.i18n import N_, _, current_language
from portfolio.plan.records import CheckLine

RULES = {
    "integrity": N_("the plan is well formed"),
    "ledger": N_("envelope and ledger as in the workbook"),
    "mechanisms": N_("special mechanisms on the terms of the scenario"),
    "one_start": N_("one start, and where it must be"),
    "completion": N_("enough capital to finish"),
    "window": N_("legal years of capital"),
    "phasing": N_("least and most share of a year"),
    "cofunding": N_("sources that may pay, and their shares"),
    "envelope": N_("money of the source in the year"),
    "limits": N_("caps and floors"),
    "earmarks": N_("money set aside"),
    "owner_capacity": N_("what the owner agency can disburse"),
    "after_clearance": N_("construction money only after site clearance"),
    "overhang": N_("capital left to the next plan"),
    "links": N_("precedence and exclusion"),
    "new_starts": N_("new starts of the year"),
    "arrears_first": N_("arrears before new starts"),
    "pins": N_("what the user fixed"),
    "objective": N_("objective as reported"),
}
"""Every rule the checker verifies, in the order of its report, with its title to translate."""

WORDS = {
    ("integrity", "project"): N_("unknown line"),
    ("integrity", "source"): N_("unknown source"),
    ("integrity", "year"): N_("year outside the plan"),
    ("integrity", "no_estimate"): N_("capital for a line without an estimate"),
    ("integrity", "not_started"): N_("capital for a line that does not start"),
    ("integrity", "amount"): N_("amount that is not whole or is negative"),
    ("ledger", "spendable"): N_("spendable envelope"),
    ("ledger", "carry"): N_("most that may be carried over"),
    ("ledger", "steps"): N_("sum of the steps of the ledger"),
    ("ledger", "closing"): N_("closing line of the ledger"),
    ("ledger", "unlimited"): N_("source without an envelope"),
    ("mechanisms", "ratio"): N_("construction for each triệu of clearance"),
    ("mechanisms", "offset"): N_("offset share"),
    ("mechanisms", "owner_split"): N_("owner split"),
    ("completion", "promise"): N_("funded part of the need"),
    ("window", "start"): N_("start year"),
    ("phasing", "next_plan"): N_("left to the next plan"),
    ("links", "after_start"): N_("after the start of"),
    ("links", "after_finish"): N_("after the end of"),
    ("links", "exclusion"): N_("at most one of the two"),
    ("objective", "tiers"): N_("order of the tiers"),
    ("objective", "arrears"): N_("arrears"),
    ("objective", "advance"): N_("advances to repay"),
    ("objective", "finished"): N_("finished lines"),
    ("objective", "counterpart"): N_("counterpart capital"),
    ("objective", "ppp"): N_("share of public-private partnerships"),
    ("objective", "transitional"): N_("transitional and urgent lines"),
    ("objective", "rest"): N_("the other lines"),
    ("objective", "private"): N_("private lines"),
    ("objective", "plan"): N_("whole plan"),
    ("objective", "value"): N_("value"),
    ("objective", "waiting"): N_("loss by waiting"),
    ("objective", "overhang"): N_("charge for capital left to the next plan"),
    ("objective", "objective"): N_("objective"),
    ("objective", "bound"): N_("proven bound"),
    ("objective", "gap"): N_("gap to the bound"),
    ("objective", "no_bound"): N_("gap without a proven bound"),
}
"""The checker's own words in the subjects of its lines; all other parts are ids and years."""


def subject(line: CheckLine) -> str:
    """The subject and the year as one reads them; empty when the line speaks of the whole plan."""
    own = (WORDS.get((line.rule, part)) for part in line.subject)
    parts = [
        part if word is None else _(word) for part, word in zip(line.subject, own, strict=True)
    ]
    return ", ".join(parts if line.year is None else [*parts, str(line.year)])


def sentence(line: CheckLine) -> str:
    """The rule's title, the subject, the year, and both sides; with "must be" when broken."""
    years = line.rule == "window" and line.subject[-1] == "start"
    left, right = (str(x) if years else _figure(x) for x in (line.left, line.right))
    relation = {"<=": "≤", ">=": "≥"}.get(line.relation, line.relation)
    about, title = subject(line), _(RULES[line.rule])
    start = f"{title} ({about})" if about else title
    if line.ok:
        return f"{start}: {left} {relation} {right}"
    text = _("{start}: found {left}, must be {relation} {right}")
    return text.format(start=start, left=left, relation=relation, right=right)


def _figure(value: int | Fraction) -> str:
    """1.753 or 1.753,5 in Vietnamese, 1,753 or 1,753.5 in English."""
    whole = value.denominator == 1
    text = f"{int(value):,}" if whole else f"{float(value):,.6f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if current_language() == "vi" else text
