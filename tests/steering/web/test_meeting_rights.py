"""Every route of a meeting, asked by every role and by a stranger, answers exactly what the table of rights says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.routing import Route

from steering.access.rights import RIGHTS, ROLES, Right, may
from steering.stage.driving import ACTS, MATTERS
from steering.web.meetings import meeting_routes
from tests.steering.web.meeting_visits import SEATS, Browser, House

REFUSAL = "Your link does not allow this."


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a route needs: any of some rights, and otherwise a seat alone; what is sent, and asked for."""

    rights: tuple[Right, ...] = ()
    query: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    # Roles by name, where no right says it.
    roles: tuple[str, ...] | None = None


# Method and path as the routes have them -> what they need. A stream is asked apart: it has no end.
CASES: Mapping[tuple[str, str], Case] = {
    ("GET", "me"): Case(),
    ("GET", "events"): Case(),
    ("GET", "state"): Case(),
    ("GET", "frames/{hash}"): Case(),
    ("GET", "recordings"): Case(),
    ("GET", "try"): Case(rights=("try",)),
    ("GET", "figure"): Case(rights=("question",), query="?frame=x&id=npv"),
    ("GET", "ipe"): Case(rights=("question",), query="?frame=x&id=npv"),
    ("GET", "metrics"): Case(rights=("vote",)),
    ("GET", "qr.svg"): Case(roles=("room", "presenter")),
    ("GET", "receipt"): Case(),
    ("GET", "minutes"): Case(rights=("count", "run")),
    ("GET", "run"): Case(rights=("run",)),
    ("GET", "minutes.md"): Case(rights=("count", "run")),
    ("POST", "receipt"): Case(),
    ("POST", "stage"): Case(rights=("drive",), data={"do": "blank", "on": False}),
    ("POST", "vote"): Case(rights=("count",), data={"do": "cancel"}),
    ("POST", "ballot"): Case(rights=("vote",), data={"vote": "x", "choice": "approve"}),
    ("POST", "questions"): Case(rights=("ask",), data={"text": "Why?"}),
    ("POST", "questions/{id}"): Case(rights=("moderate",), data={"state": "queued"}),
    ("POST", "questions/{id}/upvote"): Case(rights=("ask",), data={"on": True}),
    ("POST", "moments"): Case(rights=("mark",)),
    ("POST", "handbacks"): Case(rights=("try",), data={"values": {"benefit_factor": 0.9}}),
    ("POST", "number"): Case(rights=("vote",), data={"value": 1}),
}
# Not below a seat: the way in, and what says that there is nothing.
APART = {("POST", "/meet/enter"), ("GET", "/meet/{rest:path}"), ("POST", "/meet/{rest:path}")}


def routes_of(house: House) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in meeting_routes(lambda: house.rooms)
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def ask(browser: Browser, method: str, path: str, case: Case) -> int:
    if path == "events":
        if not browser.cookie:
            return browser.get(path).status
        with browser.events() as lines:
            assert next(lines).startswith("event: ")
        return 200
    path = path.replace("{hash}", "0" * 64).replace("{id}", "0" * 16) + case.query
    answer = browser.get(path) if method == "GET" else browser.post(path, case.data)
    if answer.status >= 400:
        assert answer.error
        assert (answer.status == 403) == (REFUSAL in answer.error or "not known" in answer.error), answer.error
    return answer.status


def test_the_table_names_every_route(meeting_house: House) -> None:
    assert routes_of(meeting_house) == {(method, f"/meet/{{seat}}/{path}") for method, path in CASES} | APART


@pytest.mark.parametrize("role", SEATS)
def test_a_role_may_what_it_has_a_right_to_and_nothing_else(begun: House, role: str) -> None:
    browser = begun.enter(SEATS[role], here=True)
    for (method, path), case in CASES.items():
        rightful = (
            role in case.roles
            if case.roles is not None
            else not case.rights or any(may(role, right) for right in case.rights)
        )
        status = ask(browser, method, path, case)
        assert (status != 403) == rightful, (method, path, status)
        assert status < 500 and status != 429, (method, path, status)


@pytest.mark.parametrize("cookie", ["", "x", "W10.abc"])
def test_a_stranger_gets_nothing(begun: House, cookie: str) -> None:
    seat = begun.enter("Ben").seat
    for stranger in (
        Browser(client=begun.client, seat=seat, cookie=cookie),
        Browser(client=begun.client, seat="0" * 16, cookie=cookie),
        Browser(client=begun.client, seat="presenter", cookie=begun.enter("Ben").cookie),
    ):
        for (method, path), case in CASES.items():
            path = path.replace("{hash}", begun.room.meeting.stage.hash)
            answer = stranger.get(path + case.query) if method == "GET" else stranger.post(path, case.data)
            assert (answer.status, answer.error) == (403, "This link is not known here. Ask for a new one.")
            assert begun.room.meeting.title.encode() not in answer.body


@pytest.mark.parametrize("role", SEATS)
def test_each_act_on_the_stage_needs_its_right(begun: House, role: str) -> None:
    browser = begun.enter(SEATS[role], here=True)
    needs = {**{name: act.right for name, act in ACTS.items()}, **{name: right for name, (right, _) in MATTERS.items()}}
    # The last one ends the meeting.
    for name in sorted(needs, key=lambda name: name == "end"):
        status = browser.drive(name).status
        assert (status == 403) != may(role, needs[name]), (name, status)
        assert status < 500, name


@pytest.mark.parametrize("role", SEATS)
def test_what_a_browser_is_told_it_may_is_the_table(meeting_house: House, role: str) -> None:
    told = meeting_house.enter(SEATS[role]).get("me").json["me"]
    assert told == {"name": SEATS[role], "role": role, "may": sorted(ROLES[role])}


def test_the_desk_is_told_to_those_who_step_alone(begun: House) -> None:
    for role, name in SEATS.items():
        browser = begun.enter(name, here=True)
        assert ("desk" in browser.state()) == may(role, "step")
        with browser.events() as lines:
            begun.room.publish_all()
            kinds: set[str] = set()
            while not {"stage", "room"} <= kinds:
                kinds |= {line.removeprefix("event: ") for line in [next(lines)] if line.startswith("event: ")}
        assert may(role, "step") or "desk" not in kinds


def test_every_right_is_somebodys_and_guards_something(begun: House) -> None:
    guards: set[Right] = {right for case in CASES.values() for right in case.rights}
    guards |= {act.right for act in ACTS.values()} | {right for right, _ in MATTERS.values()}
    assert guards | {"follow"} == set(RIGHTS) == {right for rights in ROLES.values() for right in rights}


def test_a_role_that_nobody_knows_has_no_right() -> None:

    assert not any(may("owner", right) for right in RIGHTS)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_no_way_in(begun: House, method: str) -> None:
    ben = begun.enter("Ben")
    answer = begun.client.request(method, f"/meet/{ben.seat}/me", headers={"cookie": f"steerco-seat={ben.cookie}"})
    assert answer.status_code == 405


def test_what_is_nowhere_is_said_so_without_a_page(begun: House) -> None:
    for path in ("nothing", "questions/a/b/c", "../me", ""):
        assert begun.enter("Ben").get(path).status == 404
