"""Refused files that come back with their problems, are taken again as they are, and are mended cell by cell."""

from __future__ import annotations

import csv
import gc
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from steering.errors import Problem
from steering.ingest import check, uploads
from steering.ingest.file_set import DataFile
from steering.ingest.problem_column import NAME
from steering.ingest.uploads import StagedUpload
from steering.mending.mending import Mending, start_mending
from steering.mending.steps import CellStep, CureStep, SameStep
from steering.sources import find_source
from steering.state.app_state import AppState
from tests.actors import TESTER
from tests.steering.small_cases import small

HEADER = "month,team_id,team,business_unit,stage,active_users,models_in_production,satisfaction"
# Of five rows two are right, and one has a cell too few.
TEXT = (
    f"{HEADER}\n"
    "2026-05,T1,Claims,Care,pilot,3,0,4.1\n"
    '2026-05,T2,"Überwachung, Nord",Care,Pilot,4,0,"4,2"\n'
    "\n"
    "2026-05,T3,Fraud,Care,flying,12 users,0,\n"
    "2026-05,T4,Fraud,Care,pilot,1,0\n"
    "2026-05,T5,Fraud,Care,pilot,1,0,5\n"
)
MENDS = CellStep(values={("new.csv", 5): {"stage": "pilot"}}, without=frozenset({("new.csv", 6)}))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    state = AppState(tmp_path / "home", small(tmp_path / "case", teams=["2026-04,t-1,Claims,Care,1,pilot,3,0"]))
    yield state
    state.close()


def bring(app: AppState, data: bytes, name: str = "new.csv") -> StagedUpload:
    path = app.home.parent / "coming"
    path.write_bytes(data)
    files = [DataFile(path=path, name=name)]
    return uploads.stage_files(files, "adoption", app.snapshot().context.case, home=app.home, by=TESTER.id)


def begin(app: AppState, upload: StagedUpload) -> Mending:
    context = app.snapshot().context
    manifest = find_source(context, "adoption").manifest
    mending = start_mending(upload, context.case, app.home, TESTER.id, manifest)
    assert mending
    return mending


def take(mending: Mending, *, notes: bool) -> tuple[bytes, str]:
    return mending.pack(notes=notes), mending.name(notes=notes)


def places(problems: tuple[Problem, ...]) -> list[tuple[int | None, str | None, str]]:
    return [(problem.row, problem.column, problem.found) for problem in problems]


def as_workbook(text: str) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    book.active.cell(2, 6).number_format = "0.000"
    book.save(out)
    return out.getvalue()


def as_parquet(text: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, *rows = csv.reader(io.StringIO(text))
    out = io.BytesIO()
    rows = [row for row in rows if len(row) == len(names)]
    pq.write_table(pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)}), out)
    return out.getvalue()


