"""Two cohorts in one app: whoever is in one finds no trace of the other, on any page, route, picture or meeting."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.frames.agenda import AGENDA
from steering.records.cohorts import NewMember
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from steering.web.askers import COOKIE
from steering.web.seats import COOKIE as SEAT_COOKIE
from tests.actors import TESTER
from tests.members import ask, enter
from tests.server import Server, start
from tests.steering.small_cases import starter

ROLES: tuple[Role, ...] = ("presenter", "assistant", "instructor", "auditor", "viewer")
# All that the two cohorts have is named after them.
OURS, THEIRS = "Alder", "Birch"
ELSEWHERE = (
    "There is no such workspace, or it is not yours to see. Choose another workspace below the menu, or ask your "
    "instructor."
)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two cohorts: its id, its workspace, the cookies of its members, and its meeting's presenter."""

    cohort: str
    workspace: str
    cookies: Mapping[Role, str]
    meeting: str
    seat: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Town:
    """A running app with the two cohorts."""

    server: Server
    ours: Side
    theirs: Side


def settle(app: AppState, name: str) -> tuple[str, str, dict[Role, str], str, str]:
    """Make a cohort with everything in it; return its ids, the secrets of links, the meeting and its token."""
    records = app.records
    cohort = records.cohorts.make(f"{name} cohort", COMMAND_LINE).id
    additions = [NewMember(name=f"{name} {role}", role=role, group=f"{name} group") for role in ROLES]
    members = {member.role: member.person.id for member in records.cohorts.add(cohort, additions, COMMAND_LINE)}
    workspace = records.workspaces.make(cohort, COMMAND_LINE, person_id=members["presenter"], title=f"{name} board")
    folder = starter(app.workspaces.folder(workspace.id))
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("title: ", f"title: {name} ").replace("organisation: ", f"organisation: {name} "))
    records.workspaces.show(workspace.id, COMMAND_LINE, shown=True)
    secrets = {role: records.people.make_link(person, cohort, COMMAND_LINE) for role, person in members.items()}
    every = Rooms(
        app.home,
        records=lambda: records,
        snapshot=app.snapshot,
        pictures=app.pictures,
        snapshot_of=lambda case: app.find_case(case).snapshot(),
    )
    room = every.of(workspace.id, app.find_case(workspace.id).snapshot).make(
        Plan(title=f"{name} funding", day=dt.datetime.now(dt.UTC).date(), people=((f"{name} chair", "chair"),)), TESTER
    )
    return cohort, workspace.id, secrets, room.id, every.token(room, "presenter")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    home = tmp_path_factory.mktemp("town")
    app = AppState(home / "home", starter(home / "own"))
    settled = [settle(app, name) for name in (OURS, THEIRS)]
    app.close()
    server = start(home=home / "home", case=home / "own", log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
    sides = []
    for cohort, workspace, secrets, meeting, token in settled:
        cookies = {role: enter(server, secret) for role, secret in secrets.items()}
        seat = sit_down(server, token)
        assert act(server, seat, "stage", {"do": "start"})[0] == 200
        sides.append(Side(cohort=cohort, workspace=workspace, cookies=cookies, meeting=meeting, seat=seat))
    yield Town(server=server, ours=sides[0], theirs=sides[1])
    server.stop()


def sit_down(server: Server, token: str) -> tuple[str, str]:
    """Open the link of a seat; return the place and the value of its cookie."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", "/meet/enter", json.dumps({"token": token}))
        answer = connection.getresponse()
        cookie = str(answer.getheader("set-cookie")).split(";")[0].removeprefix(f"{SEAT_COOKIE}=")
        return json.loads(answer.read())["seat"], cookie


def act(server: Server, seat: tuple[str, str], path: str, data: object = None) -> tuple[int, str]:
    """Ask for something as a seat of a meeting, or do something with `data`."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        headers = {"Cookie": f"{SEAT_COOKIE}={seat[1]}"}
        method, body = ("GET", None) if data is None else ("POST", json.dumps(data))
        connection.request(method, f"/meet/{seat[0]}/{path}", body, headers)
        answer = connection.getresponse()
        packed = answer.read()
        return answer.status, unpack(packed)


def unpack(body: bytes) -> str:
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode("utf-8", "replace")


def look(town: Town, path: str, cookie: str) -> tuple[int, str]:
    status, body = ask(town.server, path, cookie)
    return status, unpack(body)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_ones_own_workspace_names_another_cohort(town: Town, role: Role) -> None:
    seen = 0
    for page in AGENDA:
        status, text = look(town, f"/view/{page}?in={town.ours.workspace}", town.ours.cookies[role])
        assert THEIRS not in text and town.theirs.workspace not in text, page
        seen += status == 200 and OURS in text
    assert seen, "their own workspace is there"


@pytest.mark.parametrize("role", ROLES)
def test_what_is_of_another_cohort_is_refused_as_if_it_were_not_there(town: Town, role: Role) -> None:
    cookie = town.ours.cookies[role]
    for page in AGENDA:
        theirs = look(town, f"/view/{page}?in={town.theirs.workspace}", cookie)
        assert theirs == look(town, f"/view/{page}?in=w-nowhere", cookie) == (403, ELSEWHERE)
        # The installation's own case is of another cohort too.
        assert look(town, f"/view/{page}?in=own", cookie) == (403, ELSEWHERE)


@pytest.mark.parametrize("role", ROLES)
def test_pictures_and_tables_of_another_cohort_are_not_at_hand(town: Town, role: Role) -> None:
    page = "sources" if role == "auditor" else "brief"
    path = f"/view/{page}?in={town.theirs.workspace}"
    hash = json.loads(look(town, path, town.theirs.cookies[role])[1])["hash"]
    assert look(town, f"/frames/{hash}", town.theirs.cookies[role])[0] == 200
    unknown = look(town, f"/frames/{'0' * 64}", town.ours.cookies[role])
    assert look(town, f"/frames/{hash}", town.ours.cookies[role]) == unknown
    assert look(town, f"/frames/{hash}/x.csv", town.ours.cookies[role]) == unknown


def test_a_visit_of_another_cohort_shows_nothing_of_it(town: Town) -> None:
    """The token of a page names a visitor's choices, and never lets anybody in."""
    headers = {"Cookie": f"{COOKIE}={town.ours.cookies['presenter']}", "X-Steerco-Visit": "somebody else's"}
    status, _, body = town.server.ask("/view/brief", headers)
    assert status == 200 and OURS in unpack(body) and THEIRS not in unpack(body)


def test_seats_of_one_meeting_open_nothing_of_another(town: Town) -> None:
    ours, theirs = town.ours.seat, town.theirs.seat
    assert ours[0] == theirs[0] == "presenter", "standing seats have the same names in every meeting"
    for path in ("me", "state", "recordings", "minutes.md", "receipt"):
        status, text = act(town.server, ours, path)
        assert status == 200 and THEIRS not in text and town.theirs.meeting not in text, path
    me = json.loads(act(town.server, theirs, "me")[1])
    assert (me["meeting"]["id"], me["meeting"]["title"]) == (town.theirs.meeting, "Birch funding")
    # What is on stage there is no picture here, neither at hand nor recorded.
    shown = json.loads(act(town.server, theirs, "state")[1])["stage"]["hash"]
    assert act(town.server, theirs, f"frames/{shown}")[0] == 200
    assert act(town.server, ours, f"frames/{shown}")[0] == 404


@pytest.mark.parametrize("path", ["me", "state", "frames/0", "recordings", "minutes", "receipt"])
def test_a_cookie_of_a_seat_opens_no_seat_that_is_not_its_own(town: Town, path: str) -> None:
    for place in ("chair", "guests", "room", "remote", town.theirs.meeting):
        assert act(town.server, (place, town.ours.seat[1]), path)[0] == 403
    forged = (town.ours.seat[0], town.ours.seat[1][:-2] + "xx")
    assert act(town.server, forged, path)[0] == 403


def test_what_a_presenter_does_is_done_in_their_own_meeting(town: Town, tmp_path: Path) -> None:
    before = json.loads(act(town.server, town.theirs.seat, "state")[1])["stage"]["version"]
    assert act(town.server, town.ours.seat, "stage", {"do": "page", "page": "kpis", "query": {}})[0] == 200
    assert json.loads(act(town.server, town.theirs.seat, "state")[1])["stage"]["version"] == before
