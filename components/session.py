"""The state of one visitor: filters, choices and pending questions. The only user of st.session_state."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters
from steering.errors import StoreUnavailable, UnknownName, quote_input
from steering.frames.blocks import Choice, Notice, leaves
from steering.frames.frame import Frame
from steering.months import format_month
from steering.picture.picture import Picture
from steering.roi.drivers import is_valid
from steering.roi.scenarios import BASE, scenario_names
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot

T = TypeVar("T")
ALL_UNITS = "All business units"
VISITOR = "visitor"
# What a page does where the link names a scenario that does not exist.
FALLBACKS = {"scenario": "The base is shown instead.", "against": "Nothing is compared."}
DEFAULTS = {"as_of": "The case's own month is shown instead.", "unit": "All business units are shown instead."}
# The most characters of an unknown name that a message repeats.
LONGEST_NAME = 80


@dataclass(kw_only=True)
class VisitorChoices:
    """One visitor's choices (filter -> value), the page that showed them last, and the pages seen without any."""

    values: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    blank: set[str] = field(default_factory=set)
    # The ids of all drill-downs that pages have offered so far.
    drilldowns: set[str] = field(default_factory=set)
    # Whether this run is the first one on its page.
    is_new_page: bool = True
    # Notices about values of this run's link that can't be taken, by the choice that they are for.
    rejects: Mapping[str, Notice] = field(default_factory=dict)

    def on_page(self, page: str, query: Mapping[str, str]) -> Mapping[str, str]:
        """Return the choices for a page: those of its URL, otherwise the earlier ones.

        The menu leads to a page's bare URL, to which the page then adds the choices, and both are in the browser's
        history. Going back to a bare URL shows no choice only where the page was seen before anything was chosen.
        """
        if not query and not self.values:
            self.blank.add(page)
        elif not query and page != self.page:
            self.blank.discard(page)
        return query or ({} if page in self.blank else self.values)


# Not in Streamlit's cache: any visitor could clear that, with one message of its protocol.
@cache
def app_state() -> AppState:
    """Return the state of the app, opened once a process.

    Raises:
        StoreUnavailable: its folder can't be made.
    """
    return AppState.from_environment()


def health() -> dict[str, str]:
    """Return the health of the app, for `/healthz`."""
    try:
        return app_state().health()
    except StoreUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}


def find_picture(hash: str) -> Picture | None:
    """Return the picture of a hash, for `/frames`; None where it is not at hand."""
    try:
        return app_state().pictures.find(hash)
    except StoreUnavailable:
        return None


def filters(snapshot: CaseSnapshot, page: str) -> Filters:
    """Return the visitor's filters, chosen on this page or before; values that do not exist fall back to defaults.

    Whatever was chosen is in the URL, so that it survives a change of page, a reload, back and forward, and a shared
    link. A widget that Streamlit itself binds to the URL loses its value on the default page
    (docs/decisions/0004).
    """
    validators = _validators(snapshot)
    query = st.query_params.to_dict()
    requested = {name: query[name] for name in validators if name in query}
    choices = st.session_state.setdefault(VISITOR, VisitorChoices())
    values = {name: value for name, value in choices.on_page(page, requested).items() if validators[name](value)}
    choices.values, choices.page, choices.is_new_page = values, page, page != choices.page
    choices.rejects = _describe_rejects(snapshot, {name: requested[name] for name in requested if name not in values})
    if values != requested:
        # In one message: each is an entry of its own in the browser's history.
        st.query_params.from_dict({name: value for name, value in query.items() if name not in validators} | values)
    return Filters(
        as_of=values.get("as_of", snapshot.default_filters.as_of),
        unit=values.get("unit") or None,
        focus=values.get("focus"),
        scenario=values.get("scenario") or None,
        basis="plan" if values.get("basis") == "plan" else "today",
        drivers=tuple((name, float(values[name])) for name in sorted(DRIVERS) if name in values),
        against=values.get("against") or None,
    )


