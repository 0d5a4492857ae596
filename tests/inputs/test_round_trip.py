"""What is written is read back, exactly: a portfolio as a workbook and as a portfolio again."""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain import (
    Anchor,
    Band,
    Group,
    LandRevenue,
    Limit,
    LimitKind,
    Link,
    LinkKind,
    Origin,
    Pin,
    PinKind,
    Portfolio,
    Profile,
    Project,
    Provenance,
    Revenue,
    RevenueStream,
    Settings,
    Status,
)
from portfolio.errors import OutputError
from portfolio.inputs import read_workbook, write_workbook
from tests.factories import toy
from tests.inputs.books import check

F = Fraction
DOC = Origin(Provenance.DOCUMENT, "01-CTr/TU")


def full() -> Portfolio:
    """The toy portfolio with every kind of record and every field used."""
    base = toy()
    first, *others = base.projects
    rich = replace(
        first, group=Group.B, allocated=1_250, score=F(1, 3), value=F(12_345, 7), max_years=5,
        most_year=F(1, 3), least_year=F(1, 9), earliest=2021, latest=2022, deadline=2030,
        divisible=True, least_funded=F(1, 7), place="Phường Tân Bình", code="007",
        land=LandRevenue("DAT", 5_001, Anchor.START, 2), capacity="7,5 km", decision="=12/QĐ-UBND",
        road_width=F(57, 2), clearance=999, clause="I.1 (1)", printed="+ đường\nthoát lũ",
        note="@ghi chú _x0041_", mandatory=True,
    )  # fmt: skip
    neat = [replace(p, name=p.name.strip()) for p in others]
    return replace(
        base,
        projects=(rich, *neat),
        streams=(*base.streams, RevenueStream("DU", "Nguồn dự kiến", {}),
                 RevenueStream("XS", "Xổ số", {2021: Revenue(7, 1, 9, DOC)})),
        profiles=(*base.profiles, Profile("DAI", "Dài", (Band(F(0), F(1, 3)),) * 8, DOC)),
        limits=(Limit("H1", LimitKind.CAP, amount=1, sector="GT", place="Phường 1", origin=DOC),
                Limit("H2", LimitKind.EARMARK, share=F(1, 10), source="TP", owner="BQL", year=2022),
                Limit("H3", LimitKind.FLOOR, amount=5, whole_plan=True)),
        links=(Link(LinkKind.AFTER_START, "P1", "P2", 1, DOC),
               Link(LinkKind.EXCLUSION, "P3", "P4")),
        pins=(Pin(PinKind.START, "P2", 2022), Pin(PinKind.AMOUNT, "P1", 2021, "TW", 3, DOC),
              Pin(PinKind.EXCLUDE, "P4")),
        allocated_by={("P1", "TW"): 1_000, ("P1", "TP"): 250},
        settings=replace(base.settings, new_starts=3, gap=F(1, 1000), discount=F(2, 3),
                         legal_years={Group.A: 7, Group.B: 5, Group.C: 3}, signer="Nguyễn Văn A",
                         origins={"discount": DOC, "legal_years_a": Origin()}),
    )  # fmt: skip


def back(portfolio: Portfolio, lang: str) -> Portfolio:
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(portfolio, Path(folder) / "a.xlsx", lang)
        found, problems = check(path)
    assert found is not None, problems
    return replace(found, notices=(), path="", sha256="")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_field_comes_back(lang: str) -> None:
    portfolio = full()
    assert back(portfolio, lang) == portfolio


def test_a_large_line_comes_back() -> None:
    base = full()
    big = replace(base.projects[3], cost=336_000_000, group=Group.A)
    projects = (*base.projects[:3], big, *base.projects[4:])
    assert back(replace(base, projects=projects), "vi").project["P4"].cost == 336_000_000


TEXT = (
    st.text(
        st.characters(blacklist_categories=("C", "Z"), max_codepoint=0x1EFF),
        min_size=1,
        max_size=12,
    )
    .map(lambda t: unicodedata.normalize("NFC", t))
    .filter(lambda t: not t.startswith("#"))
)
SHARE = st.fractions(0, 1, max_denominator=1000)
AMOUNT = st.integers(0, 40_000_000)
ORIGIN = st.builds(Origin, st.sampled_from(Provenance), st.just("") | TEXT)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    def project(id: str) -> Project:
        return Project(
            id=id, name=draw(TEXT), sector=draw(st.sampled_from(["GT", "GD"])), owner="BQL",
            cost=draw(st.none() | AMOUNT), group=draw(st.sampled_from(Group)),
            status=draw(st.sampled_from(Status)), score=draw(st.none() | SHARE),
            value=draw(st.none() | st.fractions(-1000, 1000, max_denominator=999)),
            divisible=draw(st.booleans()), least_funded=draw(SHARE), note=draw(st.just("") | TEXT),
            road_width=draw(st.none() | st.fractions(0, 60, max_denominator=50)),
            origin=draw(ORIGIN),
        )  # fmt: skip

    base = toy()
    ids = draw(st.lists(st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,4}", fullmatch=True), min_size=1,
                        max_size=4, unique=True))  # fmt: skip
    projects = tuple(project(id) for id in ids)
    gross = {t: Revenue(draw(AMOUNT), origin=draw(ORIGIN)) for t in (2021, 2022)}
    marks = {(id, c): F(draw(st.integers(1, 5))) for id in ids for c in ("HT", "CB")}
    return replace(
        base, projects=projects, scores=marks,
        streams=(base.streams[0], RevenueStream("DAT", draw(TEXT), gross)),
        sharings=(base.sharings[0], replace(base.sharings[1], retained=draw(SHARE))),
        settings=Settings(2021, 2025, discount=draw(SHARE), title=draw(st.just("") | TEXT)),
    )  # fmt: skip


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(portfolios(), st.sampled_from(["vi", "en"]))
def test_any_portfolio_comes_back(portfolio: Portfolio, lang: str) -> None:
    assert back(portfolio, lang) == portfolio


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = write_workbook(full(), tmp_path / "a.xlsx")
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"a\.xlsx"):
        write_workbook(full(), path)
    assert path.read_bytes() == before
    write_workbook(toy(), path, overwrite=True)
    assert len(read_workbook(path).streams) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx"]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file, not a folder")
    with pytest.raises(OutputError):
        write_workbook(toy(), tmp_path / "folder" / "a.xlsx")
