"""A short run of the fuzz harness; ``python -m tests.fuzz`` is the long one (docs/reliability.md).

Each kind of damage is tried with fixed seeds, then hypothesis chooses the dice and, where an input
breaks a promise, looks for the simplest one that does.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.cells import save
from tests.fuzz.judge import Defect, Outcome, Told, judge, readable
from tests.fuzz.kinds import KINDS, make, plan_of_run
from tests.fuzz.packages import BOMBS, bomb
from tests.fuzz.trial import BOOK, NAME, SCENARIO, Trial, of_book, whole
from tests.inputs.books import SHEETS

SECONDS = 20.0
EACH = {"bombs": 0, "commands": 14}
"""Inputs of a kind; the bombs are tried one by one below."""


def attempt(trial: Trial) -> Outcome:
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        outcome = judge(trial, Path(folder))
    assert time.process_time() - began < SECONDS
    return outcome


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_or_a_clear_error(kind: str) -> None:
    for seed in range(EACH.get(kind, 10)):
        try:
            attempt(make(kind, seed))
        except Exception as error:
            error.add_note(f"python -m tests.fuzz --only '{kind}' {seed}")
            raise


@pytest.mark.parametrize("kind", range(BOMBS))
def test_no_bomb_is_unpacked(kind: int) -> None:
    outcome = attempt(of_book(bomb(kind), Random(0)))
    assert outcome.result == "refused"
    assert {told.code for told in outcome.told} <= {"file-too-large", "file-truncated"}


@given(st.sampled_from([k for k in KINDS if k != "bombs"]), st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_whatever_the_dice_say(kind: str, dice: Random) -> None:
    attempt(KINDS[kind][0](dice))


CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.integers(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.dates(), st.datetimes(),
    st.from_regex(r"-?[0-9]{1,4}([.,][0-9]{1,4}){0,3}( tỷ| triệu đồng|%)?", fullmatch=True),
)  # fmt: skip


@given(st.sampled_from(list(SHEETS)), st.data(), CELLS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_value_in_any_cell(name: str, data: st.DataObject, value: Any) -> None:
    rows = {sheet: [list(row) for row in lines] for sheet, lines in SHEETS.items()}
    row = rows[name][data.draw(st.integers(0, len(rows[name]) - 1))]
    row += [None] * (len(rows[name][0]) - len(row))
    row[data.draw(st.integers(0, len(row) - 1))] = value
    attempt(of_book(save(rows, Random(0)), Random(1)))


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats().map(str), st.dates(), st.text(max_size=9)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(
    st.sampled_from(["settings", "project.P1", "source.TP", "stream.DAT", "sharing.'DAT->TP'",
                     "owner.BQL", "limit.H1", "mechanism.small_land"]),
    st.sampled_from(["gap", "cost", "start", "reserve", "scale", "retained", "capacity", "share"]),
    VALUES,
)  # fmt: skip
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_value_of_a_scenario(table: str, key: str, value: Any) -> None:
    text = f"{NAME}[{table}]\n{key} = {_toml(value)}\n"
    attempt(Trial({BOOK: whole(), SCENARIO: text.encode()}))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str) and not value.strip("-0123456789.e+infa"):
        return value or '""'
    if isinstance(value, str):
        return "'" + value.replace("'", "") + "'"
    return str(value)


def test_a_run_is_the_same_each_time_and_has_every_kind() -> None:
    first = list(plan_of_run(500, 1))
    assert first == list(plan_of_run(500, 1))
    assert {kind for kind, _seed in first} == set(KINDS)
    assert make(*first[0]) == make(*first[0])


@pytest.mark.parametrize("text", ["", " \n", "a\x1b[2J", "half \ud800", "Traceback (most recent"])
def test_what_the_judge_calls_unreadable(text: str) -> None:
    with pytest.raises(Defect):
        readable(text)


def test_the_judge_sees_a_harmless_change_that_is_none() -> None:
    rows = {**SHEETS, "Du_an": [[*row[:3], 31, *row[4:]] if row[0] == "P1" else row
                                for row in SHEETS["Du_an"]]}  # fmt: skip
    with pytest.raises(Defect, match="another portfolio"):
        attempt(Trial({BOOK: save(rows, Random(0))}, harmless=True))


def test_messages_are_kept_with_their_kind() -> None:
    outcome = attempt(Trial({BOOK: b""}))
    assert outcome == Outcome("refused", (Told("file-empty", outcome.told[0].text),))
