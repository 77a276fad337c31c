"""What one visitor has chosen, and the one installation that all share. The only user of st.session_state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from steering.context.filters import Filters
from steering.errors import StoreUnavailable, UnknownName
from steering.frames.blocks import Drilldown, Notice, leaves
from steering.frames.frame import Frame
from steering.months import format_month
from steering.roi.drivers import DRIVERS, is_valid
from steering.roi.scenarios import BASE, scenario_names
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot

T = TypeVar("T")
ALL_UNITS = "All business units"
KEPT = "kept"
# The choices that name a scenario, and what a page does where there is none of that name.
INSTEAD = {"scenario": "The base is shown instead.", "against": "Nothing is compared."}
# Characters of an unknown name that a message repeats.
LONGEST_NAME = 80


@dataclass(kw_only=True)
class VisitorChoices:
    """One visitor's choices (filter -> value), the page that showed them last, and the pages seen without any."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    blank: set[str] = field(default_factory=set)
    # What pages have offered to look closer at, so far.
    offered: set[str] = field(default_factory=set)
    # The scenarios that the link of this run asked for and that do not exist here.
    unknown: tuple[Notice, ...] = ()

    def on(self, page: str, asked: Mapping[str, str]) -> Mapping[str, str]:
        """The choices in force on a page: what its URL asks for, otherwise what was chosen before.

        The menu leads to a page's bare URL, to which the page then adds the choices, and both are in the browser's
        history. Going back to a bare URL shows no choice only where the page was seen before anything was chosen.
        """
        if not asked and not self.chosen:
            self.blank.add(page)
        elif not asked and page != self.page:
            self.blank.discard(page)
        return asked or ({} if page in self.blank else self.chosen)


@st.cache_resource(show_spinner=False)
def app_state() -> AppState:
    """The process's installation, opened once."""
    return AppState.from_environment()


def health() -> dict[str, str]:
    """How the installation is, for `/healthz`."""
    try:
        return app_state().health()
    except StoreUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}


def filters(snapshot: CaseSnapshot, page: str) -> Filters:
    """What the visitor has chosen, on this page or before; what does not exist here falls back to the default.

    Whatever was chosen is in the URL, so that it survives a change of page, a reload, back and forward, and a shared
    link. A widget that Streamlit itself binds to the URL loses its value on the default page
    (docs/decisions/0004).
    """
    choices = _known(snapshot)
    query = st.query_params.to_dict()
    asked = {name: query[name] for name in choices if name in query}
    kept = st.session_state.setdefault(KEPT, VisitorChoices())
    chosen = {name: value for name, value in kept.on(page, asked).items() if choices[name](value)}
    kept.chosen, kept.page = chosen, page
    kept.unknown = _unknown_scenarios(snapshot, {name: asked[name] for name in asked if name not in chosen})
    if chosen != asked:
        # In one message: each is an entry of its own in the browser's history.
        st.query_params.from_dict({name: value for name, value in query.items() if name not in choices} | chosen)
    return Filters(
        as_of=chosen.get("as_of", snapshot.default_filters.as_of),
        unit=chosen.get("unit") or None,
        focus=chosen.get("focus"),
        scenario=chosen.get("scenario") or None,
        basis="plan" if chosen.get("basis") == "plan" else "today",
        drivers=tuple((name, float(chosen[name])) for name in sorted(DRIVERS) if name in chosen),
        against=chosen.get("against") or None,
    )


def _known(snapshot: CaseSnapshot) -> dict[str, Callable[[str], bool]]:
    """Every choice there is, and whether a value of it exists here; what can be looked at only the frame knows."""
    business, saved = snapshot.context.case.business, snapshot.context.scenarios
    scenarios = scenario_names(business, saved)
    model = {name: partial(is_valid, business, name, saved=saved) for name in DRIVERS} if business else {}
    return {
        "as_of": lambda month: month in snapshot.months,
        "unit": lambda unit: unit in ("", *snapshot.units),
        "focus": lambda _: True,
        "scenario": lambda name: name in ("", *scenarios),
        "against": lambda name: business is not None and name in ("", BASE, *scenarios),
        "basis": lambda basis: basis in ("", "plan"),
        **model,
    }


def _unknown_scenarios(snapshot: CaseSnapshot, left_out: Mapping[str, str]) -> tuple[Notice, ...]:
    names = scenario_names(snapshot.context.case.business, snapshot.context.scenarios)
    return tuple(
        Notice(text=str(UnknownName("scenario", left_out[choice][:LONGEST_NAME], names)), remedy=instead)
        for choice, instead in INSTEAD.items()
        if choice in left_out
    )


def unknown_scenarios() -> tuple[Notice, ...]:
    """What is to be said of scenarios that the link asked for and that do not exist here."""
    kept: VisitorChoices = st.session_state[KEPT]
    return kept.unknown


