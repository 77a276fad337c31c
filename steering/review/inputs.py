"""Check the sources of a business case's inputs, and the conventions of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steering.cases.business import Driver
from steering.cases.business_terms import CaseInput
from steering.cases.line import Line
from steering.cases.sourced import SourcedFigure
from steering.cases.yaml_reader import Document, Place
from steering.catalog.drivers import DRIVERS
from steering.errors import Problem, quote_input
from steering.formatting import pluralise
from steering.months import add_months
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item
from steering.review.subject import CHARTER, ReviewSubject, line_name, says_nothing

KEYS = {
    "source": ("no source", "where it comes from", "Add `source:`, a document or a measurement that others can open."),
    "confidence": ("no confidence", "high, medium or low", "Add `confidence:`, how sure its owner is."),
    "as_of": ("no date", "the month in which it was so", "Add `as_of:`, such as 2026-10."),
}
# Months after which a source is asked about.
OLDEST = 120
LEANS_ON_BUDGET = re.compile(r"\benvelope\b", re.IGNORECASE)
LEANS_ON_ASK = re.compile(r"\bthe ask\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input: its name, its place, its own keys, and its figures, which may have the keys too."""

    name: str
    text: Document
    place: Place
    own: Line | Driver | CaseInput | SourcedFigure | None
    figures: Sequence[SourcedFigure] = ()
    # Where its figures are within it.
    inner: Place = ()

    @property
    def missing(self) -> tuple[Problem, ...]:
        """Each key that neither the input nor all of its figures have."""
        return tuple(
            self.text.at((*self.place, key), f"{self._instead(key) or found} of {self.name}", expected, remedy)
            for key, (found, expected, remedy) in KEYS.items()
            if not (_says(self.own, key) or (self.figures and all(_says(figure, key) for figure in self.figures)))
        )

    def find_misdated(self, *, before: str = "", after: str = "9999-12") -> Iterator[Problem]:
        """Yield each date that is before a month or after one."""
        dates = [((*self.place, "as_of"), getattr(self.own, "as_of", None))]
        dates += [((*self.place, *self.inner, at, "as_of"), figure.as_of) for at, figure in enumerate(self.figures)]
        for place, month in dates:
            if month and month > after:
                remedy = "Correct it: nobody knows yet what will be so then."
                yield self.text.at(place, f"{month} as the date of {self.name}", f"a month up to {after}", remedy)
            elif month and month < before:
                remedy = "Look whether it still holds, and give a newer source."
                yield self.text.at(place, f"{month} as the date of {self.name}", f"a month from {before} on", remedy)

    def _instead(self, key: str) -> str | None:
        """Return what only holds the place of a source, as it is written."""
        text = getattr(self.own, key, None)
        return None if text is None else f"the {key} {quote_input(text)}"


def _says(line: Line | Driver | CaseInput | SourcedFigure | None, key: str) -> bool:
    """Return whether a key is filled in, and not with `tbd`."""
    text = getattr(line, key, None)
    return text is not None and not (isinstance(text, str) and says_nothing(text))


def check_sources(paper: ReviewSubject) -> ChecklistAnswer:
    """Check the sources of every line, of inputs, of drivers that are moved or have a range, of budget and ask."""
    every = [*_own(paper), *_budget_inputs(paper)]
    lacking = [entry for entry in every if entry.missing]
    ahead = [place for entry in every for place in entry.find_misdated(after=paper.month)]
    places = (*_units(paper), *(place for entry in lacking for place in entry.missing), *_certain(paper), *ahead)
    if not places:
        if aged := [place for entry in every for place in entry.find_misdated(before=add_months(paper.month, -OLDEST))]:
            old = f"{pluralise(len(aged), 'date')} of more than {OLDEST // 12} years ago"
            return leave_to_person(f"{old}: what was so then may not be now.", *aged)
        which = "The one input has" if len(every) == 1 else f"All of {pluralise(len(every), 'input')} have"
        return pass_item(f"{which} value, unit, source, confidence and date.")
    of = f"{len(lacking)} of {pluralise(len(every), 'input')} {'lacks' if len(lacking) == 1 else 'lack'} something"
    missing = len(places) - len(ahead)
    parts = [f"{of}; {pluralise(missing, 'thing')} to add."] if missing else []
    parts += [f"{pluralise(len(ahead), 'date')} in the future."] if ahead else []
    return fail_item(" ".join(parts), *places)


