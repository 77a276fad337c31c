"""The state in which a scene opens: its view laid over what a visitor sees first, and where the two disagree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from steering import months
from steering.cases.storyboard import AnyScene, Scene, Storyboard, View, faulty
from steering.context import dimensions
from steering.context.case_context import Filters, Room
from steering.errors import Problem, did_you_mean, shown
from steering.formatting import bare
from steering.roi.drivers import MEANINGS, allows, reach
from steering.roi.scenarios import scenario_label

MOST_NAMED = 12


class _At(Protocol):
    """Makes a problem with one place of a scene."""

    def __call__(self, *place: str, found: str, expected: str, remedy: str = ...) -> Problem: ...


def opening(room: Room) -> Filters:
    """What a visitor sees first: the case's own month where there is data for it, or the latest one."""
    known, own = dimensions.months(room), room.case.charter.as_of
    return Filters(as_of=own if own in known or not known else known[-1])


def filters(room: Room, scene: Scene) -> Filters:
    """The state in which a scene opens. What its view leaves out is as the case opens."""
    view, first = scene.view, opening(room)
    return Filters(
        as_of=view.as_of or first.as_of,
        unit=view.unit,
        focus=view.focus,
        scenario=view.scenario,
        basis=view.basis,
        drivers=tuple(sorted((name, float(value)) for name, value in view.drivers.items())),
    )


def address(room: Room, scene: Scene) -> dict[str, str]:
    """The same state as a page's URL writes it. It always names the month: a bare URL shows what was chosen before."""
    state = filters(room, scene)
    named = {"unit": state.unit, "focus": state.focus, "scenario": state.scenario}
    basis = {"basis": state.basis} if state.basis != "today" else {}
    drivers = {name: f"{value:.6g}" for name, value in state.drivers}
    return {"as_of": state.as_of, **{name: value for name, value in named.items() if value}, **basis, **drivers}


def in_words(room: Room, scene: Scene) -> tuple[str, ...]:
    """The same state in words: its month and business unit, and what of the business case is not as it opens."""
    state = filters(room, scene)
    said = [f"as of {months.written(state.as_of)}", state.unit or "all business units"]
    said += [f"scenario {scenario_label(state.scenario)}"] if state.scenario else []
    said += ["as planned"] if state.basis == "plan" else []
    return (*said, *(f"{MEANINGS[name].label.lower()} {_driver(name, value)}" for name, value in state.drivers))


def _driver(name: str, value: float) -> str:
    if MEANINGS[name].shown == "share":
        return f"{bare(value * 100)}%"
    return f"{bare(value)} {'month' if value == 1 else 'months'}"


def agreed(room: Room, story: Storyboard, pages: Collection[str]) -> Storyboard:
    """The storyboard with every scene that asks for what this case does not have as a faulty one."""
    return replace(story, scenes=tuple(_agreed(room, story, index, pages) for index in range(len(story.scenes))))


def _agreed(room: Room, story: Storyboard, index: int, pages: Collection[str]) -> AnyScene:
    scene = story.scenes[index]
    if not isinstance(scene, Scene):
        return scene
    found = tuple(_disagreements(room, story, index, scene, pages))
    return faulty(scene, index + 1, found) if found else scene


def _disagreements(
    room: Room, story: Storyboard, index: int, scene: Scene, pages: Collection[str]
) -> Iterator[Problem]:
    def at(*place: str, found: str, expected: str, remedy: str = "Correct this value.") -> Problem:
        return story.text.at(("scenes", index, *place), shown(found), expected, remedy)

    if scene.page not in pages:
        near = did_you_mean(scene.page, list(pages)).strip()
        yield at("page", found=scene.page, expected=f"one of {', '.join(pages)}", remedy=near or "Name one of these.")
    view, known = scene.view, dimensions.months(room)
    if view.as_of and known and view.as_of not in known:
        span = f"a month with data, {months.written(known[0])} to {months.written(known[-1])}"
        yield at("view", "as_of", found=view.as_of, expected=span)
    yield from _choice(at, "unit", view.unit, dimensions.units(room), "business units", "the adoption data")
    scenarios = list(room.case.business.scenarios) if room.case.business else []
    yield from _choice(at, "scenario", view.scenario, scenarios, "scenarios", "business_case.yaml")
    yield from _drivers(room, view, at)


def _choice(at: _At, key: str, value: str | None, known: Sequence[str], plural: str, where: str) -> Iterator[Problem]:
    if value is None or value in known:
        return
    if not known:
        remedy = f"Remove the key, or bring {where}."
        yield at("view", key, found=value, expected=f"nothing: this case has no {plural}", remedy=remedy)
        return
    near = did_you_mean(value, known).strip()
    expected = f"one of {', '.join(known)}" if len(known) <= MOST_NAMED else f"one of the {len(known)} {plural}"
    yield at("view", key, found=value, expected=expected, remedy=near or "Name one of these.")


def _drivers(room: Room, view: View, at: _At) -> Iterator[Problem]:
    business = room.case.business
    for name, value in view.drivers.items():
        if business is None:
            remedy = "Remove it, or add business_case.yaml."
            yield at("view", "drivers", name, found=name, expected="nothing: there is no business case", remedy=remedy)
        elif name not in MEANINGS:
            near = did_you_mean(name, list(MEANINGS)).strip()
            expected = f"one of {', '.join(MEANINGS)}"
            yield at("view", "drivers", name, found=name, expected=expected, remedy=near or "Name one of these.")
        elif not allows(business, name, str(value)):
            low, high = reach(business, name)
            yield at("view", "drivers", name, found=str(value), expected=f"a value from {low:g} to {high:g}")
