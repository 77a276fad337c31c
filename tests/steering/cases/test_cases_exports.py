"""What the package of cases exports, whichever of its modules is imported first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import steering.cases


@pytest.mark.parametrize("first", ["", "import steering.cases.loader; ", "from steering.cases.loader import FILES; "])
def test_load_is_the_function(first: str, repo: Path) -> None:
    program = (
        f"{first}from steering.cases import Case, load; assert load.__name__ == 'load' and Case.__name__ == 'Case'"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=repo, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_all_that_is_named_is_there() -> None:
    assert [name for name in steering.cases.__all__ if not callable(getattr(steering.cases, name))] == []


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'loaded'"):
        steering.cases.loaded  # noqa: B018
