"""A portfolio in the making, while the overrides of a scenario act on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain import (
    Criterion,
    Eligibility,
    Limit,
    Link,
    Mechanism,
    Origin,
    Owner,
    Pin,
    Portfolio,
    Profile,
    Project,
    Provenance,
    Revenue,
    Settings,
    Sharing,
    Source,
)
from portfolio.errors import Problem
from portfolio.inputs.scenario.records import Override


@dataclass
class Draft:
    """A portfolio in the making: its tables by id, and what is wrong so far."""

    base: Portfolio
    settings: Settings
    projects: dict[str, Project]
    sources: dict[str, Source]
    revenues: dict[str, dict[int, Revenue]]
    sharings: list[Sharing]
    owners: dict[str, Owner]
    limits: dict[str, Limit]
    pins: list[Pin]
    mechanisms: dict[str, Mechanism]
    criteria: dict[str, Criterion]
    scores: dict[tuple[str, str], Fraction]
    eligibility: dict[tuple[str, str], Eligibility]
    profiles: dict[str, Profile]
    links: dict[tuple[str, str], list[Link]]
    problems: list[Problem]

    @classmethod
    def of(cls, base: Portfolio) -> Draft:
        """An untouched copy."""
        return cls(
            base=base,
            settings=base.settings,
            projects={p.id: p for p in base.projects},
            sources={k.id: k for k in base.sources},
            revenues={s.id: dict(s.by_year) for s in base.streams},
            sharings=list(base.sharings),
            owners={o.id: o for o in base.owners},
            limits={limit.id: limit for limit in base.limits},
            pins=list(base.pins),
            mechanisms={m.id: m for m in base.mechanisms},
            criteria={c.id: c for c in base.criteria},
            scores=dict(base.scores),
            eligibility={(row.scope, row.source): row for row in base.eligibility},
            profiles={profile.id: profile for profile in base.profiles},
            links=_by_pair(base.links),
            problems=[],
        )

    def refuse(
        self, code: str, override: Override, text: str, expected: str = "", remedy: str = ""
    ) -> None:
        """Note a problem at the place of the override."""
        self.problems.append(Problem(code, override.where, text, expected, remedy))

    def finish(self) -> Portfolio:
        """The portfolio with everything that was set."""
        streams = (replace(s, by_year=self.revenues[s.id]) for s in self.base.streams)
        return replace(
            self.base,
            settings=self.settings,
            projects=tuple(self.projects.values()),
            sources=tuple(self.sources.values()),
            streams=tuple(streams),
            sharings=tuple(self.sharings),
            owners=tuple(self.owners.values()),
            limits=tuple(self.limits.values()),
            pins=tuple(self.pins),
            mechanisms=tuple(self.mechanisms.values()),
            criteria=tuple(self.criteria.values()),
            scores=self.scores,
            eligibility=tuple(self.eligibility.values()),
            profiles=tuple(self.profiles.values()),
            links=tuple(link for links in self.links.values() for link in links),
        )


def _by_pair(links: Iterable[Link]) -> dict[tuple[str, str], list[Link]]:
    found: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        found.setdefault((link.first, link.second), []).append(link)
    return found


def origin_of(override: Override, old: Origin = Origin()) -> Origin:  # noqa: B008 - frozen
    """Where the new figure comes from; what the workbook cited stays readable behind it."""
    texts = dict.fromkeys([override.citation, *old.citation.split("; ")])
    return Origin(Provenance.ASSUMED, "; ".join(filter(None, texts)))
