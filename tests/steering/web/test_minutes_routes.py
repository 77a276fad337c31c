"""`/meet/<seat>/minutes`: who runs the meeting or its votes has them, as a page and as Markdown, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.records import Records
from steering.state.case_snapshot import CaseSnapshot
from steering.web.meetings import meeting_routes
from tests.steering.stage.played import Played, play, rooms


@pytest.fixture
def meeting(tmp_path: Path, example: CaseSnapshot) -> Iterator[Played]:
    with Records(tmp_path) as records:
        yield play(tmp_path, records, example)


@pytest.fixture
def client(tmp_path: Path, example: CaseSnapshot, meeting: Played) -> Iterator[TestClient]:
    served = rooms(tmp_path, meeting.records, example)
    with TestClient(Starlette(routes=meeting_routes(lambda: served))) as client:
        for name in ("Ada", "Ben", "Presenter"):
            token = served.token(meeting.room, meeting.visitor(name).seat.id)
            assert client.post("/meet/enter", json={"token": token}).status_code == 200
        yield client


@pytest.mark.parametrize("name", ["Ada", "Presenter"])
def test_the_chair_and_the_presenter_have_them(client: TestClient, meeting: Played, name: str) -> None:
    place = f"/meet/{meeting.visitor(name).place}"
    page, text = client.get(f"{place}/minutes"), client.get(f"{place}/minutes.md")
    assert page.headers["content-type"].startswith("text/html") and page.headers["cache-control"] == "private, no-store"
    assert "Review &lt;of&gt; the year" in page.text and "Carried: 2 of 3, needed 2" in page.text
    assert text.headers["content-disposition"] == f'attachment; filename="minutes-{meeting.room.meeting.day}.md"'
    assert text.text.startswith("# Minutes: Review \\<of\\> the year\n")
    assert "- **Dissent:** Ben: reject" in text.text


def test_a_member_has_not(client: TestClient, meeting: Played) -> None:
    place = f"/meet/{meeting.visitor('Ben').place}"
    for path in ("minutes", "minutes.md"):
        answer = client.get(f"{place}/{path}")
        assert (answer.status_code, answer.json()) == (403, {"error": "Your link does not allow this."})


def test_while_a_vote_is_open_they_say_nothing_of_it(client: TestClient, meeting: Played) -> None:
    meeting.open_vote("Is it open?")
    meeting.cast("Ben", "reject")
    place = f"/meet/{meeting.visitor('Ada').place}"
    assert "Is it open?" not in client.get(f"{place}/minutes.md").text
    assert "Is it open?" not in client.get(f"{place}/minutes").text


def test_members_are_offered_figures_for_conditions_and_guests_are_not(client: TestClient, meeting: Played) -> None:
    offer = client.get(f"/meet/{meeting.visitor('Ben').place}/metrics").json()
    assert {"name": "irr", "label": "Internal rate of return", "hint": "a share, such as 60%"} in offer["metrics"]
    assert client.get(f"/meet/{meeting.visitor('Presenter').place}/metrics").status_code == 403
