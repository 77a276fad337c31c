"""The head and the foot of a page: what it is called, the filters that change it, what is tried, and its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.cases.case_drivers import list_drivers
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.agenda import AgendaItem
from steering.frames.blocks import Choice, Notice
from steering.frames.frame import Provenance
from steering.months import format_month
from steering.roi.drivers import driver_settings
from steering.roi.scenarios import BASE, label_of, scenario_label, scenario_options

ALL_UNITS = "All business units"
BASES = (("", "Today's data"), ("plan", "As planned"))


@dataclass(frozen=True, kw_only=True)
class PageHead:
    """What stands above a frame: title, question, filters, and notices about what was chosen.

    `trial` is what the visitor tries of the business case, `reset` what undoes it; `newer` is a later month of
    which there is data, as value and label.
    """

    title: str
    question: str
    choices: tuple[Choice, ...]
    trial: str = ""
    reset: tuple[str, ...] = ()
    shown_month: str = ""
    newer: tuple[str, str] | None = None
    notices: tuple[Notice, ...] = ()


def build_head(
    item: AgendaItem,
    context: CaseContext,
    filters: Filters,
    *,
    months: Sequence[str],
    units: Sequence[str],
    notices: Sequence[Notice] = (),
) -> PageHead:
    """Build the head of a page; `months` are those to look from, the latest first."""
    every = _filter_choices(context, filters, months, units)
    return PageHead(
        title=item.title,
        question=item.question,
        choices=tuple(every[name] for name in item.filters if name in every),
        trial=", ".join(describe_trials(context, filters)),
        reset=("scenario", "basis", *list_drivers(context.case.business)),
        shown_month=format_month(filters.as_of),
        newer=_newer_month(context, filters, months[0]),
        notices=tuple(notices),
    )


def _filter_choices(
    context: CaseContext, filters: Filters, months: Sequence[str], units: Sequence[str]
) -> dict[str, Choice]:
    """Every filter that a head may have, by name; those of the business case where there is one."""
    month_options = tuple((month, format_month(month)) for month in months)
    unit_options = (("", ALL_UNITS), *((unit, unit) for unit in units))
    choices = [
        Choice(name="as_of", label="As of", options=month_options, chosen=filters.as_of),
        Choice(name="unit", label="Business unit", options=unit_options, chosen=filters.unit or ""),
    ]
    if business := context.case.business:
        scenarios = scenario_options(business, context.scenarios, filters.scenario)
        options = (("", f"{scenario_label(BASE)} scenario"), *scenarios.items())
        basis = "plan" if filters.basis == "plan" else ""
        choices += [
            Choice(name="scenario", label="Scenario", options=options, chosen=filters.scenario or ""),
            Choice(name="basis", label="Adoption and costs", options=BASES, chosen=basis),
        ]
    return {choice.name: choice for choice in choices}


def describe_trials(context: CaseContext, filters: Filters) -> list[str]:
    """Describe what is tried: another scenario, the plan instead of today's data, drivers."""
    business, saved = context.case.business, context.scenarios
    if business is None:
        return []
    scenario = [f"scenario {label_of(business, filters.scenario, saved)}"] if filters.scenario else []
    basis = ["as planned"] if filters.basis == "plan" else []
    moved = dict(filters.drivers)
    settings = [setting for setting in driver_settings(business, filters, saved) if setting.name in moved]
    return [*scenario, *basis, *(f"{setting.definition.mention} {setting.text}" for setting in settings)]


def describe_sources(context: CaseContext, source: Provenance) -> str:
    """Describe where the figures of a frame come from, in a line."""
    parts = [
        context.case.charter.organisation,
        f"as of {format_month(source.as_of)}",
        source.unit or "all business units",
    ]
    return " · ".join([*parts, *(f"{dataset} release {release[:8]}" for dataset, release in source.releases)])


def _newer_month(context: CaseContext, filters: Filters, latest: str) -> tuple[str, str] | None:
    """A month after the case's own of which there is data, while that one is shown."""
    own = context.case.charter.as_of
    return (latest, format_month(latest)) if filters.as_of == own < latest else None
