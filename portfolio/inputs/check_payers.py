"""Who may pay for what: co-funding shares that cannot reach 100%, lines that nobody may pay."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from portfolio.domain import Eligibility, Project
from portfolio.errors import Severity
from portfolio.i18n import _
from portfolio.inputs.build import Draft
from portfolio.inputs.check_money import reversed_band
from portfolio.inputs.findings import Findings, problem_at
from portfolio.inputs.table import Row
from portfolio.money import percent

ONE = Fraction(1)
Rules = Mapping[str, Mapping[str, Eligibility]]


def eligibility(draft: Draft, findings: Findings) -> None:
    """Least not above most; a notice when there is no row at all and the default holds."""
    for row, rule in draft.rows["eligibility"]:
        if row.sound("least", "most") and rule.band.least > rule.band.most:
            reversed_band(row, "least", rule.band.least, rule.band.most, findings)
    if not draft.rows["eligibility"]:
        table = draft.tables.get("eligibility")
        findings.notice(
            "eligibility-default", table.name if table else "Co_cau_nguon",
            _("no row says who may pay for what: every public source may pay for every public "
              "project, every private source for every private one"),
        )  # fmt: skip


def rules_by_scope(draft: Draft) -> Rules:
    """Eligibility rows by scope and source."""
    found: dict[str, dict[str, Eligibility]] = {}
    for rule in draft.portfolio.eligibility:
        found.setdefault(rule.scope, {})[rule.source] = rule
    return found


def allowed(rules: Rules, project: Project) -> dict[str, Eligibility]:
    """The sources that may pay for a project, by its most specific rows."""
    best: dict[str, Eligibility] = {}
    for scope in ("*", project.kind.value, project.sector, project.id):
        best |= rules.get(scope, {})
    return {source: rule for source, rule in best.items() if rule.band.most > 0}


def payers(draft: Draft, findings: Findings) -> None:
    """Every line that needs money has a source; its shares can add up to 100%."""
    if not draft.sound("eligibility", "sources"):
        return
    rules = rules_by_scope(draft)
    places = {(e.scope, e.source): row for row, e in draft.rows["eligibility"]}
    told: set[tuple[Eligibility, ...]] = set()
    by_kind: dict[tuple[str, str], dict[str, Eligibility]] = {}
    for row, project in draft.rows["projects"]:
        if project.need == 0 or not row.sound("id", "sector", "kind", "status"):
            continue
        if project.id in rules:
            mine = allowed(rules, project)
        elif (kind := (project.kind.value, project.sector)) in by_kind:
            mine = by_kind[kind]
        else:
            mine = by_kind[kind] = allowed(rules, project)
        if not mine:
            _no_payer(row, project, findings)
            continue
        key = tuple(mine.values())
        if key not in told and all(rule.band.least <= rule.band.most for rule in key):
            told.add(key)
            _check_sums(row, project, key, places, findings)


def _no_payer(row: Row, project: Project, findings: Findings) -> None:
    found = _("no source may pay for “{id}”").format(id=project.id)
    remedy = _("add a row to the sheet of eligibility")
    if project.must_start:
        findings.error("no-payer", row.at("id"), found,
                       _("a source for a line that must start"), remedy)  # fmt: skip
    else:
        problem = problem_at("no-payer", row.at("id"), found, "", remedy, Severity.WARNING)
        findings.repeated("payers", problem)


def _check_sums(
    row: Row, project: Project, rules: tuple[Eligibility, ...],
    places: Mapping[tuple[str, str], Row], findings: Findings,
) -> None:  # fmt: skip
    most = sum((rule.band.most for rule in rules), Fraction(0))
    least = sum((rule.band.least for rule in rules), Fraction(0))
    last = places.get((rules[-1].scope, rules[-1].source))
    if most < ONE:
        findings.error(
            "cofunding-short", last.at("most") if last else row.at("id"),
            _("the sources of “{id}” may pay {share} at most").format(
                id=project.id, share=percent(most)),
            "100%", _("raise a most share or add a source"),
        )  # fmt: skip
    if least > ONE:
        findings.error(
            "cofunding-over", last.at("least") if last else row.at("id"),
            _("the sources of “{id}” must pay {share} at least").format(
                id=project.id, share=percent(least)),
            _("at most 100%"), _("lower a least share"),
        )  # fmt: skip
