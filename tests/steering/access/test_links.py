"""The key of an installation: made once, its owner's alone, and never taken where it is damaged."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.access.links import FILE, KEY_BYTES, SeatLink, Signer, Ticket
from steering.errors import StoreUnavailable
from steering.records import Records
from steering.stage.rooms import Rooms
from steering.state.case_snapshot import CaseSnapshot
from steering.state.pictures import PictureStore
from steering.web.meetings import meeting_routes

ROOT = Path(__file__).parents[3]
LINK = SeatLink(meeting="m", seat="s", serial=1)
TICKET = Ticket(link=LINK, place="s", device="d", name="Ben")


def sign(home: Path) -> str:
    return Signer(home).sign_link(LINK)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    token = sign(tmp_path)
    file = tmp_path / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_bytes()) == KEY_BYTES
    assert Signer(tmp_path).verify_link(token) == LINK
    # Nothing of its making is left.
    assert list(tmp_path.iterdir()) == [file]


def test_of_many_who_start_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    # Processes of their own: a pool would read this one's main module again, which tests of pages replace.
    code = f"from pathlib import Path; from {__name__} import sign; print(sign(Path({str(tmp_path)!r})), end='')"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    tokens = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert len(tokens) == 1
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(sign, [tmp_path] * 40)) == tokens
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_a_link_is_no_cookie_and_a_cookie_no_link(tmp_path: Path) -> None:
    signer = Signer(tmp_path)
    assert signer.verify_ticket(signer.sign_ticket(TICKET)) == TICKET
    assert signer.verify_ticket(signer.sign_link(LINK)) is None
    assert signer.verify_link(signer.sign_ticket(TICKET)) is None


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * (KEY_BYTES - 1), b"x" * (KEY_BYTES + 1)])
def test_a_damaged_key_is_said_and_not_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    with pytest.raises(StoreUnavailable, match="is damaged. Remove it; then send new links to everybody."):
        Signer(tmp_path)
    assert (tmp_path / FILE).read_bytes() == damage


def test_a_key_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    # Whoever runs these tests may read every file; nobody reads a folder as one.
    (tmp_path / FILE).mkdir()
    with pytest.raises(StoreUnavailable, match="can't be read or written"):
        Signer(tmp_path)


def test_a_key_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="can't be read or written"):
        Signer(tmp_path / "nowhere")


@pytest.fixture
def client(tmp_path: Path, example: CaseSnapshot) -> Iterator[TestClient]:
    with Records(tmp_path) as records:
        rooms = Rooms(tmp_path, records=lambda: records, snapshot=lambda: example, pictures=PictureStore())
        with TestClient(Starlette(routes=meeting_routes(lambda: rooms)), raise_server_exceptions=False) as client:
            yield client


def test_who_comes_while_the_key_is_damaged_is_told_what_to_do(tmp_path: Path, client: TestClient) -> None:
    (tmp_path / FILE).write_bytes(b"damaged")
    for answer in (client.post("/meet/enter", json={"token": "x.y"}), client.get("/meet/s/me")):
        assert answer.status_code == 503
        assert "Remove it; then send new links to everybody." in answer.json()["error"]
    (tmp_path / FILE).unlink()
    # Without a start of the server.
    assert client.post("/meet/enter", json={"token": "x.y"}).status_code == 403


def test_links_of_a_key_that_was_removed_open_nothing(tmp_path: Path) -> None:
    token = sign(tmp_path)
    (tmp_path / FILE).unlink()
    assert Signer(tmp_path).verify_link(token) is None


def test_an_auditor_s_link_says_its_id_and_is_neither_a_link_nor_a_cookie_of_a_meeting(tmp_path: Path) -> None:
    signer = Signer(tmp_path)
    token = signer.sign_auditor_link("0a1b")
    assert signer.verify_auditor_link(token) == "0a1b"
    assert signer.verify_link(token) is None and signer.verify_ticket(token) is None
    others = (signer.sign_link(LINK), signer.sign_ticket(TICKET), token[:-2], f"x{token}", "", ".", "é.é", "." * 999)
    assert [other for other in others if signer.verify_auditor_link(other) is not None] == []
    (tmp_path / "elsewhere").mkdir()
    assert Signer(tmp_path / "elsewhere").verify_auditor_link(token) is None
