"""The RAID log worked out: scores and expected losses before and after mitigation, and what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from steering.cases.risks import Exposure, Raid, RatingScale, Risk
from steering.status import Status

# A score up to LOW is low, up to MEDIUM it is medium, and beyond it is high.
LOW, MEDIUM = 4, 12

When = Literal["before", "after"]
Level = Literal["low", "medium", "high"]


@dataclass(frozen=True, kw_only=True)
class Rating:
    """A risk at one time: the levels, their product, and the money lost on average (probability x loss)."""

    probability: int
    impact: int
    expected: Decimal

    @property
    def score(self) -> int:
        """Probability x impact."""
        return self.probability * self.impact

    @property
    def level(self) -> Level:
        """Low, medium or high, by the score."""
        if self.score <= LOW:
            return "low"
        return "medium" if self.score <= MEDIUM else "high"


@dataclass(frozen=True, kw_only=True)
class RatedRisk:
    """A risk with its place in the order, from 1, and its ratings before and after mitigation."""

    number: int
    risk: Risk
    before: Rating
    after: Rating

    @property
    def live(self) -> bool:
        """Whether it may still happen."""
        return self.risk.status != "closed"


@dataclass(frozen=True, kw_only=True)
class ExpectedLoss:
    """The expected loss of all live risks together, in the case's currency."""

    before: Decimal
    after: Decimal


def rate_risks(raid: Raid) -> tuple[RatedRisk, ...]:
    """Return every risk, the worst that is left after mitigation first and the closed ones last."""
    ratings = [
        RatedRisk(number=0, risk=risk, before=rating(risk.before, raid.scale), after=rating(risk.after, raid.scale))
        for risk in raid.risks
    ]
    ratings.sort(
        key=lambda rating: (
            not rating.live,
            -rating.after.score,
            -rating.after.expected,
            -rating.before.score,
            rating.risk.id,
        )
    )
    return tuple(
        RatedRisk(number=number, risk=rating.risk, before=rating.before, after=rating.after)
        for number, rating in enumerate(ratings, 1)
    )


def rating(exposure: Exposure, scale: RatingScale) -> Rating:
    """Score and expected loss of an exposure on a scale.

    Raises:
        KeyError: a level that the scale does not have.
    """
    share = {step.level: step.share.value for step in scale.probability}[exposure.probability]
    level = {step.level: step.loss.value for step in scale.impact}[exposure.impact]
    loss = exposure.loss.value if exposure.loss else level
    return Rating(probability=exposure.probability, impact=exposure.impact, expected=share * loss)


def compute_expected_loss(risks: Sequence[RatedRisk]) -> ExpectedLoss:
    """What the live risks cost on average, before and after mitigation. Losses that exclude one another add up too."""
    live = [risk for risk in risks if risk.live]
    return ExpectedLoss(
        before=sum((rating.before.expected for rating in live), Decimal(0)),
        after=sum((rating.after.expected for rating in live), Decimal(0)),
    )


def matrix(risks: Sequence[RatedRisk], when: When) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the numbers of the live risks at each pair of probability and impact."""
    cells: dict[tuple[int, int], tuple[int, ...]] = {}
    for risk in risks:
        if risk.live:
            at: Rating = getattr(risk, when)
            place = (at.probability, at.impact)
            cells[place] = (*cells.get(place, ()), risk.number)
    return cells


def due(day: date | None, done: bool, today: date, *, threatened: bool = False) -> Status:
    """Return how something with a day stands: done, overdue, threatened or open."""
    if done:
        return Status.DONE
    if day and day < today:
        return Status.OVERDUE
    return Status.AT_RISK if threatened else Status.OPEN
