"""The phases in which a learner works, each with its hours as planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PhaseId = Literal["discover", "design", "enable"]


@dataclass(frozen=True, kw_only=True)
class LearningPhase:
    """A phase: its title, the hours that are planned for it, and what is done in it."""

    title: str
    hours: int
    about: str


PHASES: Mapping[PhaseId, LearningPhase] = {
    "discover": LearningPhase(title="Discover", hours=12, about="what is there, who needs what, and what it costs"),
    "design": LearningPhase(title="Design", hours=60, about="the business case, the roadmap and the storyboard"),
    "enable": LearningPhase(title="Enable", hours=18, about="rehearsals, reviews and the committee itself"),
}
