"""The model of `questions.yaml`: questions of the drill that no data gives rise to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.yaml_reader import Document
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.errors import Problem, did_you_mean, quote_input
from steering.field_types import STRICT, Identifier, Label, Whole, Words

# The pages on which an answer may be shown; a test holds them against the agenda.
AnswerPage = Literal[
    "brief",
    "adoption",
    "kpis",
    "costs",
    "roi",
    "roadmap",
    "storyboard",
    "decisions",
    "thread",
    "current_state",
    "architecture",
    "governance",
    "compliance",
    "change",
    "enablement",
    "audit",
    "sources",
]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WrittenQuestion:
    """A question that somebody will ask, and what a good answer has.

    `metric` is the figure that is asked for, worked out live; without it the question is answered aloud, with `answer`
    as what to say. `page` and its block `place` are where the answer is shown; `metric` has a place of its own.
    """

    id: Identifier
    persona: Label
    question: Words
    points: Annotated[tuple[Words, ...], Field(min_length=1, max_length=8)]
    severity: Annotated[Whole, Field(ge=1, le=100)] = 50
    answer: Words | None = None
    metric: Label | None = None
    page: AnswerPage | None = None
    place: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class QuestionList:
    """The content of `questions.yaml`."""

    questions: Annotated[tuple[WrittenQuestion, ...], Field(max_length=200)]


def check_questions(asked: QuestionList, text: Document, kpis: Collection[str] | None) -> Iterator[Problem]:
    """Yield every disagreement within `questions.yaml`, and with the KPIs where those can be read."""
    ids = [question.id for question in asked.questions]
    names = None if kpis is None else (*kpis, *SINGLE_METRICS)
    for index, question in enumerate(asked.questions):
        where = ("questions", index)
        if question.id in ids[:index]:
            yield text.at((*where, "id"), quote_input(question.id), "an id used once", "Give it another id.")
        if question.metric is None and question.answer is None:
            remedy = "Add `answer:` with what to say, or `metric:` with the figure."
            yield text.at(where, "neither answer nor metric", "what the answer is", remedy)
        if question.metric is not None and names is not None and question.metric not in names:
            expected = "a KPI of metrics.yaml or a metric of the business case"
            remedy = did_you_mean(question.metric, names).strip() or f"Use one of {', '.join(names)}."
            yield text.at((*where, "metric"), quote_input(question.metric), expected, remedy)
        if question.place and question.page is None:
            yield text.at((*where, "place"), quote_input(question.place), "the page that it is on", "Add `page:`.")
