"""The plan from practice: scene minutes from the last complete runs, put into a draft of the storyboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.formatting import format_clock, format_number, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.cells import CellValue
from steering.rehearsal.pacing import LATEST, propose_minutes
from steering.rehearsal.practice import Practice
from steering.storyboard import timing
from steering.storyboard.draft import StoryboardDraft, with_minutes


@dataclass(frozen=True, kw_only=True)
class PracticePlan:
    """What practice says of each scene, by its id: the median in seconds, and the minutes that follow from it."""

    person: str
    runs: int
    medians: Mapping[str, float]
    minutes: Mapping[str, float]


def plan_from_practice(practice: Practice, person: str) -> PracticePlan | None:
    """Return the plan that follows from the runs of a person; None where none of them is complete."""
    if not practice.complete:
        return None
    return PracticePlan(
        person=person,
        runs=min(len(practice.complete), LATEST),
        medians={pace.id: pace.middle for pace in practice.paces},
        minutes=propose_minutes(practice.paces),
    )


def apply_plan(draft: StoryboardDraft, plan: PracticePlan) -> StoryboardDraft:
    """Return a draft with the minutes of a plan: no scene gets fewer than its least, one without practice stays."""
    return with_minutes(draft, dict(_choose_minutes(draft.parse, plan)))


def _choose_minutes(story: Storyboard, plan: PracticePlan) -> Iterator[tuple[str, str]]:
    for scene in story.scenes:
        if scene.id not in plan.minutes:
            continue
        minutes = Decimal(str(plan.minutes[scene.id]))
        least = scene.least if isinstance(scene, Scene) else None
        chosen = max(minutes, least) if least else minutes
        if chosen != scene.minutes:
            yield scene.id, format_number(float(chosen))


def build_plan_table(plan: PracticePlan, case: Storyboard, draft: Storyboard) -> TableBlock:
    """Return the minutes of each scene in the case, in practice and in the draft."""
    before = {scene.id: scene for scene in case.scenes}
    columns = (
        Column(label="Scene", kind="count"),
        Column(label="Message", kind="words", minor=True),
        Column(label="In the case", kind="clock"),
        Column(label="In practice", kind="clock"),
        Column(label="In the draft", kind="clock"),
        Column(label="Change", kind="clock_change"),
    )
    return TableBlock(
        id="practice-plan",
        title="Plan from practice",
        columns=columns,
        rows=tuple(
            _build_row(number, scene, before.get(scene.id), plan.medians.get(scene.id))
            for number, scene in enumerate(draft.scenes, start=1)
        ),
        note=_describe_totals(plan, case, draft),
        method="In practice is the median. The draft has it up to the next half minute, and never less than the "
        "least of a scene. Scenes that were not rehearsed keep their minutes.",
    )


def _build_row(number: int, scene: AnyScene, before: AnyScene | None, median: float | None) -> tuple[CellValue, ...]:
    now, then = _count_seconds(scene), _count_seconds(before) if before else None
    change = now - then if now is not None and then is not None and now != then else None
    return number, scene.message, then, median, now, change


def _count_seconds(scene: AnyScene) -> float | None:
    return float(scene.minutes) * 60 if scene.minutes else None


def _describe_totals(plan: PracticePlan, case: Storyboard, draft: Storyboard) -> str:
    """`By the last 3 complete runs of Ada. Together 18:30 in the case and 19:30 in the draft; 20:00 are allowed.`"""
    totals = [format_clock(float(timing.total(story)) * 60) for story in (case, draft)]
    allowed = f"; {format_clock(float(draft.minutes_allowed) * 60)} are allowed" if draft.minutes_allowed else ""
    over = timing.over(draft)
    excess = f" The draft is {format_clock(float(over) * 60)} over: say less, or drop a scene." if over else ""
    last = "the last complete run" if plan.runs == 1 else f"the last {pluralise(plan.runs, 'complete run')}"
    text = f"By {last} of {plan.person}. Together {totals[0]} in the case and {totals[1]} in the draft{allowed}."
    return text + excess
