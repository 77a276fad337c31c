"""Who a visitor is, is asked once in each run of a page, and again in the next and after what they did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE
from steering.records.cohorts import INSTALLATION
from tests.members import invite


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path))
    session.open_state.cache_clear()
    yield tmp_path
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


def test_who_a_visitor_is_is_asked_once_in_a_run_and_again_in_the_next() -> None:
    visitor = AppTest.from_function(_ask_twice)
    visitor.run()
    assert visitor.session_state.same and not visitor.session_state.after
    visitor.button[0].click().run()
    first, second = visitor.session_state.every
    assert visitor.session_state.same and first is not second


def _note_something() -> None:
    import streamlit as st

    from components import session

    place = st.text_input("Place", key="go")
    if place not in ("", session.standing().case):
        session.go_to_place(place)
        st.rerun()
    if st.button("Note"):
        session.session_value("notes", list)[:] = [f"of {session.standing().case}"]
    st.markdown(", ".join(session.session_value("notes", lambda: ["nothing"])))


def notes(visitor: AppTest) -> str:
    assert not visitor.exception
    return str(visitor.markdown[0].value)


def test_what_one_has_open_in_a_case_is_not_there_in_another_and_still_there_afterwards() -> None:
    records = session.app_state().records
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    records.workspaces.make(cohort, COMMAND_LINE, title="Other", id="other")
    visitor = AppTest.from_function(_note_something).run()
    assert notes(visitor.button[0].click().run()) == "of halden"
    assert notes(visitor.text_input(key="go").input("other").run()) == "nothing"
    assert notes(visitor.button[0].click().run()) == "of other"
    assert notes(visitor.text_input(key="go").input("halden").run()) == "of halden"


def test_whoever_signs_in_next_in_a_browser_has_nothing_of_who_was_there_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")
    records = session.app_state().records
    cookies = [records.people.open_link(invite(records, "presenter", INSTALLATION))[1] for _ in range(2)]
    visitor = AppTest.from_function(_note_something)
    # The cookie of a browser, which these tests have none of.
    monkeypatch.setattr(session, "cookie", lambda: cookies[0])
    visitor.run()
    assert notes(visitor.button[0].click().run()) == "of halden"
    monkeypatch.setattr(session, "cookie", lambda: cookies[1])
    assert notes(visitor.run()) == "nothing"
