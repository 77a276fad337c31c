"""The bar of what takes long: after a moment, with what is being done, and gone at the end."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from components.waiting import bar_while_waiting
    from steering import progress
    from steering.errors import SteercoError

    with bar_while_waiting() as show:
        progress.report("Simulating futures", 0.25)
        show("Kept below *1*", 2.0)
        if st.query_params.get("stop"):
            st.stop()
        if st.query_params.get("fail"):
            raise SteercoError("no figures")
    st.write("done")


def bars(seen: AppTest) -> list[tuple[float, str]]:
    return [(bar.proto.value / 100, bar.proto.text) for bar in seen.get("progress")]


@pytest.mark.parametrize(("silent", "shown"), [(0.0, [(1.0, r"Kept below \*1\*")]), (1e6, [])])
def test_it_says_what_is_done_unless_that_is_over_in_a_moment(
    monkeypatch: pytest.MonkeyPatch, silent: float, shown: list[tuple[float, str]]
) -> None:
    monkeypatch.setattr("components.waiting.SILENT_SECONDS", silent)
    seen = AppTest.from_function(page)
    seen.query_params["stop"] = "1"
    assert bars(seen.run()) == shown
    del seen.query_params["stop"]
    assert bars(seen.run()) == []
    assert [text.value for text in seen.markdown] == ["done"]


def test_nothing_is_under_way_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.waiting.SILENT_SECONDS", 0.0)
    seen = AppTest.from_function(page)
    seen.query_params["fail"] = "1"
    seen.run()
    assert len(seen.exception) == 1
    assert bars(seen) == []