def _validators(snapshot: CaseSnapshot) -> dict[str, Callable[[str], bool]]:
    """Return each choice with the test for its values; which drill-downs exist only the frame knows."""
    business, saved = snapshot.context.case.business, snapshot.context.scenarios
    scenarios = scenario_names(business, saved)
    model = {name: partial(is_valid, business, name) for name in DRIVERS} if business else {}
    return {
        "as_of": lambda month: month in snapshot.months,
        "unit": lambda unit: unit in ("", *snapshot.units),
        "focus": lambda _: True,
        "scenario": lambda name: name in ("", *scenarios),
        "against": lambda name: business is not None and name in ("", BASE, *scenarios),
        "basis": lambda basis: basis in ("", "plan"),
        **model,
    }


def _describe_rejects(snapshot: CaseSnapshot, rejects: Mapping[str, str]) -> dict[str, Notice]:
    """A notice for each value of a link that can't be taken: what it is, what is expected, and what is shown."""
    business, saved = snapshot.context.case.business, snapshot.context.scenarios
    notices = {}
    for choice, value in rejects.items():
        text = quote_input(value, LONGEST_NAME)
        if choice in DRIVERS and business:
            what = f"The link's value for {choice} is {text}, which it can't have."
            notices[choice] = Notice(text=what, remedy="The scenario's own value is shown instead.")
        elif choice in FALLBACKS:
            names = scenario_names(business, saved)
            notices[choice] = Notice(
                text=str(UnknownName("scenario", value[:LONGEST_NAME], names)), remedy=FALLBACKS[choice]
            )
        elif choice in ("as_of", "unit"):
            kind = "month" if choice == "as_of" else "business unit"
            notices[choice] = Notice(text=f"There is no data for the {kind} {text}.", remedy=DEFAULTS[choice])
    return notices


def rejects(*, model: bool) -> tuple[Notice, ...]:
    """Return notices about values that the link carries and that can't be taken; `model` with those of the model."""
    choices: VisitorChoices = st.session_state[VISITOR]
    return tuple(notice for name, notice in choices.rejects.items() if model or name in ("as_of", "unit"))


def drop_unknown_drilldown(frame: Frame) -> None:
    """Forget the drill-down of the URL where the frame does not offer it."""
    choices: VisitorChoices = st.session_state[VISITOR]
    ids = {id for block in leaves(frame.blocks) if isinstance(block, Choice) for id, _ in block.options}
    choices.drilldowns |= ids
    if "focus" in choices.values and choices.values["focus"] not in (ids or choices.drilldowns):
        choices.values = {name: value for name, value in choices.values.items() if name != "focus"}
        st.query_params.pop("focus", None)


def render_filters(snapshot: CaseSnapshot, filters: Filters) -> None:
    """Draw the global filters: month and business unit."""
    choice("as_of", "As of", {month: format_month(month) for month in snapshot.months}, filters.as_of, labelled=False)
    units = {"": ALL_UNITS, **{unit: unit for unit in snapshot.units}}
    choice("unit", "Business unit", units, filters.unit or "", labelled=False)


def choice(name: str, label: str, options: Mapping[str, str], chosen: str, *, labelled: bool = True) -> None:
    """Draw one choice among options (value -> label). The selection goes into the URL."""
    widget = f"{st.session_state[VISITOR].page}.{name}"
    st.session_state[widget] = chosen
    st.selectbox(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=widget,
        on_change=_select,
        args=(name, widget),
        label_visibility="visible" if labelled else "collapsed",
    )


def link_query(**added: str) -> dict[str, str]:
    """Return the query of a link to another page: what was chosen so far, and what is added."""
    choices: VisitorChoices = st.session_state[VISITOR]
    return {name: value for name, value in {**choices.values, "focus": "", **added}.items() if value}


def arrival() -> str:
    """Return the block that a link led to, in the first run on its page."""
    choices: VisitorChoices = st.session_state[VISITOR]
    return st.query_params.get("at", "") if choices.is_new_page else ""