def settle(frame: Frame) -> None:
    """Forget the closer look that was asked for where the frame, once made, does not offer it."""
    kept: VisitorChoices = st.session_state[KEPT]
    offered = {id for block in leaves(frame.blocks) if isinstance(block, Drilldown) for id, _ in block.options}
    kept.offered |= offered
    if "focus" in kept.chosen and kept.chosen["focus"] not in (offered or kept.offered):
        kept.chosen = {name: value for name, value in kept.chosen.items() if name != "focus"}
        st.query_params.pop("focus", None)


def filter_choices(snapshot: CaseSnapshot, filters: Filters) -> None:
    """Draw the global filters: the month to look from and the business unit."""
    choice("as_of", "As of", {month: format_month(month) for month in snapshot.months}, filters.as_of, labelled=False)
    units = {"": ALL_UNITS, **{unit: unit for unit in snapshot.units}}
    choice("unit", "Business unit", units, filters.unit or "", labelled=False)


def choice(name: str, label: str, options: Mapping[str, str], chosen: str, *, labelled: bool = True) -> None:
    """Draw one choice among options (value -> label). What is picked goes into the URL, and leads the next run."""
    widget = f"{st.session_state[KEPT].page}.{name}"
    st.session_state[widget] = chosen
    st.selectbox(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=widget,
        on_change=_pick,
        args=(name, widget),
        label_visibility="visible" if labelled else "collapsed",
    )


def tabs(name: str, labels: Mapping[str, str]) -> Sequence[Any]:
    """Draw tabs (id -> label); the one that is open is in the URL under a name, as long as it is not the first."""
    ids = list(labels)
    asked = st.query_params.get(name)
    widget = f"{st.session_state[KEPT].page}.{name}"
    st.session_state[widget] = labels[asked if asked in labels else ids[0]]
    return st.tabs(list(labels.values()), key=widget, on_change=_open, args=(name, widget, labels))


def _open(name: str, widget: str, labels: Mapping[str, str]) -> None:
    chosen = next((id for id, label in labels.items() if label == st.session_state[widget]), "")
    if chosen and chosen != next(iter(labels)):
        st.query_params[name] = chosen
    else:
        st.query_params.pop(name, None)


def move(panel: str, names: Sequence[str]) -> None:
    """Take over where the viewer has put the drivers of these names: their own go into the URL, the others leave it."""
    own: Mapping[str, float] = st.session_state[panel].moved or {}
    forget(*(name for name in names if name not in own))
    for name in names:
        if name in own:
            st.query_params[name] = f"{own[name]:.6g}"


def forget(*names: str) -> None:
    """Take choices back: the next run shows the defaults."""
    kept: VisitorChoices = st.session_state[KEPT]
    kept.chosen = {name: value for name, value in kept.chosen.items() if name not in names}
    for name in names:
        st.query_params.pop(name, None)


def choose(values: Mapping[str, str], *, without: Collection[str] = ()) -> None:
    """Make several choices at once and take others back; the next run shows what comes of them."""
    kept: VisitorChoices = st.session_state[KEPT]
    kept.chosen = {name: value for name, value in kept.chosen.items() if name not in without} | dict(values)
    query = st.query_params.to_dict()
    st.query_params.from_dict({name: value for name, value in query.items() if name not in without} | dict(values))


@dataclass(kw_only=True)
class PendingQuestion:
    """The figure that was just questioned, by id and name, until it is answered."""

    figure: tuple[str, str] | None = None


def question_figure(figure: str, name: str) -> None:
    """Question a figure: the next run answers, once."""
    session_value("asked", PendingQuestion).figure = (figure, name)


def question_panel_figure(panel: str, names: Mapping[str, str]) -> None:
    """Question the figure whose name was clicked in a panel; `names` are its figures by id."""
    if (figure := st.session_state[panel].ask) in names:
        question_figure(figure, names[figure])


def question_row(grid: str, figures: Sequence[tuple[str, str]]) -> None:
    """Question the figure of the row in which a cell of a grid was chosen."""
    if cells := st.session_state[grid].selection.cells:
        question_figure(*figures[cells[0][0]])


def pending_question() -> tuple[str, str] | None:
    """The figure that was just questioned; asked again, there is none."""
    question = session_value("asked", PendingQuestion)
    figure, question.figure = question.figure, None
    return figure


def session_value(name: str, make: Callable[[], T]) -> T:
    """A value of the visitor's own that lasts as long as the visit, made when first asked for."""
    if name not in st.session_state:
        st.session_state[name] = make()
    found: T = st.session_state[name]
    return found


def widget(key: str) -> Any:
    """What a widget holds; None where it is not drawn."""
    return st.session_state.get(key)


def _pick(name: str, widget: str) -> None:
    st.query_params[name] = st.session_state[widget]
