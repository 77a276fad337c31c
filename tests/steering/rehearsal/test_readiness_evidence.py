"""From "not yet" to "ready" on a real case with real records: each step changes the rules that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from steering.actors import Participant
from steering.frames.blocks import Columns, Statements, TableBlock
from steering.rehearsal.drill import GivenAnswer, record_answer
from steering.rehearsal.questions import derive_questions
from steering.rehearsal.readiness import ReadinessVerdict, VerdictState, judge
from steering.rehearsal.readiness_blocks import build_blocks
from steering.rehearsal.readiness_evidence import Evidence, gather_evidence
from steering.rehearsal.review_acts import ReviewDesk
from steering.rehearsal.reviews import AnswerBody, CommentBody, list_reviews
from steering.stage import driving
from steering.stage.plans import Plan
from steering.stage.preflight import Surroundings, check_room
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.state.app_state import AppState
from steering.status import Status
from tests.actors import TESTER
from tests.steering.rehearsal.rehearsals import rehearse
from tests.steering.small_cases import change, starter

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
STORY = """\
minutes_allowed: 10
scenes:
  - id: speed
    minutes: 2
    page: kpis
    message: Releases are fast
    view: {focus: lead_time, show: [trend]}
    claims: [{says: A model is released within ten days, metric: lead_time, op: "<=", value: 10}]
  - {id: teams, minutes: 2, page: adoption, message: Teams are there, fallback: Say how many.}
