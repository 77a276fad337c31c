"""The registries of datasets and of file types: what is listed there once works everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from steering.cases.loader import dataset_files, load_case
from steering.catalog.contracts import contract, datasets
from steering.catalog.file_types import ENDINGS, find_file_type
from steering.ingest.file_type import detect_file
from steering.state.app_state import AppState
from steering.warehouse import months_query, query_names, rows_query
from tests.steering.small_cases import TEAM_ROWS, small

USAGE = "month\tteam_id\tkind\tused\n2026-03\tteam-07\ttokens\t5\n2026-04\tteam-07\ttokens\t7\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with usage as TSV and adoption as an Excel workbook."""
    folder = small(tmp_path / "case")
    kinds = next(column for column in contract("usage").columns if column.name == "kind")
    text = USAGE.replace("tokens", kinds.choices[0] if kinds.choices else kinds.example)
    (folder / "datasets" / "usage.tsv").write_text(text, encoding="utf-8")
    rows = ["2026-04,team-07,Team 7,Retail,1,pilot,3,0"]
    with xlsxwriter.Workbook(folder / "datasets" / "adoption.xlsx") as book:
        sheet = book.add_worksheet()
        for at, line in enumerate([TEAM_ROWS, *rows]):
            sheet.write_row(at, 0, [int(cell) if cell in ("0", "3") else cell for cell in line.split(",")])
    return folder


def test_a_case_folder_takes_excel_and_tsv(case: Path, tmp_path: Path) -> None:
    app_state = AppState(tmp_path / "home", case)
    snapshot = app_state.snapshot()
    manifests = {dataset: state.manifest for dataset, state in snapshot.context.dataset_states.items()}
    assert {dataset: manifest.rows for dataset, manifest in manifests.items() if manifest} == {
        "adoption": 1,
        "usage": 2,
    }
    assert not load_case(case, tmp_path).warnings


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("dataset", datasets())
def test_every_dataset_may_have_every_ending(dataset: str, ending: str, tmp_path: Path) -> None:
    folder = small(tmp_path / "case")
    file = folder / "datasets" / f"{dataset}{ending}"
    file.write_bytes(b"x")
    assert dataset_files(folder) == {dataset: [(file,)]}
    assert not load_case(folder, tmp_path).warnings


def test_the_first_ending_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    folder = small(tmp_path / "case")
    for ending in ENDINGS:
        (folder / "datasets" / f"kpi{ending}").write_bytes(b"x")
    case = load_case(folder, tmp_path)
    assert [path.name for path in case.datasets["kpi"]] == [f"kpi{ENDINGS[0]}"]
    assert [problem.file for problem in case.warnings] == [f"datasets/kpi{ending}" for ending in ENDINGS[1:]]


@pytest.mark.parametrize("name", ["kpi.CSV", "Kpi.Csv.Gz", "a.b.XLSX"])
def test_endings_are_recognised_in_any_case(name: str) -> None:
    assert find_file_type(name) is not None


@pytest.mark.parametrize("name", ["kpi", "kpi.xls", "kpi.gz", "csv"])
def test_other_names_have_no_type(name: str) -> None:
    assert find_file_type(name) is None


def test_ingest_takes_a_packed_tsv(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "usage.tsv.gz"
    path.write_bytes(gzip.compress(USAGE.encode()))
    assert detect_file(path, path.name).packed


@pytest.mark.parametrize("dataset", datasets())
def test_every_dataset_has_a_label_a_place_and_its_queries(dataset: str) -> None:
    described = contract(dataset)
    assert described.label
    assert {rows_query(dataset), months_query(dataset)} <= set(query_names())


def test_no_two_datasets_have_one_place() -> None:
    orders = [contract(dataset).order for dataset in datasets()]
    assert orders == sorted(set(orders))
