"""The model of `dossier/risks.yaml`, the RAID log, and its checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.model import Sourced
from steering.cases.yaml_reader import Document
from steering.errors import Problem, quote_input
from steering.field_types import STRICT, Day, Identifier, Label, Whole, Words

Level = Annotated[Whole, Field(ge=1, le=5)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ProbabilityLevel:
    """A level of the probability scale: its word, and the share of a hundred like it that happen (0.3)."""

    level: Level
    word: Label
    share: Sourced


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ImpactLevel:
    """A level of the impact scale: its word, and the money that is lost where nothing else is said."""

    level: Level
    word: Label
    loss: Sourced


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RatingScale:
    """What the levels of probability and impact stand for, from the lowest to the highest."""

    probability: Annotated[tuple[ProbabilityLevel, ...], Field(min_length=2)]
    impact: Annotated[tuple[ImpactLevel, ...], Field(min_length=2)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Exposure:
    """How likely a risk is and how bad it would be. `loss` is its own, where that of the level is not right."""

    probability: Level
    impact: Level
    loss: Sourced | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Risk:
    """Something that may happen. Its scores are computed, never written."""

    id: Identifier
    title: Label
    category: Label
    before: Exposure
    after: Exposure
    mitigation: Words
    owner: Label
    due: Day | None = None
    status: Literal["open", "mitigating", "accepted", "closed"] = "open"
    trend: Literal["rising", "steady", "falling"] = "steady"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Assumption:
    """An assumption with its owner and the date to validate it by."""

    id: Identifier
    text: Words
    owner: Label
    validate_by: Day | None = None
    status: Literal["open", "valid", "invalid"] = "open"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Issue:
    """What has happened and has to be resolved."""

    id: Identifier
    text: Words
    owner: Label
    due: Day | None = None
    severity: Literal["low", "medium", "high"] = "medium"
    status: Literal["open", "in_progress", "resolved"] = "open"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Dependency:
    """A delivery by another party."""

    id: Identifier
    text: Words
    on_whom: Label
    due: Day | None = None
    status: Literal["open", "at_risk", "met"] = "open"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Raid:
    """The content of `dossier/risks.yaml`."""

    scale: RatingScale
    risks: tuple[Risk, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    issues: tuple[Issue, ...] = ()
    dependencies: tuple[Dependency, ...] = ()


def check_risks(raid: Raid, text: Document) -> Iterator[Problem]:
    """Yield every disagreement within `dossier/risks.yaml`."""
    yield from _scale(raid.scale, text)
    yield from _ids(raid, text)
    for index, risk in enumerate(raid.risks):
        yield from _levels(risk, raid.scale, text, index)
        yield from _worse(risk, text, index)


def _scale(scale: RatingScale, text: Document) -> Iterator[Problem]:
    for key, figure, steps in (
        ("probability", "share", [(entry.level, entry.share.value) for entry in scale.probability]),
        ("impact", "loss", [(entry.level, entry.loss.value) for entry in scale.impact]),
    ):
        for index, (low, high) in enumerate(pairwise(steps), start=1):
            if high[0] <= low[0]:
                expected = f"a level above {low[0]}"
                yield text.at(("scale", key, index, "level"), str(high[0]), expected, "Sort the levels upwards.")
            if high[1] < low[1]:
                expected = f"at least {low[1]}, as the level below"
                yield text.at(("scale", key, index, figure), str(high[1]), expected, "Correct one of the two.")
    for index, entry in enumerate(scale.probability):
        if not 0 <= entry.share.value <= 1:
            found, place = str(entry.share.value), ("scale", "probability", index, "share")
            yield text.at(place, found, "a share from 0 to 1, such as 0.3", "Divide a percentage by 100.")
    if scale.impact[0].loss.value < 0:
        found = str(scale.impact[0].loss.value)
        yield text.at(("scale", "impact", 0, "loss"), found, "an amount of at least 0", "Remove the sign.")


def _ids(raid: Raid, text: Document) -> Iterator[Problem]:
    for key in ("risks", "assumptions", "issues", "dependencies"):
        ids: set[str] = set()
        for index, item in enumerate(getattr(raid, key)):
            if item.id in ids:
                yield text.at(
                    (key, index, "id"), quote_input(item.id), f"an id used once in {key}", "Give it another id."
                )
            ids.add(item.id)


def _levels(risk: Risk, scale: RatingScale, text: Document, index: int) -> Iterator[Problem]:
    levels_by_key = {
        "probability": [entry.level for entry in scale.probability],
        "impact": [entry.level for entry in scale.impact],
    }
    for when in ("before", "after"):
        for key, levels in levels_by_key.items():
            level: int = getattr(getattr(risk, when), key)
            if level not in levels:
                expected = f"a level of scale.{key}: {', '.join(map(str, levels))}"
                yield text.at(("risks", index, when, key), str(level), expected, "Use one of these, or add the level.")
        own = getattr(risk, when).loss
        if own and own.value < 0:
            place = ("risks", index, when, "loss")
            yield text.at(place, str(own.value), "an amount of at least 0", "Remove the sign.")


def _worse(risk: Risk, text: Document, index: int) -> Iterator[Problem]:
    """Yield a mitigation that makes a risk worse, as a warning."""
    for key in ("probability", "impact"):
        before, after = getattr(risk.before, key), getattr(risk.after, key)
        if after > before:
            expected = f"at most {before}, as before mitigation"
            problem = text.at(("risks", index, "after", key), str(after), expected, "Correct one of the two.")
            yield replace(problem, severity="warning")
