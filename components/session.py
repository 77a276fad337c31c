"""What one visitor has chosen, and the one installation that all share. The only user of st.session_state."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from steering.errors import StoreUnavailable
from steering.installation import Installation, Table
from steering.months import written
from steering.room import Filters

ALL_UNITS = "All business units"
KEPT = "filters"


@st.cache_resource(show_spinner=False)
def installation() -> Installation:
    """The process's installation, opened once."""
    return Installation.from_environment()


def health() -> dict[str, str]:
    """How the installation is, for `/healthz`."""
    try:
        return installation().health()
    except StoreUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}


def filters(table: Table, page: str, focus: Mapping[str, str] | None = None) -> Filters:
    """Draw the filters and return what they say. `focus` maps what a page can look closer at to its label.

    They are kept per visitor and in the URL, so that they survive a change of page, a reload and a shared
    link. A widget that Streamlit itself binds to the URL loses its value on the default page
    (docs/decisions/0004).
    """
    months = {month: written(month) for month in table.months}
    units = {"": ALL_UNITS, **{unit: unit for unit in table.units}}
    as_of = _choice("as_of", "As of", months, table.opening.as_of, page)
    unit = _choice("unit", "Business unit", units, "", page)
    chosen = _choice("focus", "Look closer at", focus, next(iter(focus)), page) if focus else None
    _kept()["page"] = page
    return Filters(as_of=as_of, unit=unit or None, focus=chosen)


def _choice(name: str, label: str, options: Mapping[str, str], default: str, page: str) -> str:
    kept, widget = _kept(), f"{page}.{name}"
    wanted = st.query_params.get(name, default)
    same_page = kept.get("page") in (None, page)
    if same_page and wanted != kept.get(name) and wanted in options:
        # A deep link, or the browser's back and forward: the URL leads.
        st.session_state[widget] = kept[name] = wanted
    elif widget not in st.session_state or st.session_state[widget] not in options:
        st.session_state[widget] = kept[name] if kept.get(name) in options else default
    value: str = st.selectbox(
        label, list(options), format_func=lambda option: options.get(option, option), key=widget,
        on_change=_moved, args=(name, widget, default),
    )  # fmt: skip
    kept[name] = value
    _to_url(name, value, default)
    return value


def _moved(name: str, widget: str, default: str) -> None:
    """The viewer chose: the URL follows at once, so that the run which comes now finds both in step."""
    _kept()[name] = st.session_state[widget]
    _to_url(name, st.session_state[widget], default)


def _to_url(name: str, value: str, default: str) -> None:
    if value != default:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault(KEPT, {})
    return kept
