"""Every page that shows a dataset is drawn whatever optional column of it is missing, or empty in some rows."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from steering.catalog.contracts import contract, datasets
from steering.frames.agenda import SCENE_PAGES
from steering.state.app_state import AppState
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


def lay_rows(home: Path, case: Path, dataset: str, columns: list[str], rows: list[dict[str, str]]) -> AppState:
    """The case with these rows of a dataset, opened with a store at `home`."""
    with (case / "datasets" / f"{dataset}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return AppState(home, case)


@pytest.fixture(scope="module")
def starter_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the starter's own datasets in it, to be copied: only the one that lacks a column is published."""
    folder = tmp_path_factory.mktemp("starter")
    installation = AppState(folder / "home", starter(folder / "case"))
    assert installation.snapshot().refused == {}
    installation.close()
    return folder / "home"


@pytest.fixture(scope="module")
def pages_of(
    tmp_path_factory: pytest.TempPathFactory, samples: dict[str, list[dict[str, str]]]
) -> Callable[[str], set[str]]:
    """`pages_of(dataset)`: the pages whose frames say that they follow from the dataset, when it has all columns."""

    @cache
    def find(dataset: str) -> set[str]:
        folder, rows = tmp_path_factory.mktemp(dataset), samples[dataset]
        installation = lay_rows(folder / "home", starter(folder / "case"), dataset, list(rows[0]), rows)
        snapshot = installation.snapshot()
        assert snapshot.refused == {}
        frames = {
            name: page.build_frame(snapshot.context, snapshot.default_filters) for name, page in SCENE_PAGES.items()
        }
        installation.close()
        return {name for name, frame in frames.items() if dataset in dict(frame.provenance.releases)}

    return find


@pytest.mark.parametrize("emptied", [False, True], ids=["dropped", "empty in every second row"])
@pytest.mark.parametrize(("dataset", "column"), optional_columns())
def test_a_case_without_an_optional_column_draws_every_page(
    starter_store: Path,
    pages_of: Callable[[str], set[str]],
    tmp_path: Path,
    samples: dict[str, list[dict[str, str]]],
    dataset: str,
    column: str,
    emptied: bool,
) -> None:
    rows = samples[dataset]
    if column not in rows[0]:
        pytest.skip(f"The example has no {column}.")
    columns = [name for name in rows[0] if emptied or name != column]
    rows = [row if emptied and number % 2 else {**row, column: ""} for number, row in enumerate(rows)]
    home = shutil.copytree(starter_store, tmp_path / "home")
    with closing(lay_rows(home, starter(tmp_path / "case"), dataset, columns, rows)) as installation:
        snapshot = installation.snapshot()
        if dataset in snapshot.refused:
            assert snapshot.refused[dataset], "a file that is refused has its problems told"
            return
        for page in pages_of(dataset):
            SCENE_PAGES[page].build_frame(snapshot.context, snapshot.default_filters)


def test_every_dataset_with_such_columns_is_on_some_page(pages_of: Callable[[str], set[str]]) -> None:
    assert all(pages_of(dataset) for dataset, _ in optional_columns())
    assert {"brief", "costs"} <= pages_of("cost")
