"""`python -m steering upload`: once for all of a cohort, for one member, or as a case; nothing is half done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.access.recipients import find_cohort
from steering.actors import COMMAND_LINE, LOCAL
from steering.cases.new import STARTER
from steering.errors import NotAllowed
from steering.records.cohorts import NewMember
from steering.state.app_state import EXAMPLE, AppState
from steering.state.new_workspaces import list_owners, make_workspaces
from tests.actors import somebody

KPI = "month,kpi_id,value\n2026-01,lead_time,12.5\n"
NAMES = ("Ann", "Ben", "Cleo")
Text = pytest.CaptureFixture[str]


@pytest.fixture
def kpi(tmp_path: Path) -> str:
    path = tmp_path / "kpi.csv"
    path.write_text(KPI)
    return str(path)


@pytest.fixture
def app(home: Path) -> Iterator[AppState]:
    """An installation with a cohort of three learners, two of them in a group; nobody has a workspace yet."""
    with closing(AppState(home, EXAMPLE)) as app:
        autumn = app.records.cohorts.make("Autumn 2026", COMMAND_LINE).id
        members = [NewMember(name=name, role="presenter", group="" if name == "Ann" else "North") for name in NAMES]
        app.records.cohorts.add(autumn, members, COMMAND_LINE)
        yield app


def cohort_id(app: AppState) -> str:
    return next(cohort.id for cohort in app.records.cohorts.list() if cohort.name == "Autumn 2026")


def make(app: AppState, source: Path = STARTER) -> dict[str, str]:
    """Make the workspaces; return their ids by their titles."""
    id = cohort_id(app)
    made = make_workspaces(app.records, app.workspaces, id, list_owners(app.records, id), source, COMMAND_LINE)
    return {workspace.title: workspace.id for workspace in made}


def releases(app: AppState, *places: str) -> list[str]:
    return [entry.release_id for place in places if (entry := app.records.in_force(place).get("kpi"))]


def test_for_all_it_is_in_force_in_every_workspace_and_in_those_made_later(app: AppState, kpi: str) -> None:
    workspaces = make(app)
    assert main(["upload", kpi, "--dataset", "kpi", "--cohort", "autumn 2026", "--all"]) == 0
    places = (cohort_id(app), *workspaces.values())
    assert len(releases(app, *places)) == 3 and len(set(releases(app, *places))) == 1
    assert {entry.source for place in places for entry in app.records.history(place, "kpi")} == {"command"}


def test_a_workspace_that_nobody_has_opened_shows_it_and_not_the_data_of_its_files(app: AppState, kpi: str) -> None:
    workspaces = make(app, EXAMPLE)
    assert main(["upload", kpi, "--dataset", "kpi", "--cohort", "Autumn 2026", "--all"]) == 0
    workspace = app.records.workspaces.find(workspaces["Ann"])
    assert workspace
    snapshot = app.workspaces.get(workspace).snapshot()
    manifest = snapshot.context.dataset_states["kpi"].manifest
    adoption = snapshot.context.dataset_states["adoption"].manifest
    assert manifest and manifest.rows == 1 and adoption and adoption.rows == 630


def test_for_one_it_is_in_force_in_their_workspace_or_their_group_s(app: AppState, kpi: str) -> None:
    workspaces = make(app)
    assert main(["upload", kpi, "--dataset", "kpi", "--cohort", cohort_id(app), "--member", "ben"]) == 0
    assert releases(app, workspaces["North"]) and not releases(app, workspaces["Ann"], cohort_id(app))


def test_without_saying_for_whom_it_is_checked_and_kept(app: AppState, kpi: str, capsys: Text) -> None:
    make(app)
    assert main(["upload", kpi, "--dataset", "kpi", "--cohort", "Autumn 2026"]) == 0
    assert "Give --all or --member NAME" in capsys.readouterr().out
    assert releases(app, cohort_id(app)) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--cohort", "Autum 2026", "--all"], "There is no cohort named 'Autum 2026'. Did you mean 'Autumn 2026'?"),
        (["--cohort", "Autumn 2026", "--member", "Dora"], "There is no member named 'Dora'."),
        (["--cohort", "Autumn 2026", "--member", ""], "There is no member named ''."),
        (["--cohort", "", "--all"], "There is no cohort named ''."),
        (["--cohort", "Autumn 2026", "--member", "Ann"], "Ann has no workspace yet."),
    ],
)
def test_whoever_is_not_there_is_told_before_anything_is_read(
    app: AppState, kpi: str, capsys: Text, more: list[str], says: str
) -> None:
    assert main(["upload", kpi, "--dataset", "kpi", *more]) == 2
    assert says in capsys.readouterr().err
    assert not (app.home / "releases").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--dataset", "kpis"], "There is no dataset named 'kpis'. Did you mean 'kpi'?"),
        (["--dataset", ""], "There is no dataset named ''."),
        ([], "kpi.csv: found a file that is no zip; expected a case folder, or a .zip of one."),
    ],
)
def test_what_is_no_dataset_and_no_case_is_told(
    app: AppState, kpi: str, capsys: Text, words: list[str], says: str
) -> None:
    assert main(["upload", kpi, *words, "--cohort", "Autumn 2026", "--all"]) == 2
    assert says in capsys.readouterr().err
    assert app.records.workspaces.list(cohort_id(app)) == () and not (app.home / "releases").exists()


def test_a_file_with_errors_changes_nothing_for_anybody(app: AppState, tmp_path: Path, capsys: Text) -> None:
    workspaces = make(app)
    (tmp_path / "bad.csv").write_text(KPI.replace("12.5", "many"))
    assert main(["upload", str(tmp_path / "bad.csv"), "--dataset", "kpi", "--cohort", "Autumn 2026", "--all"]) == 1
    assert "found many" in capsys.readouterr().out.replace("'", "")
    assert releases(app, cohort_id(app), *workspaces.values()) == []


def test_a_case_makes_a_workspace_for_all_who_have_none(app: AppState, tmp_path: Path, capsys: Text) -> None:
    packed = shutil.make_archive(str(tmp_path / "pilot"), "zip", STARTER.parent, STARTER.name)
    assert main(["upload", packed, "--cohort", "Autumn 2026", "--member", "Cleo", "--json"]) == 0
    assert [each["title"] for each in json.loads(capsys.readouterr().out)["workspaces"]] == ["North"]
    assert main(["upload", packed, "--cohort", "Autumn 2026", "--all"]) == 0
    assert capsys.readouterr().out == "1 workspace made in Autumn 2026: Ann.\n"
    assert main(["upload", packed, "--cohort", "Autumn 2026", "--all"]) == 2
    assert "Nothing has changed" in capsys.readouterr().err
    first, second = app.records.workspaces.list(cohort_id(app))
    assert app.workspaces.get(first).snapshot() and app.workspaces.get(second).snapshot()


def test_a_case_that_can_not_be_opened_makes_no_workspace(app: AppState, tmp_path: Path, capsys: Text) -> None:
    folder = shutil.copytree(STARTER, tmp_path / "pilot")
    (folder / "case.yaml").write_text("title: [\n")
    assert main(["upload", str(folder), "--cohort", "Autumn 2026", "--all"]) == 2
    assert "case.yaml" in capsys.readouterr().err
    assert app.records.workspaces.list(cohort_id(app)) == ()


def test_where_somebody_else_has_to_approve_it_waits_for_another_than_who_brings_it(
    app: AppState, kpi: str, capsys: Text
) -> None:
    strict = app.records.cohorts.make("Strict", COMMAND_LINE, needs_approval=True).id
    members = [NewMember(name=name, role="instructor") for name in ("Instructor 1", "Instructor 2")]
    first, second = (member.person for member in app.records.cohorts.add(strict, members, COMMAND_LINE))
    command = ["upload", kpi, "--dataset", "kpi", "--cohort", "Strict", "--all"]
    assert main(command) == 2
    assert "say who brings it: give --by NAME" in capsys.readouterr().err
    assert main([*command, "--by", "Instructor 3"]) == 2
    assert "There is no member named 'Instructor 3'" in capsys.readouterr().err
    assert not (app.home / "releases").exists(), "it is asked before anything is read"
    assert main([*command, "--by", "instructor 1"]) == 0
    said = capsys.readouterr().out
    assert "in force once somebody else has approved it" in said and "The cohort asks that somebody else" in said
    assert releases(app, strict) == []
    (proposal,) = app.records.proposals.list_waiting([strict], by=somebody(second.id))
    with pytest.raises(NotAllowed, match="somebody else has to approve it"):
        app.records.proposals.approve(proposal.id, by=somebody(first.id), expected_revisions={})
    app.records.proposals.approve(proposal.id, by=somebody(second.id), expected_revisions={})
    assert len(releases(app, strict)) == 1


def test_the_case_of_one_of_them_asks_for_all(app: AppState, kpi: str, capsys: Text) -> None:
    workspaces = make(app)
    text = app.workspaces.folder(workspaces["North"]) / "case.yaml"
    text.write_text(text.read_text() + "needs_approval: true\n")
    command = ["upload", kpi, "--dataset", "kpi", "--cohort", "Autumn 2026"]
    assert main([*command, "--member", "Ann"]) == 0
    assert "In force in 1 workspace" in capsys.readouterr().out
    assert main([*command, "--all", "--by", "Ann"]) == 0
    said = capsys.readouterr().out
    assert "Proposed for Autumn 2026" in said and "The case of North asks that somebody else approve" in said
    assert releases(app, cohort_id(app), workspaces["North"]) == []
    # By its id alone it asks as well.
    assert main(["ingest", "kpi", kpi, "--case", workspaces["North"], "--publish"]) == 2
    assert "say who brings it" in capsys.readouterr().err


def test_where_there_is_one_person_alone_who_runs_commands_is_that_person(app: AppState, kpi: str) -> None:
    strict = app.records.cohorts.make("Strict", COMMAND_LINE, needs_approval=True).id
    assert main(["upload", kpi, "--dataset", "kpi", "--cohort", "Strict", "--all"]) == 0
    (proposal,) = app.records.proposals.list_waiting([strict], by=LOCAL)
    with pytest.raises(NotAllowed, match="somebody else has to approve it"):
        app.records.proposals.approve(proposal.id, by=LOCAL, expected_revisions={})


def test_a_name_that_several_have_is_asked_about(app: AppState) -> None:
    app.records.cohorts.make("Autumn 2026", COMMAND_LINE)
    with pytest.raises(NotAllowed, match="Several cohorts are named"):
        find_cohort(app.records, "Autumn 2026")
