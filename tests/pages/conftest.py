"""What the tests of the pages lean on: a visitor without a browser, with any case on the table."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import meetings, session
from tests.server import ROOT

# Seconds for one run of a page on two busy cores.
RUNS_WITHIN = 60


@pytest.fixture
def visit(home: Path, example_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """`visit(case=None, page="brief", **query)`: a visitor who has opened a page.

    The case is set by the first one; without any, the example lies on the table.
    """
    session.open_state.cache_clear()
    meetings.open_rooms.cache_clear()
    with ExitStack() as endings:

        def begin(case: Path | None = None, page: str = "brief", **query: str) -> AppTest:
            if case is not None:
                monkeypatch.setenv("STEERCO_CASE", str(case))
            elif not any(home.iterdir()):
                shutil.copytree(example_store, home, dirs_exist_ok=True)
            visitor = AppTest.from_file(str(ROOT / "pages" / "agenda.py"), default_timeout=RUNS_WITHIN)
            visitor.switch_page(f"{page}.py")
            visitor.query_params |= query
            return visitor.run()

        endings.callback(session.open_state.cache_clear)
        endings.callback(lambda: session.app_state().close())
        yield begin
