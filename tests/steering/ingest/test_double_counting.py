"""Cost that is there twice is told with its amount; currencies in any case are one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.errors import Problem
from steering.ingest import check
from tests.steering.ingest.focus_files import focus, only

Save = Callable[..., Path]
COMMITMENT = {"CommitmentDiscountId": "sp-1", "CommitmentDiscountType": "Savings plan"}
USED = {**COMMITMENT, "CommitmentDiscountStatus": "Used", "EffectiveCost": "700", "BilledCost": "0"}
UNUSED = {**USED, "CommitmentDiscountStatus": "Unused", "EffectiveCost": "300"}


def bought(effective: str) -> dict[str, str]:
    return {**COMMITMENT, "ChargeCategory": "Purchase", "EffectiveCost": effective, "BilledCost": "1000"}


@pytest.fixture
def warnings(save: Save) -> Callable[..., list[Problem]]:
    """`warnings({...}, {...})` are those of a file of these rows, that of unknown columns apart."""

    def of(*rows: dict[str, str]) -> list[Problem]:
        report = check(save(focus(*rows), "cost.csv"), "cost")
        return [problem for problem in report.problems if problem.expected != "columns of FOCUS"]

    return of


Warnings = Callable[..., list[Problem]]


class TestCommitments:
    def test_a_purchase_with_effective_cost_beside_its_use(self, warnings: Warnings) -> None:
        (problem,) = warnings(bought("1000"), USED, UNUSED)
        assert (problem.severity, problem.column) == ("warning", "EffectiveCost")
        assert problem.found.startswith("USD 1,000.00 of EffectiveCost on the purchase of a commitment")

    def test_is_as_it_should_be_without(self, warnings: Warnings) -> None:
        assert warnings(bought("0"), USED, UNUSED) == []

    def test_a_purchase_without_use_is_counted_once(self, warnings: Warnings) -> None:
        assert warnings(bought("1000")) == []


class TestRepeats:
    def test_twins_that_differ_only_in_a_column_of_the_exporter(self, warnings: Warnings) -> None:
        (problem,) = warnings({"x_ExportTime": "1"}, {"x_ExportTime": "2"}, {"x_ExportTime": "2", "ResourceId": "b"})
        assert problem.found == "a charge of USD 1.50 that differs from another charge only in x_ExportTime"

    def test_a_charge_that_a_later_export_restates(self, warnings: Warnings) -> None:
        (problem,) = warnings(
            {"x_ExportTime": "1", "EffectiveCost": "90"}, {"x_ExportTime": "2", "EffectiveCost": "100"}
        )
        assert "a charge of USD 90.00 that states another charge again" in problem.found

    def test_other_charges_are_no_repeats(self, warnings: Warnings) -> None:
        rows = [{"x_ExportTime": str(at), "ResourceId": f"vm-{at}", "EffectiveCost": str(at)} for at in range(1, 4)]
        assert warnings(*rows) == []

    def test_amounts_alone_do_not_make_a_restatement(self, warnings: Warnings) -> None:
        rows = [{"x_Zone": str(at), "EffectiveCost": str(at)} for at in range(1, 4)]
        assert warnings(*rows) == []


class TestCopies:
    """Rows that repeat another one of their file in every cell, with the amount that counts once too often."""

    def test_one_is_told_with_its_amount(self, warnings: Warnings) -> None:
        (problem,) = warnings({"EffectiveCost": "2.50"}, {}, {"EffectiveCost": "2.5"}, {"EffectiveCost": "2.51"})
        assert (problem.severity, problem.row) == ("warning", None)
        assert problem.found == "a row of USD 2.50 that repeats another one in every cell"

    def test_several_currencies_are_told_apart(self, warnings: Warnings) -> None:
        euro = {"BillingCurrency": "EUR", "EffectiveCost": "1000"}
        found = [problem.found for problem in warnings({}, {}, euro, euro, euro)]
        assert "3 rows of EUR 2,000.00 and USD 1.50 that repeat another one in every cell" in found

    def test_a_row_that_is_copied_in_its_file_and_in_the_next_is_told_once_for_each(self, save: Save) -> None:
        row = {"EffectiveCost": "2"}
        report = check([save(focus(row, row), "1.csv"), save(focus(row, row), "2.csv")], "cost")
        assert [(problem.file, problem.found) for problem in report.problems] == [
            ("1.csv", "a row of USD 2.00 that repeats another one in every cell"),
            ("2.csv", "2 charges of USD 4.00 that stand in 1.csv as well, cell for cell"),
        ]

    def test_what_only_one_part_has_tells_its_rows_apart(self, save: Save) -> None:
        rows = [{"EffectiveCost": "2", "SkuId": sku} for sku in ("a", "b", "b")]
        first = save(focus(*rows), "1.csv")
        report = check([first, save(focus({"EffectiveCost": "9"}), "2.csv")], "cost")
        found = [problem.found for problem in report.problems if "repeat" in problem.found]
        assert found == ["a row of USD 2.00 that repeats another one in every cell"]


class TestCurrency:
    def test_codes_are_folded_to_upper_case(self, save: Save) -> None:
        report = check(save(focus({}, {"BillingCurrency": "usd"}, {"BillingCurrency": "Usd"}), "cost.csv"), "cost")
        assert (report.problems, report.sums["BilledCost"]) == ((report.problems[0],), "4.50")
        assert only(report).found == "2 rows of USD 3.00 that repeat another one in every cell"

    def test_what_is_no_code_is_kept_with_a_warning(self, save: Save) -> None:
        report = check(save(focus({"BillingCurrency": "$"}), "cost.csv"), "cost")
        assert (only(report).severity, only(report).found) == ("warning", "$")
