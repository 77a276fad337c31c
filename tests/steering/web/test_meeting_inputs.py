"""What browsers may send to a meeting: too large, no JSON, of another kind, too often, twice, or out of date."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from tests.steering.web.meeting_visits import Answer, Browser, House
from tests.steering.web.test_meeting_rights import CASES

POSTS = sorted(path for method, path in CASES if method == "POST")
NO_NUMBER = (None, True, "1", [1], {"a": 1}, 10**400, -(10**400), 1e300)
NO_TEXT = (None, True, 7, 1.5, ["a"], {"a": "b"})
NO_FLAG = (None, 0, 1, "true", [True], {})
NO_LIST = (7, "a", {"a": 1}, True, [["a"]], [{"a": 1}], [None], [7], ["nobody"])
NO_VALUES = (None, 7, "a", [1], {"benefit_factor": "1"}, {"benefit_factor": None}, {"benefit_factor": [1]}, {"x": 1})
MANY = {f"driver {number}": 1.0 for number in range(21)}
LONG = "x" * 10_000
MOST = 20_000

# Path -> what is fine, and by each of its fields what is not.
FIELDS: list[tuple[str, str, Mapping[str, Any], Mapping[str, tuple[Any, ...]]]] = [
    ("Presenter", "stage", {"do": "go", "scene": "x"}, {"do": (*NO_TEXT, LONG, ""), "scene": (*NO_TEXT, LONG, "")}),
    ("Presenter", "stage", {"do": "next", "seen": 0}, {"seen": (None, "1", 1.5, [1], {"a": 1})}),
    ("Presenter", "stage", {"do": "page", "page": "roi"}, {"page": (*NO_TEXT, LONG, "")}),
    ("Presenter", "stage", {"do": "page", "page": "roi", "query": {}}, {"query": (7, "a", [1], {"a": 7}, {"a": LONG})}),
    (
        "Presenter",
        "stage",
        {"do": "move", "values": {"benefit_factor": 0.9}, "final": True},
        {"values": (*NO_VALUES, MANY, {"benefit_factor": 10**400}), "final": NO_FLAG},
    ),
    ("Presenter", "stage", {"do": "spotlight", "block": ""}, {"block": (None, True, 7, ["a"], LONG)}),
    *(("Presenter", "stage", {"do": name, "on": True}, {"on": NO_FLAG}) for name in ("hold", "blank", "recorded")),
    *(("Presenter", "stage", {"do": name, "on": True}, {"on": NO_FLAG}) for name in ("corner", "pause")),
    ("Presenter", "stage", {"do": "question", "id": ""}, {"id": (None, True, 7, ["a"], LONG)}),
    ("Presenter", "stage", {"do": "handback", "id": "x"}, {"id": (*NO_TEXT, LONG, "")}),
    ("Presenter", "stage", {"do": "number", "driver": ""}, {"driver": (None, True, 7, ["a"], LONG)}),
    ("Presenter", "stage", {"do": "give", "to": "x"}, {"to": (None, True, 7, ["a"], LONG)}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, {"do": (*NO_TEXT, "x"), "question": (*NO_TEXT, LONG, "")}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, {"secret": ("maybe", 7, [True], {"a": 1})}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, {"rule": (7, "most", ["simple"], {"a": 1}, LONG)}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, {"base": (7, "all", ["cast"], {"a": 1})}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, {"quorum": ("many", -1, 1.5, [1], {"a": 1}, 10**400)}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, {"decision": (7, ["a"], {"a": 1}, "nothing", LONG)}),
    ("Ada", "vote", {"do": "open", "question": "Fund it?"}, dict.fromkeys(("entitled", "present", "recused"), NO_LIST)),
    ("Ben", "ballot", {"vote": "VOTE", "choice": "approve"}, {"choice": (*NO_TEXT, LONG, "", "abstain")}),
    (
        "Ben",
        "ballot",
        {"vote": "VOTE", "choice": "conditions", "conditions": ["Train first."]},
        {
            "conditions": (
                *(7, "a", {"a": 1}, True, [[]], [7], [None], [""], [LONG], ["a"] * 11, [{"metric": "x"}], [{"a": 1}]),
                [{"metric": "npv", "op": [1], "value": {}, "due": 7}],
                [{"metric": "npv", "op": ">=", "value": [[1]], "due": "2027-01"}],
                [{"metric": "npv", "op": ">=", "value": "1" * 5000, "due": "2027-01"}],
            )
        },
    ),
    (
        "Ben",
        "questions",
        {"text": "Why?", "frame": ""},
        {"text": (*NO_TEXT, LONG, "", " \n "), "frame": (7, ["a"], LONG)},
    ),
    ("Ada", "questions/QUESTION", {"state": "queued"}, {"state": (*NO_TEXT, "", "lost", LONG)}),
    (
        "Ada",
        "questions/QUESTION",
        {"state": "parked", "owner": "Cy", "due": "2027-01-31"},
        {"owner": (*NO_TEXT, LONG, ""), "due": (*NO_TEXT, LONG, "", "31.1.2027", "2027-02-30", "2027-1-1")},
    ),
    ("Ben", "questions/QUESTION/upvote", {"on": True}, {"on": NO_FLAG}),
    (
        "Ben",
        "handbacks",
        {"values": {"benefit_factor": 0.9}, "name": "Ben"},
        {"values": (*NO_VALUES, MANY, {"benefit_factor": 10**400}), "name": (7, True, ["a"], {"a": 1}, LONG)},
    ),
    ("Ben", "number", {"value": 0.9}, {"value": NO_NUMBER}),
    ("Ben", "receipt", {"keys": {}}, {"keys": (7, "a", [1], True)}),
]
TRIALS = [
    (who, path, {**fine, field: value}, field)
    for who, path, fine, fields in FIELDS
    for field, values in fields.items()
    for value in values
]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is too fast."""
    monkeypatch.setattr("steering.access.rates.Rates.allow", lambda *_: True)


