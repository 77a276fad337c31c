"""The cases of the project with all their data, each opened once for the tests of their storyboards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from steering.context.case_context import CaseContext
from steering.state.app_state import AppState


@pytest.fixture(scope="session")
def open_room(
    tmp_path_factory: pytest.TempPathFactory, example_case: Path, example_installation: AppState
) -> Iterator[Callable[[Path], CaseContext]]:
    """`open_room(case)`: the room of a case with every dataset of it; opened once, and the same one after that."""
    opened = {example_case: example_installation}
    with ExitStack() as endings:

        def begin(case: Path) -> CaseContext:
            if case not in opened:
                opened[case] = AppState(tmp_path_factory.mktemp("home"), case)
                endings.callback(opened[case].close)
            return opened[case].snapshot().context

        yield begin


@pytest.fixture(scope="session")
def halden(open_room: Callable[[Path], CaseContext], example_case: Path) -> CaseContext:
    """The room of the example case."""
    return open_room(example_case)
