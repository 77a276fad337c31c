"""Files that are brought, published and taken back, beside the case folder and beside other people."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from steering.errors import StoreUnavailable
from steering.ingest import uploads
from steering.ingest.temp_file import own_name, spooled
from steering.ingest.uploads import Staged
from steering.records import Overtaken
from steering.sources import source
from steering.state.app_state import Installation
from steering.warehouse import exists
from tests.steering.small_cases import TEAM_ROWS, small

ROW = "2026-04,T1,Claims,Care,1,{stage},{users},0"


def rows(stage: str = "pilot", users: int = 3, end: str = "\n") -> str:
    return TEAM_ROWS + end + ROW.format(stage=stage, users=users) + end


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return small(tmp_path / "case", teams=[ROW.format(stage="pilot", users=3)])


@pytest.fixture
def room(tmp_path: Path, case: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path / "home", case)
    yield installation
    installation.close()


def stage(room: Installation, text: str, name: str = "new.csv") -> Staged:
    stream = io.BytesIO(text.encode())
    return uploads.stage(stream, name, "adoption", room.table().room.case, home=room.home, by="tester")


def publish(room: Installation, text: str, name: str = "new.csv") -> None:
    uploads.publish(stage(room, text, name), room.table().room.case, records=room.records, by="tester")


def users(room: Installation) -> int:
    """What the pages see."""
    found = room.table().room.ask("adoption_by_month", as_of="2026-04", unit=None, adopted=["pilot"])
    return int(found["active_users"].iloc[-1])


def history(room: Installation) -> list[tuple[str, str, str]]:
    entries = room.table().room.holdings["adoption"].history
    return [(one.action, one.source, one.source_name) for one in entries]


class TestStaging:
    def test_nothing_changes_before_it_is_published(self, room: Installation) -> None:
        assert users(room) == 3
        staged = stage(room, rows(users=8))
        assert staged.manifest and staged.report.accepted == 1
        assert (users(room), len(history(room))) == (3, 1)

    def test_a_refused_file_changes_nothing_and_leaves_nothing(self, room: Installation) -> None:
        room.table()
        before = sorted(room.home.rglob("*"))
        staged = stage(room, rows(stage="flying"))
        assert staged.manifest is None
        assert [problem.column for problem in staged.report.problems] == ["stage"]
        assert [path for path in room.home.rglob("*") if path not in before] == [room.home / "uploads"]
        assert users(room) == 3

    def test_a_refused_file_can_not_be_published(self, room: Installation) -> None:
        staged = stage(room, rows(stage="flying"))
        with pytest.raises(ValueError, match="nothing to publish"):
            uploads.publish(staged, room.table().room.case, records=room.records, by="x")

    @pytest.mark.parametrize("name", ["book.xlsm", "notes.pdf", "noending"])
    def test_a_file_of_another_kind_is_refused_by_its_name(self, room: Installation, name: str) -> None:
        staged = stage(room, "PK\x03\x04", name)
        assert staged.manifest is None
        assert "a .csv, .tsv, .csv.gz, .parquet or .xlsx file" in staged.report.problems[0].expected

    def test_progress_is_told(self, room: Installation) -> None:
        told: list[tuple[str, float | None]] = []
        stream, case = io.BytesIO(rows(users=9).encode()), room.table().room.case
        uploads.stage(
            stream, "a.csv", "adoption", case, home=room.home, by="x", progress=lambda *step: told.append(step)
        )
        shares = [share for _, share in told if share is not None]
        assert told and shares == sorted(shares) and shares[-1] == 1.0


def let_go(room: Installation, staged: Staged) -> bool:
    gone = uploads.discard(staged, home=room.home, records=room.records)
    assert staged.manifest
    assert gone is not exists(room.home, staged.dataset, staged.manifest.release)
    return gone


class TestDiscarding:
    def test_a_discarded_release_is_gone(self, room: Installation) -> None:
        room.table()
        before = {path for path in room.home.rglob("*") if path.is_file()}
        assert let_go(room, stage(room, rows(users=8)))
        assert {path for path in room.home.rglob("*") if path.is_file()} == before
        assert users(room) == 3

    def test_one_that_was_there_before_stays(self, room: Installation) -> None:
        users(room)
        assert not let_go(room, stage(room, rows(users=3)))
        assert users(room) == 3

    def test_one_that_was_published_meanwhile_stays(self, room: Installation) -> None:
        staged = stage(room, rows(users=8))
        uploads.publish(staged, room.table().room.case, records=room.records, by="somebody else")
        assert not let_go(room, staged)
        publish(room, rows(users=9))
        assert not let_go(room, staged), "a rollback may come back to it"

    def test_one_that_another_visitor_has_staged_too_stays(self, room: Installation) -> None:
        mine, theirs = stage(room, rows(users=8)), stage(room, rows(users=8), "same.csv")
        assert (mine.made, theirs.made) == (True, False)
        assert not let_go(room, mine)
        uploads.publish(theirs, room.table().room.case, records=room.records, by="them")
        assert users(room) == 8

    def test_whoever_brings_it_again_afterwards_has_it(self, room: Installation) -> None:
        assert let_go(room, stage(room, rows(users=8)))
        publish(room, rows(users=8))
        assert users(room) == 8

    def test_it_can_be_let_go_of_once(self, room: Installation) -> None:
        staged = stage(room, rows(users=8))
        assert let_go(room, staged)
        assert not uploads.discard(staged, home=room.home, records=room.records)

    def test_a_refused_file_has_nothing_to_remove(self, room: Installation) -> None:
        assert not uploads.discard(stage(room, rows(stage="flying")), home=room.home, records=room.records)

    def test_many_at_once_never_publish_what_is_gone(self, room: Installation) -> None:
        case = room.table().room.case

        def bring(number: int) -> bool:
            staged = stage(room, rows(users=8), f"{number}.csv")
            if number % 2:
                uploads.discard(staged, home=room.home, records=room.records)
                return True
            assert staged.manifest
            uploads.publish(staged, case, records=room.records, by="x")
            return exists(room.home, "adoption", staged.manifest.release)

        with ThreadPoolExecutor(6) as people:
            assert all(people.map(bring, range(24)))
        assert users(room) == 8


class TestPublishing:
    def test_the_whole_app_sees_it(self, room: Installation) -> None:
        publish(room, rows(users=8))
        assert users(room) == 8
        assert history(room) == [("publish", "folder", "adoption.csv"), ("publish", "upload", "new.csv")]

    def test_an_upload_stays_until_the_folders_file_is_edited_again(self, room: Installation, case: Path) -> None:
        publish(room, rows(users=8))
        (case / "case.yaml").touch()
        assert users(room) == 8, "an edit elsewhere in the folder"
        (case / "datasets" / "adoption.csv").write_text(rows(users=11), "utf-8")
        assert users(room) == 11
        assert [entry[1] for entry in history(room)] == ["folder", "upload", "folder"]

    def test_an_upload_survives_a_new_start(self, room: Installation, tmp_path: Path, case: Path) -> None:
        publish(room, rows(users=8))
        again = Installation(tmp_path / "home", case)
        assert users(again) == 8
        again.close()

    def test_a_folders_file_that_is_only_written_differently_is_published_once(
        self, room: Installation, case: Path
    ) -> None:
        assert users(room) == 3
        (case / "datasets" / "adoption.csv").write_text(rows(end="\r\n") + "\r\n", "utf-8", newline="")
        for _ in range(3):
            (case / "case.yaml").touch()
            assert users(room) == 3
        assert len(history(room)) == 2
        publish(room, rows(users=8))
        assert users(room) == 8

    def test_an_entry_names_the_file_that_brought_the_rows_this_time(self, room: Installation) -> None:
        publish(room, rows(users=8), "first.csv")
        publish(room, rows(users=9), "between.csv")
        publish(room, rows(users=8, end="\r\n"), "second.csv")
        assert history(room)[-1] == ("publish", "upload", "second.csv")
        assert users(room) == 8

    def test_the_last_of_two_who_publish_wins_and_the_history_has_both(self, room: Installation) -> None:
        one, other = stage(room, rows(users=8), "one.csv"), stage(room, rows(users=9), "other.csv")
        case = room.table().room.case
        for staged in (other, one):
            uploads.publish(staged, case, records=room.records, by="x")
        assert users(room) == 8
        assert [entry[2] for entry in history(room)] == ["adoption.csv", "other.csv", "one.csv"]


class TestGoingBack:
    def test_the_folders_data_comes_back_and_stays(self, room: Installation, case: Path) -> None:
        publish(room, rows(users=8))
        room.records.roll_back("case", "adoption", by="x")
        assert users(room) == 3
        (case / "case.yaml").touch()
        assert users(room) == 3

    def test_going_back_behind_an_edit_of_the_folder_stays_too(self, room: Installation, case: Path) -> None:
        assert users(room) == 3
        (case / "datasets" / "adoption.csv").write_text(rows(users=11), "utf-8")
        assert users(room) == 11
        room.records.roll_back("case", "adoption", by="x")
        for _ in range(2):
            (case / "case.yaml").touch()
            assert users(room) == 3
        assert [entry[0] for entry in history(room)] == ["publish", "publish", "rollback"]

    def test_it_names_what_comes_back(self, room: Installation) -> None:
        assert source(room.table().room, "adoption").before is None
        publish(room, rows(users=8))
        before = source(room.table().room, "adoption").before
        assert before and before.source_name == "adoption.csv"

    def test_whoever_saw_something_else_in_force_is_told(self, room: Installation) -> None:
        publish(room, rows(users=8))
        seen = room.table().room.holdings["adoption"].history[-1].id
        publish(room, rows(users=9))
        with pytest.raises(Overtaken, match="changed meanwhile"):
            room.records.roll_back("case", "adoption", by="x", seen=seen)
        assert users(room) == 9
        room.records.roll_back("case", "adoption", by="x", seen=seen + 1)
        assert users(room) == 8


class TestSpooling:
    def test_it_is_gone_afterwards_whatever_happens(self, tmp_path: Path) -> None:
        with pytest.raises(KeyError), spooled(io.BytesIO(b"abc"), tmp_path / "uploads") as path:
            assert path.read_bytes() == b"abc"
            raise KeyError
        assert list((tmp_path / "uploads").iterdir()) == []

    def test_a_stream_is_read_piece_by_piece(self, tmp_path: Path) -> None:
        asked: list[int] = []

        class Stream:
            def read(self, size: int, /) -> bytes:
                asked.append(size)
                return b"x" * size if len(asked) < 4 else b""

        with spooled(Stream(), tmp_path) as path:
            assert path.stat().st_size == 3 * max(asked)
        assert max(asked) <= 2**20

    def test_a_folder_that_can_not_be_made_is_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(StoreUnavailable, match="STEERCO_HOME"), spooled(io.BytesIO(), tmp_path / "file"):
            pytest.fail("there is no such folder")

    @pytest.mark.parametrize(
        ("name", "own"),
        [("a.csv", "a.csv"), ("../../a.csv", "a.csv"), ("C:\\x\\a.csv", "a.csv"), ("", "upload"), ("..", "..")],
    )
    def test_a_name_is_without_its_folder(self, name: str, own: str) -> None:
        assert own_name(name) == own

    def test_an_absurdly_long_name_keeps_its_ending(self) -> None:
        assert len(own_name("x" * 5000 + ".csv.gz")) < 210
        assert own_name("x" * 5000 + ".csv.gz").endswith(".csv.gz")
