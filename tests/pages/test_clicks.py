"""What is clicked in a picture: a question opens the drawer, a link leads to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import shown

Visit = Callable[..., AppTest]


def clicked(kind: str, detail: dict[str, Any]) -> AppTest:
    """A visit in which the browser has told of a click in a picture."""
    seen = AppTest.from_function(_hear)
    seen.session_state["kind"], seen.session_state["detail"] = kind, detail
    return seen.run()


def _hear() -> None:
    from types import SimpleNamespace

    import streamlit as st

    from components import session

    st.session_state["picture"] = SimpleNamespace(**{st.session_state["kind"]: st.session_state["detail"]})
    session.question_clicked("picture")
    session.follow_link("picture")


def test_a_question_opens_the_drawer_once(visit: Visit) -> None:
    asked = clicked("ask", {"id": "adopted", "name": "Teams"}).session_state["question"]
    assert asked.figure == ("adopted", "Teams")
    seen = visit(page="adoption")
    before = len(seen.markdown)
    assert len(shown.ask(seen, "adopted").markdown) > before
    assert len(seen.run().markdown) == before


def test_a_link_leads_to_its_page_with_its_query() -> None:
    link = clicked("link", {"page": "sources", "query": {"focus": "kpi", "as_of": "2026-09"}}).session_state["link"]
    assert link.target == ("sources", {"focus": "kpi", "as_of": "2026-09"})


@pytest.mark.parametrize("page", ["https://example.com", "../secret", "", "agenda"])
def test_a_link_to_no_page_leads_nowhere(page: str) -> None:
    assert "link" not in clicked("link", {"page": page, "query": {}}).session_state
