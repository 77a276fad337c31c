"""`/upload`: who may is asked for each chunk, nobody touches another's file, and a cut line loses one chunk at most."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.catalog.quotas import Quotas
from steering.errors import NotAllowed
from steering.spool.journal import CHUNK
from steering.stage.refusals import Refused
from steering.web.askers import COOKIE, Asker
from steering.web.uploads import MOST_OF_ONE, Slots, upload_routes
from tests.steering.spool.bring import open_spool, pieces, sha

DATA = b"0123456789abcdef" * (CHUNK // 16) + b"the end\n"
VISIT = {"x-steerco-visit": "a visit"}
Ask = Callable[..., Response]


@dataclass(kw_only=True)
class Gate:
    """Who may bring files now, by their cookies: the place of each."""

    places: dict[str, str] = field(default_factory=lambda: {"ada": "case", "ben": "case", "": ""})

    def find(self, asker: Asker, place: str, purpose: str) -> tuple[str, str]:
        """Let those in who may, for data alone."""
        if self.places.get(asker.cookie) != place or purpose != "data:adoption":
            raise NotAllowed("You may not bring data here.")
        return asker.cookie, "cohort"


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def ask(tmp_path: Path, gate: Gate) -> Iterator[Ask]:
    """`ask(method, path, who="ada", headers=VISIT, **more)`."""
    spool = open_spool(tmp_path, Quotas(file_bytes=2 * CHUNK))
    with TestClient(Starlette(routes=upload_routes(lambda: spool, gate.find))) as client:

        def send(
            method: str, path: str, *, who: str = "ada", headers: Mapping[str, str] = VISIT, **more: Any
        ) -> Response:
            cookies = {"cookie": f"{COOKIE}={who}"} if who else {}
            return client.request(method, path, headers={**headers, **cookies}, **more)

        yield send


def about(**more: object) -> dict[str, object]:
    return {"place": "case", "purpose": "data:adoption", "name": "a.csv", "size": len(DATA), "stamp": 1, **more}


def begin(ask: Ask, who: str = "ada", **more: object) -> str:
    answer = ask("POST", "/upload", who=who, json=about(**more))
    assert answer.status_code == 200 and answer.json()["chunk"] == CHUNK
    return str(answer.json()["id"])


def put(ask: Ask, id: str, index: int, piece: bytes, who: str = "ada", digest: str = "") -> Response:
    return ask("PUT", f"/upload/{id}/{index}/{digest or sha(piece)}", who=who, content=piece)


def test_a_file_comes_chunk_by_chunk_and_says_how_far_it_is(ask: Ask) -> None:
    id = begin(ask)
    first, last = pieces(DATA)
    assert put(ask, id, 1, last).status_code == 204
    assert ask("POST", f"/upload/{id}").json() == {"complete": False}
    assert ask("POST", "/upload", json=about()).json()["have"] == {"1": sha(last)}
    assert put(ask, id, 0, first).status_code == 204
    assert ask("POST", f"/upload/{id}").json() == {"complete": True}


def test_who_may_no_longer_is_refused_at_the_next_chunk(ask: Ask, gate: Gate) -> None:
    id, (first, last) = begin(ask), pieces(DATA)
    assert put(ask, id, 0, first).status_code == 204
    del gate.places["ada"]
    for answer in (
        put(ask, id, 1, last),
        ask("POST", f"/upload/{id}"),
        ask("DELETE", f"/upload/{id}"),
        ask("POST", "/upload", json=about()),
    ):
        assert (answer.status_code, answer.json()) == (403, {"error": "You may not bring data here."})
    gate.places["ada"] = "case"
    assert ask("POST", "/upload", json=about()).json()["have"] == {"0": sha(first)}


def test_another_person_s_upload_is_as_if_it_were_not_there(ask: Ask) -> None:
    id = begin(ask)
    refusals = [
        put(ask, id, 1, pieces(DATA)[1], who="ben"),
        ask("POST", f"/upload/{id}", who="ben"),
        ask("DELETE", f"/upload/{id}", who="ben"),
        ask("POST", f"/upload/{'0' * 32}"),
        ask("POST", "/upload/..%2Fabout"),
    ]
    assert [answer.status_code for answer in refusals] == [404, 404, 404, 404, 404]
    assert begin(ask, "ben") != id
    assert ask("DELETE", f"/upload/{id}").status_code == 204
    assert ask("POST", f"/upload/{id}").status_code == 404


@pytest.mark.parametrize("place", ["", "elsewhere"])
def test_nothing_begins_where_one_may_not(ask: Ask, place: str) -> None:
    assert ask("POST", "/upload", json=about(place=place)).status_code == 403
    assert ask("POST", "/upload", who="", json=about()).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, VISIT | {"sec-fetch-site": "cross-site"}, VISIT | {"sec-fetch-site": "same-site"}, {"x-visit": "x"}],
    ids=["a form", "another site", "another port", "another header"],
)
def test_a_page_of_another_site_can_bring_nothing(ask: Ask, headers: Mapping[str, str]) -> None:
    id = begin(ask)
    for method, path in (("POST", "/upload"), ("POST", f"/upload/{id}"), ("DELETE", f"/upload/{id}")):
        answer = ask(method, path, headers=headers, json=about())
        assert (answer.status_code, answer.json()["error"][:14]) == (403, "Files are brou")
    assert put(ask, id, 1, pieces(DATA)[1]).status_code == 204


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"size": -1}, 400),
        ({"size": "9"}, 400),
        ({"size": True}, 400),
        ({"size": 1.5}, 400),
        ({"size": 10**400}, 400),
        ({"stamp": 10**400}, 400),
        ({"name": None}, 400),
        ({"stamp": None}, 400),
        ({"size": 2 * CHUNK + 1}, 413),
    ],
)
def test_what_is_no_file_does_not_begin(ask: Ask, more: Mapping[str, object], status: int) -> None:
    answer = ask("POST", "/upload", json=about(**more))
    assert answer.status_code == status and answer.json()["error"]


def test_a_damaged_chunk_and_one_that_is_too_large_are_refused(ask: Ask) -> None:
    id, (first, last) = begin(ask), pieces(DATA)
    assert put(ask, id, 1, last, digest=sha(first)).status_code == 422
    assert put(ask, id, 0, first + b"x").status_code == 413
    assert put(ask, id, 7, last).status_code == 422
    assert ask("POST", "/upload", json=about()).json()["have"] == {}


def test_one_person_holds_a_few_chunks_at_once_and_others_go_on() -> None:
    async def hold() -> list[int]:
        slots, statuses = Slots(), []
        async with AsyncExitStack() as stack:
            for person in ("ada",) * (MOST_OF_ONE + 1) + ("ben",):
                try:
                    await stack.enter_async_context(slots.hold(person))
                    statuses.append(200)
                except Refused as refused:
                    statuses.append(refused.status)
        async with slots.hold("ada"):
            return [*statuses, 200]

    assert asyncio.run(hold()) == [200] * MOST_OF_ONE + [429, 200, 200]
