"""The rules that bind one line at a time: docs/model.md, rules 1 to 5 and 9.

Every function takes the facts of a finished plan and gives one line of the report for each
subject. Amounts in triệu đồng, starts as counts, windows in years.
"""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.plan.check_facts import Facts, Row
from portfolio.plan.records import CheckLine


def at_most(
    rule: str, subject: tuple[str, ...], year: int | None, left: int, right: int
) -> CheckLine:
    """Left ≤ right."""
    return CheckLine(rule, subject, year, left, "<=", right, left <= right)


def at_least(
    rule: str, subject: tuple[str, ...], year: int | None, left: int, right: int
) -> CheckLine:
    """Left ≥ right."""
    return CheckLine(rule, subject, year, left, ">=", right, left >= right)


def equal(
    rule: str, subject: tuple[str, ...], year: int | None, left: int, right: int
) -> CheckLine:
    """Left = right."""
    return CheckLine(rule, subject, year, left, "=", right, left == right)


def one_start(facts: Facts) -> Iterator[CheckLine]:
    """∀ p: the line starts at most once; once when mandatory, urgent or under way.

    Law 39/2019/QH14, Art. 51.4 and 52.
    """
    for row in facts.rows.values():
        relation = equal if row.must else at_most
        yield relation("one_start", (row.id,), None, int(row.id in facts.starts), 1)


def completion(facts: Facts) -> Iterator[CheckLine]:
    """∀ p: capital + overhang = the promise; the promise is the need, or a legal part of it.

    Law 39/2019/QH14, Art. 51.5.
    """
    for row in facts.rows.values():
        started = row.id in facts.starts
        promise = facts.funded.get(row.id, 0) if started else 0
        placed = facts.capital(row.id) + facts.overhang.get(row.id, 0)
        yield equal("completion", (row.id,), None, placed, promise)
        if started:
            yield from _promise(row, promise)


def _promise(row: Row, promise: int) -> Iterator[CheckLine]:
    subject = (row.id, "promise")
    if not row.project.divisible:
        yield equal("completion", subject, None, promise, row.need)
        return
    share = row.project.least_funded
    least = -(-share.numerator * row.need // share.denominator)
    yield at_least("completion", subject, None, promise, least)
    yield at_most("completion", subject, None, promise, row.need)


def window(facts: Facts) -> Iterator[CheckLine]:
    """∀ p: an allowed start (in years), and no capital outside the window that it opens.

    Law 39/2019/QH14, Art. 52.2.
    """
    for row, start in facts.started():
        end = row.end(start)
        outside = sum(
            abs(x) for t, x in facts.by_year.get(row.id, {}).items() if t < start or t > end
        )
        yield at_least("window", (row.id, "start"), start, start, row.first)
        yield at_most("window", (row.id, "start"), start, start, row.last)
        yield at_most("window", (row.id,), None, outside, 0)


def phasing(facts: Facts) -> Iterator[CheckLine]:
    """∀ p, t in the window: least share ≤ capital of the year ≤ most share of the promise.

    The years beyond the horizon are one bucket, the overhang. Directive 1792/CT-TTg.
    """
    nothing: dict[int, int] = {}
    horizon = facts.years[-1]
    for row, start in facts.started():
        steps, subject = row.steps, (row.id,)
        promise = facts.funded.get(row.id, 0)
        spent = facts.by_year.get(row.id, nothing)
        end = row.end(start)
        for year in range(max(start, facts.years[0]), min(end, horizon) + 1):
            i, x = year - start, spent.get(year, 0)
            yield at_least("phasing", subject, year, x, steps.floor(i, i + 1, promise))
            yield at_most("phasing", subject, year, x, steps.ceil(i, i + 1, promise))
        if end > max(start - 1, horizon):
            i, j = max(0, horizon + 1 - start), end + 1 - start
            owed, later = facts.overhang.get(row.id, 0), (row.id, "next_plan")
            yield at_least("phasing", later, None, owed, steps.floor(i, j, promise))
            most = min(promise, steps.ceil(i, j, promise))
            yield at_most("phasing", later, None, owed, most)


def cofunding(facts: Facts) -> Iterator[CheckLine]:
    """∀ p, k: least and most share of the plan's capital, nothing from a source not eligible."""
    sources = [k.id for k in facts.portfolio.sources]
    nothing: dict[str, int] = {}
    for row, _start in facts.started():
        paid = facts.by_source.get(row.id, nothing)
        whole = sum(paid.values())
        for source in sources:
            x, subject = paid.get(source, 0), (row.id, source)
            band = row.payers.get(source)
            if band is None:
                yield at_most("cofunding", subject, None, abs(x), 0)
                continue
            least, most = band.least, band.most
            floor = least.numerator * whole // least.denominator
            ceiling = -(-most.numerator * whole // most.denominator)
            yield at_least("cofunding", subject, None, x, floor)
            yield at_most("cofunding", subject, None, x, ceiling)


def overhang(facts: Facts) -> Iterator[CheckLine]:
    """∀ p: capital left to the next plan only where the window passes the horizon; over all
    public lines at most the share of their capital in the plan.

    Law 39/2019/QH14, Art. 89.2.
    """
    owed_in_all, capital = 0, 0
    for row, start in facts.started():
        owed = facts.overhang.get(row.id, 0)
        passes = row.end(start) > facts.years[-1]
        promise = facts.funded.get(row.id, 0)
        yield at_most("overhang", (row.id,), None, owed, promise if passes else 0)
        if row.public:
            owed_in_all += owed
            capital += facts.capital(row.id)
    share = facts.portfolio.settings.overhang_share
    most = share.numerator * capital // share.denominator
    yield at_most("overhang", (), None, owed_in_all, most)
