"""A person's drill: which question is due next, how an answer went, and what sits by now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from steering.actors import Actor, Participant
from steering.records.drill_answers import DrillRecords, StoredAnswer
from steering.rehearsal.figures import FigureOutcome, judge_figure
from steering.rehearsal.question import DrillQuestion
from steering.rehearsal.questions import list_personas
from steering.rehearsal.spacing import CardState, Grade, read_card, review

# Seconds for an answer: a committee waits no longer before it asks the next question.
SECONDS_ALLOWED = 60
# Of the points of a good answer, the share with which one passes.
ENOUGH = 0.5
LONGEST_NAME = 40
LONGEST_TEXT = 500


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """What was answered: a figure as it was typed, or the points (by index) that were said aloud."""

    seconds: float
    figure: str = ""
    points: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class AnswerResult:
    """How an answer went, in a sentence. `outcome` is None for what was said aloud."""

    grade: Grade
    text: str
    outcome: FigureOutcome | None = None

    @property
    def passed(self) -> bool:
        """Whether it would do in the room."""
        return self.grade is not Grade.AGAIN


@dataclass(frozen=True, kw_only=True)
class PastAnswer:
    """An answer of a person as the history shows it."""

    at: dt.datetime
    question_id: str
    persona: str
    question: str
    said: str
    answer: str
    grade: Grade
    seconds: float


@dataclass(frozen=True, kw_only=True)
class QuestionProgress:
    """A question with where it stands with a person. `changed` is whether its answer is another since."""

    question: DrillQuestion
    card: CardState | None = None
    last: PastAnswer | None = None

    @property
    def changed(self) -> bool:
        """Whether its answer is another than when it was last answered."""
        return self.last is not None and self.last.answer != self.question.answer

    @property
    def sits(self) -> bool:
        """Whether it needs no practice for now."""
        return (
            bool(self.card and self.card.is_learned and self.last and self.last.grade > Grade.HARD) and not self.changed
        )

    def is_due(self, now: dt.datetime) -> bool:
        """Whether it is to be asked: never answered, its time has come, or its answer has changed."""
        return self.card is None or self.changed or self.card.due <= now


@dataclass(frozen=True, kw_only=True)
class PersonaProgress:
    """How many questions of a persona there are, and how many were answered, sit and are due."""

    persona: str
    total: int
    answered: int
    sitting: int
    due: int


def judge_answer(question: DrillQuestion, given: GivenAnswer) -> AnswerResult:
    """Judge an answer: a figure by its tolerance, what was said aloud by the points that it had; slow is hard."""
    if question.figure and not given.points and given.figure.strip():
        judgement = judge_figure(given.figure, question.figure)
        right = judgement.outcome is FigureOutcome.RIGHT
        return AnswerResult(grade=_grade(right, given.seconds), text=judgement.text, outcome=judgement.outcome)
    total = len(question.points)
    share = len(given.points) / total if total else 0.0
    text = f"{len(given.points)} of {total} points."
    if share < ENOUGH:
        return AnswerResult(grade=Grade.AGAIN, text=f"{text} It comes back soon.")
    grade = _grade(True, given.seconds)
    return AnswerResult(grade=grade if share == 1 else Grade.HARD, text=text)


def record_answer(
    records: DrillRecords,
    case_id: str,
    person: Participant,
    question: DrillQuestion,
    given: GivenAnswer,
    now: dt.datetime,
    by: Actor,
) -> AnswerResult:
    """Judge an answer and keep it, with when the question comes back.

    `person` is whose it is, `by` who gives it. Raises NotAllowed.
    """
    result = judge_answer(question, given)
    earlier = [item for item in records.list(case_id, person.key) if item.question_id == question.id]
    card = review(earlier[-1].card if earlier else None, result.grade, now)
    said = given.figure.strip() or "; ".join(question.points[index] for index in sorted(given.points)) or "nothing"
    body = {
        "persona": question.persona,
        "question": question.text,
        "said": said[:LONGEST_TEXT],
        "answer": question.answer,
        "severity": question.severity,
        "releases": dict(question.source.releases),
    }
    stored = StoredAnswer(
        person="" if person.id else person.name,
        person_id=person.id,
        question_id=question.id,
        answered_at=now,
        seconds=round(given.seconds, 1),
        rating=int(result.grade),
        card=card.text,
        body=json.dumps(body, ensure_ascii=False, sort_keys=True),
    )
    records.append(case_id, stored, by)
    return result


def build_progress(questions: Sequence[DrillQuestion], answers: Sequence[StoredAnswer]) -> tuple[QuestionProgress, ...]:
    """Return where each question stands with the person who gave these answers, in the order of the questions."""
    last = {answer.question_id: answer for answer in answers}
    return tuple(
        QuestionProgress(
            question=question,
            card=read_card(last[question.id].card) if question.id in last else None,
            last=read_answer(last[question.id]) if question.id in last else None,
        )
        for question in questions
    )


def next_question(
    progress: Sequence[QuestionProgress], now: dt.datetime, persona: str | None = None
) -> QuestionProgress | None:
    """Return the question to be asked next: what failed or has changed before what is new, the hardest first."""
    due = [item for item in progress if item.is_due(now) and persona in (None, item.question.persona)]
    return min(due, key=lambda item: (item.card is None, -item.question.severity), default=None)


def count_progress(progress: Sequence[QuestionProgress], now: dt.datetime) -> tuple[PersonaProgress, ...]:
    """Count a person's progress by who asks."""
    return tuple(
        PersonaProgress(
            persona=persona,
            total=len(own),
            answered=sum(item.card is not None for item in own),
            sitting=sum(item.sits for item in own),
            due=sum(item.is_due(now) for item in own),
        )
        for persona in list_personas([item.question for item in progress])
        for own in [[item for item in progress if item.question.persona == persona]]
    )


def read_answer(stored: StoredAnswer) -> PastAnswer:
    """Return a stored answer as the history shows it."""
    body = json.loads(stored.body)
    return PastAnswer(
        at=stored.answered_at,
        question_id=stored.question_id,
        persona=str(body.get("persona", "")),
        question=str(body.get("question", "")),
        said=str(body.get("said", "")),
        answer=str(body.get("answer", "")),
        grade=Grade(stored.rating),
        seconds=stored.seconds,
    )


def _grade(right: bool, seconds: float) -> Grade:
    if not right:
        return Grade.AGAIN
    if seconds > SECONDS_ALLOWED:
        return Grade.HARD
    return Grade.EASY if seconds <= SECONDS_ALLOWED / 4 else Grade.GOOD
