"""Releases that nothing uses: what is listed to whom, what goes, what stays; and where rows came from this time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from steering.__main__ import main
from steering.actors import Actor
from steering.catalog.roles import OWN
from steering.errors import StoreUnavailable
from steering.frames.sources.unused import build_unused
from steering.ingest import uploads
from steering.ingest.clean_up import delete_unused, find_unused
from steering.ingest.file_set import DataFile
from steering.ingest.publishing import build_publication, publish_or_propose
from steering.ingest.uploads import StagedUpload
from steering.records.publication import Publication
from steering.sources import find_source
from steering.state.app_state import AppState
from steering.warehouse import exists
from steering.warehouse.removal import FRESH_SECONDS, claim
from tests.actors import TESTER
from tests.steering.small_cases import TEAM_ROWS, small

# Late enough for a test that begins long after this was read.
TOMORROW = time.time() + 2 * FRESH_SECONDS
LEARNER = Actor(id="learner", name="Learner", grants={"case": OWN})


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    opened = AppState(tmp_path / "home", small(tmp_path / "case"))
    yield opened
    opened.close()


def stage(app: AppState, users: int, name: str = "new.csv", *, by: str = "tester", more: str = "") -> StagedUpload:
    text = f"{TEAM_ROWS}{more}\n2026-04,T1,Claims,Care,1,pilot,{users},0{',' * bool(more)}\n"
    case = app.snapshot().context.case
    path = Path(mkdtemp(dir=app.home.parent)) / "file"
    path.write_text(text, "utf-8")
    return uploads.stage_files([DataFile(path=path, name=name)], "adoption", case, home=app.home, by=by)


def publish(app: AppState, users: int, name: str = "new.csv", place: str = "case") -> Publication:
    staged = stage(app, users, name)
    assert staged.manifest
    wanted = [(staged.manifest, build_publication(staged.manifest, place, source="upload"))]
    result = publish_or_propose(wanted, None, home=app.home, records=app.records, by=TESTER)
    assert isinstance(result, tuple)
    return result[0]


class TestCleanUp:
    def test_an_unused_release_goes_with_all_that_it_weighs(self, app: AppState) -> None:
        old, new = publish(app, 1), publish(app, 2)
        folder = app.home / "releases" / "adoption" / old.release_id
        weight = sum(file.stat().st_size for file in folder.iterdir())
        unused = find_unused(app.home, ["case"], records=app.records, by=TESTER, now=TOMORROW)
        assert [release.release_id for release, _ in unused.earlier] == [old.release_id]
        assert (unused.count, unused.bytes) == (1, weight)
        delete_unused(app.home, unused, records=app.records, by=TESTER, now=TOMORROW)
        assert not folder.exists() and exists(app.home, "adoption", new.release_id)
        assert find_unused(app.home, ["case"], records=app.records, by=TESTER, now=TOMORROW).count == 0

    def test_one_that_several_places_have_is_one_row_with_when_it_was_last_published(self, app: AppState) -> None:
        for users, name in ((1, "first.csv"), (2, "second.csv"), (3, "third.csv")):
            for place in ("case", "other"):
                publish(app, users, name, place)
        unused = find_unused(app.home, ["case", "other"], records=app.records, by=TESTER, now=TOMORROW)
        rows = build_unused(unused).rows
        assert [row[:2] for row in rows] == [("Adoption", "second.csv"), ("Adoption", "first.csv")]
        assert len(rows) == unused.count

    def test_what_was_brought_today_stays(self, app: AppState) -> None:
        old = publish(app, 1)
        publish(app, 2)
        assert find_unused(app.home, ["case"], records=app.records, by=TESTER).count == 0
        unused = find_unused(app.home, ["case"], records=app.records, by=TESTER, now=TOMORROW)
        delete_unused(app.home, unused, records=app.records, by=TESTER)
        assert exists(app.home, "adoption", old.release_id), "its files are younger than a day"

    def test_the_same_is_told_whether_somebody_else_has_the_rows_or_not(self, app: AppState) -> None:
        old = publish(app, 1)
        publish(app, 2)
        alone = find_unused(app.home, ["case"], records=app.records, by=LEARNER, now=TOMORROW)
        publish(app, 1, "theirs.csv", place="other")
        beside = find_unused(app.home, ["case"], records=app.records, by=LEARNER, now=TOMORROW)
        assert [release for release, _ in beside.earlier] == [release for release, _ in alone.earlier]
        delete_unused(app.home, beside, records=app.records, by=LEARNER, now=TOMORROW)
        assert exists(app.home, "adoption", old.release_id), "it is in force elsewhere"
        assert find_unused(app.home, ["case"], records=app.records, by=LEARNER, now=TOMORROW).count == 0

    def test_what_was_never_published_is_for_whoever_runs_the_installation(self, app: AppState) -> None:
        publish(app, 1)
        lost = stage(app, 7)
        assert lost.manifest
        assert find_unused(app.home, ["case"], records=app.records, by=LEARNER, now=TOMORROW).count == 0
        unused = find_unused(app.home, None, records=app.records, by=TESTER, now=TOMORROW)
        assert [release.release_id for release in unused.never_published] == [lost.manifest.release]
        delete_unused(app.home, unused, records=app.records, by=TESTER, now=TOMORROW)
        assert not exists(app.home, "adoption", lost.manifest.release)

    def test_who_publishes_what_is_gone_is_told_and_nothing_changes(self, app: AppState) -> None:
        first, late = publish(app, 1), stage(app, 7)
        unused = find_unused(app.home, None, records=app.records, by=TESTER, now=TOMORROW)
        delete_unused(app.home, unused, records=app.records, by=TESTER, now=TOMORROW)
        assert late.manifest
        wanted = [(late.manifest, build_publication(late.manifest, "case", source="upload"))]
        with pytest.raises(StoreUnavailable, match="is not there any more: it was cleaned up"):
            publish_or_propose(wanted, None, home=app.home, records=app.records, by=TESTER)
        assert app.records.in_force("case")["adoption"] == first

    def test_one_that_is_about_to_be_published_stays(self, app: AppState) -> None:
        publish(app, 1)
        staged = stage(app, 7)
        assert staged.manifest
        unused = find_unused(app.home, None, records=app.records, by=TESTER, now=TOMORROW)
        claim(app.home, "adoption", staged.manifest.release)
        delete_unused(app.home, unused, records=app.records, by=TESTER)
        assert exists(app.home, "adoption", staged.manifest.release)

    def test_the_command_lists_and_deletes(
        self, app: AppState, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("STEERCO_HOME", str(app.home))
        publish(app, 1)
        assert main(["clean-up"]) == 0
        assert "Every release is in use" in capsys.readouterr().out
        assert main(["clean-up", "--earlier", "--delete", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"deleted": True, "count": 0, "bytes": 0, "releases": []}


class TestProvenance:
    def test_nobody_sees_whose_file_the_same_rows_came_from_before(self, app: AppState) -> None:
        theirs = stage(app, 5, "their secret.csv", by="stranger", more=",remark")
        assert theirs.manifest and theirs.manifest.warnings, "a column of their own is warned of"
        mine = stage(app, 5, "mine.csv")
        assert mine.manifest and mine.manifest.release == theirs.manifest.release
        uploads.publish(mine, app.snapshot().context.case, records=app.records, by=TESTER)
        manifest = find_source(app.snapshot().context, "adoption").manifest
        assert manifest and (manifest.source_name, manifest.created_by) == ("mine.csv", "tester")
        assert manifest.warnings == mine.manifest.warnings
        assert "secret" not in repr(manifest)

    def test_warnings_are_those_of_the_own_file(self, app: AppState) -> None:
        plain, warned = stage(app, 5, "plain.csv"), stage(app, 5, "warned.csv", more=",remark")
        assert plain.manifest and warned.manifest
        uploads.publish(warned, app.snapshot().context.case, records=app.records, by=TESTER)
        manifest = find_source(app.snapshot().context, "adoption").manifest
        assert manifest and [problem.column for problem in manifest.warnings] == ["remark"]
