"""A plan that LibreOffice opened and saved is the same plan; its sums have been calculated."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from portfolio.output.excel import write_plan
from portfolio.study.edited import read_plan
from tests.edited.desk import Desk, at, codes, put, where
from tests.factories import toy_plan

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_saved_by_libreoffice(desk: Desk, tmp_path: Path):
    whole = write_plan(toy_plan(), tmp_path / "whole.xlsx")
    edited = Path(desk.edit(put("P2", 2022, "TP", 9_000), put("P1", 2021, None, 5)).form.path)
    shutil.copy(edited, tmp_path / "edited.xlsx")
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(whole),
         str(tmp_path / "edited.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    same = read_plan(tmp_path / "saved" / "whole.xlsx", desk.portfolio)
    assert (same.edits, same.problems) == ((), ())
    plan = read_plan(tmp_path / "saved" / "edited.xlsx", desk.portfolio)
    assert [(e.project, e.before, e.after) for e in plan.edits] == [("P2", 10_000, 9_000)]
    # P1 typed over; the headings above it sum the typed figure: total, A, New starts, sector
    assert where(plan.problems, "total-typed") == [at(plan, "P1", 2021, None)]
    assert len(where(plan.problems, "total-differs")) == 4
    assert "totals-stale" not in codes(plan)