@pytest.fixture
def people(begun: House, unhurried: None) -> dict[str, Browser]:
    """Those who send, in a meeting with a question and a number that is asked for."""
    people = {name: begun.enter(name, here=True) for name in ("Presenter", "Ada", "Ben")}
    assert people["Presenter"].drive("number", driver="benefit_factor").status == 200
    return people


def test_every_field_of_another_kind_is_refused_with_a_sentence(begun: House, people: dict[str, Browser]) -> None:
    question = people["Ben"].post("questions", {"text": "Why?", "frame": ""}).json["id"]
    wrong = []
    for who, path, data, field in TRIALS:
        if path == "vote":
            people["Ada"].post("vote", {"do": "cancel"})
        elif path == "ballot" and not begun.room.meeting.open_vote:
            people["Ada"].post("vote", {"do": "open", "question": "Fund it?"})
        box = begun.room.meeting.open_vote
        data = {name: box.id if value == "VOTE" and box else value for name, value in data.items()}
        before = begun.room.meeting.seq
        answer = people[who].post(path.replace("QUESTION", question), data)
        if answer.status not in (400, 404) or not answer.error or begun.room.meeting.seq != before:
            wrong.append((path, {**data, field: str(data[field])[:60]}, answer.status, answer.body[:200]))
    assert wrong == []
    assert len(TRIALS) > 200


