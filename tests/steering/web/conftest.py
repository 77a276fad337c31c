"""A meeting that is served to browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.records import Records
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.web.meeting_visits import House, house


@pytest.fixture
def meeting_house(tmp_path: Path, example: CaseSnapshot) -> Iterator[House]:
    """A meeting of today with Ada, who chairs it, Ben and Cy; not begun."""
    with Records(tmp_path) as records, house(tmp_path, records, example) as served:
        yield served


@pytest.fixture
def begun(meeting_house: House) -> House:
    """The same, begun."""
    assert meeting_house.enter("Presenter").drive("start").status == 200
    return meeting_house
