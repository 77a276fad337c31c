"""What is said in a workspace, passage by passage: storyboard, decisions, drill and notes, each with its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from steering.cases.decisions import DecisionRecord
from steering.cases.storyboard import Scene, Storyboard
from steering.context.case_context import CaseContext
from steering.records import Records
from steering.rehearsal.reviews import list_reviews


@dataclass(frozen=True, kw_only=True)
class LearnerText:
    """A text of somebody's, and where it stands: `page` shows it.

    Of an answer in the drill, `is_right` is how it was judged, `text` what was asked with the right answer, and
    `reply` what was said.
    """

    text: str
    place: str
    page: str
    is_right: bool | None = None
    reply: str = ""

    @property
    def digest(self) -> str:
        """The hash by which a text is known that was there from the beginning."""
        return hashlib.sha256(" ".join(self.text.split()).encode("utf-8", "replace")).hexdigest()[:16]


def list_story_passages(story: Storyboard | None) -> Iterator[LearnerText]:
    """Yield each text of a storyboard: messages, notes, fallbacks and claims, scene by scene."""
    for number, scene in enumerate(story.scenes if story else (), start=1):
        if isinstance(scene, Scene):
            texts = (scene.message, scene.notes, scene.fallback, *(claim.says for claim in scene.claims))
            for text in texts:
                if text:
                    yield LearnerText(text=text, place=f"Scene {number}", page="storyboard")


def list_decision_passages(decisions: Iterable[DecisionRecord]) -> Iterator[LearnerText]:
    """Yield each text of decisions."""
    for decision in decisions:
        texts = (decision.question, decision.result, decision.minutes, *decision.other_conditions)
        texts += tuple(f"{term.label}. {term.text or ''}" for term in decision.conditions)
        texts += tuple(task.text for task in decision.actions)
        for text in texts:
            if text:
                yield LearnerText(text=text, place=f"Decision “{decision.title}”", page="decisions")


def list_passages(context: CaseContext, records: Records) -> Iterator[LearnerText]:
    """Yield all that was said in a workspace: its files first, then the drill, then notes."""
    yield from list_story_passages(context.case.storyboard)
    yield from list_decision_passages(revision.decision for revision in context.decisions)
    yield from _list_drill_passages(context.case.id, records)
    yield from _list_notes(context, records)


def _list_drill_passages(case_id: str, records: Records) -> Iterator[LearnerText]:
    """Yield the last answer to each question; what was right goes with the words of the right answer."""
    for person in records.drill.people(case_id):
        last = {answer.question_id: answer for answer in records.drill.list(case_id, person.key)}
        for answer in last.values():
            body = json.loads(answer.body)
            question, said, right = (str(body.get(name, "")) for name in ("question", "said", "answer"))
            yield LearnerText(
                text=f"{question} {right}",
                place=f"Drill: “{question}”",
                page="drill",
                is_right=answer.rating > 1,
                reply=said,
            )


def _list_notes(context: CaseContext, records: Records) -> Iterator[LearnerText]:
    for review in list_reviews(records.reviews, context.case.id).runs.values():
        for comment in review.own_comments:
            yield LearnerText(text=comment.text, place="A note on a run", page="review")
    for scenario in context.scenarios:
        if scenario.note:
            yield LearnerText(text=scenario.note, place=f"Scenario “{scenario.name}”", page="roi")
