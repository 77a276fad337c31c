"""The files of the dossier are edited on their pages: by whom, what is said of a text, and that none is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE
from steering.cases.new import STARTER
from steering.catalog.roles import Role
from steering.records.workspaces import Workspace
from steering.state.dossier_texts import open_text, save_text
from steering.state.new_workspaces import list_owners, make_workspaces
from tests.members import invite

Visit = Callable[..., AppTest]
Enter = Callable[..., AppTest]
GOVERNANCE = "dossier/governance.yaml"
GOOD = "roles:\n  - id: cto\n    name: CTO\n"
WRONG = GOOD.replace("name:", "nam:")


@pytest.fixture
def enter(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """`enter(role, page)`: somebody of a role in the workspace of a learner, which is shown to everybody."""
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    cookies: dict[str, str] = {}

    def begin(role: Role, page: str = "governance") -> AppTest:
        if not cookies:
            visit(STARTER)
            app = session.app_state()
            cohort = app.records.cohorts.make("Autumn", COMMAND_LINE).id
            roles: tuple[Role, ...] = ("presenter", "instructor", "assistant", "viewer", "auditor")
            cookies.update({each: app.records.people.open_link(invite(app.records, each, cohort))[1] for each in roles})
            owners = list_owners(app.records, cohort)
            (made,) = make_workspaces(app.records, app.workspaces, cohort, owners, STARTER, COMMAND_LINE)
            shutil.rmtree(app.workspaces.folder(made.id) / "dossier")
            app.records.workspaces.show(made.id, COMMAND_LINE, shown=True)
        monkeypatch.setattr(session, "cookie", lambda: cookies[role])
        return visit(page=page, **{"in": find_workspace().id})

    return begin


def find_workspace() -> Workspace:
    records = session.app_state().records
    (cohort,) = (each for each in records.cohorts.list() if each.name == "Autumn")
    return records.workspaces.list(cohort.id)[0]


def read(name: str) -> str:
    file = session.app_state().workspaces.folder(find_workspace().id) / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


def write(text: str, name: str = GOVERNANCE) -> None:
    """Save as somebody else."""
    app, id = session.app_state(), find_workspace().id
    save_text(app, id, open_text(app, id, name, COMMAND_LINE), text, COMMAND_LINE)


def _draw_editor() -> None:
    # A test runs the whole page each time, and a dialog is drawn by what opens it alone.
    import streamlit as st

    from components import dossier_editor, session

    workspace = session.standing().workspace
    assert workspace
    dossier_editor.open_editor(workspace, st.query_params["files"].split(","))


def open_editor(*names: str) -> AppTest:
    """Open the editor as whoever has entered."""
    seen = AppTest.from_function(_draw_editor, default_timeout=60)
    seen.query_params |= {"in": find_workspace().id, "files": ",".join(names)}
    seen.run()
    assert not seen.exception
    return seen


def press(seen: AppTest, key: str) -> AppTest:
    seen.button(key=key).click().run()
    assert not seen.exception
    return seen


def type_text(seen: AppTest, text: str) -> AppTest:
    seen.text_area[0].set_value(text).run()
    assert not seen.exception
    return seen


def keys(seen: AppTest) -> set[str]:
    assert not seen.exception
    return {button.key or "" for button in seen.button}


@pytest.mark.parametrize(
    ("role", "may"),
    [("presenter", True), ("instructor", True), ("assistant", False), ("viewer", False), ("auditor", False)],
)
def test_the_button_is_there_for_who_may_change_the_case(enter: Enter, role: Role, may: bool) -> None:
    for page in ("governance", "roadmap", "enablement"):
        assert ("edit-dossier" in keys(enter(role, page))) is may


def test_the_local_user_edits_the_files_themselves(visit: Visit) -> None:
    assert "edit-dossier" not in keys(visit(page="governance"))


def test_a_file_that_is_not_there_is_written_shown_and_undone(enter: Enter) -> None:
    enter("presenter")
    seen = type_text(open_editor(GOVERNANCE), GOOD)
    press(seen, "edit-save")
    assert read(GOVERNANCE) == GOOD
    press(seen, "edit-undo")
    assert read(GOVERNANCE) == ""
    press(seen, "edit-undo")
    assert read(GOVERNANCE) == GOOD


def test_what_is_wrong_is_told_before_it_is_saved_and_the_text_stays(enter: Enter) -> None:
    enter("presenter")
    seen = type_text(open_editor(GOVERNANCE), WRONG)
    (told,) = [error.value for error in seen.error]
    assert "2 problems: nothing is saved yet." in told and "row 2" in told
    press(seen, "edit-save")
    assert (seen.text_area[0].value, read(GOVERNANCE)) == (WRONG, "")
    press(seen, "edit-discard")
    assert seen.text_area[0].value != WRONG


def test_who_saves_second_is_told_and_nothing_is_lost(enter: Enter) -> None:
    enter("presenter")
    seen = open_editor(GOVERNANCE)
    theirs, mine = GOOD.replace("CTO", "Their officer"), GOOD.replace("CTO", "My officer")
    write(theirs)
    press(type_text(seen, mine), "edit-save")
    assert (seen.text_area[0].value, read(GOVERNANCE)) == (mine, theirs)
    assert (
        "Somebody else has saved this file" in seen.warning[0].value
        and "+    name: Their officer" in seen.code[0].value
    )
    press(seen, "edit-save")
    assert read(GOVERNANCE) == mine
    press(seen, "edit-undo")
    assert read(GOVERNANCE) == theirs


def test_a_decision_record_is_chosen_on_the_architecture_page(enter: Enter) -> None:
    enter("presenter", "architecture")
    name = "dossier/adrs/0001-one-store.md"
    file = session.app_state().workspaces.folder(find_workspace().id) / name
    file.parent.mkdir(parents=True)
    file.write_text("# One store\n", encoding="utf-8")
    seen = press(enter("presenter", "architecture"), "edit-dossier")
    assert seen.selectbox(key="edit-file").options == ["dossier/architecture.yaml", name]
    seen = open_editor("dossier/architecture.yaml", name)
    seen.selectbox(key="edit-file").select(name).run()
    press(type_text(seen, "No title\n"), "edit-save")
    assert read(name) == "# One store\n" and "no title" in seen.error[0].value
    press(type_text(seen, "# One store for all\n"), "edit-save")
    assert read(name) == "# One store for all\n"


def type_cells(seen: AppTest, row: int, **cells: str) -> AppTest:
    """Type into the table as the browser tells it: all edits since it was drawn."""
    (key,) = [str(grid.key) for grid in seen.data_editor]
    seen.session_state[key] = {"edited_rows": {row: cells}, "added_rows": [], "deleted_rows": []}
    seen.run()
    assert not seen.exception
    return seen


def choose_view(seen: AppTest, view: str) -> AppTest:
    seen.segmented_control(key="edit-view").select(view).run()
    assert not seen.exception
    return seen


def test_text_and_table_are_two_views_of_one_draft(enter: Enter) -> None:
    enter("presenter")
    seen = choose_view(type_text(open_editor(GOVERNANCE), f"# Ours\n{GOOD}"), "Table")
    assert seen.data_editor[0].value.iloc[0].tolist()[:2] == ["cto", "CTO"]
    type_cells(seen, 0, c0="with a space", c1="Technology")
    (told,) = [error.value for error in seen.error]
    assert "1 problem: nothing is saved yet." in told and "Roles, row 1, Id" in told.replace("\\", "")
    press(seen, "edit-save")
    assert read(GOVERNANCE) == ""
    type_cells(seen, 0, c0="cto", c1="Technology")
    assert not seen.error
    choose_view(seen, "Text")
    assert seen.text_area[0].value == "# Ours\nroles:\n  - id: cto\n    name: Technology\n"
    choose_view(type_text(seen, seen.text_area[0].value.replace("Technology", "Chief")), "Table")
    assert seen.data_editor[0].value.iloc[0].tolist()[:2] == ["cto", "Chief"]
    press(seen, "edit-save")
    assert read(GOVERNANCE) == "# Ours\nroles:\n  - id: cto\n    name: Chief\n"


def test_a_text_that_can_not_be_read_has_no_table_and_says_so(enter: Enter) -> None:
    enter("presenter")
    seen = choose_view(type_text(open_editor(GOVERNANCE), "roles: [\n"), "Table")
    assert not seen.data_editor and "can't be shown as tables" in seen.info[0].value and seen.error
    assert choose_view(seen, "Text").text_area[0].value == "roles: [\n"


@pytest.mark.parametrize(("role", "may"), [("presenter", True), ("viewer", False)])
def test_who_may_change_the_case_adds_records_and_views(enter: Enter, role: Role, may: bool) -> None:
    assert ({"new-adr", "new-view"} <= keys(enter(role, "architecture"))) is may
    assert not {"new-adr", "new-view"} & keys(enter(role))


def test_a_new_record_is_refused_with_a_sentence_added_and_opened(enter: Enter) -> None:
    seen = press(enter("presenter", "architecture"), "new-adr")
    # A test runs the whole page each time, so the dialog is opened by its button again.
    seen.text_input(key="new-file-name").input("1. Numbered")
    seen.button(key="FormSubmitter:new-file-Add").click()
    press(seen, "new-adr")
    assert "expected a title of 1 to 160 characters" in seen.error[-1].value
    seen.text_input(key="new-file-name").input("One store")
    seen.button(key="FormSubmitter:new-file-Add").click()
    press(seen, "new-adr")
    assert seen.selectbox(key="edit-file").value == "dossier/adrs/0001-one-store.md"
    assert "# One store" in seen.text_area[0].value and "# One store" in read("dossier/adrs/0001-one-store.md")
