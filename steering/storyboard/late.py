"""What makes up for being late: later scenes that may be left out, or told in fewer minutes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from steering.cases.storyboard import AnyScene, Scene
from steering.formatting import join_words

# A proposal is in whole steps of so many seconds: nobody keeps to 17 of them.
STEP = 5
# The share of a delay to which what makes up for it is worked out; below four minutes it is the step.
FINENESS = 0.02


@dataclass(frozen=True, kw_only=True)
class LaterScene:
    """A scene that is still to come: the whole seconds planned for it, and how many of them it can give up."""

    number: int
    seconds: int
    spare: int
    may_skip: bool

    @property
    def most(self) -> int:
        """The seconds that are won at most: all where it may be left out."""
        return self.seconds if self.may_skip else self.spare


@dataclass(frozen=True, kw_only=True)
class Cure:
    """One way to make up for a delay: scenes to drop, and scenes to shorten, by their numbers.

    `each` is how many seconds every scene to shorten gives up; None where each comes down to its least.
    `saves` are the seconds that all of it wins. `is_general` says that no later scene is left as it is.
    """

    drop: tuple[int, ...] = ()
    shorten: tuple[int, ...] = ()
    each: int | None = None
    saves: int
    is_general: bool = False

    @property
    def words(self) -> str:
        """`drop scene 6 and take 20 s from each of scenes 7 to 9`."""
        parts = [f"drop {_name(self.drop)}"] if self.drop else []
        if self.shorten and self.each is None:
            parts.append(f"bring {_name(self.shorten)} down to {'its' if len(self.shorten) == 1 else 'their'} least")
        elif self.each is not None:
            parts.append(f"take {format_seconds(self.each)} from {self._sources}")
        return " and ".join(parts)

    @property
    def _sources(self) -> str:
        if len(self.shorten) == 1:
            return _name(self.shorten)
        others = "others" if self.drop else "that follow"
        return f"each of the {len(self.shorten)} {others}" if self.is_general else f"each of {_name(self.shorten)}"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """What to do about a delay of up to so many seconds, each way enough by itself."""

    up_to: int
    cures: tuple[Cure, ...]

    @property
    def words(self) -> str:
        """`drop scene 6, or take 20 s from each of the 7 that follow`."""
        return ", or ".join(cure.words for cure in self.cures)


def list_later(scenes: Sequence[AnyScene], position: int, shown: Collection[str] = ()) -> tuple[LaterScene, ...]:
    """Return the scenes behind one (from 1) that have not been shown. A faulty one can give up nothing."""
    return tuple(
        _measure(scene, number) for number, scene in enumerate(scenes, 1) if number > position and scene.id not in shown
    )


def find_cures(later: Sequence[LaterScene], late: float) -> tuple[Cure, ...]:
    """Return ways to make up for a delay in seconds, each enough by itself; none where nothing can, or none is there.

    Scenes are dropped, or shortened; both together only where neither is enough.
    """
    seconds = ceil(late)
    if not 0 < seconds <= most_seconds(later):
        return ()
    alone = tuple(cure for cure in (_drop(later, seconds), _shorten(later, seconds)) if cure)
    return alone or _combine(later, seconds)


def most_seconds(later: Sequence[LaterScene]) -> int:
    """Return the seconds that can be won at most."""
    return sum(scene.most for scene in later)


def build_ladder(later: Sequence[LaterScene]) -> tuple[Rung, ...]:
    """Return what to do about every delay that can be made up for, the smallest first.

    It depends on the storyboard alone, so that a clock needs nobody to ask as the delay grows.
    """
    return tuple(_climb(later))


def _climb(later: Sequence[LaterScene]) -> Iterator[Rung]:
    most, late = most_seconds(later), min(STEP, most_seconds(later))
    while cures := find_cures(later, late):
        reach = min(cure.saves for cure in cures)
        yield Rung(up_to=reach, cures=cures)
        # Beyond the most there is no cure, and the loop ends.
        late = min(reach + max(STEP, int(reach * FINENESS)), most) if reach < most else most + 1


def format_seconds(seconds: int) -> str:
    """`20 s`, `1:20 min`."""
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60}:{seconds % 60:02d} min"


def _measure(scene: AnyScene, number: int) -> LaterScene:
    minutes = scene.minutes or 0
    least = (scene.least if isinstance(scene, Scene) else None) or minutes
    return LaterScene(
        number=number,
        seconds=int(minutes * 60),
        spare=int((minutes - least) * 60),
        may_skip=isinstance(scene, Scene) and scene.may_skip,
    )


def _drop(later: Sequence[LaterScene], late: int) -> Cure | None:
    """Return the fewest scenes to drop; None where all that may be dropped are not enough."""
    scenes = _fewest([scene for scene in later if scene.may_skip], late, lambda scene: scene.seconds)
    if scenes is None:
        return None
    return Cure(drop=_numbers(scenes), saves=sum(scene.seconds for scene in scenes))


def _shorten(later: Sequence[LaterScene], late: int) -> Cure | None:
    """Return the least that every one of as many scenes as possible gives up, otherwise scenes that give up all."""
    able = sorted((scene for scene in later if scene.spare), key=lambda scene: -scene.spare)
    for count in range(len(able), 0, -1):
        each = ceil(late / count / STEP) * STEP
        if each <= able[count - 1].spare:
            return Cure(
                shorten=_numbers(able[:count]), each=each, saves=each * count, is_general=1 < count == len(later)
            )
    scenes = _fewest(able, late, lambda scene: scene.spare)
    if scenes is None:
        return None
    return Cure(shorten=_numbers(scenes), saves=sum(scene.spare for scene in scenes))


def _combine(later: Sequence[LaterScene], late: int) -> tuple[Cure, ...]:
    """Return the fewest scenes to drop so that the others can give up the rest; neither alone is enough."""
    skippable = [scene for scene in later if scene.may_skip]
    missing = late - sum(scene.spare for scene in later)
    dropped = _fewest(skippable, missing, lambda scene: scene.seconds - scene.spare) or ()
    gain = sum(scene.seconds for scene in dropped)
    rest = _shorten([scene for scene in later if scene not in dropped], late - gain)
    return (replace(rest, drop=_numbers(dropped), saves=gain + rest.saves),) if rest else ()


def _fewest(
    scenes: Sequence[LaterScene], needed: int, gain: Callable[[LaterScene], int]
) -> tuple[LaterScene, ...] | None:
    """Return the fewest scenes that win so many seconds together, the last of them no longer than it has to be."""
    ranked = sorted(scenes, key=lambda scene: -gain(scene))
    won = 0
    for count, scene in enumerate(ranked):
        if won + gain(scene) >= needed:
            enough = [other for other in ranked[count:] if won + gain(other) >= needed]
            return (*ranked[:count], enough[-1])
        won += gain(scene)
    return None


def _numbers(scenes: Sequence[LaterScene]) -> tuple[int, ...]:
    return tuple(sorted(scene.number for scene in scenes))


def _name(numbers: Sequence[int]) -> str:
    """`scene 6`, `scenes 4 to 8 and 10`."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    names = [name for run in runs for name in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]
    return f"{'scene' if len(numbers) == 1 else 'scenes'} {join_words(names)}"
