"""A dataset taken along and brought back."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from steering.errors import StoreUnavailable
from steering.exports import datasets as packs
from steering.exports import tables
from steering.exports.cells import is_formula
from steering.ingest import accept, check, contract, datasets
from steering.state.app_state import AppState
from steering.warehouse import Manifest, rows_path
from tests.steering.exports import workbook

ADOPTION = "month,team_id,team,business_unit,stage,active_users,models_in_production\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Manifest:
    """A release whose texts are formulas."""
    path = tmp_path / "hostile.csv"
    rows = [f'2026-{month:02},T1,"{text}",-1+1,pilot,3,0' for month, text in enumerate(("=1+1", "@x", "a;=b"), start=1)]
    path.write_text(ADOPTION + "\n".join(rows) + "\n", "utf-8")
    return accept(path, "adoption", tmp_path, by="test")


@pytest.fixture
def installed(example_installation: AppState) -> AppState:
    """The example with a store that the test can read."""
    return example_installation


def in_force(installed: AppState, dataset: str) -> Manifest:
    manifest = installed.snapshot().context.dataset_states[dataset].manifest
    assert manifest
    return manifest


@pytest.mark.parametrize("dataset", datasets())
def test_a_csv_that_is_brought_back_is_the_same_release(installed: AppState, tmp_path: Path, dataset: str) -> None:
    manifest = in_force(installed, dataset)
    path = tmp_path / f"{dataset}.csv"
    path.write_bytes(packs.as_csv(installed.home, manifest))
    report = check(path, dataset)
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    assert (report.rows, report.release) == (manifest.rows, manifest.release)


def test_a_workbook_is_offered_while_it_is_written_in_seconds(installed: AppState) -> None:
    offered = {dataset for dataset in datasets() if packs.fits_workbook(in_force(installed, dataset))}
    assert {"adoption", "kpi"} <= offered, "what people edit in a spreadsheet"
    assert "cost" not in offered, "a million and a half cells"


@pytest.mark.parametrize("dataset", ["adoption", "kpi"])
def test_a_workbook_has_the_same_rows_as_the_release(installed: AppState, dataset: str) -> None:
    manifest = in_force(installed, dataset)
    stored = pq.read_table(rows_path(installed.home, dataset, manifest.release)).to_pylist()
    found = workbook.rows(tables.xlsx(packs.sheet(installed.home, manifest)))
    assert len(found) == manifest.rows
    for row, kept in zip(found, stored, strict=True):
        for index, cell in enumerate(kept.values()):
            if isinstance(cell, str):
                assert row.get(index, "") == cell
            elif hasattr(cell, "strftime"):
                assert row[index] == f"{cell:%Y-%m}"
            else:
                assert row.get(index) == (None if cell is None else float(cell))


def test_formulas_in_a_dataset_are_texts_in_every_format(tmp_path: Path, hostile: Manifest) -> None:
    text = packs.as_csv(tmp_path, hostile).decode("utf-8-sig")
    cells = [row[2:4] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert cells == [["'=1+1", "'-1+1"], ["'@x", "'-1+1"], ["a;'=b", "'-1+1"]]
    assert not any(is_formula(cell) for row in cells for cell in row)
    data = tables.xlsx(packs.sheet(tmp_path, hostile))
    assert "f" not in workbook.read(data).elements
    assert [row[2] for row in workbook.rows(data)] == ["=1+1", "@x", "a;=b"]


def test_the_parquet_file_is_the_stored_one(tmp_path: Path, hostile: Manifest) -> None:
    assert packs.parquet(tmp_path, hostile) == rows_path(tmp_path, "adoption", hostile.release).read_bytes()


def test_addresses_in_a_dataset_are_hidden_in_every_format(tmp_path: Path) -> None:
    path = tmp_path / "teams.csv"
    teams = ("ann@example.org", "ben@example.org", "ann@example.org")
    rows = [f"2026-{month:02},T{month},{team},Unit,pilot,3,0" for month, team in enumerate(teams, start=1)]
    path.write_text(ADOPTION + "\n".join(rows) + "\n", "utf-8")
    manifest = accept(path, "adoption", tmp_path, by="test")
    hidden = ["[e-mail 1]", "[e-mail 2]", "[e-mail 1]"]
    text = packs.as_csv(tmp_path, manifest, contacts=False).decode("utf-8-sig")
    assert [row["team"] for row in csv.DictReader(io.StringIO(text))] == hidden
    book = tables.xlsx(packs.sheet(tmp_path, manifest, contacts=False))
    assert [row[2] for row in workbook.rows(book)] == hidden
    written = pq.read_table(io.BytesIO(packs.parquet(tmp_path, manifest, contacts=False)))
    stored = pq.read_table(rows_path(tmp_path, "adoption", manifest.release))
    assert written.column("team").to_pylist() == hidden and written.schema == stored.schema
    assert written.drop_columns("team") == stored.drop_columns("team")
    assert b"example.org" not in packs.parquet(tmp_path, manifest, contacts=False)


def test_a_long_csv_comes_packed(tmp_path: Path, hostile: Manifest, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = packs.as_csv(tmp_path, hostile)
    monkeypatch.setattr(packs, "PACKED_ROWS", 2)
    assert packs.compress(hostile)
    assert gzip.decompress(packs.as_csv(tmp_path, hostile)) == plain


def test_the_first_rows_are_text(tmp_path: Path, hostile: Manifest) -> None:
    first = packs.head(tmp_path, hostile, 2)
    assert [row[0] for row in first] == ["2026-01", "2026-02"]
    assert first[0][2:6] == ("=1+1", "-1+1", "pilot", "3")


def test_what_was_worked_out_of_a_file_does_not_leave_with_it(installed: AppState) -> None:
    manifest = in_force(installed, "cost")
    assert any(name.startswith("_") for name, _ in manifest.columns)
    assert not any(heading.startswith("_") for heading in packs.sheet(installed.home, manifest).headings)


def test_a_release_that_is_gone_is_a_sentence(tmp_path: Path, hostile: Manifest) -> None:
    rows_path(tmp_path, "adoption", hostile.release).unlink()
    for take in (packs.as_csv, packs.parquet, lambda home, manifest: packs.head(home, manifest, 1)):
        with pytest.raises(StoreUnavailable, match="can't be read"):
            take(tmp_path, hostile)


@pytest.mark.parametrize("dataset", datasets())
def test_a_template_as_it_is_can_be_uploaded(tmp_path: Path, dataset: str) -> None:
    path = tmp_path / f"{dataset}.csv"
    path.write_bytes(packs.template(contract(dataset)))
    report = check(path, dataset)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    assert report.accepted == 1
