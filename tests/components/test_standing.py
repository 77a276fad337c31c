"""Who a visitor is, is asked once in each run of a page, and again in the next and after what they did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path))
    session.open_state.cache_clear()
    yield AppTest.from_function(_ask_twice)
    session.app_state().close()
    session.open_state.cache_clear()


def _ask_twice() -> None:
    import streamlit as st

    from components import actions, session

    first = session.standing()
    st.session_state.same = first is session.standing()
    st.session_state.every = [*st.session_state.get("every", []), first]
    actions.run_action("here", lambda: "")
    st.session_state.after = session.standing() is first
    st.button("Again")


def test_who_a_visitor_is_is_asked_once_in_a_run_and_again_in_the_next(visitor: AppTest) -> None:
    visitor.run()
    assert visitor.session_state.same and not visitor.session_state.after
    visitor.button[0].click().run()
    first, second = visitor.session_state.every
    assert visitor.session_state.same and first is not second