def _own(paper: ReviewSubject) -> Iterator[Input]:
    """Yield lines, or flows in their place, and drivers."""
    business, text = paper.business, paper.text
    for index, line in enumerate(business.as_written.lines):
        # What is worked out from inputs alone has their sources.
        if line.values or line.amount or not all(isinstance(term, str) for term in line.terms):
            figures, inner = (
                (line.values, "values") if line.values else ((line.amount,) if line.amount else (), "amount")
            )
            yield Input(
                name=line_name(line), text=text, place=("lines", index), own=line, figures=figures, inner=(inner,)
            )
    for name, given in business.inputs.items():
        yield Input(name=f"the input {name}", text=text, place=("inputs", name), own=given)
    for place, figures in business.lists:
        if place[0] == "cashflows":
            yield Input(name=f"the {place[-1]} of the cash flows", text=text, place=place, own=None, figures=figures)
    for name, driver in business.drivers.items():
        if driver.low is not None or driver.high is not None or _is_moved(paper, name):
            yield Input(name=f"the driver {name}", text=text, place=("drivers", name), own=driver)


def _certain(paper: ReviewSubject) -> Iterator[Problem]:
    """Yield inputs with one value and no range, as if nobody could be wrong about them."""
    for name, given in paper.business.inputs.items():
        if given.value is not None and given.low is None and given.high is None:
            remedy = "Add `low:` and `high:`, how far it may turn out; the same as the value where it is certain."
            found = f"no range of the input {name}"
            yield paper.at("inputs", name, "low", found=found, expected="how far it may turn out", remedy=remedy)


def _is_moved(paper: ReviewSubject, name: str) -> bool:
    """Return whether a driver stands elsewhere than where it changes nothing."""
    neutral = DRIVERS[name].neutral
    return paper.business.driver(name) != (paper.business.discount_rate if neutral is None else neutral)


def _budget_inputs(paper: ReviewSubject) -> Iterator[Input]:
    """Yield the budget where a line follows the cost data or names the envelope, and the ask where a line names it."""
    if paper.case is None:
        return
    charter, text = paper.case.charter, paper.case.texts[CHARTER]
    lines = paper.business.as_written.lines
    sources = " ".join(line.source or "" for line in lines)
    if charter.budget and (any(line.follows_cost for line in lines) or LEANS_ON_BUDGET.search(sources)):
        for index, part in enumerate(charter.budget.envelope):
            place: Place = ("budget", "envelope", index, "amount")
            yield Input(name=f"the budget from {part.from_} to {part.to}", text=text, place=place, own=part.amount)
    if charter.ask and LEANS_ON_ASK.search(sources):
        yield Input(name="the ask", text=text, place=("ask", "amount"), own=charter.ask.amount)


def _units(paper: ReviewSubject) -> Iterator[Problem]:
    """Of amounts the currency and what one of them stands for; drivers have theirs by definition."""
    if paper.business.currency is None and paper.case is None:
        yield paper.at(
            "currency",
            found="amounts without a currency",
            expected="three capital letters, such as USD",
            remedy="Add `currency:`.",
        )
    if not paper.writes("unit"):
        yield paper.at(
            "unit",
            found="no unit, so that amounts are taken for single units of the currency",
            expected="what one unit of a figure stands for",
            remedy="Add `unit:`, 1000000 for figures in millions, 1 if they are meant as they stand.",
        )


def check_conventions(paper: ReviewSubject) -> ChecklistAnswer:
    """Horizon, rate and timing, written in the file rather than left to what holds without them."""
    business = paper.business
    rate = f"{business.discount_rate * 100:f}".rstrip("0").rstrip(".")
    if business.days:
        return pass_item(f"Flows are dated, from {business.days[0]} to {business.days[-1]}, at {rate}% a year.")
    taken = {
        "period": f"each figure is taken for one {business.period}",
        "periods": f"as many are taken as the longest list has: {business.last}",
        "timing": f"flows are taken to fall at the {business.timing} of each {business.period}",
    }
    places = [
        paper.at(
            key,
            found=f"no `{key}`: {text}",
            expected="the convention, written down",
            remedy=f"Add `{key}:`, even where it is what holds without it.",
        )
        for key, text in taken.items()
        if not paper.writes(key)
    ]
    if places:
        return fail_item(f"{pluralise(len(places), 'convention')} left to what holds without it.", *places)
    horizon = pluralise(business.last, business.period)
    return pass_item(f"{horizon} at {rate}% a year, timing {business.timing}.")