def move(panel: str, names: Sequence[str]) -> None:
    """Put the drivers that the viewer moved in a panel into the URL, and take the others out of it."""
    own: Mapping[str, float] = st.session_state[panel].moved or {}
    forget(*(name for name in names if name not in own))
    for name in names:
        if name in own:
            st.query_params[name] = f"{own[name]:.6g}"


def forget(*names: str) -> None:
    """Reset choices: the next run shows the defaults."""
    choices: VisitorChoices = st.session_state[VISITOR]
    choices.values = {name: value for name, value in choices.values.items() if name not in names}
    for name in names:
        st.query_params.pop(name, None)


def choose(values: Mapping[str, str], *, without: Collection[str] = ()) -> None:
    """Make several choices at once and reset others, from the next run on."""
    choices: VisitorChoices = st.session_state[VISITOR]
    choices.values = {name: value for name, value in choices.values.items() if name not in without} | dict(values)
    query = st.query_params.to_dict()
    st.query_params.from_dict({name: value for name, value in query.items() if name not in without} | dict(values))


@dataclass(kw_only=True)
class PendingQuestion:
    """The figure whose lineage was just asked for, by id and name."""

    figure: tuple[str, str] | None = None


def question_figure(figure: str, name: str) -> None:
    """Ask for a figure's lineage: the next run shows it, once."""
    session_value("question", PendingQuestion).figure = (figure, name)


def question_panel_figure(panel: str, names: Mapping[str, str]) -> None:
    """Ask for the lineage of the figure that was clicked in a panel; `names` are its figures by id."""
    if (figure := st.session_state[panel].ask) in names:
        question_figure(figure, names[figure])


def question_clicked(picture: str) -> None:
    """Ask for the lineage of the figure that was clicked in a picture."""
    if click := st.session_state[picture].ask:
        question_figure(str(click["id"]), str(click["name"]))


def pending_question() -> tuple[str, str] | None:
    """Return the figure whose lineage was just asked for, once."""
    question = session_value("question", PendingQuestion)
    figure, question.figure = question.figure, None
    return figure


@dataclass(kw_only=True)
class PendingLink:
    """The link that was just followed in a picture: its page and the query of its address."""

    target: tuple[str, dict[str, str]] | None = None


def follow_link(picture: str) -> None:
    """Follow the link that was clicked in a picture: the next run goes there, once."""
    if click := st.session_state[picture].link:
        query = link_query(at=str(click.get("place") or ""), focus=str(click.get("focus") or ""))
        session_value("link", PendingLink).target = (str(click["page"]), query)


def pending_link() -> tuple[str, dict[str, str]] | None:
    """Return the page to which a link was just followed, and its query, once."""
    link = session_value("link", PendingLink)
    target, link.target = link.target, None
    return target


def choose_clicked(picture: str) -> None:
    """Put a choice that was made in a picture into the URL."""
    if click := st.session_state[picture].choose:
        st.query_params[str(click["name"])] = str(click["value"])


def release_upload(file: UploadedFile) -> None:
    """Let go of an uploaded file's bytes: Streamlit would hold them until the visit is over, and some time longer."""
    context = get_script_run_ctx()
    if context and isinstance(manager := context.uploaded_file_mgr, MemoryUploadedFileManager):
        manager.remove_file(context.session_id, file.file_id)
    file.close()
    # What is left refers to itself, and would wait for a collection that comes when nobody knows.
    gc.collect()


def session_value(name: str, make: Callable[[], T]) -> T:
    """Return a value that lasts as long as the visit, made at the first call."""
    if name not in st.session_state:
        st.session_state[name] = make()
    value: T = st.session_state[name]
    return value


def widget(key: str) -> Any:
    """Return the value of a widget; None where it is not drawn."""
    return st.session_state.get(key)


def _select(name: str, widget: str) -> None:
    st.query_params[name] = st.session_state[widget]
