"""Every kind of mistake in a file that can be read: its row, its column, and a remedy of its own."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steering.errors import Problem, UnknownName
from steering.ingest import IngestReport, check
from steering.ingest.file_set import one_file

Save = Callable[..., Path]
COLUMNS = ["month", "team_id", "team", "business_unit", "stage"]
COLUMNS += ["active_users", "models_in_production", "satisfaction"]
GOOD = ["2026-01", "team-01", "Demand", "Retail", "pilot", "12", "1", "4.2"]


def file_with(**cells: str) -> str:
    """A file of one row, good but for the given cells."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, [cells.get(name, good) for name, good in zip(COLUMNS, GOOD, strict=True)]])
    return out.getvalue()


def rows_with(cells: Sequence[tuple[str, str]]) -> str:
    """A file of teams of their own, each good but for one cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, (column, cell) in enumerate(cells):
        good = [GOOD[0], f"team-{number}", *GOOD[2:]]
        writer.writerow([cell if name == column else other for name, other in zip(COLUMNS, good, strict=True)])
    return out.getvalue()


def only(report: IngestReport) -> Problem:
    """The one problem of a report."""
    assert report.problem_count == len(report.problems) == 1, report.problems
    return report.problems[0]


class TestReport:
    def test_a_good_file(self, save: Save) -> None:
        report = check(save(), "adoption")
        assert report.as_dict() == {
            "dataset": "adoption",
            "format": "adoption 1",
            "rows": 3,
            "accepted": 3,
            "problem_count": 0,
            "problems": [],
            "sums": {"active_users": "26", "models_in_production": "3", "data_scientists": "18", "trained": "13"},
            "release": report.release,
        }
        assert report.release is not None and len(report.release) == 64

    def test_a_bad_file(self, save: Save) -> None:
        report = check(save(file_with(stage="Pilot")), "adoption")
        assert report.as_dict() == {
            "dataset": "adoption",
            "format": "adoption 1",
            "rows": 1,
            "accepted": 0,
            "problem_count": 1,
            "problems": [
                {
                    "severity": "error",
                    "row": 2,
                    "column": "stage",
                    "found": "Pilot",
                    "expected": "one of not_started, onboarding, pilot, production, scaled",
                    "remedy": "Use one of these words. Did you mean 'pilot'?",
                }
            ],
            "sums": {},
            "release": None,
        }

    def test_the_name_is_the_one_that_the_user_knows(self, save: Save) -> None:
        spooled = save(file_with(stage="x"), "spool-123")
        assert only(check(one_file(spooled, "März.csv"), "adoption")).file == "März.csv"

    def test_an_unknown_dataset(self, save: Save) -> None:
        with pytest.raises(UnknownName, match="Did you mean 'adoption'"):
            check(save(), "adoptoin")

    def test_errors_come_first_and_all_are_counted(self, save: Save) -> None:
        rows = [f"2026-01,t{n},=x,Retail,pilot,1,1,3" for n in range(1500)]
        rows[1400] = "2026-01,t1400,T,Retail,pilot,x,1,3"
        report = check(save("\n".join([",".join(COLUMNS), *rows])), "adoption")
        assert (report.problem_count, report.error_count, len(report.problems)) == (1500, 1, 1000)
        assert (report.problems[0].severity, report.problems[0].row) == ("error", 1402)
        assert [problem.row for problem in report.problems[1:]] == list(range(2, 1001))

    def test_all_problems_of_all_kinds_are_told_at_once(self, save: Save) -> None:
        text = (
            "month,team_id,team,bussiness_unit,stage,active_users,models_in_production\n"
            "2026-13,team 1,T,Retail,pilt,-1,1.5\n"
            "2026-01,t2,T,Retail,pilot,1\n"
            "2026-01,t3,T,Retail,pilot,1,1\n"
            "2026-01,t3,T,Retail,pilot,1,1\n"
        )
        report = check(save(text), "adoption")
        assert [(problem.row, problem.column) for problem in report.problems] == [
            (1, "business_unit"),
            (2, "month"),
            (2, "team_id"),
            (2, "stage"),
            (2, "active_users"),
            (2, "models_in_production"),
            (3, None),
            (5, "team_id"),
            (1, "bussiness_unit"),
        ]
        assert report.rows == 4


BAD_CELLS = [
    ("month", "", "Fill in"),
    ("month", "NULL", "Fill in"),
    ("month", "2026-13", "year or the month"),
    ("month", "1826-01", "year or the month"),
    ("month", "2026-01-15", "month only"),
    ("month", "2026-02-30", "month only"),
    ("month", "46023", "format the column as yyyy-mm"),
    ("month", "01/2026", "year, hyphen and month"),
    ("month", "Jan 2026", "year, hyphen and month"),
    ("month", "2026-1", "year, hyphen and month"),
    ("team_id", "team 01", "without spaces"),
    ("team_id", "=1+1", "Begin with a letter"),
    ("team_id", "x" * 65, "Shorten"),
    ("team", "bell\x07", "invisible control"),
    ("team", "\u202etxet", "invisible control"),
    ("team", "x" * 2001, "Shorten"),
    ("stage", "Not started", "Did you mean 'not_started'"),
    ("stage", "x", "Use one of these words"),
    ("active_users", "-1", "cannot be negative"),
    ("active_users", "1.5", "no fraction"),
    ("active_users", "1,234", "thousands separator; if"),
    ("active_users", "1 234", "thousands separators"),
    ("active_users", "1'234", "thousands separators"),
    ("active_users", "1.234.567", "thousands separators"),
    ("active_users", "12,5", "decimal comma"),
    ("active_users", "5%", "percent sign"),
    ("active_users", "$5", "currency"),
    ("active_users", "5 EUR", "currency"),
    ("active_users", "NaN", "Fill in the cell"),
    ("active_users", "None", "Fill in the cell"),
    ("active_users", "inf", "Infinite"),
    ("active_users", "#DIV/0!", "spreadsheet's error"),
    ("active_users", "(5)", "minus sign"),
    ("active_users", "−5", "plain hyphen"),
    ("active_users", "9" * 16, "digits"),
    ("active_users", "many", "digits only"),
    ("active_users", "1e3", "digits"),
    ("active_users", "1_000", "thousands separators"),
    ("active_users", "٣", "digits only"),
    ("satisfaction", "4,5", "decimal comma"),
    ("satisfaction", "1.120,50", "Leave out the thousands separators, and write a decimal point"),
    ("satisfaction", "1,234.5", "thousands separator; if"),
    ("satisfaction", "90 %", "percent sign"),
    ("satisfaction", "€4", "currency"),
    ("satisfaction", "+nan", "Not a number"),
    ("satisfaction", "-Infinity", "Infinite"),
    ("satisfaction", "1e999", "larger unit"),
    ("satisfaction", "1e-999", "figure or its scale"),
    ("satisfaction", "0.99", "figure or its scale"),
    ("satisfaction", "6", "figure or its scale"),
    ("satisfaction", "four", "digits and a point"),
    ("satisfaction", "0x1F", "digits and a point"),
]
GOOD_CELLS = [
    ("month", "2026-01-01"),
    ("month", "2026-01-01 00:00:00"),
    ("month", " 2026-01 "),
    ("team_id", "Équipe-7"),
    ("team", "Line one\nline two"),
    ("team", "5 > 3 & so on"),
    ("active_users", "12.0"),
    ("active_users", "+12"),
    ("active_users", "007"),
    ("active_users", "-0"),
    ("satisfaction", "4.20"),
    ("satisfaction", "4."),
    ("satisfaction", "42e-1"),
    ("satisfaction", "NULL"),
    ("satisfaction", "null"),
    ("satisfaction", "1." + "1" * 23),
]


@pytest.fixture(scope="module")
def all_bad(tmp_path_factory: pytest.TempPathFactory) -> IngestReport:
    """One file with all the bad cells, one a row."""
    path = tmp_path_factory.mktemp("bad") / "bad.csv"
    path.write_text(rows_with([(column, cell) for column, cell, _ in BAD_CELLS]), encoding="utf-8")
    return check(path, "adoption")


class TestCells:
    @pytest.mark.parametrize(("number", "column", "cell", "remedy"), [(n, *case) for n, case in enumerate(BAD_CELLS)])
    def test_a_bad_cell_is_one_error_with_its_own_remedy(
        self, all_bad: IngestReport, number: int, column: str, cell: str, remedy: str
    ) -> None:
        (problem,) = [found for found in all_bad.problems if found.row == number + 2]
        assert (problem.severity, problem.column) == ("error", column)
        assert remedy in problem.remedy
        assert problem.found == (cell[:80] + "…" if len(cell) > 80 else cell) or not cell.isprintable() or not cell

    def test_nothing_else_is_wrong_with_them(self, all_bad: IngestReport) -> None:
        assert all_bad.problem_count == len(BAD_CELLS)
        assert all(problem.found and problem.found.isprintable() for problem in all_bad.problems)

    def test_cells_written_in_another_way_are_accepted(self, save: Save) -> None:
        report = check(save(rows_with(GOOD_CELLS)), "adoption")
        assert (report.problems, report.accepted) == ((), len(GOOD_CELLS))

    @pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-x", "@sum", "<script>alert(1)</script>"])
    def test_formulas_and_markup_stay_text_with_a_warning(self, save: Save, cell: str) -> None:
        report = check(save(file_with(team=cell)), "adoption")
        problem = only(report)
        assert (problem.severity, problem.column, problem.found) == ("warning", "team", cell)
        assert "shown as text" in problem.remedy
        assert report.accepted == 1

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(spoilt=st.sets(st.tuples(st.integers(0, 9), st.sampled_from(["month", "stage", "active_users"]))))
    def test_each_spoilt_cell_is_one_problem(self, save: Save, spoilt: set[tuple[int, str]]) -> None:
        rows = [COLUMNS]
        for number in range(10):
            good = [f"2026-{number + 1:02}", *GOOD[1:]]
            cells = zip(COLUMNS, good, strict=True)
            rows.append(["no good" if (number, name) in spoilt else cell for name, cell in cells])
        report = check(save("\n".join(map(",".join, rows))), "adoption")
        errors = {(p.row, p.column) for p in report.problems if p.severity == "error"}
        assert errors == {(number + 2, name) for number, name in spoilt}
        assert report.error_count == len(spoilt)

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        rows=st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=8, max_size=8), min_size=1, max_size=20)
    )
    def test_any_text_in_any_cell_is_judged_and_never_fails(self, save: Save, rows: list[list[str]]) -> None:
        out = io.StringIO()
        csv.writer(out).writerows([COLUMNS, *rows])
        report = check(save(out.getvalue()), "adoption")
        assert report.accepted == 0 and report.error_count >= 1


class TestHeader:
    def test_missing_column_with_the_nearest_found(self, save: Save, adoption: str) -> None:
        report = check(save(adoption.replace("business_unit", "bussines_unit")), "adoption")
        missing, ignored = report.problems
        assert (missing.severity, missing.row, missing.column) == ("error", 1, "business_unit")
        assert missing.found == "no such column; the nearest is 'bussines_unit'"
        assert (ignored.severity, ignored.column) == ("warning", "bussines_unit")
        assert "Did you mean 'business_unit'?" in ignored.remedy

    def test_other_case_is_a_warning(self, save: Save, adoption: str) -> None:
        report = check(save(adoption.replace("month", " Month ", 1)), "adoption")
        assert (only(report).severity, only(report).column, report.accepted) == ("warning", "month", 3)

    def test_unknown_and_nameless_columns_are_ignored_with_a_warning(self, save: Save) -> None:
        text = file_with().replace("\n", ",cost centre,\n", 1).replace("4.2\n", "4.2,77,\n")
        report = check(save(text), "adoption")
        assert [problem.column for problem in report.problems] == ["cost centre", "column 10"]
        assert report.accepted == 1

    @pytest.mark.parametrize("twin", ["team", "TEAM", "surplus"])
    def test_twin_columns_are_an_error(self, save: Save, twin: str) -> None:
        other = "surplus" if twin == "surplus" else "team"
        text = file_with().replace("\n", f",{twin},{other}\n", 1).replace("4.2\n", "4.2,a,b\n")
        errors = [p for p in check(save(text), "adoption").problems if p.severity == "error"]
        assert len(errors) == 1 and "columns of that name" in errors[0].found

    def test_kpi_needs_one_of_two_ways_to_give_a_figure(self, save: Save) -> None:
        text = "month,kpi_id,numerator\n2026-01,lead_time,3\n2026-02,lead_time,3\n"
        problem = only(check(save(text), "kpi"))
        assert problem.row == 1 and problem.expected == "value, or numerator and denominator"


class TestRows:
    def test_too_few_and_too_many_cells(self, save: Save, adoption: str) -> None:
        text = adoption + "2026-03,team-01,a\n" + "2026-04,team-01" + ",x" * 12 + "\n"
        report = check(save(text), "adoption")
        assert [(p.row, p.found) for p in report.problems] == [(5, "3 cells"), (6, "14 cells")]
        assert (report.rows, report.accepted) == (5, 0)

    def test_rows_are_numbered_as_in_a_spreadsheet(self, save: Save) -> None:
        row = '2026-0{},t,"two\nlines",Retail,{},1,1,3'
        lines = [",".join(COLUMNS), row.format(1, "pilot"), "", ",,,,,,,", row.format(2, "bad")]
        report = check(save("\r\n".join(lines)), "adoption")
        assert (only(report).row, report.rows) == (5, 2)

    def test_a_repeated_grain_names_the_other_row_however_it_is_written(self, save: Save) -> None:
        text = "month,kpi_id,value,team_id\n2026-01,x,1,\n2026-02,x,1,\n2026-01-01,x,2,NULL\n2026-01,x,1,t1\n"
        problem = only(check(save(text), "kpi"))
        assert (problem.row, problem.found) == (4, "the same month, kpi_id, team_id as row 2")

    def test_cells_that_are_wrong_themselves_are_no_twins(self, save: Save) -> None:
        text = "month,kpi_id,value\nbad,x,1\nbad,x,1\n"
        assert [p.column for p in check(save(text), "kpi").problems] == ["month", "month"]

    def test_a_text_after_a_closing_quote(self, save: Save) -> None:
        text = file_with() + '2026-02,team-01,"De"mand,Retail,pilot,1,1,1\n2026-03,team-01,D,R,bad,1,1,1\n'
        report = check(save(text), "adoption")
        assert [(p.row, p.column) for p in report.problems if p.severity == "error"] == [(3, None), (4, "stage")]

    def test_a_kpi_row_needs_a_value_or_a_ratio(self, save: Save) -> None:
        text = (
            "month,kpi_id,value,numerator,denominator\n"
            "2026-01,a,1,,\n2026-01,b,,3,4\n2026-01,c,,3,\n2026-01,d,x,,\n2026-01,e,,0,0\n"
        )
        report = check(save(text), "kpi")
        assert [(p.row, p.column, p.expected) for p in report.problems] == [
            (4, "value", "value, or numerator and denominator"),
            (5, "value", "a number such as 12.5"),
        ]

    def test_a_value_that_contradicts_its_ratio_is_a_warning(self, save: Save) -> None:
        text = (
            "month,kpi_id,value,numerator,denominator\n"
            "2026-01,a,75,3,4\n2026-01,b,0.75,3,4\n2026-01,c,1,3,0\n2026-01,d,1,3,\n"
        )
        report = check(save(text), "kpi")
        assert [(p.row, p.severity, p.found) for p in report.problems] == [
            (2, "warning", "75 beside 3 / 4"),
            (5, "warning", "only one of numerator and denominator"),
        ]
        assert report.accepted == 4

    def test_more_trained_than_there_are(self, save: Save, adoption: str) -> None:
        report = check(save(adoption.replace(",9,6,", ",9,10,")), "adoption")
        problem = only(report)
        assert (problem.row, problem.severity) == (2, "warning")
        assert problem.found == "10 trained of 9 data scientists"

    def test_a_hole_in_a_teams_months_is_a_warning(self, save: Save, adoption: str) -> None:
        report = check(save(adoption.replace("2026-02", "2026-05")), "adoption")
        problem = only(report)
        assert (problem.row, problem.severity, problem.column) == (3, "warning", "month")
        assert problem.found == "nothing for team-01 between 2026-01 and 2026-05"

    def test_rows_beyond_the_contracts_limit(self, save: Save, tmp_path: Path) -> None:
        catalog = tmp_path / "catalog"
        catalog.mkdir()
        (catalog / "tiny.yaml").write_text(
            "id: tiny\ntitle: T\none_row_per: thing\nversion: '1'\nmax_rows: 2\n"
            "columns: [{name: a, type: text, meaning: M., example: x}]\n"
        )
        assert check(save("a\nx\ny\n"), "tiny", catalog=catalog).accepted == 2
        assert only(check(save("a\nx\ny\nz\n"), "tiny", catalog=catalog)).found == "more than 2 rows"


class TestSums:
    def test_they_are_exact(self, save: Save) -> None:
        text = "month,kpi_id,value\n2026-01,a,0.1\n2026-02,a,0.2\n2026-03,a,-1e-20\n"
        report = check(save(text), "kpi")
        assert report.sums == {"value": "0.29999999999999999999"}

    def test_they_do_not_overflow(self, save: Save) -> None:
        rows = "".join(f"20{n}-01,a,{'9' * 15}.5\n" for n in range(10, 99))
        report = check(save("month,kpi_id,value\n" + rows), "kpi")
        assert report.sums == {"value": "88999999999999955.5"}
