"""Moments in every way that exporters write them, and the month that a charge counts in."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from steering.ingest import accept, check
from steering.warehouse import Warehouse, rows_path, scratch
from steering.warehouse.tags import rollup_file
from tests.steering.ingest.focus_files import focus, only

Save = Callable[..., Path]
MIDNIGHT = dt.datetime(2026, 3, 2)


def period(
    start: str, end: str, billing: tuple[str, str] = ("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")
) -> dict[str, str]:
    return {
        "ChargePeriodStart": start,
        "ChargePeriodEnd": end,
        "BillingPeriodStart": billing[0],
        "BillingPeriodEnd": billing[1],
    }


def months(home: Path, release: str) -> dict[str, int]:
    """The charges of each month, by the rollup."""
    monthly = rows_path(home, "cost", release).with_name(rollup_file("monthly", "team"))
    with scratch(reads=(monthly.resolve(),)) as context:
        return dict(context.run(f"select month, sum(rows)::int from '{monthly.resolve()}' group by 1 order by 1"))


class TestWaysOfWriting:
    @pytest.mark.parametrize(
        ("text", "zone_missing"),
        [
            ("2026-03-02T00:00:00Z", False),
            ("2026-03-02 00:00:00 UTC", False),
            ("2026-03-02 00:00:00.000000 UTC", False),
            ("2026-03-02 00:00:00 GMT", False),
            ("2026-03-02T00:00:00+0000", False),
            ("2026-03-02 00:00:00 +0000", False),
            ("2026-03-02 00:00:00 +0000 UTC", False),
            ("2026-03-02 02:00:00 +02:00", False),
            ("2026-03-02T02:00:00+0200", False),
            ("2026-03-01T19:00:00-05", False),
            ("2026-03-02 00:00:00", True),
            ("2026-03-02", False),
            ("2026/3/2", False),
            ("2026/03/02 00:00:00", True),
            ("2026-3-2 0:00", True),
            ("20260302", False),
            ("02.03.2026", False),
            ("02-Mar-2026", False),
            ("2026-03-02 12:00:00 AM", True),
        ],
    )
    def test_is_read(self, save: Save, tmp_path: Path, text: str, zone_missing: bool) -> None:
        manifest = accept(save(focus(period(text, "2026-03-03T00:00:00Z")), "cost.csv"), "cost", tmp_path, by="x")
        (start,) = pq.read_table(rows_path(tmp_path, "cost", manifest.release))["ChargePeriodStart"].to_pylist()
        assert start == MIDNIGHT
        assert [problem.found for problem in manifest.warnings] == ["a time without a time zone"] * zone_missing

    @pytest.mark.parametrize(("text", "hour"), [("3/14/2026 1:30:00 PM", 13), ("3/14/2026 12:30 am", 0)])
    def test_half_days_are_read(self, save: Save, tmp_path: Path, text: str, hour: int) -> None:
        path = save(focus(period(text, "3/15/2026 12:00 AM")), "cost.csv")
        manifest = accept(path, "cost", tmp_path, by="x")
        (start,) = pq.read_table(rows_path(tmp_path, "cost", manifest.release))["ChargePeriodStart"].to_pylist()
        assert start == dt.datetime(2026, 3, 14, hour, 30)

    @pytest.mark.parametrize("text", ["1772409600", "1772409600000"])
    def test_seconds_since_1970_are_named(self, save: Save, text: str) -> None:
        problem = only(check(save(focus(period(text, "2026-03-03")), "cost.csv"), "cost"))
        assert (problem.severity, problem.found) == ("error", text)
        assert "seconds since 1970" in problem.remedy

    @pytest.mark.parametrize("text", ["2026-02-30 00:00:00 UTC", "2026/13/1", "20261301", "31.02.2026", "02-Mrz-2026"])
    def test_what_is_no_day_is_an_error(self, save: Save, text: str) -> None:
        assert only(check(save(focus(period(text, "2026-03-03")), "cost.csv"), "cost")).severity == "error"


class TestMonth:
    def test_follows_the_billing_period_where_the_offset_alone_moved_it(self, save: Save, tmp_path: Path) -> None:
        rows = [
            period(f"2026-0{month}-01T00:00:00+02:00", f"2026-0{month}-02T00:00:00+02:00",
                   (f"2026-0{month}-01T00:00:00+02:00", f"2026-0{month + 1}-01T00:00:00+02:00"))
            for month in (2, 3, 4)
        ]  # fmt: skip
        manifest = accept(save(focus(*rows), "cost.csv"), "cost", tmp_path, by="x")
        assert months(tmp_path, manifest.release) == {"2026-02": 1, "2026-03": 1, "2026-04": 1}
        assert (manifest.period, manifest.warnings) == (("2026-02", "2026-04"), ())

    def test_west_of_utc_too_and_where_the_charges_are_listed(self, save: Save, tmp_path: Path) -> None:
        bill = ("2026-03-01T08:00:00Z", "2026-04-01T07:00:00Z")
        path = save(focus(period("2026-04-01T06:00:00Z", "2026-04-01T07:00:00Z", bill)), "cost.csv")
        manifest = accept(path, "cost", tmp_path, by="x")
        assert months(tmp_path, manifest.release) == {"2026-03": 1}
        warehouse = Warehouse(tmp_path)
        parameters = {"team": None, "teams": None, "service": None, "currency": "USD", "limit": 5}
        span = {"from": "2026-03-01", "until": "2026-04-01"}
        rows = warehouse.query("cost_rows", {"cost": f"{manifest.release}@team"}, **parameters, **span)
        warehouse.close()
        assert len(rows) == 1

    def test_another_one_than_that_of_the_bill_is_told_with_its_amount(self, save: Save) -> None:
        late = period("2026-02-20T00:00:00Z", "2026-02-21T00:00:00Z")
        correction = {**late, "ChargeClass": "Correction"}
        problem = only(check(save(focus({}, late, correction), "cost.csv"), "cost"))
        assert (problem.severity, problem.column) == ("warning", "ChargePeriodStart")
        assert (
            problem.found == "a charge of USD 1.50 in another month than the bill, such as 2026-02 on that of 2026-03"
        )

    def test_a_billing_period_that_spans_two_months_is_no_other_month(self, save: Save) -> None:
        bill = ("2026-02-15T00:00:00Z", "2026-03-15T00:00:00Z")
        row = period("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", bill)
        assert check(save(focus(row), "cost.csv"), "cost").problems == ()
