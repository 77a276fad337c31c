"""The decision pack: what is in it, the same bytes each time, for whom, and whether any change of it is noticed."""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from steering.actors import EVERYWHERE, Actor
from steering.errors import NotAllowed, SteercoError
from steering.exports.decision_pack.issue import issue_pack, with_meetings
from steering.exports.decision_pack.manifest import digest, read_manifest, write_manifest
from steering.exports.decision_pack.pack import CLOSED, pack_decision, read_digest
from steering.exports.decision_pack.verify import PackCheck, verify_pack
from steering.exports.pack_kinds import PACK_KINDS, PackRequest, make_file
from steering.exports.receipt import parse_receipt_file
from steering.progress import watch
from steering.stage.driving import drive
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.stage.verification import verify_receipt
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER
from tests.steering.small_cases import starter

READER = Actor(id="reader", name="Reader", grants={EVERYWHERE: frozenset({"read"})})


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppState]:
    base = tmp_path_factory.mktemp("packs")
    state = AppState(base / "home", starter(base / "pilot"))
    yield state
    state.close()


@pytest.fixture(scope="module")
def room(state: AppState) -> Room:
    """A meeting that is over."""
    rooms = Rooms(state.home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
    day = dt.datetime.now(dt.UTC).date()
    room = rooms.make(Plan(title="Funding", day=day, people=(("Chair", "chair"),)), TESTER)
    seat = next(seat for seat in room.meeting.seats.values() if seat.name == "Presenter")
    for step in ("start", "end"):
        drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": step})
    return room


@pytest.fixture(scope="module")
def request_all(state: AppState, room: Room) -> PackRequest:
    context = state.snapshot().context
    request = PackRequest(context=context, by=TESTER, place=context.case.id, audit=state.records.audit_log.head())
    rooms = Rooms(state.home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
    return with_meetings(request, rooms)


@pytest.fixture(scope="module")
def content(request_all: PackRequest) -> bytes:
    return pack_decision(request_all).content


@pytest.fixture
def pack(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    return path


def read_files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def repack(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def changes(check: PackCheck) -> list[tuple[str, str]]:
    return [(finding.change, finding.name) for finding in check.findings]


class TestPack:
    def test_it_has_each_file_that_can_be_made(self, content: bytes, request_all: PackRequest) -> None:
        manifest = read_manifest(read_files(content)["manifest.json"])
        kinds = {file.kind for file in manifest.files}
        left = {part.kind for part in manifest.missing}
        assert kinds == {"readme", "minutes", "receipt", *PACK_KINDS} - left
        assert {"board-paper", "slides", "offline", "calendar", "minutes", "receipt"} <= kinds
        for file in manifest.files:
            inside = read_files(content)[file.name]
            assert (file.bytes, file.sha256) == (len(inside), digest(inside))
        assert (manifest.case, manifest.releases) == ("pilot", dict(request_all.context.releases))

    def test_the_end_of_the_audit_log_is_in_it_and_in_what_is_a_witness(
        self, content: bytes, request_all: PackRequest, state: AppState, room: Room
    ) -> None:
        files = read_files(content)
        head = request_all.audit
        assert head is not None
        log = read_manifest(files["manifest.json"]).audit_log
        assert log is not None
        assert (log.entry, log.sha256) == (head.seq, head.sha256)
        minutes, receipt = ([name for name in files if name.startswith(kind)] for kind in ("minutes", "receipt"))
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files[minutes[0]])).pages)
        # Between lines, and where one may begin.
        assert head.sha256 in "".join(text.replace("\u200b", "").split())
        parsed = parse_receipt_file(files[receipt[0]])
        assert parsed.audit == head
        meetings = state.records.meetings
        stored = meetings.log(room.id)
        assert stored is not None
        assert verify_receipt(parsed, stored, meetings, room.recordings) == ()

    def test_the_same_case_and_log_are_the_same_bytes(self, content: bytes, request_all: PackRequest) -> None:
        assert pack_decision(request_all).content == content

    def test_who_may_not_present_gets_neither_minutes_nor_receipts(self, request_all: PackRequest) -> None:
        files = read_files(pack_decision(replace(request_all, by=READER)).content)
        assert not [name for name in files if name.startswith(("minutes", "receipt"))]
        missing = read_manifest(files["manifest.json"]).missing
        assert [part.reason for part in missing if part.kind in ("minutes", "receipt")] == [CLOSED, CLOSED]

    @pytest.mark.parametrize("kind", [*PACK_KINDS, "pack"])
    def test_who_may_not_read_gets_nothing(self, request_all: PackRequest, kind: str) -> None:
        stranger = replace(request_all, by=Actor(id="x", name="X"))
        with pytest.raises(NotAllowed):
            pack_decision(stranger) if kind == "pack" else make_file(kind, stranger)

    def test_a_case_without_a_storyboard_says_what_is_missing(
        self, lay: Callable[[Path], CaseSnapshot], new_case: Path
    ) -> None:
        (new_case / "storyboard.yaml").unlink()
        context = lay(new_case).context
        request = PackRequest(context=context, by=TESTER, place=context.case.id)
        manifest = read_manifest(read_files(pack_decision(request).content)["manifest.json"])
        assert "offline" in {part.kind for part in manifest.missing}
        assert "calendar" in {file.kind for file in manifest.files}
        with pytest.raises(SteercoError, match="has no storyboard yet"):
            make_file("offline", request)

    def test_it_is_cut_short_where_nobody_waits_any_longer(self, request_all: PackRequest) -> None:
        class Stop(Exception):
            pass

        told: list[float | None] = []

        def stop(_phase: str, share: float | None, /) -> None:
            told.append(share)
            if share and share > 0:
                raise Stop

        with pytest.raises(Stop), watch(stop):
            pack_decision(request_all)
        assert told[0] == 0

    def test_handing_it_out_is_in_the_audit_log(self, request_all: PackRequest, state: AppState) -> None:
        before = state.records.audit_log.head().seq
        file, sha256 = issue_pack(request_all, state.records.audit_log)
        entry = state.records.audit_log.list()[0]
        assert (entry.seq, entry.action, entry.subject) == (before + 1, "download", file.name)
        assert json.loads(entry.facts) == {"manifest": sha256}
        assert sha256 == read_digest(file) == digest(read_files(file.content)["manifest.json"])


class TestVerify:
    def test_what_was_issued_holds(self, pack: Path, content: bytes) -> None:
        expected = digest(read_files(content)["manifest.json"])
        check = verify_pack(pack)
        assert (check.findings, check.is_anchored, check.sha256) == ((), False, expected)
        assert verify_pack(pack, expected).is_anchored

    def test_an_unpacked_one_and_one_packed_again_hold(self, pack: Path, content: bytes, tmp_path: Path) -> None:
        zipfile.ZipFile(pack).extractall(tmp_path / "folder")
        (tmp_path / "folder" / ".DS_Store").write_text("x")
        assert verify_pack(tmp_path / "folder").findings == ()
        assert verify_pack(repack(tmp_path / "again.zip", read_files(content))).findings == ()

    def test_any_byte_that_is_changed_is_noticed(self, content: bytes, tmp_path: Path) -> None:
        for name in read_files(content):
            files = read_files(content)
            place = len(files[name]) // 2
            files[name] = files[name][:place] + bytes([files[name][place] ^ 1]) + files[name][place + 1 :]
            path = repack(tmp_path / "changed.zip", files)
            if name != "manifest.json":
                assert changes(verify_pack(path)) == [("changed", name)]

    def test_missing_added_and_renamed(self, content: bytes, tmp_path: Path) -> None:
        files = read_files(content)
        files["other.ics"] = files.pop("pilot-calendar.ics")
        files["more.txt"] = b"more"
        del files["README.txt"]
        check = verify_pack(repack(tmp_path / "x.zip", files))
        assert sorted(changes(check)) == [
            ("added", "more.txt"), ("missing", "README.txt"), ("renamed", "pilot-calendar.ics"),
        ]  # fmt: skip
        assert "'other.ics'" in next(item.text for item in check.findings if item.change == "renamed")

    def test_a_manifest_that_was_edited_is_noticed(self, content: bytes, tmp_path: Path) -> None:
        files = read_files(content)
        values = json.loads(files["manifest.json"])
        files["README.txt"] = b"Other words"
        for file in values["files"]:
            if file["name"] == "README.txt":
                file |= {"bytes": 11, "sha256": digest(b"Other words")}
        files["manifest.json"] = json.dumps(values).encode()
        assert changes(verify_pack(repack(tmp_path / "x.zip", files))) == [("manifest", "manifest.json")]

    def test_a_pack_made_anew_is_found_out_by_the_noted_hash_alone(self, content: bytes, tmp_path: Path) -> None:
        files = read_files(content)
        noted = digest(files["manifest.json"])
        manifest = read_manifest(files["manifest.json"])
        files["README.txt"] = b"Other words"
        own = [
            replace(file, bytes=11, sha256=digest(b"Other words")) if file.name == "README.txt" else file
            for file in manifest.files
        ]
        files["manifest.json"] = write_manifest(replace(manifest, files=tuple(own)))
        path = repack(tmp_path / "x.zip", files)
        assert verify_pack(path).findings == ()
        check = verify_pack(path, noted)
        assert (changes(check), check.is_anchored) == ([("manifest", "manifest.json")], False)


class TestHostile:
    @pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/../../evil", "C:evil", "a\\b"])
    def test_what_leads_outside(self, content: bytes, tmp_path: Path, name: str) -> None:
        path = repack(tmp_path / "x.zip", {**read_files(content), name: b"x"})
        with pytest.raises(SteercoError, match="leads outside"):
            verify_pack(path)
        assert [item.name for item in tmp_path.iterdir()] == ["x.zip"]

    def test_what_would_fill_a_disk(self, content: bytes, tmp_path: Path) -> None:
        path = repack(tmp_path / "x.zip", {**read_files(content), "zeros.bin": bytes(1000)})
        data = bytearray(path.read_bytes())
        # The list says that it unpacks to 3.9 GB.
        at = data.rindex(b"PK\x01\x02")
        struct.pack_into("<L", data, at + 24, 3_900_000_000)
        path.write_bytes(data)
        with pytest.raises(SteercoError, match="when unpacked"):
            verify_pack(path)

    def test_a_list_that_lies_about_a_size(self, pack: Path) -> None:
        data = bytearray(pack.read_bytes())
        at = data.rindex(b"PK\x01\x02")
        struct.pack_into("<L", data, at + 24, 7)
        pack.write_bytes(data)
        assert [change for change, _ in changes(verify_pack(pack))] == ["changed"]

    def test_a_name_twice(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "x.zip"
        path.write_bytes(content)
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
            archive.writestr("README.txt", b"two")
        with pytest.raises(SteercoError, match="'README.txt' twice"):
            verify_pack(path)

    @pytest.mark.parametrize(
        ("files", "words"),
        [
            ({"a.txt": b"a"}, "has no manifest.json"),
            ({"manifest.json": b"[" * 100_000}, "can't be read"),
            ({"manifest.json": b"\xff"}, "can't be read"),
            ({"manifest.json": b"{}"}, "is not as it has to be"),
            ({"manifest.json": b'{"format": 2}'}, "another version"),
            ({"manifest.json": b" " * 6_000_000}, "longer than any"),
        ],
    )
    def test_what_is_no_pack(self, tmp_path: Path, files: dict[str, bytes], words: str) -> None:
        with pytest.raises(SteercoError, match=words):
            verify_pack(repack(tmp_path / "x.zip", files))

    def test_what_is_no_zip(self, pack: Path, tmp_path: Path) -> None:
        (tmp_path / "x.zip").write_text("not a zip")
        with pytest.raises(SteercoError, match="damaged, or no zip"):
            verify_pack(tmp_path / "x.zip")
        pack.write_bytes(pack.read_bytes()[:-200])
        with pytest.raises(SteercoError, match="damaged, or no zip"):
            verify_pack(pack)
        with pytest.raises(SteercoError, match="is not there"):
            verify_pack(tmp_path / "nowhere.zip")


def test_two_packs_at_once_are_each_whole(request_all: PackRequest, content: bytes) -> None:
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda _: pack_decision(request_all).content, range(2))) == [content, content]


def test_every_kind_has_a_name_of_its_own() -> None:
    titles = [kind.title for kind in PACK_KINDS.values()]
    assert len(set(titles)) == len(titles)
