"""A question of the drill as one frozen value, and how hard it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from steering.context.case_context import CaseContext

AnswerUnit = Literal["money", "share", "months", "days", "hours", "count", "score", "per_team"]

CFO = "Chief financial officer"
CTO = "Chief technology officer"
CISO = "Chief information security officer"
SCIENCE = "Head of data science"
# Who asks in every case; questions.yaml may have others ask.
PERSONAS = (CFO, CTO, CISO, SCIENCE)

# How far an answer may be off, as a share of the figure or as an amount, whichever is more.
SHARES: Mapping[AnswerUnit, float] = {"money": 0.05, "count": 0.02, "months": 0.03, "days": 0.03, "hours": 0.03}
AMOUNTS: Mapping[AnswerUnit, float] = {
    "share": 0.01,
    "months": 0.5,
    "days": 1.0,
    "hours": 0.5,
    "score": 0.1,
    "per_team": 0.1,
}


# How much of a weak point is tolerated: the size at which it is of severity 50.
#
# The share of the headline NPV that may be in doubt.
NPV_IN_DOUBT = 0.25
# The share of its target that a KPI may miss, and the share by which a new definition may move it.
OFF_TARGET = 0.15
# The share by which spend may be over its budget, and the share of a month's spend that may be unusual.
OVER_BUDGET = 0.05
# The share of spend without an owner, of commitments not used, of controls without evidence, of teams that stand still.
LEFT_OVER = 0.10
# The share of a bound by which a promise may be missed: none, but a hair's breadth is not a chasm.
PROMISE = 0.10
# How many places a review may find fault with.
FAULTS = 3
# A question less severe than this is not asked.
LEAST = 15


class Subject(StrEnum):
    """The weak point that a question is about."""

    SENSITIVITY = "sensitivity"
    BREAK_EVEN = "break-even"
    ODDS = "odds"
    HEADLINE = "headline"
    CLAIM = "claim"
    GATE = "gate"
    KPI = "KPI"
    DEFINITION = "definition"
    SPEND = "spend"
    ADOPTION = "adoption"
    EVIDENCE = "evidence"
    DECISION = "decision"
    REVIEW = "review"
    WRITTEN = "written"


@dataclass(frozen=True, kw_only=True)
class AskedFigure:
    """The figure that a question asks for, in its unit (money in whole units), and how far an answer may be off."""

    value: float
    unit: AnswerUnit
    tolerance: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the answer is on screen: page, block, what to look closer at, and what else the link says."""

    page: str
    block: str = ""
    focus: str = ""
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionSource:
    """What a question was derived from: the metric, and the releases of datasets that it rests on."""

    metric: str
    releases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class DrillQuestion:
    """A question with the answer to it on today's data. `points` are what a good answer has.

    `id` stays when figures move; `severity` is from 0 to 100. Without a `figure` it is answered aloud.
    """

    id: str
    persona: str
    subject: Subject
    severity: int
    text: str
    answer: str
    points: tuple[str, ...]
    place: Place
    source: QuestionSource
    figure: AskedFigure | None = None


def compute_severity(size: float, tolerated: float) -> int:
    """Return how hard a weak point is to answer for: 50 at what is tolerated, 67 at twice and 90 at nine times that.

    With x = size ÷ tolerated it is 100 · x ÷ (1 + x): of two weak points the larger always comes first.
    """
    if size <= 0:
        return 0
    return 100 if tolerated <= 0 else round(100 * size / (size + tolerated))


def build_figure(value: float, unit: AnswerUnit, text: str) -> AskedFigure:
    """Build the figure that is asked for, with the tolerance of its unit."""
    tolerance = max(abs(value) * SHARES.get(unit, 0.0), AMOUNTS.get(unit, 0.0))
    return AskedFigure(value=value, unit=unit, tolerance=tolerance, text=text)


def build_source(context: CaseContext, metric: str, *datasets: str) -> QuestionSource:
    """Build what a question rests on, with the releases that are in force."""
    releases = ((dataset, context.releases[dataset]) for dataset in datasets if dataset in context.releases)
    return QuestionSource(metric=metric, releases=tuple(releases))
