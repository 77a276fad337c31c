"""The clock of a storyboard: when each scene begins and ends, and the total against what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from steering.cases.storyboard import Storyboard
from steering.formatting import format_number


@dataclass(frozen=True, kw_only=True)
class SceneTime:
    """A scene's time: minutes since the start at which it begins and ends."""

    begins: Decimal
    ends: Decimal

    @property
    def start_text(self) -> str:
        """When it begins, as a clock that started at 00:00."""
        return clock(self.begins)


def slots(story: Storyboard) -> tuple[SceneTime, ...]:
    """The time of every scene. A faulty one whose minutes can't be read takes none."""
    at, found = Decimal(0), []
    for scene in story.scenes:
        ends = at + (scene.minutes or Decimal(0))
        found.append(SceneTime(begins=at, ends=ends))
        at = ends
    return tuple(found)


def total(story: Storyboard) -> Decimal:
    """The minutes of all scenes together."""
    return sum((scene.minutes or Decimal(0) for scene in story.scenes), Decimal(0))


def over(story: Storyboard) -> Decimal:
    """By how many minutes the scenes exceed what is allowed; 0 where they fit or nothing is said."""
    allowed = story.minutes_allowed
    return max(total(story) - allowed, Decimal(0)) if allowed else Decimal(0)


def clock(minutes: Decimal) -> str:
    """`06:30` for 6.5 minutes; the nearest second."""
    seconds = round(minutes * 60)
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def format_minutes(minutes: Decimal) -> str:
    """`2 minutes`, `1.5 minutes`, `1 minute`."""
    return f"{format_number(float(minutes))} minute{'' if minutes == 1 else 's'}"
