"""A file of a workspace's dossier as text: who may edit it, what is refused, and what becomes of two who save."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.cases.dossier.files import FILES
from steering.cases.dossier.texts import has_errors, judge_text
from steering.cases.new import STARTER
from steering.catalog.roles import Role
from steering.errors import CaseRefused, NotAllowed, SteercoError, UnknownName
from steering.records.workspaces import Workspace
from steering.state.app_state import EXAMPLE, AppState
from steering.state.case_files import plan_replacement, replace_files, restore_files
from steering.state.dossier_texts import DossierText, TextOvertaken, can_undo, open_text, save_text, undo_text
from tests.steering.state.test_case_files import OPEN, edit, files, make_workspace, somebody

GOVERNANCE, ADR = "dossier/governance.yaml", "dossier/adrs/0001-one-store.md"
GOOD = "# Ours\nroles:\n  - id: cto\n    name: CTO\n"
OTHER = GOOD.replace("CTO", "Chief technology officer")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    with closing(AppState(tmp_path / "home", STARTER)) as app:
        yield app


@pytest.fixture
def workspace(app: AppState) -> Workspace:
    """The workspace of a learner, with the files of the starter but its dossier."""
    workspace = make_workspace(app, "Autumn")
    shutil.rmtree(app.workspaces.folder(workspace.id) / "dossier")
    return workspace


@pytest.fixture
def before(app: AppState, workspace: Workspace) -> dict[str, bytes]:
    """The files of the workspace before anybody edits them."""
    return files(app.workspaces.folder(workspace.id))


@pytest.fixture
def owner(workspace: Workspace) -> Actor:
    return somebody("presenter", workspace)


def save(app: AppState, workspace: Workspace, name: str, text: str, by: Actor) -> None:
    save_text(app, workspace.id, open_text(app, workspace.id, name, by), text, by)


def read(app: AppState, workspace: Workspace, name: str) -> str:
    return (app.workspaces.folder(workspace.id) / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("role", OPEN)
def test_who_may_change_the_case_edits_its_dossier_and_nobody_else(
    app: AppState, workspace: Workspace, owner: Actor, before: dict[str, bytes], role: Role
) -> None:
    by, opened = somebody(role, workspace), open_text(app, workspace.id, GOVERNANCE, owner)
    if OPEN[role]:
        save_text(app, workspace.id, opened, GOOD, by)
        assert read(app, workspace, GOVERNANCE) == GOOD
        undo_text(app, workspace.id, open_text(app, workspace.id, GOVERNANCE, by), by)
        return
    for act in (
        lambda: open_text(app, workspace.id, GOVERNANCE, by),
        lambda: save_text(app, workspace.id, opened, GOOD, by),
        lambda: can_undo(app, workspace.id, GOVERNANCE, by),
        lambda: undo_text(app, workspace.id, opened, by),
    ):
        with pytest.raises(NotAllowed, match="You may not change the case"):
            act()
    assert files(app.workspaces.folder(workspace.id)) == before


@pytest.mark.parametrize(
    "name", ["case.yaml", "dossier/../case.yaml", "../x.yaml", "dossier/adrs/../../case.yaml", ADR]
)
def test_only_files_of_the_dossier_are_opened(app: AppState, workspace: Workspace, owner: Actor, name: str) -> None:
    with pytest.raises(UnknownName, match="file of the dossier"):
        open_text(app, workspace.id, name, owner)
    with pytest.raises(UnknownName, match="file of the dossier"):
        save_text(app, workspace.id, DossierText(name=name, text=""), GOOD, owner)


def test_a_text_is_saved_shown_logged_and_undone(app: AppState, workspace: Workspace, owner: Actor) -> None:
    opened = app.workspaces.get(workspace)
    save(app, workspace, GOVERNANCE, GOOD, owner)
    governance = opened.snapshot().context.case.dossier.governance
    assert governance is not None and [role.name for role in governance.roles] == ["CTO"]
    save(app, workspace, GOVERNANCE, OTHER, owner)
    assert can_undo(app, workspace.id, GOVERNANCE, owner)
    undo_text(app, workspace.id, open_text(app, workspace.id, GOVERNANCE, owner), owner)
    assert read(app, workspace, GOVERNANCE) == GOOD
    entries = app.records.audit_log.list(places=(workspace.id,))
    facts = [entry.facts for entry in entries if entry.action == "workspace"]
    assert facts == [
        '{"added":0,"changed":1,"files":"replaced","removed":0,"undone":true}',
        '{"added":0,"changed":1,"files":"replaced","removed":0,"undone":false}',
        '{"added":1,"changed":0,"files":"replaced","removed":0,"undone":false}',
    ]
    versions = app.records.case_versions
    texts = [versions.texts(version).get(GOVERNANCE) for version in versions.list(workspace.id)]
    assert texts == [None, GOOD, OTHER]


def test_the_first_version_undone_leaves_no_file(app: AppState, workspace: Workspace, owner: Actor) -> None:
    save(app, workspace, GOVERNANCE, GOOD, owner)
    undo_text(app, workspace.id, open_text(app, workspace.id, GOVERNANCE, owner), owner)
    assert not (app.workspaces.folder(workspace.id) / GOVERNANCE).exists()


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("roles:\n  - id: cto\n    nam: CTO\n", 3, "the key 'nam'"),
        ("roles:\n  - id: cto\n    name: CTO\n  - id: cto\n    name: CFO\n", 4, "cto"),
        ("roles: [\n", 2, "YAML"),
        ("# Nothing\n", None, "an empty file"),
        ("- a list\n", None, "no keys"),
        ("", None, "an empty file"),
    ],
)
def test_a_wrong_text_is_told_with_its_place_and_changes_nothing(
    app: AppState, workspace: Workspace, owner: Actor, before: dict[str, bytes], text: str, row: int | None, says: str
) -> None:
    with pytest.raises(CaseRefused) as refused:
        save(app, workspace, GOVERNANCE, text, owner)
    assert refused.value.problems == judge_text(GOVERNANCE, text)
    told = [problem for problem in refused.value.problems if says in str(problem)]
    assert told and told[0].file == GOVERNANCE and told[0].row == row and told[0].remedy
    assert files(app.workspaces.folder(workspace.id)) == before


def test_a_text_as_it_was_is_not_saved(app: AppState, workspace: Workspace, owner: Actor) -> None:
    save(app, workspace, GOVERNANCE, GOOD, owner)
    for text in (GOOD, GOOD.rstrip("\n")):
        with pytest.raises(NotAllowed, match="as it was"):
            save(app, workspace, GOVERNANCE, text, owner)


def test_the_second_of_two_is_told_and_sees_what_is_there(app: AppState, workspace: Workspace, owner: Actor) -> None:
    opened = open_text(app, workspace.id, GOVERNANCE, owner)
    save_text(app, workspace.id, opened, GOOD, somebody("instructor", workspace))
    with pytest.raises(TextOvertaken, match="Somebody else has saved dossier/governance.yaml") as overtaken:
        save_text(app, workspace.id, opened, OTHER, owner)
    assert (overtaken.value.current.text, read(app, workspace, GOVERNANCE)) == (GOOD, GOOD)
    with pytest.raises(TextOvertaken):
        undo_text(app, workspace.id, opened, owner)
    save_text(app, workspace.id, overtaken.value.current, OTHER, owner)
    assert read(app, workspace, GOVERNANCE) == OTHER


def test_of_those_who_save_in_the_same_moment_one_is_told_of_each_other(
    app: AppState, workspace: Workspace, owner: Actor
) -> None:
    opened, start, errors = open_text(app, workspace.id, GOVERNANCE, owner), threading.Barrier(3), list[SteercoError]()

    def work(text: str) -> None:
        start.wait()
        try:
            save_text(app, workspace.id, opened, text, owner)
        except SteercoError as error:
            errors.append(error)

    texts = [f"{GOOD}  - id: r{number}\n    name: Role {number}\n" for number in range(3)]
    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 2 and read(app, workspace, GOVERNANCE) in texts


def test_an_undo_takes_back_nothing_of_other_files(app: AppState, workspace: Workspace, owner: Actor) -> None:
    save(app, workspace, GOVERNANCE, GOOD, owner)
    save(app, workspace, "dossier/risks.yaml", (EXAMPLE / "dossier/risks.yaml").read_text(encoding="utf-8"), owner)
    assert not can_undo(app, workspace.id, GOVERNANCE, owner)
    with pytest.raises(NotAllowed, match="changed meanwhile"):
        undo_text(app, workspace.id, open_text(app, workspace.id, GOVERNANCE, owner), owner)
    restore_files(app, workspace.id, owner)
    assert read(app, workspace, GOVERNANCE) == GOOD


def test_a_zip_that_came_meanwhile_is_not_overwritten(
    app: AppState, workspace: Workspace, owner: Actor, tmp_path: Path
) -> None:
    opened, packed = open_text(app, workspace.id, GOVERNANCE, owner), edit(tmp_path / "x.zip")
    replace_files(app, workspace.id, packed, plan_replacement(app, workspace.id, packed, owner), owner)
    with pytest.raises(TextOvertaken) as overtaken:
        save_text(app, workspace.id, opened, GOOD, owner)
    save_text(app, workspace.id, overtaken.value.current, GOOD, owner)
    assert "Another title" in read(app, workspace, "case.yaml") and read(app, workspace, GOVERNANCE) == GOOD


def test_a_file_that_is_not_there_begins_as_in_a_new_case(app: AppState, workspace: Workspace, owner: Actor) -> None:
    opened = open_text(app, workspace.id, GOVERNANCE, owner)
    assert (opened.text, opened.sha256) == ((STARTER / GOVERNANCE).read_text(encoding="utf-8"), "")
    save_text(app, workspace.id, opened, opened.text, owner)
    assert read(app, workspace, GOVERNANCE) == opened.text
    assert open_text(app, workspace.id, "dossier/risks.yaml", owner).text.startswith("# risks")


def test_a_decision_record_is_edited_and_one_that_could_not_be_read_again_is_refused(
    app: AppState, workspace: Workspace, owner: Actor
) -> None:
    file = app.workspaces.folder(workspace.id) / ADR
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xef\xbb\xbf# One store\r\n\r\n\xff")
    opened = open_text(app, workspace.id, ADR, owner)
    assert opened.text == "# One store\n\n\ufffd"
    for text, says in (
        ("No title\n", "no title"),
        ("# One\x01\n", "unprintable"),
        ("# One\n" + "x" * 1_000_001, "1 MB"),
    ):
        with pytest.raises(CaseRefused, match=says):
            save_text(app, workspace.id, opened, text, owner)
    save_text(app, workspace.id, opened, "# One store for all", owner)
    assert file.read_bytes() == b"# One store for all\n"
    (record,) = app.workspaces.get(workspace).snapshot().context.case.dossier.adrs
    assert record.title == "One store for all"


def test_every_file_of_the_example_can_be_saved_as_it_is() -> None:
    for file in FILES:
        assert not has_errors(judge_text(file.name, (EXAMPLE / file.name).read_text(encoding="utf-8"))), file.name
    for path in (EXAMPLE / "dossier/adrs").iterdir():
        assert not has_errors(judge_text(f"dossier/adrs/{path.name}", path.read_text(encoding="utf-8"))), path.name


def test_nobody_edits_the_installations_own_case(app: AppState) -> None:
    with pytest.raises(UnknownName, match="workspace"):
        open_text(app, STARTER.name, GOVERNANCE, COMMAND_LINE)
