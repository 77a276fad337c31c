"""The state of one visitor: filters, choices and pending questions. The only user of st.session_state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from steering.access.control import Standing
from steering.actors import Actor
from steering.addresses import hide_addresses
from steering.frames.agenda import AGENDA
from steering.frames.frame import Frame
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import Choices, is_choice, read_choices
from steering.state.open_case import OpenCase
from steering.state.visitors import VisitorChoices
from steering.web.askers import COOKIE

T = TypeVar("T")
VISITOR = "visitor"
# What a visit has of other cases than the one that is shown, by case, and the names of all that it has of any.
SHELVES, NAMES_OF_CASE = "shelves", "names-of-case"
# What a visit has whichever case it shows.
OF_VISIT = (VISITOR, "standing", SHELVES, NAMES_OF_CASE, "question", "link")
# The workspace in an address.
PLACE = "in"
CLOSED = "{} is not open to you in this workspace."
STATE_LOCK = Lock()


def app_state() -> AppState:
    """Return the state of the app, opened once a process.

    Raises:
        StoreUnavailable: its folder can't be made.
    """
    # The server opens it in one thread while a first page may ask for it in another.
    with STATE_LOCK:
        return open_state()


# Not in Streamlit's cache: any visitor could clear that, with one message of its protocol.
@cache
def open_state() -> AppState:
    """Open the state of the app, at the first call."""
    return AppState.from_environment()


def _visitor() -> VisitorChoices:
    return session_value(VISITOR, lambda: app_state().visitors.welcome())


@dataclass(kw_only=True)
class LastStanding:
    """Where this visitor stood last: `run` is what Streamlit makes anew for each run of a page."""

    run: object = None
    asked: tuple[str, str] = "", ""
    # The id of who it was, empty for the local user; None before anybody was asked.
    person: str | None = None
    standing: Standing | None = None


def standing() -> Standing:
    """Return who this visitor is, in which workspace, and what they may do there; asked once in each run of a page.

    Raises:
        NotAllowed: nobody is signed in in this browser, or the workspace of the address is not theirs to see.
    """
    visitor, last, context = _visitor(), session_value("standing", LastStanding), get_script_run_ctx()
    run = context.cursors if context else None
    asked = cookie(), st.query_params.get(PLACE, visitor.place)
    if last.standing is None or last.run is not run or last.asked != asked:
        last.standing = None
        last.standing = app_state().access.stand(*asked)
        last.run, last.asked = run, asked
        visitor = _take_place(last, last.standing)
    visitor.place = last.standing.workspace.id if last.standing.workspace else ""
    return last.standing


def _take_place(last: LastStanding, standing: Standing) -> VisitorChoices:
    """Keep apart what belongs to different people, and to different workspaces, in one visit."""
    person = standing.person.id if standing.person else ""
    if last.person not in (None, person):
        # Somebody else has signed in in this browser, and its connection came back to the same visit.
        st.session_state.clear()
        st.session_state["standing"] = last
    last.person = person
    visitor = _visitor()
    # Whoever is in no workspace, such as an admin, is shown nothing of any case.
    case = standing.case if standing.has_case else ""
    if case != visitor.case:
        shelves: dict[str, dict[str, Any]] = session_value(SHELVES, dict)
        made: set[str] = session_value(NAMES_OF_CASE, set)
        names = [name for name in made if name in st.session_state]
        shelves[visitor.case] = {name: st.session_state.pop(name) for name in names}
        for name, value in shelves.pop(case, {}).items():
            st.session_state[name] = value
        visitor.case = case
    return visitor


def forget_standing() -> None:
    """Ask anew who this visitor is, and what they may do: what was just done may have changed that."""
    session_value("standing", LastStanding).standing = None


def cookie() -> str:
    """Return the secret by which this browser is signed in; empty where it is not."""
    return str(st.context.cookies.get(COOKIE, ""))


def case_shown() -> str:
    """Return the id of the case that this run shows; empty where it shows none, as before somebody has signed in."""
    return _visitor().case


def actor() -> Actor:
    """Return who does what is being done, with what they may do. Raises NotAllowed."""
    return standing().actor


def hide_contacts(value: T) -> T:
    """Return a plain value as this visitor may see it: without e-mail addresses where they may not see these."""
    return value if standing().may("contacts") else hide_addresses(value)


def open_case() -> OpenCase:
    """Return the case of the workspace that this visitor is in. Raises NotAllowed."""
    return app_state().open(standing())


def go_to_place(id: str) -> None:
    """Go to another workspace: what was chosen in the one before is forgotten."""
    visitor = _visitor()
    visitor.place, visitor.values = id, {}
    st.query_params.from_dict({PLACE: id} if id else {})


def choices(snapshot: CaseSnapshot, page: str) -> Choices:
    """Return the visitor's choices, made on this page or before; values that do not exist fall back to defaults.

    Whatever was chosen is in the URL, so that it survives a change of page, a reload, back and forward, and a shared
    link. A widget that Streamlit itself binds to the URL loses its value on the default page
    (docs/decisions/0004).
    """
    query = st.query_params.to_dict()
    requested = {name: value for name, value in query.items() if is_choice(name)}
    choices = _visitor()
    read = read_choices(snapshot, choices.on_page(page, requested))
    choices.values, choices.page, choices.is_new_page = read.values, page, page != choices.page
    place = {PLACE: choices.place} if choices.place else {}
    if {**read.values, **place} != {name: value for name, value in query.items() if is_choice(name) or name == PLACE}:
        # In one message: each is an entry of its own in the browser's history.
        others = {name: value for name, value in query.items() if not is_choice(name) and name != PLACE}
        st.query_params.from_dict(others | dict(read.values) | place)
    return read


def drop_unknown_drilldown(frame: Frame) -> None:
    """Forget the drill-down of the URL where the frame does not offer it."""
    choices = _visitor()
    ids = set(frame.focus_options)
    choices.drilldowns |= ids
    if "focus" in choices.values and choices.values["focus"] not in (ids or choices.drilldowns):
        choices.values = {name: value for name, value in choices.values.items() if name != "focus"}
        st.query_params.pop("focus", None)


def link_query(**added: str) -> dict[str, str]:
    """Return the query of a link to another page: what was chosen so far, and what is added."""
    choices = _visitor()
    values = {**choices.values, "focus": "", **added, PLACE: choices.place}
    return {name: value for name, value in values.items() if value}


def arrival() -> str:
    """Return the block that a link led to, in the first run on its page."""
    choices = _visitor()
    return st.query_params.get("at", "") if choices.is_new_page else ""


def forget(*names: str) -> None:
    """Reset choices: the next run shows the defaults."""
    choices = _visitor()
    choices.values = {name: value for name, value in choices.values.items() if name not in names}
    for name in names:
        st.query_params.pop(name, None)


def choose(values: Mapping[str, str], *, without: Iterable[str] = ()) -> None:
    """Make several choices at once and reset others, from the next run on."""
    without = set(without)
    choices = _visitor()
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


def _trigger(picture: str, name: str) -> Any:
    """What was clicked in a picture; None where a run that was cut short has dealt with it."""
    return getattr(st.session_state.get(picture), name, None)


def question_clicked(picture: str) -> None:
    """Ask for the lineage of the figure that was clicked in a picture."""
    if click := _trigger(picture, "ask"):
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
    if (click := _trigger(picture, "link")) and click["page"] in AGENDA:
        query = {str(name): str(value) for name, value in click["query"].items()}
        session_value("link", PendingLink).target = (click["page"], query)


def go_to(page: str, query: Mapping[str, str]) -> None:
    """Go to a page: the next run opens it with this query, once."""
    session_value("link", PendingLink).target = (page, dict(query))


def pending_link() -> tuple[str, dict[str, str]] | None:
    """Return the page to which a link was just followed, and its query, once."""
    link = session_value("link", PendingLink)
    target, link.target = link.target, None
    return target


def files_brought(field: str) -> tuple[str, ...]:
    """Return the ids of the files that were just brought to a field, as the browser says them."""
    ids = _trigger(field, "done")
    return tuple(str(id) for id in ids) if isinstance(ids, list) else ()


def hear(picture: str) -> None:
    """Take note of what the browser shows by itself, where it could not say so when it asked for that."""
    if word := _trigger(picture, "tell"):
        query = {str(name): str(value) for name, value in word["query"].items()}
        app_state().visitors.note(_visitor().token, int(word["count"]), query)


def visitor_token() -> str:
    """Return the token by which a browser names its visitor when it asks by itself."""
    return _visitor().token


def chosen_values() -> dict[str, str]:
    """Return what this run has of the visitor's choices: the same as the address has."""
    return dict(_visitor().values)


def session_value(name: str, make: Callable[[], T]) -> T:
    """Return a value that lasts as long as the visit to a case, made at the first call."""
    if name not in st.session_state:
        st.session_state[name] = make()
        if name not in OF_VISIT:
            st.session_state.setdefault(NAMES_OF_CASE, set()).add(name)
    value: T = st.session_state[name]
    return value


def widget(key: str) -> Any:
    """Return the value of a widget; None where it is not drawn."""
    return st.session_state.get(key)
