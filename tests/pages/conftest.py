"""What the tests of the pages lean on: a visitor without a browser, with any case on the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from tests.server import ROOT

RUNS_WITHIN = 30
"""Seconds for one run of a page on two busy cores."""


@pytest.fixture
def visit(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """`visit(case=None, page="brief", **query)`: a visitor who has opened a page. The case is set by the first one."""
    session.installation.clear()
    with ExitStack() as endings:

        def begin(case: Path | None = None, page: str = "brief", **query: str) -> AppTest:
            if case is not None:
                monkeypatch.setenv("STEERCO_CASE", str(case))
            visitor = AppTest.from_file(str(ROOT / "pages" / "agenda.py"), default_timeout=RUNS_WITHIN)
            visitor.switch_page(f"{page}.py")
            visitor.query_params |= query
            return visitor.run()

        endings.callback(session.installation.clear)
        endings.callback(lambda: session.installation().close())
        yield begin