NO_JSON = {
    "nothing of its kind": b"\xff\xfe\x00",
    "half of it": b'{"do": ',
    "a form": b"do=next",
    "not a number": b'{"values": {"benefit_factor": NaN}}',
    "without end": b'{"values": {"benefit_factor": -Infinity}}',
    "half a character": b'{"text": "\\ud800"}',
    "a number of 10,000 digits": b'{"value": ' + b"9" * 10_000 + b"}",
    "a deep list": b"[" * MOST,
    "a deep list that ends": b"[" * (MOST // 2) + b"]" * (MOST // 2),
    "deep objects": b'{"a":' * (MOST // 6) + b"1" + b"}" * (MOST // 6),
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
}
NO_OBJECT = {"a list": b"[1]", "a text": b'"x"', "a number": b"7", "nothing": b"null", "true": b"true"}


@pytest.mark.parametrize("body", [*NO_JSON.values(), *NO_OBJECT.values()], ids=[*NO_JSON, *NO_OBJECT])
def test_what_is_no_object_is_refused_by_every_route(begun: House, unhurried: None, body: bytes) -> None:
    people = {name: begun.enter(name, here=True) for name in ("Presenter", "Ben")}
    for path in POSTS:
        who = "Presenter" if path in ("stage", "vote", "questions/{id}") else "Ben"
        answer = people[who].post(path.replace("{id}", "0" * 16), body=body)
        assert (answer.status, answer.error) in ((400, "This is no JSON."), (400, "This has to be an object.")), path
    answer = begun.client.post("/meet/enter", content=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


class Flood:
    """A body of 100 MB that counts how much of it was read; with or without saying its length beforehand."""

    SIZE = 100_000_000

    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.sent < self.SIZE:
            self.sent += 10_000
            yield b" " * 10_000


@pytest.mark.parametrize("says_length", [True, False])
def test_a_body_of_100_mb_is_refused_by_every_route_before_it_is_read(begun: House, says_length: bool) -> None:
    ben, presenter = begun.enter("Ben"), begun.enter("Presenter", here=True)
    paths = [f"/meet/{ben.seat}/{path.replace('{id}', '0' * 16)}" for path in POSTS]
    for path in (*paths, f"/meet/{presenter.seat}/stage", "/meet/enter"):
        who = presenter if presenter.seat in path else ben
        headers = {"cookie": f"steerco-seat={who.cookie}"}
        flood = Flood()
        status, error = send(begun, path, headers, flood, says_length=says_length)
        assert (status, error) == (413, "At most 20,000 bytes can be sent."), path
        assert flood.sent <= (0 if says_length else 50_000), path


def send(house: House, path: str, headers: Mapping[str, str], flood: Flood, *, says_length: bool) -> tuple[int, str]:
    """Ask as a server hands it on: the body comes in parts, as many as the app asks for."""
    parts, answers = iter(flood), []
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]
    fields += [(b"host", b"testserver")]
    fields += [(b"content-length", str(flood.SIZE).encode())] if says_length else [(b"transfer-encoding", b"chunked")]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": next(parts), "more_body": True}

    async def answer(message: Any) -> None:
        answers.append(message)

    scope = {
        **{"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""},
        **{"headers": fields, "scheme": "http", "server": ("testserver", 80), "client": ("127.0.0.1", 1)},
        **{"root_path": "", "http_version": "1.1", "asgi": {"version": "3.0"}},
    }
    portal = house.client.portal
    assert portal
    portal.call(partial(house.client.app, scope, receive, answer))
    text = b"".join(message.get("body", b"") for message in answers[1:])
    return answers[0]["status"], json.loads(text)["error"]


BURSTS = [
    ("questions", {"text": "Why?", "frame": ""}, 5),
    ("moments", {}, 2),
    ("handbacks", {"values": {"benefit_factor": 0.9}}, 3),
    ("receipt", {"keys": {}}, 5),
]


@pytest.mark.parametrize(("path", "data", "most"), BURSTS, ids=[path for path, *_ in BURSTS])
def test_what_comes_too_often_is_refused_for_one_and_not_for_others(
    begun: House, monkeypatch: pytest.MonkeyPatch, path: str, data: Any, most: int
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("steering.access.rates.monotonic", lambda: clock[0])
    ben, cy = begun.enter("Ben"), begun.enter("Cy")
    answers = [ben.post(path, data) for _ in range(most + 2)]
    assert [answer.status for answer in answers] == [200] * most + [429] * 2
    assert answers[-1].error == "This is too often. Try again in a moment."
    assert cy.post(path, data).status == 200
    clock[0] += 60
    assert ben.post(path, data).status == 200
    # A clock that is set back gives nothing away, and locks nobody out for long.
    clock[0] -= 1_000_000
    assert ben.post(path, data).status in (200, 429)
    clock[0] += 60
    assert ben.post(path, data).status == 200


def test_one_place_sends_50_questions_at_most(begun: House, unhurried: None) -> None:
    ben = begun.enter("Ben")
    statuses = [ben.post("questions", {"text": f"Question {number}?", "frame": ""}).status for number in range(51)]
    assert statuses == [200] * 50 + [429]
    assert begun.enter("Cy").post("questions", {"text": "Mine?", "frame": ""}).status == 200


def open_vote(people: Mapping[str, Browser], **terms: Any) -> str:
    answer = people["Ada"].post("vote", {"do": "open", "question": "Fund it?", **terms})
    assert answer.status == 200, answer.body
    return str(answer.json["id"])


def test_a_vote_sent_twice_counts_once(begun: House, people: dict[str, Browser]) -> None:
    vote = {"vote": open_vote(people), "choice": "approve"}
    assert [people["Ben"].post("ballot", vote).json for _ in range(2)] == [{"ok": True}] * 2
    seq = begun.room.meeting.seq
    assert people["Ben"].post("ballot", vote).json == {"ok": True}
    assert begun.room.meeting.seq == seq
    closed = people["Ada"].post("vote", {"do": "close"}).json
    assert (closed["for"], closed["counts"]["approve"]) == (1, 1)


def refused(answer: Answer, status: int, words: str) -> bool:
    return answer.status == status and words in answer.error


def test_who_may_not_vote_is_told_why(begun: House, people: dict[str, Browser]) -> None:
    cy, guest = begun.enter("Cy"), begun.enter("Guest")
    vote = {"vote": open_vote(people, recused=[cy.seat], entitled=[people["Ada"].seat, cy.seat]), "choice": "reject"}
    assert refused(cy.post("ballot", vote), 403, "You are recused from this vote.")
    assert refused(people["Ben"].post("ballot", vote), 403, "You are not entitled to vote on this.")
    assert refused(guest.post("ballot", vote), 403, "Your link does not allow this.")
    assert refused(people["Presenter"].post("ballot", vote), 403, "Your link does not allow this.")
    # For another: with their seat in the address, or in the body, it stays one's own.
    forged = Browser(client=cy.client, seat=people["Ada"].seat, cookie=cy.cookie)
    assert refused(forged.post("ballot", vote), 403, "This link is not known here.")
    for extra in ({"seat": people["Ada"].seat}, {"by": people["Ada"].seat}, {"place": people["Ada"].seat}):
        assert refused(people["Ben"].post("ballot", {**vote, **extra}), 403, "You are not entitled")
    box = begun.room.meeting.open_vote
    assert box and not box.voted


def test_after_closing_nothing_is_cast(begun: House, people: dict[str, Browser]) -> None:
    vote = {"vote": open_vote(people), "choice": "approve"}
    assert refused(people["Ben"].post("ballot", {**vote, "vote": "0" * 16}), 409, "No vote is open.")
    assert people["Ada"].post("vote", {"do": "close"}).status == 200
    assert refused(people["Ben"].post("ballot", vote), 409, "This vote is closed.")
    assert refused(people["Ada"].post("vote", {"do": "close"}), 409, "No vote is open.")


def test_markup_in_questions_and_conditions_is_text_for_everybody(begun: House, people: dict[str, Browser]) -> None:
    text = "<img src=x onerror=alert(1)> & \"quotes\" 'single' \\u003c </script>"
    assert people["Ben"].post("questions", {"text": text, "frame": ""}).status == 200
    vote = {"vote": open_vote(people), "choice": "conditions", "conditions": [text]}
    assert people["Ben"].post("ballot", vote).status == 200
    closed = people["Ada"].post("vote", {"do": "close"}).json
    assert closed["conditions"] == [text]
    begun.room.publish_all()
    assert people["Ada"].state()["room"]["questions"][0]["text"] == text
    page = people["Ada"].get("minutes").body.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("value", [math.nan, math.inf, "x", "", "1e999", "0x10"])
def test_a_trial_with_what_is_no_number_is_refused(begun: House, unhurried: None, value: object) -> None:
    answer = begun.enter("Ben").get(f"try?benefit_factor={value}")
    assert (answer.status, bool(answer.error)) == (400, True)
