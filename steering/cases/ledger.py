"""Dated flows as ledgers have them: out of order, several on a day. They are put in order and added up by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from steering.cases.business import BusinessCase, Cashflows
from steering.cases.sourced import SourcedFigure
from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem
from steering.formatting import join_words, pluralise

# Days with several flows that are named in the note.
MOST_NAMED = 3


def is_ordered(days: Sequence[date]) -> bool:
    """Return whether each day comes after the one before."""
    return all(before < day for before, day in pairwise(days))


def check_order(case: BusinessCase, document: Document, place: Place) -> Iterator[Problem]:
    """Yield what is done to dates that are not in order; an error where they are all the same day."""
    days = case.days
    if is_ordered(days):
        return
    if len(set(days)) == 1:
        remedy = "Give each flow its own date, or periods instead of dates."
        yield document.at(place, f"all flows on {days[0]}", "today and at least one later date", remedy)
        return
    several = [str(day) for day in sorted(set(days)) if days.count(day) > 1]
    done = []
    if any(day < before for before, day in pairwise(days)):
        done.append(f"they are sorted, so that today is {min(days)}")
    if several:
        more = f" and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
        done.append(f"flows of the same day are added up ({join_words(several[:MOST_NAMED])}{more})")
    problem = document.at(
        place,
        f"{pluralise(len(days), 'date')} that are not each after the one before",
        "ascending dates, each of them once",
        f"Nothing has to be done: {', and '.join(done)}.",
    )
    yield replace(problem, severity="warning")


def order_flows(case: BusinessCase) -> BusinessCase:
    """Return the case with its flows in the order of their dates, those of one day added up."""
    days = sorted(set(case.days))
    places = [[index for index, day in enumerate(case.days) if day == own] for own in days]

    def in_order(figures: tuple[SourcedFigure, ...]) -> tuple[SourcedFigure, ...]:
        return tuple(_add_up([figures[index] for index in indices]) for indices in places) if figures else ()

    flows = case.cashflows
    return replace(
        case,
        periods=None if case.periods is None else len(days) - 1,
        dates=tuple(days) if case.dates else (),
        lines=tuple(replace(line, values=in_order(line.values)) for line in case.lines),
        cashflows=flows
        and Cashflows(
            costs=in_order(flows.costs),
            benefits=in_order(flows.benefits),
            net=in_order(flows.net),
            dates=tuple(days) if flows.dates else (),
        ),
    )


def _add_up(figures: Sequence[SourcedFigure]) -> SourcedFigure:
    """Add up the figures of one day; keep of their sources only what all of them say."""
    if len(figures) == 1:
        return figures[0]
    first, *others = figures
    same = {
        key: getattr(first, key)
        for key in ("source", "confidence", "as_of")
        if all(getattr(other, key) == getattr(first, key) for other in others)
    }
    return SourcedFigure(value=sum((other.value for other in others), first.value), **same)
