"""What a learner found: named rightly, wrongly and not at all, in each place where one can say it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE
from steering.exercises.answers import gather_answers
from steering.exercises.finds import SIGNS, FindState, list_times, mentions
from steering.exercises.new_variants import copy_workspaces
from steering.exercises.passages import LearnerText
from steering.exercises.true_subjects import find_subjects
from steering.months import format_month
from steering.records.drill_answers import StoredAnswer
from steering.records.workspaces import Workspace
from steering.state.new_workspaces import list_owners
from steering.variants.trouble import TroubleKind
from tests.actors import TESTER
from tests.steering.exercises.classes import LearningClass


@pytest.fixture
def learners(tmp_path: Path, teams_and_kpis: Path) -> Iterator[LearningClass]:
    learners = LearningClass(tmp_path / "home", teams_and_kpis)
    learners.add("Ann")
    yield learners
    learners.app.close()


@pytest.fixture
def ann(learners: LearningClass) -> Workspace:
    (workspace,) = learners.plant()
    learners.open(workspace)
    return workspace


def message_of(learners: LearningClass, workspace: Workspace) -> str:
    story = learners.app.peek(workspace).context.case.storyboard
    assert story
    return next(scene.message for scene in story.scenes)


def say(learners: LearningClass, workspace: Workspace, text: str) -> None:
    """Write a text as the message of the first scene."""
    learners.edit(workspace, message_of(learners, workspace), text)


def state(learners: LearningClass, kind: TroubleKind) -> FindState:
    return learners.answers()[kind].find.state


def test_nothing_is_found_before_anybody_has_said_something(learners: LearningClass, ann: Workspace) -> None:
    assert {answer.find.state for answer in learners.answers().values()} == {FindState.NOT_YET}


def test_a_stalled_team_is_found_by_its_name_and_a_sign_of_it(learners: LearningClass, ann: Workspace) -> None:
    answer = learners.answers()["stalled_team"]
    id, name = answer.entry.names[0]
    say(learners, ann, f"{name.upper()} has stalled")
    find = learners.answers()["stalled_team"].find
    assert (find.state, find.place, find.page) == (FindState.FOUND, "Scene 1", "storyboard")
    assert find.quote == f"{name.upper()} has stalled"
    say(learners, ann, f"{id} is stuck since {format_month(answer.entry.trouble.since)}")
    assert state(learners, "stalled_team") is FindState.FOUND


def test_a_name_without_a_sign_is_nothing(learners: LearningClass, ann: Workspace) -> None:
    say(learners, ann, f"{learners.answers()['stalled_team'].entry.names[0][1]} does well")
    assert state(learners, "stalled_team") is FindState.NOT_YET


def test_another_month_is_named_wrongly(learners: LearningClass, ann: Workspace) -> None:
    name = learners.answers()["stalled_team"].entry.names[0][1]
    say(learners, ann, f"{name} is stuck since Jan 2026")
    assert state(learners, "stalled_team") is FindState.WRONG


def test_a_team_that_is_not_stalled_is_named_wrongly_and_one_that_really_is_is_nothing(
    learners: LearningClass, ann: Workspace
) -> None:
    answer = learners.answers()["stalled_team"]

    subjects = find_subjects(learners.app.peek(ann).context)
    own = set(answer.entry.names[0])
    other = next(names for names in subjects.others["stalled_team"] if not own & set(names))
    real = next(names for names in subjects.troubled["stalled_team"] if not own & set(names))
    say(learners, ann, f"{other[1]} has stalled")
    assert state(learners, "stalled_team") is FindState.WRONG
    say(learners, ann, f"{real[1]} has stalled")
    assert state(learners, "stalled_team") is FindState.NOT_YET


def test_a_redefined_kpi_is_found_in_a_note_of_a_saved_decision_too(learners: LearningClass, ann: Workspace) -> None:
    name = learners.answers()["kpi_redefined"].entry.names[0][-1]
    learners.edit(ann, "minutes: >-", f"minutes: >-\n      The definition of {name} has changed.", "decisions.yaml")
    learners.app.workspaces.forget(ann.id)
    learners.open(ann)
    find = learners.answers()["kpi_redefined"].find
    assert (find.state, find.page) == (FindState.FOUND, "decisions")


def test_a_claim_that_was_corrected_is_found_and_one_that_is_wrong_again_is_not(
    learners: LearningClass, ann: Workspace
) -> None:
    metric = learners.answers()["claim_broken"].entry.trouble.subject

    def claim(says: str, op: str) -> None:
        """Have every claim about the KPI say this instead."""
        path = learners.folder(ann) / "storyboard.yaml"
        text, count = re.subn(
            rf"\{{says: [^{{}}]*, metric: {metric}, [^{{}}]*\}}",
            f'{{says: {says}, metric: {metric}, op: "{op}", value: -1}}',
            path.read_text(encoding="utf-8"),
        )
        assert count
        path.write_text(text, encoding="utf-8")

    claim("It is lower than low", "<")
    find = learners.answers()["claim_broken"].find
    assert (find.state, find.quote) == (FindState.WRONG, "It is lower than low")
    claim("It is there", ">")
    find = learners.answers()["claim_broken"].find
    assert (find.state, find.quote, find.page) == (FindState.FOUND, "It is there", "storyboard")


def answer_drill(learners: LearningClass, workspace: Workspace, name: str, said: str, rating: int) -> None:
    """Answer in the drill which team has stalled: the one of this name."""
    body = {"question": "Which team has stood still the longest?", "said": said, "answer": f"{name}, 4 months."}
    stored = StoredAnswer(
        person=workspace.title,
        question_id="adoption:stalled",
        answered_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        seconds=9.0,
        rating=rating,
        card="{}",
        body=json.dumps(body),
    )
    learners.app.records.drill.append(workspace.id, stored, TESTER)


def test_what_the_drill_asked_is_found_where_it_was_answered_rightly(learners: LearningClass, ann: Workspace) -> None:
    name = learners.answers()["stalled_team"].entry.names[0][1]
    answer_drill(learners, ann, name, "Nobody", 1)
    find = learners.answers()["stalled_team"].find
    assert (find.state, find.page, find.quote) == (FindState.WRONG, "drill", "Nobody")
    answer_drill(learners, ann, name, name, 3)
    assert state(learners, "stalled_team") is FindState.FOUND


def test_who_works_on_a_copy_has_finds_of_their_own(learners: LearningClass, ann: Workspace) -> None:
    name = learners.answers()["stalled_team"].entry.names[0][1]
    learners.add("Ben")
    owners = list_owners(learners.app.records, learners.id)
    (ben,) = copy_workspaces(learners.app, learners.id, owners, ann, COMMAND_LINE)
    learners.open(ben)
    answer_drill(learners, ann, name, name, 3)
    answer_drill(learners, ben, name, "Nobody", 1)
    answers = gather_answers(learners.app, learners.id, COMMAND_LINE)
    stalled = {answer.learner: answer.find for answer in answers if answer.entry.trouble.kind == "stalled_team"}
    assert {learner: find.state for learner, find in stalled.items()} == {
        "Ann": FindState.FOUND,
        "Ben": FindState.WRONG,
    }


def test_a_case_that_can_not_be_opened_has_found_nothing(learners: LearningClass, ann: Workspace) -> None:
    (learners.folder(ann) / "case.yaml").unlink()
    assert {answer.find.state for answer in learners.answers().values()} == {FindState.NOT_YET}


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("since 2026-09", ["2026-09"]),
        ("on 2026-09-03 and in Sep 2026", ["2026-09-03", "2026-09"]),
        ("on 3 September 2026", ["2026-09-03"]),
        ("in May 2026, Sept. 2026", ["2026-05", "2026-09"]),
        ("Team 2026 of 12 monkeys 2026", []),
    ],
)
def test_months_and_days_are_read_as_people_write_them(text: str, times: list[str]) -> None:
    assert list(list_times(text)) == times


@pytest.mark.parametrize(
    ("text", "names", "so"),
    [
        ("T3 has stalled", ["T3"], True),
        ("T30 has stalled", ["T3"], False),
        ("imaging TRIAGE stalls", ["Imaging triage"], True),
        ("A (b) c", ["(b)"], True),
        ("anything", [""], False),
    ],
)
def test_names_are_whole_words(text: str, names: list[str], so: bool) -> None:
    assert mentions(text, names) is so


def test_a_text_that_was_only_wrapped_otherwise_is_the_same() -> None:
    assert (
        LearnerText(text="A  b\nc", place="", page="").digest == LearnerText(text="A b c", place="x", page="y").digest
    )


@pytest.mark.parametrize("kind", SIGNS)
def test_the_formats_have_every_word(kind: TroubleKind, repo: Path) -> None:
    assert f"| `{kind}` | {', '.join(SIGNS[kind])} |" in (repo / "docs/formats.md").read_text(encoding="utf-8")
