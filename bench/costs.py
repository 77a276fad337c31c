"""Costs at scale: ingest against DuckDB's own reading and writing, page queries and the drill-down to raw rows."""

from __future__ import annotations

import statistics
import tempfile
from functools import partial
from pathlib import Path

import duckdb

from bench import workloads
from bench.focus_rows import write
from bench.rows import Row, paired, percentile
from steering.warehouse import Warehouse, rows_path

ROUNDS = 3
BIG_HOME = "per-row-big"
MONTH, BEFORE, TEAM = "2026-06", "2026-05", "T07"
SCOPE: dict[str, object] = {"as_of": MONTH, "currency": "USD", "teams": None}
TWO_MONTHS = {**SCOPE, "before": BEFORE}
# What the Costs page asks of the monthly rollup.
PAGE: dict[str, dict[str, object]] = {
    "cost_currencies": {},
    "month_names_of_cost": {},
    "cost_months": SCOPE,
    "cost_rates": SCOPE,
    "cost_teams": SCOPE,
    "cost_tokens": SCOPE,
    "cost_quantities": TWO_MONTHS,
    "cost_by_service_of_team": {"as_of": MONTH, "before": BEFORE, "currency": "USD", "team": TEAM},
    "cost_by_team_of_service": {**TWO_MONTHS, "service": "Compute Engine"},
}
ANOMALIES: dict[str, object] = {**SCOPE, "over": 0.25, "observed": 14, "least": 100.0}


def measure(million: int = 1, large: int = 10) -> list[Row]:
    """The rows on costs. Sizes are in millions of charges; files are made, measured and deleted."""
    with tempfile.TemporaryDirectory(prefix="steerco-bench-") as name:
        folder = Path(name)
        small_csv, small, big = folder / "small.csv", folder / "small.parquet", folder / "big.parquet"
        write(small_csv, rows=million * 1_000_000)
        write(small, rows=million * 1_000_000)
        rows = [_ingest_csv(small_csv, folder, million)]
        small_csv.unlink()
        write(big, rows=large * 1_000_000)
        rows += _per_row(small, big, folder, million, large)
        rows += _queries(folder / BIG_HOME, large)
    return rows


def _ingest_csv(file: Path, folder: Path, millions: int) -> Row:
    pairs = []
    for turn in range(ROUNDS):
        ours = workloads.run("ingest", file, folder / f"ours{turn}")
        theirs = workloads.run("floor", file, folder / f"floor{turn}")
        pairs.append((ours, theirs))
    ratio = statistics.median(ours.seconds / theirs.seconds for ours, theirs in pairs)
    ours_seconds = statistics.median(ours.seconds for ours, _ in pairs)
    theirs_seconds = statistics.median(theirs.seconds for _, theirs in pairs)
    peak = max(ours.peak for ours, _ in pairs)
    return Row(
        what=f"ingest, check, roll up and store {millions} million charges, CSV of {file.stat().st_size / 1e6:.0f} MB",
        measured=f"{ours_seconds:.1f} s, peak {peak / 2**20:.0f} MiB",
        against=f"DuckDB read_csv + COPY: {theirs_seconds:.1f} s",
        ratio=ratio,
        target=2.0,
        note="" if peak < 2**30 else "(over 1 GiB)",
    )


def _per_row(small: Path, big: Path, folder: Path, millions: int, large: int) -> list[Row]:
    first = workloads.run("ingest", small, folder / "per-row-small")
    second = workloads.run("ingest", big, folder / BIG_HOME)
    per_row = (second.seconds / large) / (first.seconds / millions)
    return [
        Row(
            what=f"time per row, {large} million charges (Parquet)",
            measured=_said(second, large),
            against=f"{millions} million: {_said(first, millions)}",
            ratio=per_row,
            target=1.2,
        ),
        Row(
            what=f"peak memory, {large} million charges (Parquet)",
            measured=f"{second.peak / 2**20:.0f} MiB",
            against=f"{millions} million: {first.peak / 2**20:.0f} MiB",
            ratio=second.peak / first.peak,
            target=1.2,
        ),
    ]


def _said(cost: workloads.Cost, millions: int) -> str:
    each = cost.seconds / millions
    return f"{cost.seconds:.1f} s ({each:.1f} µs a row), peak {cost.peak / 2**20:.0f} MiB"


def _queries(home: Path, large: int) -> list[Row]:
    (release,) = (path.name for path in (home / "releases" / "cost").iterdir() if not path.name.startswith("."))
    reference = {"cost": f"{release}@team"}
    raw = rows_path(home, "cost", release)
    with Warehouse(home) as warehouse:
        asked = {
            name: percentile(partial(warehouse.query, name, reference, **given), 0.95, rounds=60)
            for name, given in PAGE.items()
        }
        slowest = max(asked, key=lambda name: asked[name])
        anomalies = percentile(lambda: warehouse.query("cost_anomalies", reference, **ANOMALIES), 0.95, rounds=30)
        span = {"from": f"{MONTH}-01", "until": "2026-07-01"}
        by_hand = duckdb.connect()
        sql = f"""
            select * exclude (Tags) from read_parquet('{raw}')
            where ChargePeriodStart >= '{MONTH}-01' and ChargePeriodStart < '2026-07-01' and _team = '{TEAM}'
            order by abs(EffectiveCost) desc limit 200
        """
        ours, theirs, ratio = paired(
            lambda: warehouse.query(
                "cost_rows", reference, team=TEAM, teams=None, service=None, currency="USD", limit=200, **span
            ),
            lambda: by_hand.sql(sql).df(),
            rounds=15,
        )
    return [
        Row(
            what=f"page query on the cost rollup, {large} million charges behind it (p95)",
            measured=f"{asked[slowest] * 1000:.1f} ms, the slowest of {len(asked)}: {slowest}",
            against="10 ms",
            ratio=asked[slowest] / 0.010,
            target=1.0,
        ),
        Row(
            what=f"anomalies of a month from the daily rollup, {large} million charges behind it (p95)",
            measured=f"{anomalies * 1000:.1f} ms",
            against="",
            ratio=None,
            target=None,
        ),
        Row(
            what=f"drill-down to the charges of one team and month, {large} million charges",
            measured=f"{ours * 1000:.1f} ms",
            against=f"hand-written SQL over the same Parquet: {theirs * 1000:.1f} ms",
            ratio=ratio,
            target=1.5,
        ),
    ]
