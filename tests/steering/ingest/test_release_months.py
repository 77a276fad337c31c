"""The months that leave with a new release, and releases in which only some months are replaced."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from steering.ingest import load
from steering.ingest.release_months import describe_leaving, months_of, months_that_leave, replace_months
from steering.months import format_months
from steering.warehouse import Manifest
from tests.steering.ingest.conftest import Save
from tests.steering.ingest.focus_files import focus


def charge(month: str, cost: str, **cells: str) -> dict[str, str]:
    year, mon = month.split("-")
    following = f"{year}-{int(mon) + 1:02d}"
    return {
        "BilledCost": cost,
        "EffectiveCost": cost,
        "BillingPeriodStart": f"{month}-01T00:00:00Z",
        "BillingPeriodEnd": f"{following}-01T00:00:00Z",
        "ChargePeriodStart": f"{month}-03T00:00:00Z",
        "ChargePeriodEnd": f"{month}-04T00:00:00Z",
        "ResourceId": f"vm-{cost}",
        **cells,
    }


class Releases:
    """Releases of one home, by the rows of their file."""

    def __init__(self, save: Save, home: Path) -> None:
        self.save, self.home = save, home

    def cost(self, *rows: dict[str, str], without: tuple[str, ...] = ()) -> Manifest:
        return self.load(focus(*rows, without=without), "cost")

    def load(self, text: str, dataset: str) -> Manifest:
        result = load(self.save(text, f"{dataset}.csv"), dataset, self.home, by="x")
        assert result.manifest, result.report.problems
        return result.manifest

    def replace(self, new: Manifest, current: Manifest) -> Manifest:
        return replace_months(self.home, new, current, by="x").manifest


@pytest.fixture
def releases(save: Save, tmp_path: Path) -> Releases:
    return Releases(save, tmp_path)


class TestMonthsThatLeave:
    def test_are_those_that_the_new_data_lacks(self, releases: Releases) -> None:
        current = releases.cost(charge("2026-01", "1"), charge("2026-02", "2"), charge("2026-04", "3"))
        new = releases.cost(charge("2026-04", "4"), charge("2026-05", "5"))
        assert months_of(releases.home, new) == ("2026-04", "2026-05")
        assert months_that_leave(releases.home, new, current) == ("2026-01", "2026-02")
        assert months_that_leave(releases.home, current, current) == ()
        assert months_that_leave(releases.home, new, None) == ()

    def test_a_correction_is_of_the_month_of_its_bill(self, releases: Releases) -> None:
        correction = charge("2026-04", "-1", ChargeClass="Correction", ChargePeriodStart="2026-03-03T00:00:00Z")
        current = releases.cost(charge("2026-03", "7"), charge("2026-04", "4"))
        new = releases.cost(charge("2026-04", "4"), correction)
        assert months_that_leave(releases.home, new, current) == ("2026-03",)
        assert releases.replace(new, current).sums["BilledCost"] == "10"

    def test_are_said_as_a_sentence(self) -> None:
        assert describe_leaving(()) == "No month leaves the current release."
        assert describe_leaving(("2026-01",)) == (
            "Jan 2026 leaves the current release: the new data has nothing of it."
        )
        assert format_months(("2025-12", "2026-01", "2026-03", "2026-05")) == (
            "Dec 2025 to Jan 2026, Mar 2026 and May 2026"
        )


class TestReplaceMonths:
    def test_the_release_is_that_of_a_file_with_these_rows(self, releases: Releases) -> None:
        march, april = charge("2026-03", "3.10"), charge("2026-04", "4.255")
        current = releases.cost(charge("2026-01", "1"), march, charge("2026-04", "40"))
        new = releases.cost(april, charge("2026-05", "5"))
        merged = releases.replace(new, current)
        assert merged.release == releases.cost(charge("2026-01", "1"), march, april, charge("2026-05", "5")).release
        assert merged.rows == 4
        assert Decimal(merged.sums["BilledCost"]) == Decimal("13.355")
        assert months_of(releases.home, merged) == ("2026-01", "2026-03", "2026-04", "2026-05")

    def test_columns_of_either_are_there(self, releases: Releases) -> None:
        current = releases.cost(charge("2026-01", "1", x_old="a"), without=("PublisherName",))
        new = releases.cost(charge("2026-04", "4", x_new="b", ConsumedQuantity="1e-40", ConsumedUnit="GB"))
        merged = releases.replace(new, current)
        assert {"x_old", "x_new", "PublisherName"} <= {name for name, _ in merged.columns}
        assert (merged.rows, merged.sums["BilledCost"]) == (2, "5")

    def test_where_nothing_stays_it_is_the_new_one(self, releases: Releases) -> None:
        current, new = releases.cost(charge("2026-04", "1")), releases.cost(charge("2026-04", "4"))
        assert releases.replace(new, current) == new

    def test_warnings_are_those_of_the_new_data(self, releases: Releases) -> None:
        current = releases.cost(charge("2026-01", "1", ConsumedQuantity="-1", ConsumedUnit="GB"))
        new = releases.cost(charge("2026-04", "4", ConsumedQuantity="-2", ConsumedUnit="GB"))
        merged = releases.replace(new, current)
        assert [(warning.file, warning.row, warning.found) for warning in merged.warnings] == [("cost.csv", 2, "-2")]

    def test_of_other_datasets(self, releases: Releases) -> None:
        header = "month,kpi_id,value,numerator,denominator,team_id\n"
        current = releases.load(header + "2026-01,a,1.5,,,\n2026-02,a,2,,,\n", "kpi")
        new = releases.load(header + "2026-02,a,,1,3,\n2026-03,a,3,,,\n", "kpi")
        assert months_that_leave(releases.home, new, current) == ("2026-01",)
        whole = releases.load(header + "2026-01,a,1.5,,,\n2026-02,a,,1,3,\n2026-03,a,3,,,\n", "kpi")
        assert releases.replace(new, current).release == whole.release