"""
MET, AGAINST, TO_SAY, ABSENT = Status.MET, Status.NOT_MET, Status.TO_SAY, Status.NOT_APPLICABLE


class Learner:
    """Somebody who gets ready, an hour with each thing done."""

    def __init__(self, folder: Path) -> None:
        self.case = starter(folder / "case")
        (self.case / "storyboard.yaml").write_text(STORY, encoding="utf-8")
        self.state = AppState(folder / "home", self.case)
        self.rooms = Rooms(
            self.state.home,
            records=lambda: self.state.records,
            snapshot=lambda: self.state.snapshot(),
            pictures=self.state.pictures,
        )
        self.now, self.number = NOW, 0
        self.room: Room | None = None

    def reopen(self) -> None:
        """Open the case as it is now: readers wait only so long for a newer one."""
        self.state.close()
        self.state = AppState(self.state.home, self.case)

    def rehearse(self, **facts: Any) -> None:
        self.number += 1
        self.now += 60 * MINUTE
        rehearse(self.state.snapshot(), self.state.records, f"run-{self.number}", self.now, **facts)

    def correct_the_claim(self) -> None:
        change(self.case, "within ten days", "within a month", "storyboard.yaml")
        change(self.case, "value: 10", "value: 31", "storyboard.yaml")
        self.reopen()

    def answer_questions(self) -> None:
        snapshot = self.state.snapshot()
        for question in derive_questions(snapshot.context):
            given = GivenAnswer(seconds=5, points=frozenset(range(len(question.points))))
            ann = Participant(name="Ann")
            record_answer(self.state.records.drill, snapshot.context.case.id, ann, question, given, self.now, TESTER)

    def plan_a_meeting(self) -> None:
        self.room = self.rooms.make(Plan(title="Funding", day=self.now.date()), TESTER)

    def record_the_scenes(self) -> None:
        assert self.room
        seat = next(seat for seat in self.room.meeting.seats.values() if seat.role == "presenter")
        driving.drive(self.room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": "record"})

    def desk(self, by: str) -> ReviewDesk:
        case = self.state.snapshot().context.case.id
        return ReviewDesk(
            records=self.state.records.reviews,
            case_id=case,
            run_id="run-1",
            person=Participant(name="Ann"),
            by=Participant(name=by),
            actor=TESTER,
        )

    def hear_a_comment(self) -> None:
        self.desk("Ben").comment(CommentBody(text="Slower", role="peer"))
        self.desk("Ben").release("comments")

    def answer_the_comment(self) -> None:
        case = self.state.snapshot().context.case.id
        (comment,) = list_reviews(self.state.records.reviews, case).of("run-1").released_comments
        self.desk("Ann").answer(comment.id, AnswerBody(state="done"))

    @property
    def evidence(self) -> Evidence:
        snapshot = self.state.snapshot()
        story = snapshot.context.case.storyboard
        assert story
        around = Surroundings(before=None, home=self.state.home, address="http://192.168.1.5:8502")
        checks = check_room(self.room, around) if self.room else None
        return gather_evidence(snapshot, self.state.records, story, "Ann", self.now + MINUTE * 30, checks=checks)

    @property
    def verdict(self) -> ReadinessVerdict:
        story = self.state.snapshot().context.case.storyboard
        assert story
        return judge(story.readiness, self.evidence)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    learner = Learner(tmp_path)
    yield learner
    learner.state.close()


def states(verdict: ReadinessVerdict) -> dict[str, Status]:
    return {rule.id: rule.state for rule in verdict.rules}


def test_from_not_yet_to_ready_each_rule_for_its_own_reason(learner: Learner) -> None:
    steps: tuple[tuple[Callable[[], None], dict[str, Status], VerdictState], ...] = (
        (
            lambda: learner.rehearse(seconds={"speed": 30, "teams": 200}),
            {"scenes": AGAINST, "unchanged": MET},
            VerdictState.NOT_YET,
        ),
        (learner.rehearse, {"scenes": MET, "runs": MET}, VerdictState.NOT_YET),
        (lambda: learner.rehearse(start="teams", fallback={"teams"}), {"fallback": MET}, VerdictState.NOT_YET),
        (learner.answer_questions, {"drill": MET}, VerdictState.READY_IF_ASKED),
        (learner.correct_the_claim, {"claims": MET, "unchanged": AGAINST}, VerdictState.NOT_YET),
        (learner.rehearse, {"unchanged": MET}, VerdictState.READY),
        (learner.plan_a_meeting, {"preflight": AGAINST}, VerdictState.NOT_YET),
        (learner.record_the_scenes, {"preflight": MET}, VerdictState.READY),
        (learner.hear_a_comment, {"reviews": AGAINST}, VerdictState.NOT_YET),
        (learner.answer_the_comment, {"reviews": MET}, VerdictState.READY),
    )
    before = states(learner.verdict)
    assert before == {
        "runs": AGAINST,
        "scenes": ABSENT,
        "claims": TO_SAY,
        "unchanged": ABSENT,
        "drill": AGAINST,
        "fallback": TO_SAY,
        "preflight": ABSENT,
        "reviews": ABSENT,
    }
    for number, (do, changes, verdict) in enumerate(steps):
        do()
        after = learner.verdict
        changed = {id: state for id, state in states(after).items() if state is not before[id]}
        assert (number, changed, after.state) == (number, changes, verdict)
        before = states(after)


def test_another_person_is_judged_by_what_they_did(learner: Learner) -> None:
    for _ in range(2):
        learner.rehearse(person="Ben")
    assert states(learner.verdict)["runs"] is AGAINST


def test_time_alone_makes_runs_too_old(learner: Learner) -> None:
    for _ in range(2):
        learner.rehearse()
    assert states(learner.verdict)["runs"] is MET
    learner.now += dt.timedelta(days=14)
    assert states(learner.verdict)["runs"] is AGAINST


def test_thresholds_of_the_file_are_those_of_the_verdict(learner: Learner) -> None:
    learner.rehearse()
    assert states(learner.verdict)["runs"] is AGAINST
    with (learner.case / "storyboard.yaml").open("a", encoding="utf-8") as file:
        file.write("readiness: {runs: 1, ignore: [drill]}\n")
    learner.reopen()
    assert (states(learner.verdict)["runs"], states(learner.verdict)["drill"]) == (MET, ABSENT)


def test_the_page_has_every_rule_and_what_has_changed(learner: Learner) -> None:
    learner.rehearse()
    learner.correct_the_claim()
    columns, changes = build_blocks(learner.verdict, learner.evidence)
    assert isinstance(columns, Columns) and isinstance(changes, TableBlock)
    rules, asked = columns.blocks
    assert isinstance(rules, Statements) and isinstance(asked, Statements)
    assert [item.text for item in rules.findings] == [rule.title for rule in learner.verdict.rules]
    assert [item.text for item in asked.findings] == [item.asked for item in learner.verdict.sayings]
    assert changes.texts == (("Storyboard", "scene 1 was edited", "1"),)
