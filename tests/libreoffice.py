"""Finds a LibreOffice that opens files without a screen, and as a script installs one; alone knows where it lies.

Tests that need it are skipped where there is none, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.system_packages import install_packages, say

NAMES = ("soffice", "libreoffice")
MISSING = (
    "No LibreOffice was found, so what it would work out anew is not compared. Install one "
    "(`apt-get install libreoffice-calc libreoffice-impress`) or name it in STEERCO_SOFFICE."
)
# Figures are worked out anew whoever wrote the file, instead of believing those in its cells.
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def find() -> Path | None:
    """STEERCO_SOFFICE, else the system's own; None where there is none."""
    named = os.environ.get("STEERCO_SOFFICE")
    installed = named or next((path for path in map(shutil.which, NAMES) if path), None)
    return Path(installed) if installed else None


def install() -> Path | None:
    """A LibreOffice, installed when there is none and that is possible here."""
    return find() or _by_apt()


def convert(files: Sequence[Path], target: str, folder: Path, profile: Path) -> None:
    """Convert files in one run, with a profile of its own, worked out anew."""
    office = find()
    assert office is not None, MISSING
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target]
    done = subprocess.run([*command, "--outdir", folder, *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _by_apt() -> Path | None:
    why = "No LibreOffice here: installing the system's own with apt-get."
    return find() if install_packages(["libreoffice-calc", "libreoffice-impress", "poppler-utils"], why) else None


if __name__ == "__main__":
    office = install()
    say(f"Files are opened anew with {office}." if office else MISSING)
