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


class TestCurrency:
    def test_codes_are_folded_to_upper_case(self, save: Save) -> None:
        report = check(save(focus({}, {"BillingCurrency": "usd"}, {"BillingCurrency": "Usd"}), "cost.csv"), "cost")
        assert (report.problems, report.sums["BilledCost"]) == ((report.problems[0],), "4.50")
        assert "3 rows" in only(report).found or "repeat" in only(report).found

    def test_what_is_no_code_is_kept_with_a_warning(self, save: Save) -> None:
        report = check(save(focus({"BillingCurrency": "$"}), "cost.csv"), "cost")
        assert (only(report).severity, only(report).found) == ("warning", "$")