def as_zip(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("2026/05.csv", text)
        archive.writestr("2026/06.csv", text.replace("2026-05", "2026-06"))
    return out.getvalue()


FORMS = {
    "new.csv": TEXT.encode(),
    "lines.csv": TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
    "wide.csv": TEXT.encode("utf-16"),
    "old.csv": TEXT.encode("cp1252"),
    "stated.csv": b"sep=,\n" + TEXT.encode(),
    "quotes.csv": (TEXT + '2026-05,T6,"Fr"aud,Care,pilot,1,0,5\n').encode(),
    "joined.csv": (TEXT + TEXT.replace("2026-05", "2026-06")).encode(),
    "packed.csv.gz": gzip.compress(TEXT.encode()),
    "tabs.tsv": "".join("\t".join(row) + "\n" for row in csv.reader(io.StringIO(TEXT))).encode(),
    "book.xlsx": as_workbook(TEXT),
    "rows.parquet": as_parquet(TEXT),
    "parts.zip": as_zip(TEXT),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_file_with_its_problems_is_taken_again_as_it_is(app: AppState, name: str) -> None:
    upload = bring(app, FORMS[name], name)
    data, again_as = take(begin(app, upload), notes=True)
    again = bring(app, data, again_as)
    if name == "quotes.csv":
        assert "text after a closing quote" in [problem.found for problem in again.report.problems]
    assert places(again.report.problems) == places(upload.report.problems)
    assert (again.report.rows, again.manifest) == (upload.report.rows, None)
    # What was a workbook, Parquet or a zip is another file each time, or written by others.
    assert begin(app, again).pack(notes=True) == data or name.endswith(("xlsx", "zip", "parquet"))


@pytest.mark.parametrize("name", ["new.csv", "lines.csv", "tabs.tsv"])
def test_each_row_stays_as_it_was_written_beside_its_problems(app: AppState, name: str) -> None:
    data, again_as = take(begin(app, bring(app, FORMS[name], name)), notes=True)
    assert again_as == name.replace(".", "-problems.")
    delimiter = "\t" if name.endswith("tsv") else ","
    before = FORMS[name].decode("utf-8-sig").splitlines()
    after = data.decode("utf-8-sig").splitlines()
    assert len(before) == len(after)
    assert after[0] == f"{NAME}{delimiter}{before[0]}"
    assert all(new.endswith(old) for old, new in zip(before, after, strict=True))
    notes = [next(csv.reader([f"{line}{delimiter}"], delimiter=delimiter))[0] for line in after[1:]]
    assert notes[0] == "" and notes[5] == ""
    assert notes[1].startswith("stage: found Pilot; expected one of") and "satisfaction: found 4,2" in notes[1]


def test_a_workbook_keeps_its_formats_and_has_the_problems_last(app: AppState) -> None:
    data, name = take(begin(app, bring(app, FORMS["book.xlsx"], "book.xlsx")), notes=True)
    assert name == "book-problems.xlsx"
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet
    assert sheet.cell(1, 9).value == NAME and "found flying" in str(sheet.cell(5, 9).value)
    assert sheet.cell(2, 6).number_format == "0.000"


def test_a_formula_without_a_value_stays_one(app: AppState) -> None:
    book, out = Workbook(), io.BytesIO()
    assert book.active
    for row in csv.reader(io.StringIO(TEXT)):
        book.active.append(row)
    book.active["F2"] = "=1+2"
    book.save(out)
    upload = bring(app, out.getvalue(), "book.xlsx")
    data, name = take(begin(app, upload), notes=True)
    assert load_workbook(io.BytesIO(data)).active["F2"].value == "=1+2"  # type: ignore[index]
    again = bring(app, data, name)
    assert places(again.report.problems) == places(upload.report.problems)
    assert ("formula" in again.report.problems[0].found, again.report.problems[0].row) == (True, 2)


def test_what_is_wrong_with_the_header_stands_beside_it(app: AppState) -> None:
    text = TEXT.replace("stage,", "phase,", 1)
    data, name = take(begin(app, bring(app, text.encode())), notes=True)
    first = next(csv.reader([data.decode().splitlines()[0]]))
    assert first[0].startswith(f"{NAME} (") and "Add the column 'stage'." in first[0]
    assert places(bring(app, data, name).report.problems) == places(bring(app, text.encode()).report.problems)


def test_nothing_in_the_column_of_problems_is_a_formula(app: AppState) -> None:
    text = TEXT.replace("satisfaction", '"satisfaction","=cmd|1","=cmd|1"', 1)
    data, _ = take(begin(app, bring(app, text.encode())), notes=True)
    cells = [row[0] for row in csv.reader(io.StringIO(data.decode())) if row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("header", [NAME, "Steerco Problems", f"{NAME} (Add the column 'x'.)"])
@pytest.mark.parametrize("dataset", ["adoption", "kpi"])
def test_the_column_of_problems_is_left_out(app: AppState, tmp_path: Path, header: str, dataset: str) -> None:
    rows = {"adoption": f"{HEADER}\n2026-05,T1,Claims,Care,pilot,3,0,4.1\n", "kpi": "month,kpi_id,value\n2026-05,a,1\n"}
    lines = rows[dataset].splitlines()
    path, plain = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text(f'"{header}",{lines[0]}\nwords,{lines[1]}\n', "utf-8")
    plain.write_text(rows[dataset], "utf-8")
    report = check(path, dataset)
    assert (report.problems, report.release) == ((), check(plain, dataset).release)


class TestMending:
    def test_cells_rows_and_cures_make_a_file_that_is_accepted(self, app: AppState) -> None:
        upload = bring(app, TEXT.encode())
        mending = begin(app, upload)
        for step in (
            MENDS,
            CureStep(cure="choice", column="stage"),
            CureStep(cure="decimal-comma", column="satisfaction"),
            CureStep(cure="unit", column="active_users"),
        ):
            mending.apply(step)
        after = mending.check()
        assert after.manifest and after.report.accepted == 4 and after.mended
        changes = {(cell.row, cell.column, cell.found, cell.value) for cell in after.mended.cells}
        assert changes == {
            (3, "stage", "Pilot", "pilot"), (3, "satisfaction", "4,2", "4.2"), (5, "stage", "flying", "pilot"),
            (5, "active_users", "12 users", "12"), (6, None, "2026-05,T4,Fraud,Care,pilot,1,0", ""),
        }  # fmt: skip
        data, name = take(mending, notes=False)
        assert name == "new-mended.csv"
        again = bring(app, data, name)
        assert again.manifest and again.manifest.release == after.manifest.release
        # What nobody touched is as it was written.
        assert '2026-05,T2,"Überwachung, Nord",Care,pilot,4,0,4.2' in data.decode().splitlines()

    @pytest.mark.parametrize("name", ["old.csv", "packed.csv.gz", "book.xlsx", "rows.parquet", "tabs.tsv"])
    def test_each_type_of_file_can_be_mended(self, app: AppState, name: str) -> None:
        upload = bring(app, FORMS[name], name)
        mending = begin(app, upload)
        for offer in mending.offers():
            mending.apply(offer.step)
        left = mending.check()
        rows = {cell.row: cell for cell in mending.failure.cells}
        mending.apply(
            CellStep(
                values={(name, row): {cell.column: "pilot"} for row, cell in rows.items() if cell.column == "stage"},
                without=frozenset((name, row) for row, cell in rows.items() if cell.column != "stage"),
            )
        )
        after = mending.check()
        assert left.manifest is None and after.manifest
        # A row of a workbook, and of Parquet, has every cell.
        assert after.report.accepted == (4 if name not in ("book.xlsx", "rows.parquet") else after.manifest.rows)
        data, again_as = take(mending, notes=False)
        again = bring(app, data, again_as)
        assert again.manifest and again.manifest.release == after.manifest.release
        assert again_as == ("rows-mended.csv" if name == "rows.parquet" else name.replace(".", "-mended.", 1))

    def test_a_step_can_be_undone_to_the_first(self, app: AppState) -> None:
        upload = bring(app, TEXT.encode())
        mending = begin(app, upload)
        mending.apply(CureStep(cure="unit", column="active_users"))
        fewer = mending.check()
        mending.apply(CureStep(cure="choice", column="stage"))
        assert mending.check().report.problem_count == fewer.report.problem_count - 1
        mending.undo()
        assert mending.check().report.problems == fewer.report.problems
        mending.undo()
        assert mending.check() is upload and mending.steps == ()

    def test_a_later_step_counts_and_one_cell_may_be_left_empty(self, app: AppState) -> None:
        mending = begin(app, bring(app, TEXT.encode()))
        mending.apply(CureStep(cure="decimal-comma", column="satisfaction"))
        mending.apply(CellStep(values={("new.csv", 3): {"satisfaction": ""}}))
        mending.check()
        assert mending.current.mended
        assert [cell.value for cell in mending.current.mended.cells] == [""]

    def test_all_that_say_the_same_are_offered_after_one_was_changed(self, app: AppState) -> None:
        text = TEXT + "2026-05,T7,Fraud,Care,flying,1,0,5\n2026-05,T8,Fraud,Care,flying,1,0,5\n"
        mending = begin(app, bring(app, text.encode()))
        mending.apply(CellStep(values={("new.csv", 5): {"stage": "scaled"}}))
        mending.check()
        offer = mending.offers()[0]
        assert offer.step == SameStep(column="stage", found="flying", value="scaled")
        assert offer.describe() == "The same for all like it: 2 cells of stage, such as flying → scaled"
        mending.apply(offer.step)
        mending.check()
        assert "flying" not in [cell.text for cell in mending.failure.cells]

    def test_offers_say_how_many_cells_they_would_mend(self, app: AppState) -> None:
        lines = [f'2026-05,X{at},Team {at},Care,pilot,1,0,"4,{at % 10}"' for at in range(3_000)]
        mending = begin(app, bring(app, "\n".join([HEADER, *lines]).encode()))
        offers = [offer for offer in mending.offers() if offer.count > 1]
        assert [(offer.count, offer.example) for offer in offers] == [(3_000, ("4,0", "4.0"))]
        mending.apply(offers[0].step)
        after = mending.check()
        assert after.manifest and after.mended and (after.mended.count, len(after.mended.cells)) == (3_000, 1_000)

    def test_a_name_in_force_is_spelled_as_it_is_there(self, app: AppState) -> None:
        text = TEXT.replace("T1,Claims,Care", "T 1,CLAIMS,care")
        mending = begin(app, bring(app, text.encode()))
        offers = {offer.label + str(offer.example): offer for offer in mending.offers()}
        for example in (("T 1", "t-1"), ("CLAIMS", "Claims"), ("care", "Care")):
            assert offers[f"Spell the name as elsewhere{example}"].count == 1
            mending.apply(offers[f"Spell the name as elsewhere{example}"].step)
        mending.apply(CellStep(without=frozenset(("new.csv", row) for row in (3, 5, 6))))
        assert mending.check().manifest
        assert "2026-05,t-1,Claims,Care" in mending.pack(notes=False).decode()

    def test_totals_and_repeated_rows_are_left_out_together(self, app: AppState) -> None:
        row = "2026-05,T1,Claims,Care,pilot,3,0,4.1\n"
        text = f"{HEADER}\n{row}{row}{row.replace('T1', 'T2')}Total,,,,,6,0,\n"
        mending = begin(app, bring(app, text.encode()))
        for offer in mending.offers():
            assert offer.count == 1
            mending.apply(offer.step)
        after = mending.check()
        assert after.manifest and after.report.accepted == 2

    def test_parts_are_mended_each_for_itself(self, app: AppState) -> None:
        mending = begin(app, bring(app, FORMS["parts.zip"], "parts.zip"))
        assert {cell.file for cell in mending.failure.cells} == {"parts.zip/2026/05.csv", "parts.zip/2026/06.csv"}
        mending.apply(CellStep(without=frozenset((cell.file, cell.row) for cell in mending.failure.cells)))
        after = mending.check()
        assert after.manifest and after.report.accepted == 4
        data, name = take(mending, notes=False)
        assert name == "adoption-mended.zip"
        assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["parts/2026/05.csv", "parts/2026/06.csv"]
        again = bring(app, data, name)
        assert again.manifest and again.manifest.release == after.manifest.release

    def test_the_audit_log_says_who_mended_what(self, app: AppState) -> None:
        mending = begin(app, bring(app, TEXT.encode()))
        mending.apply(CellStep(values={("new.csv", 5): {"stage": "pilot", "active_users": "12"}}))
        mending.apply(CureStep(cure="choice", column="stage"))
        mending.apply(CureStep(cure="decimal-comma", column="satisfaction"))
        mending.apply(CellStep(without=frozenset({("new.csv", 6)})))
        after = mending.check()
        uploads.publish(after, app.snapshot().context.case, records=app.records, by=TESTER)
        entry = app.records.audit_log.list()[0]
        mended = json.loads(entry.facts)["mended"]
        assert (entry.action, mended["by"], mended["count"]) == ("publish", TESTER.id, 5)
        assert {"file": "new.csv", "row": 5, "column": "stage", "found": "flying", "value": "pilot"} in mended["cells"]

    def test_a_publication_without_mends_says_nothing_of_them(self, app: AppState) -> None:
        upload = bring(app, f"{HEADER}\n2026-05,T1,Claims,Care,pilot,3,0,4.1\n".encode())
        uploads.publish(upload, app.snapshot().context.case, records=app.records, by=TESTER)
        assert "mended" not in json.loads(app.records.audit_log.list()[0].facts)

    def test_nothing_is_left_on_the_disk(self, app: AppState) -> None:
        app.snapshot()
        upload = bring(app, TEXT.encode())
        mending = begin(app, upload)
        mending.apply(CureStep(cure="unit", column="active_users"))
        mending.check()
        mending.pack(notes=True)
        uploads.discard(mending.current, home=app.home, records=app.records)
        del upload, mending
        gc.collect()
        assert list((app.home / "uploads").iterdir()) == []
