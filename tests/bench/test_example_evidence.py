"""The example's evidence counts, at the end of each month, what the KPI says."""

from __future__ import annotations

import csv
import hashlib
import re
from calendar import monthrange
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bench.example_controls import controls

DATASETS = Path(__file__).resolve().parents[2] / "data" / "cases" / "halden" / "datasets"
NOW = "2026-10"
Row = dict[str, str]


@cache
def rows(name: str = "evidence.csv") -> list[Row]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def month_end(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, monthrange(year, number)[1]).isoformat()


def current(month: str) -> set[str]:
    """Controls with a piece that is approved and not expired at the end of the month."""
    end = month_end(month)
    return {r["control_id"] for r in rows() if r["status"] == "approved" and r["collected_at"] <= end < r["expires_at"]}


def kpi() -> dict[str, tuple[int, int]]:
    return {
        row["month"]: (int(row["numerator"]), int(row["denominator"]))
        for row in rows("kpi.csv")
        if row["kpi_id"] == "evidence_current"
    }


def without() -> dict[str, set[str]]:
    """What there is, by status, for each control without current evidence now."""
    missing = set(controls()) - current(NOW)
    return {control: {row["status"] for row in rows() if row["control_id"] == control} for control in missing}


def test_columns_and_order() -> None:
    header = "evidence_id,control_id,framework,method,source_uri,sha256,collected_at,expires_at"
    assert ",".join(rows()[0]) == f"{header},collector,reviewer,status"
    assert [row["evidence_id"] for row in rows()] == [f"EV-{number:04}" for number in range(1, len(rows()) + 1)]
    collected = [row["collected_at"] for row in rows()]
    assert collected == sorted(collected)
    assert {day[:7] for day in collected} == {f"2025-{m:02}" for m in range(5, 13)} | {
        f"2026-{m:02}" for m in range(1, 11)
    }


def test_the_controls_are_33_criteria_and_50_specifications(shared_data: Path) -> None:
    assert Counter(controls().values()) == {"soc2": 33, "hipaa": 50}
    with (shared_data / "compliance" / "hipaa_security_rule.csv").open(encoding="utf-8", newline="") as file:
        citations = [row["spec_citation"] for row in csv.DictReader(file)]
    assert [control for control, framework in controls().items() if framework == "hipaa"] == citations
    criteria = [control for control, framework in controls().items() if framework == "soc2"]
    assert (criteria[0], criteria[-1]) == ("CC1.1", "CC9.2")


def test_each_piece_is_for_a_control_of_its_framework() -> None:
    assert all(controls()[row["control_id"]] == row["framework"] for row in rows())


@pytest.mark.parametrize("month", ["2026-01", *(f"2026-{m:02}" for m in range(2, 11))])
def test_current_evidence_is_what_the_kpi_counts(month: str) -> None:
    assert (len(current(month)), len(controls())) == kpi()[month]


def test_the_figures_of_the_kpi() -> None:
    months = [f"2026-{m:02}" for m in range(2, 11)]
    assert [kpi()[month] for month in months] == [(n, 83) for n in (37, 42, 48, 54, 60, 66, 58, 68, 73)]


def test_access_reviews_lapsed_in_august() -> None:
    lost = current("2026-07") - current("2026-08")
    assert len(lost) == 10
    assert len(lost & current("2026-09")) == 6
    assert all(re.match(r"CC6\.|164\.308\(a\)\([34]\)|164\.312\((a|d)\)", control) for control in lost)


def test_why_10_controls_are_without_evidence_now() -> None:
    kinds = Counter(
        "expired" if "approved" in found else "/".join(sorted(found)) or "never covered" for found in without().values()
    )
    assert kinds == {"expired": 4, "never covered": 4, "rejected": 1, "in_review": 1}


def test_methods_and_states_are_mixed() -> None:
    states = Counter(row["status"] for row in rows())
    assert set(states) == {"approved", "in_review", "rejected", "draft"}
    assert states["approved"] > len(rows()) / 2
    methods = Counter(row["method"] for row in rows())
    assert set(methods) == {"automated", "inspection", "inquiry", "observation", "reperformance"}
    assert 0.3 < methods["automated"] / len(rows()) < 0.6


def test_a_piece_expires_a_month_or_more_after_it_was_collected() -> None:
    for row in rows():
        lasts = (date.fromisoformat(row["expires_at"]) - date.fromisoformat(row["collected_at"])).days
        assert 30 <= lasts <= 366, row


def test_the_digest_is_that_of_the_stated_text() -> None:
    for row in rows():
        text = "Evidence {evidence_id} for {control_id}, {method}, collected {collected_at}".format(**row)
        assert row["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_evidence_has_an_address_and_is_reviewed_by_somebody_else() -> None:
    for row in rows():
        assert re.fullmatch(r"evidence://(platform|register)/[^/ ]+/\d{4}-\d\d-\d\d", row["source_uri"])
        assert row["collector"]
        assert row["reviewer"] != row["collector"]
        assert bool(row["reviewer"]) == (row["status"] != "draft")
