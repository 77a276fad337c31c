"""A pacing profile in words: the habits that the last complete runs show, each with its figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from steering.formatting import format_clock, pluralise
from steering.rehearsal.pacing import (
    GROWS_OVER,
    LATEST,
    ScenePace,
    cost_of_driving,
    find_unreliable,
    scene_paces,
)
from steering.rehearsal.run_series import list_scene_names
from steering.rehearsal.runs import Run
from steering.status import Status

# Seconds from which on a habit is worth a sentence; below, it is how any run varies.
TELLING = 10
# Complete runs from which on there is a habit, rather than a run that went so.
LEAST = 2


@dataclass(frozen=True, kw_only=True)
class Habit:
    """One habit: what it does to the time, its figure in short, and how it stands."""

    text: str
    figure: str
    detail: str
    status: Status


def describe_profile(runs: Sequence[Run]) -> tuple[Habit, ...]:
    """Return the habits of the last complete runs, none below two of them. `runs` are the newest first."""
    complete = [run for run in runs if run.is_complete][:LATEST]
    if len(complete) < LEAST:
        return ()
    paces, names = scene_paces(complete), list_scene_names(complete[0])
    return (
        *_describe_length(complete),
        *_describe_driving(complete),
        *_describe_halves(complete),
        *_describe_returns(complete),
        *_describe_spread(paces, names),
        *_describe_growth(paces, names),
    )


def _describe_length(runs: Sequence[Run]) -> Iterator[Habit]:
    """Whether runs go over their plan as a whole."""
    over = fmean(run.seconds - run.planned_seconds for run in runs)
    share = over / fmean(run.planned_seconds for run in runs) if all(run.planned_seconds for run in runs) else 0
    if over >= TELLING:
        text, status = f"You take {share:.0%} longer than you plan.", Status.AT_RISK
    elif over <= -TELLING:
        text, status = f"You take {-share:.0%} less than you plan.", Status.ON_TRACK
    else:
        text, status = "You take as long as you plan.", Status.ON_TRACK
    yield Habit(text=text, figure=format_clock(over, signed=True), detail="On average, a run.", status=status)


def _describe_driving(runs: Sequence[Run]) -> Iterator[Habit]:
    lost = cost_of_driving(runs)
    if lost is None or abs(lost) < TELLING:
        return
    detail = "Over plan in scenes with a driver, beside the other scenes, on average."
    if lost > 0:
        text, status = f"You lose {_span(lost)} in each scene with a driver.", Status.AT_RISK
    else:
        text, status = f"You save {_span(-lost)} in each scene with a driver.", Status.ON_TRACK
    yield Habit(text=text, figure=format_clock(lost, signed=True), detail=detail, status=status)


def _describe_halves(runs: Sequence[Run]) -> Iterator[Habit]:
    """Whether time is lost early and caught up late, or the other way round."""
    if any(len(run.planned) < 4 for run in runs):
        return
    first, second = (fmean(over) for over in zip(*map(_measure_halves, runs), strict=True))
    detail = f"Over plan: {format_clock(first, signed=True)} in the first half of the scenes, "
    detail += f"{format_clock(second, signed=True)} in the second."
    if first >= TELLING and second <= -TELLING:
        text = f"You begin slowly and hurry at the end: {_span(first)} lost in the first half of the scenes."
        yield Habit(text=text, figure=format_clock(first, signed=True), detail=detail, status=Status.AT_RISK)
    elif second >= TELLING and second - first >= TELLING:
        text = f"You lose time towards the end: {_span(second)} in the second half of the scenes."
        yield Habit(text=text, figure=format_clock(second, signed=True), detail=detail, status=Status.AT_RISK)


def _measure_halves(run: Run) -> tuple[float, float]:
    """Return the seconds over plan in the first half of the scenes and in the second."""
    over = [(took.seconds if (took := run.scene(scene.id)) else 0) - scene.seconds for scene in run.planned]
    middle = len(over) // 2
    return sum(over[:middle]), sum(over[middle:])


def _describe_returns(runs: Sequence[Run]) -> Iterator[Habit]:
    returns = fmean(sum(max(scene.visits - 1, 0) for scene in run.scenes) for run in runs)
    if returns >= 1:
        text = f"You go back to an earlier scene {pluralise(round(returns), 'time')} in a run."
        detail = "Each return counts towards the scene that you return to."
        yield Habit(text=text, figure=f"{returns:.1f}", detail=detail, status=Status.AT_RISK)


def _describe_spread(paces: Sequence[ScenePace], names: dict[str, str]) -> Iterator[Habit]:
    pace = find_unreliable(paces)
    if pace is None or pace.spread < TELLING:
        return
    low, high = format_clock(min(pace.seconds)), format_clock(max(pace.seconds))
    text = f"You can't rely on “{names[pace.id]}”: it took between {low} and {high}."
    yield Habit(text=text, figure=format_clock(pace.spread), detail="The largest spread.", status=Status.AT_RISK)


def _describe_growth(paces: Sequence[ScenePace], names: dict[str, str]) -> Iterator[Habit]:
    for pace in paces:
        last = pace.seconds[-GROWS_OVER:]
        if pace.grows and last[-1] - last[0] >= TELLING:
            text = f"“{names[pace.id]}” grows from run to run."
            detail = f"Its last {GROWS_OVER} runs: {', '.join(format_clock(time) for time in last)}."
            figure = format_clock(last[-1] - last[0], signed=True)
            yield Habit(text=text, figure=figure, detail=detail, status=Status.AT_RISK)


def _span(seconds: float) -> str:
    """`40 s`, from a minute on `1:40`."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{format_clock(whole)}"
