"""Files that are brought, published and taken back, beside the case folder and beside other people."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import pytest

from steering.catalog.file_types import ACCEPTED_FILES
from steering.ingest import uploads
from steering.ingest.file_set import DataFile
from steering.ingest.uploads import StagedUpload
from steering.records import StaleRevision
from steering.sources import find_source
from steering.state.app_state import AppState
from steering.warehouse import exists
from tests.actors import TESTER, somebody
from tests.steering.small_cases import TEAM_ROWS, small

ROW = "2026-04,T1,Claims,Care,1,{stage},{users},0"


def rows(stage: str = "pilot", users: int = 3, end: str = "\n") -> str:
    return TEAM_ROWS + end + ROW.format(stage=stage, users=users) + end


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return small(tmp_path / "case", teams=[ROW.format(stage="pilot", users=3)])


@pytest.fixture
def context(tmp_path: Path, case: Path) -> Iterator[AppState]:
    installation = AppState(tmp_path / "home", case)
    yield installation
    installation.close()


def stage(context: AppState, text: str, name: str = "new.csv") -> StagedUpload:
    case = context.snapshot().context.case
    return uploads.stage_files(write(context, {name: text}), "adoption", case, home=context.home, by="tester")


def write(context: AppState, files: Mapping[str, str]) -> list[DataFile]:
    """Files as they lie where they come in: by their names, in places that have none."""
    folder = Path(mkdtemp(dir=context.home.parent))
    for at, text in enumerate(files.values()):
        (folder / f"{at}").write_bytes(text.encode())
    return [DataFile(path=folder / f"{at}", name=name) for at, name in enumerate(files)]


def publish(context: AppState, text: str, name: str = "new.csv") -> None:
    uploads.publish(stage(context, text, name), context.snapshot().context.case, records=context.records, by=TESTER)


def users(context: AppState) -> int:
    """What the pages see."""
    found = context.snapshot().context.query("adoption_by_month", as_of="2026-04", unit=None, adopted=["pilot"])
    return int(found["active_users"][-1])


def history(context: AppState) -> list[tuple[str, str, str]]:
    entries = context.snapshot().context.dataset_states["adoption"].history
    return [(one.action, one.source, one.source_name) for one in entries]


class TestSeveralFiles:
    def bring(self, context: AppState, **files: str) -> StagedUpload:
        brought = write(context, {name.replace("_", "."): text for name, text in files.items()})
        case = context.snapshot().context.case
        return uploads.stage_files(brought, "adoption", case, home=context.home, by="tester")

    def test_are_one_dataset(self, context: AppState) -> None:
        staged = self.bring(context, a_csv=rows(users=8), b_csv=rows(users=1).replace("T1", "T2"))
        assert staged.manifest and staged.report.accepted == 2
        assert (staged.name, staged.manifest.source_name) == ("a.csv and 1 more file", "a.csv and 1 more file")

    def test_are_refused_with_the_file_of_each_problem(self, context: AppState) -> None:
        staged = self.bring(context, a_csv=rows(), b_csv=rows(stage="flying").replace("T1", "T2"))
        assert [(problem.file, problem.found) for problem in staged.report.problems] == [("b.csv", "flying")]

    def test_a_manifest_beside_them_is_no_data(self, context: AppState) -> None:
        staged = self.bring(context, a_csv=rows(), manifest_json='{"dataFiles": ["s3://b/a.csv", "s3://b/c.csv"]}')
        assert staged.manifest and staged.report.accepted == 1
        assert [(problem.file, problem.found) for problem in staged.report.problems] == [
            ("manifest.json", "2 files, of which 1 is not here: c.csv")
        ]

    def test_months_are_replaced_and_others_stay(self, context: AppState) -> None:
        staged = self.bring(context, a_csv=rows(users=8).replace("2026-04", "2026-05"))
        case = context.snapshot().context.case
        assert staged.manifest
        current = context.snapshot().context.dataset_states["adoption"].manifest
        assert current
        merged = uploads.merge_months(staged, current, case, home=context.home, by="tester")
        assert users(context) == 3, "nothing changes before it is published"
        uploads.publish(merged, case, records=context.records, by=TESTER)
        assert uploads.discard(staged, home=context.home, records=context.records)
        manifest = context.snapshot().context.dataset_states["adoption"].manifest
        assert manifest and (manifest.rows, manifest.period) == (2, ("2026-04", "2026-05"))
        assert users(context) == 3
        assert not exists(context.home, "adoption", staged.manifest.release), "nothing refers to the months alone"


class TestStaging:
    def test_nothing_changes_before_it_is_published(self, context: AppState) -> None:
        assert users(context) == 3
        staged = stage(context, rows(users=8))
        assert staged.manifest and staged.report.accepted == 1
        assert (users(context), len(history(context))) == (3, 1)

    def test_a_refused_file_changes_nothing_and_leaves_nothing(self, context: AppState) -> None:
        context.snapshot()
        before = sorted(context.home.rglob("*"))
        staged = stage(context, rows(stage="flying"))
        assert staged.manifest is None
        assert [problem.column for problem in staged.report.problems] == ["stage"]
        uploads.discard(staged, home=context.home, records=context.records)
        assert [path for path in context.home.rglob("*") if path not in before] == [context.home / "uploads"]
        assert users(context) == 3

    def test_a_refused_file_is_kept_as_it_came_until_nobody_refers_to_it(self, context: AppState) -> None:
        staged = stage(context, rows(stage="flying"))
        assert staged.refused
        ((file,), folder) = staged.refused.files.files, staged.refused.folder
        assert (file.name, file.path.read_text("utf-8")) == ("new.csv", rows(stage="flying"))
        del staged, file
        gc.collect()
        assert not folder.exists()

    def test_a_refused_file_without_rows_is_not_kept(self, context: AppState) -> None:
        assert stage(context, "a,b\n1,2\n").refused is None

    def test_a_refused_file_can_not_be_published(self, context: AppState) -> None:
        staged = stage(context, rows(stage="flying"))
        with pytest.raises(ValueError, match="nothing to publish"):
            uploads.publish(staged, context.snapshot().context.case, records=context.records, by=somebody("x"))

    @pytest.mark.parametrize("name", ["book.xlsm", "notes.pdf", "noending"])
    def test_a_file_of_another_kind_is_refused_by_its_name(self, context: AppState, name: str) -> None:
        staged = stage(context, "PK\x03\x04", name)
        assert staged.manifest is None
        assert ACCEPTED_FILES in staged.report.problems[0].expected

    def test_progress_is_told(self, context: AppState) -> None:
        told: list[tuple[str, float | None]] = []
        files, case = write(context, {"a.csv": rows(users=9)}), context.snapshot().context.case
        uploads.stage_files(
            files, "adoption", case, home=context.home, by="x", progress=lambda *step: told.append(step)
        )
        shares = [share for _, share in told if share is not None]
        assert told and shares == sorted(shares) and shares[-1] == 1.0


def let_go(context: AppState, staged: StagedUpload) -> bool:
    gone = uploads.discard(staged, home=context.home, records=context.records)
    assert staged.manifest
    assert gone is not exists(context.home, staged.dataset, staged.manifest.release)
    return gone


class TestDiscarding:
    def test_a_discarded_release_is_gone(self, context: AppState) -> None:
        context.snapshot()
        before = {path for path in context.home.rglob("*") if path.is_file()}
        assert let_go(context, stage(context, rows(users=8)))
        assert {path for path in context.home.rglob("*") if path.is_file()} == before
        assert users(context) == 3

    def test_one_that_was_there_before_stays(self, context: AppState) -> None:
        users(context)
        assert not let_go(context, stage(context, rows(users=3)))
        assert users(context) == 3

    def test_one_that_was_published_meanwhile_stays(self, context: AppState) -> None:
        staged = stage(context, rows(users=8))
        uploads.publish(staged, context.snapshot().context.case, records=context.records, by=somebody("somebody else"))
        assert not let_go(context, staged)
        publish(context, rows(users=9))
        assert not let_go(context, staged), "a rollback may come back to it"

    def test_one_that_another_visitor_has_staged_too_stays(self, context: AppState) -> None:
        mine, theirs = stage(context, rows(users=8)), stage(context, rows(users=8), "same.csv")
        assert (mine.is_new, theirs.is_new) == (True, False)
        assert not let_go(context, mine)
        uploads.publish(theirs, context.snapshot().context.case, records=context.records, by=somebody("them"))
        assert users(context) == 8

    def test_whoever_brings_it_again_afterwards_has_it(self, context: AppState) -> None:
        assert let_go(context, stage(context, rows(users=8)))
        publish(context, rows(users=8))
        assert users(context) == 8

    def test_it_can_be_let_go_of_once(self, context: AppState) -> None:
        staged = stage(context, rows(users=8))
        assert let_go(context, staged)
        assert not uploads.discard(staged, home=context.home, records=context.records)

    def test_a_refused_file_has_nothing_to_remove(self, context: AppState) -> None:
        assert not uploads.discard(stage(context, rows(stage="flying")), home=context.home, records=context.records)

    def test_many_at_once_never_publish_what_is_gone(self, context: AppState) -> None:
        case = context.snapshot().context.case

        def bring(number: int) -> bool:
            staged = stage(context, rows(users=8), f"{number}.csv")
            if number % 2:
                uploads.discard(staged, home=context.home, records=context.records)
                return True
            assert staged.manifest
            uploads.publish(staged, case, records=context.records, by=somebody("x"))
            return exists(context.home, "adoption", staged.manifest.release)

        with ThreadPoolExecutor(6) as people:
            assert all(people.map(bring, range(24)))
        assert users(context) == 8


class TestPublishing:
    def test_the_whole_app_sees_it(self, context: AppState) -> None:
        publish(context, rows(users=8))
        assert users(context) == 8
        assert history(context) == [("publish", "folder", "adoption.csv"), ("publish", "upload", "new.csv")]

    def test_an_upload_stays_until_the_folders_file_is_edited_again(self, context: AppState, case: Path) -> None:
        publish(context, rows(users=8))
        (case / "case.yaml").touch()
        assert users(context) == 8, "an edit elsewhere in the folder"
        (case / "datasets" / "adoption.csv").write_text(rows(users=11), "utf-8")
        assert users(context) == 11
        assert [entry[1] for entry in history(context)] == ["folder", "upload", "folder"]

    def test_an_upload_survives_a_new_start(self, context: AppState, tmp_path: Path, case: Path) -> None:
        publish(context, rows(users=8))
        again = AppState(tmp_path / "home", case)
        assert users(again) == 8
        again.close()

    def test_a_folders_file_that_is_only_written_differently_is_published_once(
        self, context: AppState, case: Path
    ) -> None:
        assert users(context) == 3
        (case / "datasets" / "adoption.csv").write_text(rows(end="\r\n") + "\r\n", "utf-8", newline="")
        for _ in range(3):
            (case / "case.yaml").touch()
            assert users(context) == 3
        assert len(history(context)) == 2
        publish(context, rows(users=8))
        assert users(context) == 8

    def test_an_entry_names_the_file_that_brought_the_rows_this_time(self, context: AppState) -> None:
        publish(context, rows(users=8), "first.csv")
        publish(context, rows(users=9), "between.csv")
        publish(context, rows(users=8, end="\r\n"), "second.csv")
        assert history(context)[-1] == ("publish", "upload", "second.csv")
        assert users(context) == 8

    def test_the_last_of_two_who_publish_wins_and_the_history_has_both(self, context: AppState) -> None:
        one, other = stage(context, rows(users=8), "one.csv"), stage(context, rows(users=9), "other.csv")
        case = context.snapshot().context.case
        for staged in (other, one):
            uploads.publish(staged, case, records=context.records, by=somebody("x"))
        assert users(context) == 8
        assert [entry[2] for entry in history(context)] == ["adoption.csv", "other.csv", "one.csv"]


class TestGoingBack:
    def test_the_folders_data_comes_back_and_stays(self, context: AppState, case: Path) -> None:
        publish(context, rows(users=8))
        context.records.roll_back("case", "adoption", by=somebody("x"))
        assert users(context) == 3
        (case / "case.yaml").touch()
        assert users(context) == 3

    def test_going_back_behind_an_edit_of_the_folder_stays_too(self, context: AppState, case: Path) -> None:
        assert users(context) == 3
        (case / "datasets" / "adoption.csv").write_text(rows(users=11), "utf-8")
        assert users(context) == 11
        context.records.roll_back("case", "adoption", by=somebody("x"))
        for _ in range(2):
            (case / "case.yaml").touch()
            assert users(context) == 3
        assert [entry[0] for entry in history(context)] == ["publish", "publish", "rollback"]

    def test_it_names_what_comes_back(self, context: AppState) -> None:
        assert find_source(context.snapshot().context, "adoption").previous is None
        publish(context, rows(users=8))
        before = find_source(context.snapshot().context, "adoption").previous
        assert before and before.source_name == "adoption.csv"

    def test_whoever_saw_something_else_in_force_is_told(self, context: AppState) -> None:
        publish(context, rows(users=8))
        seen = context.snapshot().context.dataset_states["adoption"].history[-1].id
        publish(context, rows(users=9))
        with pytest.raises(StaleRevision, match="changed meanwhile"):
            context.records.roll_back("case", "adoption", by=somebody("x"), expected_revision=seen)
        assert users(context) == 9
        context.records.roll_back("case", "adoption", by=somebody("x"), expected_revision=seen + 1)
        assert users(context) == 8
