"""Two members of one name, each by a personal link, in one workspace: each has their own answers, runs and reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE
from steering.records.cohorts import NewMember
from steering.rehearsal.reviews import list_reviews
from tests.pages import shown
from tests.steering.overview.cohorts import STORY
from tests.steering.rehearsal.rehearsals import rehearse
from tests.steering.small_cases import starter

Visit = Callable[..., AppTest]
NAME = "Learner"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two members of one name: their ids, and how each of them opens a page."""

    ids: tuple[str, str]
    workspace: str
    open_page: Callable[[int, str], AppTest]


@pytest.fixture
def pair(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    visit(starter(tmp_path / "own"))
    app = session.app_state()
    records, cohort = app.records, app.records.cohorts.make("Autumn", COMMAND_LINE).id
    addition = NewMember(name=NAME, role="presenter", group="Group")
    members = records.cohorts.add(cohort, [addition, addition], COMMAND_LINE)
    workspace = records.workspaces.make(cohort, COMMAND_LINE, group="Group", title="Group")
    folder = starter(app.workspaces.folder(workspace.id))
    (folder / "storyboard.yaml").write_text(STORY, encoding="utf-8")
    secrets = [records.people.make_link(member.person.id, cohort, COMMAND_LINE) for member in members]
    cookies = [records.people.open_link(secret)[1] for secret in secrets]

    def open_page(number: int, page: str) -> AppTest:
        # The cookie of a browser, which these tests have none of.
        monkeypatch.setattr(session, "cookie", lambda: cookies[number])
        seen = visit(page=page)
        assert not seen.exception
        return seen

    first, second = (member.person.id for member in members)
    yield Pair(ids=(first, second), workspace=workspace.id, open_page=open_page)


def press(seen: AppTest, key: str) -> AppTest:
    next(button for button in seen.button if (button.key or "").startswith(key)).click().run()
    assert not seen.exception
    return seen


def rehearse_as(pair: Pair, *numbers: int) -> None:
    """Let each rehearse the storyboard once, one day after the other."""
    app = session.app_state()
    snapshot = app.find_case(pair.workspace).snapshot()
    for day, number in enumerate(numbers, start=1):
        began = dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC)
        rehearse(snapshot, app.records, f"run-{day}", began, person=pair.ids[number])


def test_an_answer_in_the_drill_is_of_whoever_gave_it(pair: Pair) -> None:
    press(press(pair.open_page(0, "drill"), "drill-aloud"), "drill-judge")
    drill = session.app_state().records.drill
    assert [len(drill.list(pair.workspace, id)) for id in pair.ids] == [1, 0]
    assert drill.list(pair.workspace, NAME) == ()
    seen = pair.open_page(1, "drill")
    assert seen.text_input(key="drill-person-signed-in").value == NAME
    assert any("0 answered" in str(bar.proto) for bar in seen.get("progress"))


def test_runs_are_told_apart_and_each_sees_their_own_first(pair: Pair) -> None:
    rehearse_as(pair, 0, 1, 0)
    for number in (0, 1):
        seen = pair.open_page(number, "dry_run")
        (whose,) = [box for box in seen.selectbox if box.label == "Whose runs"]
        assert whose.value == pair.ids[number]
        assert sorted(whose.options) == [f"{NAME} (1)", f"{NAME} (2)"]
        (run,) = [box for box in seen.selectbox if box.label == "Run"]
        assert len(run.options) == (2, 1)[number]


def test_the_run_of_a_namesake_is_reviewed_as_a_peer(pair: Pair) -> None:
    rehearse_as(pair, 0)
    assert pair.open_page(0, "review").selectbox(key="review-role-self").options == ["Presenter"]
    seen = pair.open_page(1, "review")
    (role,) = [box for box in seen.selectbox if box.label == "As"]
    assert role.options == ["Instructor", "Peer"]
    for radio in seen.radio:
        if (radio.key or "").startswith("level-"):
            radio.set_value(2)
    press(seen, "FormSubmitter:score-")
    (table,) = [table for id, table in shown.tables(seen).items() if id == "scores-side-by-side"]
    assert table.columns[2].label == f"{NAME} (2) (instructor)"
    review = list_reviews(session.app_state().records.reviews, pair.workspace).of("run-1")
    assert [score.key for score in review.scores] == [pair.ids[1]]
