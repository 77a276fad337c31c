"""The cases of the project with all their data, each opened once for the tests of their storyboards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from steering.context.case_context import Room
from steering.state.app_state import Installation


@pytest.fixture(scope="session")
def open_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Room]]:
    """`open_room(case)`: the room of a case with every dataset of it; opened once, and the same one after that."""
    opened: dict[Path, Installation] = {}
    with ExitStack() as endings:

        def begin(case: Path) -> Room:
            if case not in opened:
                opened[case] = Installation(tmp_path_factory.mktemp("home"), case)
                endings.callback(opened[case].close)
            return opened[case].table().room

        yield begin


@pytest.fixture(scope="session")
def halden(open_room: Callable[[Path], Room], example_case: Path) -> Room:
    """The room of the example case."""
    return open_room(example_case)
