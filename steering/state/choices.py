"""What a link says that a page shall show: each choice with its test, and the filters that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from steering.cases.business import BusinessCase
from steering.cases.case_drivers import PREFIX, file_name, list_drivers
from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters
from steering.errors import UnknownName, quote_input
from steering.frames.blocks import Notice
from steering.months import format_month, is_month
from steering.roi.drivers import is_valid
from steering.roi.scenarios import BASE, scenario_names
from steering.since.moments import find_moment
from steering.state.case_snapshot import CaseSnapshot

# What a page does where the link names a scenario that does not exist.
FALLBACKS = {"scenario": "The base is shown instead.", "against": "Nothing is compared."}
DEFAULTS = {
    "as_of": "The case's own month is shown instead.",
    "unit": "All business units are shown instead.",
}
NO_MOMENT = "The last committee is compared with instead."
# The names of the choices that every case has; drivers that are inputs of the case come with them.
NAMES = ("as_of", "unit", "focus", *FALLBACKS, "basis", *DRIVERS, "since")
# The most characters of an unknown name that a message repeats.
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Choices that can be taken (name -> value), and a notice for each of those that can't."""

    values: Mapping[str, str] = field(default_factory=dict)
    rejects: Mapping[str, Notice] = field(default_factory=dict)

    def notices(self, *, model: bool, compares: bool = False) -> tuple[Notice, ...]:
        """Return the notices about what can't be taken.

        With those about the business case where the page shows it (`model`), and about the moment where it `compares`.
        """
        names = {name for name in self.rejects if name in DEFAULTS or (model and name != "since")}
        names |= {"since"} if compares else set()
        return tuple(notice for name, notice in self.rejects.items() if name in names)


def is_choice(name: str) -> bool:
    """Return whether an entry of an address is a choice, whichever case it is of."""
    return name in NAMES or name.startswith(PREFIX)


def choice_names(snapshot: CaseSnapshot) -> tuple[str, ...]:
    """Return the names of all choices of a case, as its addresses write them."""
    return tuple(dict.fromkeys((*NAMES, *_driver_names(snapshot))))


def read_choices(snapshot: CaseSnapshot, query: Mapping[str, str]) -> Choices:
    """Read the choices of a link; what it says beside them is left alone."""
    validators = _validators(snapshot)
    values = {name: query[name] for name in validators if name in query and validators[name](query[name])}
    unknown = {name: value for name, value in query.items() if is_choice(name) and name not in values}
    return Choices(values=values, rejects=_describe_rejects(snapshot, unknown))


def filters_of(snapshot: CaseSnapshot, values: Mapping[str, str]) -> Filters:
    """Return the filters that follow from valid choices, and from the case where nothing was chosen."""
    return Filters(
        as_of=values.get("as_of", snapshot.default_filters.as_of),
        unit=values.get("unit") or None,
        focus=values.get("focus"),
        scenario=values.get("scenario") or None,
        basis="plan" if values.get("basis") == "plan" else "today",
        drivers=tuple((name, float(values[name])) for name in _driver_names(snapshot) if name in values),
        against=values.get("against") or None,
        since=values.get("since") or None,
    )


def _driver_names(snapshot: CaseSnapshot) -> list[str]:
    return sorted(list_drivers(snapshot.context.case.business))


def _validators(snapshot: CaseSnapshot) -> dict[str, Callable[[str], bool]]:
    """Return each choice with the test for its values; which drill-downs exist only the frame knows."""
    business, saved = snapshot.context.case.business, snapshot.context.scenarios
    scenarios = scenario_names(business, saved)
    model = {name: partial(is_valid, business, name) for name in _driver_names(snapshot)} if business else {}
    return {
        "as_of": lambda month: month in snapshot.months,
        "unit": lambda unit: unit in ("", *snapshot.units),
        "focus": lambda _: True,
        "scenario": lambda name: name in ("", *scenarios),
        "against": lambda name: business is not None and name in ("", BASE, *scenarios),
        "basis": lambda basis: basis in ("", "plan"),
        **model,
        "since": lambda id: not id or find_moment(snapshot.context, snapshot.default_filters, id) is not None,
    }


def _describe_rejects(snapshot: CaseSnapshot, rejects: Mapping[str, str]) -> dict[str, Notice]:
    """A notice for each value of a link that can't be taken: what it is, what is expected, and what is shown."""
    business, saved = snapshot.context.case.business, snapshot.context.scenarios
    notices, drivers = {}, _driver_names(snapshot)
    for choice, value in rejects.items():
        text = quote_input(value, LONGEST_NAME)
        if choice in drivers and business:
            what = f"The link's value for {choice} is {text}, which it can't have."
            notices[choice] = Notice(text=what, remedy="The scenario's own value is shown instead.")
        elif choice.startswith(PREFIX):
            notices[choice] = Notice(text=_describe_input(business, file_name(choice)), remedy="It is left out.")
        elif choice in FALLBACKS:
            names = scenario_names(business, saved)
            notices[choice] = Notice(
                text=str(UnknownName("scenario", value[:LONGEST_NAME], names)), remedy=FALLBACKS[choice]
            )
        elif choice == "as_of":
            month = format_month(value) if is_month(value) else text
            notices[choice] = Notice(text=f"There is no data for the month {month}.", remedy=DEFAULTS[choice])
        elif choice == "unit":
            notices[choice] = Notice(text=f"There is no data for the business unit {text}.", remedy=DEFAULTS[choice])
        elif choice == "since":
            notices[choice] = Notice(
                text=f"There is no moment {text} to compare with.",
                remedy=NO_MOMENT,
            )
    return notices


def _describe_input(business: BusinessCase | None, id: str) -> str:
    if business and id in business.inputs:
        return f"The input {quote_input(id)} can't be moved: it has no range, or no line that counts here uses it."
    names = [file_name(name) for name in list_drivers(business) if name.startswith(PREFIX)]
    return str(UnknownName("input", id[:LONGEST_NAME], names))
