"""Files spoilt at random: each is accepted or refused with problems, in time, and never anything else.

`python -m bench.fuzz` does the same for as long as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import fuzz
from bench.fuzz import spoilt, tried
from steering.exports.datasets import template
from steering.ingest import check, contract, datasets
from steering.ingest.pipeline import LARGE_BYTES

# With this seed so few files are of every dataset and ending, spoilt in every way, some of them large.
SEED = 34
FILES = 120


@pytest.mark.parametrize("dataset", datasets())
def test_what_is_spoilt_was_good(tmp_path: Path, dataset: str) -> None:
    (tmp_path / "good.csv").write_bytes(template(contract(dataset)))
    assert check(tmp_path / "good.csv", dataset).error_count == 0


def test_the_same_number_is_the_same_file() -> None:
    assert [spoilt(SEED, number) for number in range(20)] == [spoilt(SEED, number) for number in range(20)]


def test_the_files_are_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    ways: set[str] = set()

    def counted(way: Callable[..., Any]) -> Callable[..., Any]:
        def spoil(*arguments: Any) -> Any:
            ways.add(way.__name__)
            return way(*arguments)

        return spoil

    for name in ("LINES", "BYTES"):
        monkeypatch.setattr(fuzz, name, tuple(map(counted, getattr(fuzz, name))))
    files = [spoilt(SEED, number) for number in range(FILES)]
    assert {dataset for dataset, _, _ in files} == set(datasets())
    assert {name.removeprefix("file") for _, name, _ in files} == set(fuzz.ENDINGS)
    assert any(len(data) > LARGE_BYTES for _, _, data in files)
    monkeypatch.undo()
    assert ways == {way.__name__ for way in (*fuzz.LINES, *fuzz.BYTES)}


@pytest.mark.parametrize("first", range(0, FILES, 40))
def test_spoilt_files_are_accepted_or_refused(tmp_path: Path, first: int) -> None:
    outcomes = [tried(SEED, number, tmp_path) for number in range(first, first + 40)]
    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert 0 < sum(outcome.accepted for outcome in outcomes) < len(outcomes), "some are only odd, some are wrong"
