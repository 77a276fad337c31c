"""Numbers as programs write them: money exact, quantities of any size, and the words for no value."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from steering.ingest import IngestReport, accept, check, contract
from steering.ingest.file_type import detect_file
from steering.ingest.focus.validate import validate_focus
from steering.ingest.reader import read_table
from steering.ingest.validation_result import ValidationResult
from steering.progress import silent
from steering.warehouse import rows_path, scratch
from tests.steering.ingest.focus_files import focus, only

Save = Callable[..., Path]


def checked(save: Save, *rows: dict[str, str]) -> IngestReport:
    return check(save(focus(*rows), "cost.csv"), "cost")


def validated(path: Path, *, quick: bool) -> ValidationResult:
    """What comes of a file through one of the two readers."""
    agreement = contract("cost")
    with scratch(reads=(path,)) as context:
        table = read_table([detect_file(path, path.name)], agreement, context, quick=quick)
        return validate_focus(table, agreement, context, "team", silent)


class TestMoney:
    def test_digits_beyond_the_last_place_are_rounded_with_one_warning(self, save: Save) -> None:
        report = checked(save, {}, {"BilledCost": "1.7763568394002505e-15"}, {"BilledCost": "1e-25"})
        assert (only(report).severity, only(report).row, only(report).column) == ("warning", 3, "BilledCost")
        assert only(report).found == "2 numbers with up to 31 digits after the point"
        assert report.sums["BilledCost"] == "1.50000000000000177635684"

    def test_a_large_amount_leaves_fewer_places(self, save: Save) -> None:
        report = checked(save, {"BilledCost": "123456789012345"}, {"BilledCost": "0.1234567890123455"})
        assert only(report).expected.startswith("at most 15 of them")
        assert report.sums["BilledCost"] == "123456789012345.123456789012346"

    def test_zeros_at_the_end_are_no_digits(self, save: Save) -> None:
        report = checked(save, {"BilledCost": "1." + "5" + "0" * 40})
        assert (report.problems, report.sums["BilledCost"]) == ((), "1.5")

    def test_more_than_fifteen_digits_before_the_point_are_an_error(self, save: Save) -> None:
        report = checked(save, {"BilledCost": "1234567890123456"})
        assert (only(report).severity, report.accepted) == ("error", 0)

    def test_a_kpi_with_many_digits_is_rounded_with_a_warning(self, save: Save) -> None:
        report = check(save("month,kpi_id,value\n2026-03,a,1.7763568394002505e-15\n", "kpi.csv"), "kpi")
        assert (report.accepted, only(report).severity, only(report).row) == (1, "warning", 2)


class TestQuantities:
    @pytest.mark.parametrize("text", ["2629746000000000", "2629746000000000000", "2.629746e18", "1e300"])
    def test_are_taken_at_any_size(self, save: Save, tmp_path: Path, text: str) -> None:
        path = save(focus({"ConsumedQuantity": text, "ConsumedUnit": "byte-seconds"}), "cost.csv")
        manifest = accept(path, "cost", tmp_path, by="x")
        (quantity,) = pq.read_table(rows_path(tmp_path, "cost", manifest.release))["ConsumedQuantity"].to_pylist()
        assert (float(quantity), manifest.warning_count) == (float(text), 0)

    def test_of_very_different_sizes_are_kept_as_floating_point(self, save: Save, tmp_path: Path) -> None:
        rows = ({"PricingQuantity": "123456789012345"}, {"PricingQuantity": "0.1234567890123456"})
        manifest = accept(save(focus(*rows), "cost.csv"), "cost", tmp_path, by="x")
        table = pq.read_table(rows_path(tmp_path, "cost", manifest.release))
        assert sorted(table["PricingQuantity"].to_pylist()) == [0.1234567890123456, 123456789012345.0]
        assert manifest.warning_count == 0

    @pytest.mark.parametrize("text", ["1e999", "inf", "many"])
    def test_what_is_no_number_is_an_error(self, save: Save, text: str) -> None:
        assert only(checked(save, {"PricingQuantity": text})).severity == "error"


class TestNullWords:
    @pytest.mark.parametrize("word", ["NaN", "nan", "\\N", "<NA>", "None", "NaT", "N/A"])
    @pytest.mark.parametrize("quick", [True, False])
    def test_are_no_value_in_cells_that_may_be_empty(self, save: Save, word: str, quick: bool) -> None:
        rows = ({}, {"PricingQuantity": word, "ChargeDescription": word}, {"PricingQuantity": word})
        result = validated(save(focus(*rows), "cost.csv"), quick=quick)
        empty = save(focus({}, {"PricingQuantity": "", "ChargeDescription": ""}, {"PricingQuantity": ""}), "empty.csv")
        assert result.release == check(empty, "cost").release
        told = [(problem.row, problem.column, problem.found) for problem in result.findings.first_problems]
        assert told == [
            (3, "ChargeDescription", word),
            (3, "PricingQuantity", f"{word} in 2 cells, the first of them here"),
        ]

    def test_are_errors_where_a_value_is_needed(self, save: Save) -> None:
        problem = only(checked(save, {"EffectiveCost": "NaN"}))
        assert (problem.severity, problem.found, problem.remedy) == ("error", "NaN", "Fill in the cell.")

    @pytest.mark.parametrize(
        ("dataset", "text"),
        [
            ("kpi", "month,kpi_id,value,note\n2026-03,a,1,None\n2026-04,a,2,None\n"),
            ("usage", "month,team_id,kind,used,capacity\n2026-03,a,k,1,NaN\n2026-04,a,k,2,NaN\n"),
        ],
    )
    def test_of_every_dataset(self, save: Save, dataset: str, text: str) -> None:
        report = check(save(text, f"{dataset}.csv"), dataset)
        assert (report.accepted, only(report).row, only(report).severity) == (2, 2, "warning")
        assert "2 cells" in only(report).found
