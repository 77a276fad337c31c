"""What one visitor has chosen, and the one installation that all share. The only user of st.session_state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def filters(table: Table, page: str) -> Filters:
    """What the visitor has chosen, on this page or before; what does not exist here falls back to the default.

    Choices are kept per visitor and in the URL, so that they survive a change of page, a reload and a shared
    link. A widget that Streamlit itself binds to the URL loses its value on the default page
    (docs/decisions/0004).
    """
    as_of = _chosen("as_of", table.months, table.opening.as_of, page)
    unit = _chosen("unit", ("", *table.units), "", page)
    focus = _chosen("focus", tuple(table.room.case.kpis), "", page)
    _kept()["page"] = page
    return Filters(as_of=as_of, unit=unit or None, focus=focus or None)


def filter_choices(table: Table, filters: Filters) -> None:
    """Draw the global filters: the month to look from and the business unit."""
    choice("as_of", "As of", {month: written(month) for month in table.months}, filters.as_of, labelled=False)
    units = {"": ALL_UNITS, **{unit: unit for unit in table.units}}
    choice("unit", "Business unit", units, filters.unit or "", labelled=False)


def choice(name: str, label: str, options: Mapping[str, str], chosen: str, *, labelled: bool = True) -> None:
    """Draw one choice among options (value -> label). What is picked is kept, and leads the run that follows."""
    widget = f"{_kept()['page']}.{name}"
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


def _pick(name: str, widget: str) -> None:
    _kept()[name] = st.session_state[widget]
    st.query_params[name] = st.session_state[widget]


def _chosen(name: str, options: Sequence[str], default: str, page: str) -> str:
    """The value of one choice: from the URL after a deep link, back or forward, otherwise as kept."""
    kept = _kept()
    same_page = kept.get("page") in (None, page)
    asked = st.query_params.get(name, default)
    if same_page and asked in options:
        kept[name] = asked
    elif kept.get(name) not in options:
        kept[name] = default
    if kept[name] != default:
        st.query_params[name] = kept[name]
    elif name in st.query_params:
        del st.query_params[name]
    return kept[name]


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault(KEPT, {})
    return kept
