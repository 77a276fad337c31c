"""A decision record and a view added to a workspace's dossier: who may, by which names, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from steering.actors import Actor
from steering.cases.dossier.mermaid_views import MOST
from steering.cases.new import STARTER
from steering.catalog.roles import Role
from steering.errors import NotAllowed
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.dossier_texts import judge_file, open_text, save_text, undo_text
from steering.state.new_dossier_files import add_adr, add_view
from tests.steering.state.test_case_files import OPEN, files, make_workspace, somebody

ADD: tuple[Callable[[AppState, str, str, Actor], str], ...] = (add_adr, add_view)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    with closing(AppState(tmp_path / "home", STARTER)) as app:
        yield app


@pytest.fixture
def workspace(app: AppState) -> Workspace:
    return make_workspace(app, "Autumn")


@pytest.fixture
def owner(workspace: Workspace) -> Actor:
    return somebody("presenter", workspace)


def folder(app: AppState, workspace: Workspace) -> Path:
    return app.workspaces.folder(workspace.id)


@pytest.mark.parametrize("role", OPEN)
def test_who_may_change_the_case_adds_to_it_and_nobody_else(app: AppState, workspace: Workspace, role: Role) -> None:
    by, before = somebody(role, workspace), files(folder(app, workspace))
    for add in ADD:
        if OPEN[role]:
            assert (folder(app, workspace) / add(app, workspace.id, "ours", by)).is_file()
            continue
        with pytest.raises(NotAllowed, match="You may not change the case"):
            add(app, workspace.id, "ours", by)
    assert OPEN[role] or files(folder(app, workspace)) == before


def test_a_record_has_the_next_number_is_shown_and_undone(app: AppState, workspace: Workspace, owner: Actor) -> None:
    opened, before = app.workspaces.get(workspace), files(folder(app, workspace))
    count = len(opened.snapshot().context.case.dossier.adrs)
    name = add_adr(app, workspace.id, "  One <b>store</b>  ", owner)
    assert name == f"dossier/adrs/{count + 1:04d}-one-b-store-b.md"
    last = opened.snapshot().context.case.dossier.adrs[-1]
    assert (last.title, last.front.status) == ("One <b>store</b>", "proposed")
    assert judge_file(name, (folder(app, workspace) / name).read_text(encoding="utf-8")) == ()
    undo_text(app, workspace.id, open_text(app, workspace.id, name, owner), owner)
    assert files(folder(app, workspace)) == before


def test_a_view_can_be_drawn_is_edited_and_undone(app: AppState, workspace: Workspace, owner: Actor) -> None:
    name = add_view(app, workspace.id, "way-in.mmd", owner)
    assert name == "dossier/views/way-in.mmd"
    text = open_text(app, workspace.id, name, owner)
    assert judge_file(name, text.text) == ()
    (problem,) = judge_file(name, "flowchart LR\n  a[open\n")
    assert problem.file == name and problem.severity == "error" and problem.remedy
    save_text(app, workspace.id, text, text.text.replace("Who asks", "Somebody"), owner)
    views = app.workspaces.get(workspace).snapshot().context.case.dossier.views
    assert ["Somebody" in view.text for view in views if view.id == "way-in"] == [True]
    undo_text(app, workspace.id, open_text(app, workspace.id, name, owner), owner)
    assert open_text(app, workspace.id, name, owner).text == text.text


@pytest.mark.parametrize("title", ["", "  ", "a\nb", "x" * 161, "12. Numbered", "a\u202eb"])
def test_a_title_that_can_be_none_is_one_sentence(
    app: AppState, workspace: Workspace, owner: Actor, title: str
) -> None:
    before = files(folder(app, workspace))
    with pytest.raises(NotAllowed, match=r"^Found [^\n]+; expected a title of 1 to 160 characters[^\n]+$"):
        add_adr(app, workspace.id, title, owner)
    assert files(folder(app, workspace)) == before


@pytest.mark.parametrize(
    "name", ["", " ", "..", "../x", "a/b", "Way In", "ä", "-a", "a-", "a.b", "x" * 61, "con", "com1", ".mmd", "a\x00"]
)
def test_a_name_that_can_be_none_is_one_sentence(app: AppState, workspace: Workspace, owner: Actor, name: str) -> None:
    before = files(folder(app, workspace))
    with pytest.raises(NotAllowed, match=r"^Found [^\n]+; expected a name of up to 60 small letters[^\n]+$"):
        add_view(app, workspace.id, name, owner)
    assert files(folder(app, workspace)) == before


def test_no_view_takes_the_place_of_another(app: AppState, workspace: Workspace, owner: Actor) -> None:
    views = folder(app, workspace) / "dossier" / "views"
    views.mkdir(exist_ok=True)
    (views / "Way.mmd").write_text("graph LR\n", encoding="utf-8")
    with pytest.raises(NotAllowed, match=r"a view dossier/views/Way\.mmd already"):
        add_view(app, workspace.id, "way", owner)
    for number in range(MOST):
        (views / f"n{number}.mmd").write_text("graph LR\n", encoding="utf-8")
    with pytest.raises(NotAllowed, match=f"has {MOST} views already"):
        add_view(app, workspace.id, "one-more", owner)
