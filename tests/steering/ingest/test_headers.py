"""Headers in other styles and of other datasets, what spreadsheets add to a file, and files that were joined."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.ingest import IngestReport, check
from steering.ingest.pipeline import LARGE_BYTES
from tests.steering.ingest.focus_files import focus, only

Save = Callable[..., Path]


def in_style(text: str, style: Callable[[str], str]) -> str:
    header, rest = text.split("\n", 1)
    return f"{','.join(map(style, header.split(',')))}\n{rest}"


def words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name)


def check_cost(save: Save, text: str, name: str = "cost.csv") -> IngestReport:
    return check(save(text, name), "cost")


class TestStyles:
    @pytest.mark.parametrize(
        "style",
        [str.upper, str.lower, words, lambda name: words(name).replace(" ", "_").lower()],
        ids=["upper", "lower", "words", "snake"],
    )
    def test_each_is_the_same_release_with_one_warning(self, save: Save, style: Callable[[str], str]) -> None:
        report = check_cost(save, in_style(focus({}), style))
        assert report.release == check_cost(save, focus({})).release
        assert (only(report).severity, only(report).row) == ("warning", 1)

    def test_names_of_earlier_versions_are_read(self, save: Save) -> None:
        earlier = {"EffectiveCost": "AmortizedCost", "ChargeCategory": "ChargeType", "ProviderName": "Provider",
                   "PublisherName": "Publisher", "InvoiceIssuerName": "InvoiceIssuer"}  # fmt: skip
        report = check_cost(save, in_style(focus({}), lambda name: earlier.get(name, name)))
        assert report.release == check_cost(save, focus({})).release
        assert "AmortizedCost for EffectiveCost" in only(report).found

    def test_a_name_as_the_standard_writes_it_goes_first(self, save: Save) -> None:
        report = check_cost(save, focus({"Provider": "Other"}))
        assert list(report.sums["by_provider"]) == ["Cloud One"]
        assert only(report).found == "the column Provider"

    def test_of_other_datasets_too(self, save: Save, adoption: str) -> None:
        report = check(save(adoption.replace("team_id", "TeamID"), "adoption.csv"), "adoption")
        assert (report.accepted, only(report).found) == (3, "TeamID")


class TestOtherDatasets:
    @pytest.mark.parametrize(
        ("dataset", "header", "found"),
        [
            ("adoption", "month,kpi_id,value", "KPI data"),
            ("adoption", "BilledCost,ChargeCategory,ChargePeriodStart,EffectiveCost", "cost data"),
            ("kpi", "month,team_id,kind,used", "usage data"),
            ("cost", "month,kpi_id,numerator,denominator", "KPI data"),
        ],
    )
    def test_are_named_in_one_message(self, save: Save, dataset: str, header: str, found: str) -> None:
        report = check(save(f"{header}\n{','.join('1' for _ in header.split(','))}\n", "x.csv"), dataset)
        assert (only(report).severity, report.accepted) == ("error", 0)
        assert found in only(report).found and found in only(report).remedy

    @pytest.mark.parametrize(
        ("header", "name"),
        [
            ("ContractCommitmentId,ContractId,BillingCurrency", "Contract Commitment"),
            ("BilledCost,ChargeCategory,InvoiceDetailId,InvoiceId,InvoiceIssuerName", "Invoice Detail"),
            ("BillingPeriodStart,BillingPeriodEnd,BillingPeriodStatus", "Billing Period"),
        ],
    )
    def test_of_focus_are_called_what_they_are(self, save: Save, header: str, name: str) -> None:
        problem = only(check_cost(save, f"{header}\n{','.join('1' for _ in header.split(','))}\n"))
        assert name in problem.found and "Cost and Usage" in problem.remedy

    def test_what_follows_from_a_missing_key_is_not_told(self, save: Save, adoption: str) -> None:
        report = check(save(adoption.replace("team_id", "squad"), "adoption.csv"), "adoption")
        assert [(problem.severity, problem.column) for problem in report.problems] == [
            ("error", "team_id"),
            ("warning", "squad"),
        ]


class TestSpreadsheets:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_a_line_that_says_the_delimiter_is_no_header(self, save: Save, delimiter: str, adoption: str) -> None:
        text = f"sep={delimiter}\n" + adoption.replace(",", delimiter).replace("pilot", "pilt", 1)
        problem = only(check(save(text, "adoption.csv"), "adoption"))
        assert (problem.row, problem.column) == (3, "stage")

    def test_a_row_of_totals_is_told_once(self, save: Save) -> None:
        blank = dict.fromkeys(focus({}).split("\n")[0].split(","), "")
        report = check_cost(save, focus({}, {**blank, "BilledCost": "1.50", "EffectiveCost": "1.50"}))
        assert (only(report).severity, only(report).row) == ("error", 3)
        assert "totals" in only(report).found

    def test_of_other_datasets_too(self, save: Save, adoption: str) -> None:
        report = check(save(adoption + "Total,,,,,35,3,,,,\n", "adoption.csv"), "adoption")
        assert (only(report).severity, only(report).row) == ("error", 5)


class TestRepeatedHeader:
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_is_a_new_part(self, save: Save, mark: str) -> None:
        both = check_cost(save, focus({}) + mark + focus({"ResourceId": "b"}, without=("ResourceId",)))
        assert (both.accepted, both.sums["BilledCost"]) == (2, "3.00")

    def test_in_a_large_file_too(self, save: Save) -> None:
        one = focus(*({"ChargeDescription": f"{at} " + "x" * 9_000} for at in range(1, 300)))
        assert len(one) * 2 > LARGE_BYTES
        report = check_cost(save, one + one.replace(" x", " y"))
        assert (report.accepted, report.problems) == (598, ())
