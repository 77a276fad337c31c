"""The state in which a scene opens: its view laid over what a visitor sees first, and where the two disagree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from steering import months
from steering.cases.case_drivers import file_name, list_drivers, name_driver
from steering.cases.storyboard import AnyScene, Scene, SceneView, Storyboard, faulty
from steering.context import dimensions
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import Problem, did_you_mean, quote_input
from steering.roi.drivers import describe_driver, is_valid
from steering.roi.scenarios import scenario_label

MOST_NAMED = 12


class _At(Protocol):
    """Makes a problem with one place of a scene."""

    def __call__(self, *place: str, found: str, expected: str, remedy: str = ...) -> Problem: ...


def default_filters(context: CaseContext) -> Filters:
    """What a visitor sees first: the case's own month where there is data for it, or the latest one."""
    return Filters(as_of=dimensions.default_month(context))


def filters(context: CaseContext, scene: Scene) -> Filters:
    """The state in which a scene opens. What its view leaves out is as the case opens."""
    view, first = scene.view, default_filters(context)
    return Filters(
        as_of=view.as_of or first.as_of,
        unit=view.unit,
        focus=view.focus,
        scenario=view.scenario,
        basis=view.basis,
        drivers=tuple(sorted((name_driver(name), float(value)) for name, value in view.drivers.items())),
    )


def address(context: CaseContext, scene: Scene) -> dict[str, str]:
    """The same state as a page's URL writes it. It always names the month: a bare URL shows what was chosen before."""
    state = filters(context, scene)
    named = {"unit": state.unit, "focus": state.focus, "scenario": state.scenario}
    basis = {"basis": state.basis} if state.basis != "today" else {}
    drivers = {name: f"{value:.6g}" for name, value in state.drivers}
    return {"as_of": state.as_of, **{name: value for name, value in named.items() if value}, **basis, **drivers}


def in_words(context: CaseContext, scene: Scene) -> tuple[str, ...]:
    """The same state in words: its month and business unit, and what of the business case is not as it opens."""
    state = filters(context, scene)
    sentences = [f"as of {months.format_month(state.as_of)}", state.unit or "all business units"]
    sentences += [f"scenario {scenario_label(state.scenario)}"] if state.scenario else []
    sentences += ["as planned"] if state.basis == "plan" else []
    return (*sentences, *(describe_driver(context.case.business, name, value) for name, value in state.drivers))


def check_scenes(context: CaseContext, story: Storyboard, pages: Collection[str]) -> Storyboard:
    """The storyboard with every scene that asks for what this case does not have as a faulty one."""
    return replace(
        story, scenes=tuple(_check_scene(context, story, index, pages) for index in range(len(story.scenes)))
    )


def _check_scene(context: CaseContext, story: Storyboard, index: int, pages: Collection[str]) -> AnyScene:
    scene = story.scenes[index]
    if not isinstance(scene, Scene):
        return scene
    found = tuple(_disagreements(context, story, index, scene, pages))
    return faulty(scene, index + 1, found) if found else scene


def _disagreements(
    context: CaseContext, story: Storyboard, index: int, scene: Scene, pages: Collection[str]
) -> Iterator[Problem]:
    def at(*place: str, found: str, expected: str, remedy: str = "Correct this value.") -> Problem:
        return story.text.at(("scenes", index, *place), quote_input(found), expected, remedy)

    if scene.page not in pages:
        near = did_you_mean(scene.page, list(pages)).strip()
        yield at("page", found=scene.page, expected=f"one of {', '.join(pages)}", remedy=near or "Name one of these.")
    view, known = scene.view, dimensions.available_months(context)
    if view.as_of and known and view.as_of not in known:
        span = f"a month with data, {months.format_month(known[0])} to {months.format_month(known[-1])}"
        yield at("view", "as_of", found=view.as_of, expected=span)
    yield from _choice(
        at, "unit", view.unit, dimensions.available_units(context), "business units", "the adoption data"
    )
    scenarios = list(context.case.business.scenarios) if context.case.business else []
    yield from _choice(at, "scenario", view.scenario, scenarios, "scenarios", "business_case.yaml")
    yield from _drivers(context, view, at)


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


def _drivers(context: CaseContext, view: SceneView, at: _At) -> Iterator[Problem]:
    business = context.case.business
    definitions = list_drivers(business)
    names = [file_name(name) for name in definitions]
    for key, value in view.drivers.items():
        name = name_driver(key)
        if business is None:
            remedy = "Remove it, or add business_case.yaml."
            yield at("view", "drivers", key, found=key, expected="nothing: there is no business case", remedy=remedy)
        elif name not in definitions:
            near = did_you_mean(key, names).strip()
            expected = f"one of {', '.join(names)}"
            yield at("view", "drivers", key, found=key, expected=expected, remedy=near or "Name one of these.")
        elif not is_valid(business, name, str(value)):
            yield at("view", "drivers", key, found=str(value), expected=definitions[name].expected)
