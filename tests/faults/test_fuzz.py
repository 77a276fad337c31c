"""Files spoilt at random: each is accepted or refused with problems, in time, and never anything else.

`python -m bench.fuzz` does the same for as long as one likes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.fuzz import spoilt, tried
from steering.exports.datasets import template
from steering.ingest import check, contract, datasets

SEED = 7
FILES = 240


@pytest.mark.parametrize("dataset", datasets())
def test_what_is_spoilt_was_good(tmp_path: Path, dataset: str) -> None:
    (tmp_path / "good.csv").write_bytes(template(contract(dataset)))
    assert check(tmp_path / "good.csv", dataset).error_count == 0


def test_the_same_number_is_the_same_file() -> None:
    assert [spoilt(SEED, number) for number in range(20)] == [spoilt(SEED, number) for number in range(20)]


@pytest.mark.parametrize("first", range(0, FILES, 40))
def test_spoilt_files_are_accepted_or_refused(tmp_path: Path, first: int) -> None:
    outcomes = [tried(SEED, number, tmp_path) for number in range(first, first + 40)]
    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert 0 < sum(outcome.accepted for outcome in outcomes) < len(outcomes), "some are only odd, some are wrong"
