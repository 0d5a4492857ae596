"""Workbooks recalculated by LibreOffice, whatever figures they store."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from openpyxl import Workbook, load_workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item></oor:items>'
)
"""LibreOffice recalculates on loading, whatever the file stores."""


def recalculated(path: Path, folder: Path) -> Workbook:
    """The workbook as LibreOffice saves it again, figures instead of formulas."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS)
    into = folder / "again"
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile.parent.as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(into), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return load_workbook(into / path.name, data_only=True)
