"""Every kind of damaged input, with its share of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from portfolio.cli import cli
from tests.fuzz import cells, edited, packages, parts, scenarios
from tests.fuzz.trial import Trial

Maker = Callable[[Random], Trial]

KINDS: dict[str, tuple[Maker, int]] = {
    "bytes": (packages.damaged_bytes, 10),
    "zip members": (packages.damaged_members, 10),
    "other files": (packages.other_files, 3),
    "bombs": (packages.bombs, 1),
    "XML parts": (parts.damaged_parts, 25),
    "cells": (cells.damaged_cells, 30),
    "lists": (cells.damaged_lists, 20),
    "figures": (cells.figures, 30),
    "harmless": (cells.harmless, 6),
    "scenario bytes": (scenarios.scenario_bytes, 8),
    "scenario values": (scenarios.scenario_values, 20),
    "scenario chains": (scenarios.scenario_chains, 3),
    "commands": (scenarios.commands, 14),
}
if "check" in cli.commands:
    KINDS["edited plans"] = (edited.edited_plans, 30)
"""Name to the function that makes a trial and how many of 180 inputs it makes."""


def plan_of_run(inputs: int, seed: int) -> Iterator[tuple[str, int]]:
    """(kind, seed of its dice) for every input of a run, the kinds in turn."""
    cycle = [name for name, (_maker, weight) in KINDS.items() for _ in range(weight)]
    Random(0).shuffle(cycle)
    for n in range(inputs):
        yield cycle[n % len(cycle)], seed * 1_000_003 + n


def make(kind: str, seed: int) -> Trial:
    """The trial of one kind and seed: always the same."""
    return KINDS[kind][0](Random(seed))
