"""Every page draws whatever optional column of a dataset is missing, or empty in some rows."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.catalog.contracts import contract, datasets
from steering.frames.agenda import SCENE_PAGES
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.small_cases import starter

HEAD_ROWS = 40


def read_rows(file: Path) -> list[dict[str, str]]:
    """The first rows of a CSV file, and the last ones, which tell of the last month."""
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [*rows[:HEAD_ROWS], *rows[HEAD_ROWS:][-HEAD_ROWS:]]


def optional_columns() -> list[tuple[str, str]]:
    """Each column that a file of a dataset can lack."""
    return [
        (dataset, column.name) for dataset in datasets() for column in contract(dataset).columns if not column.required
    ]


@pytest.fixture(scope="module")
def samples(example_case: Path) -> dict[str, list[dict[str, str]]]:
    """A few rows of each dataset of the example."""
    files = (example_case / "datasets").iterdir()
    return {file.name.split(".")[0]: read_rows(file) for file in files}


@pytest.mark.parametrize("emptied", [False, True], ids=["dropped", "empty in every second row"])
@pytest.mark.parametrize(("dataset", "column"), optional_columns())
def test_a_case_without_an_optional_column_draws_every_page(
    lay: Callable[[Path], CaseSnapshot],
    tmp_path: Path,
    samples: dict[str, list[dict[str, str]]],
    dataset: str,
    column: str,
    emptied: bool,
) -> None:
    rows = samples[dataset]
    if column not in rows[0]:
        pytest.skip(f"The example has no {column}.")
    case = starter(tmp_path / "case")
    with (case / "datasets" / f"{dataset}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [name for name in rows[0] if emptied or name != column], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row if emptied and number % 2 else {**row, column: ""} for number, row in enumerate(rows))
    snapshot = lay(case)
    if dataset in snapshot.refused:
        assert snapshot.refused[dataset], "a file that is refused has its problems told"
        return
    for page in SCENE_PAGES.values():
        page.build_frame(snapshot.context, snapshot.default_filters)
