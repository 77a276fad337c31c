"""Small files of each kind, made in the test's own folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ADOPTION = (
    "month,team_id,team,business_unit,stage,active_users,models_in_production,wave,data_scientists,trained,"
    "satisfaction\n"
    "2026-01,team-01,Demand forecasting,Retail,pilot,12,1,Wave 1,9,6,4.2\n"
    "2026-02,team-01,Demand forecasting,Retail,production,14,2,Wave 1,9,7,4.30\n"
    "2026-01,team-02,Überwachung,Risk,not_started,0,0,,,,\n"
)
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """`save(content, name)` writes text (as UTF-8) or bytes to a file of the test's own."""

    def write(content: str | bytes = ADOPTION, name: str = "adoption.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def adoption() -> str:
    """A good adoption file of three rows, as text."""
    return ADOPTION
