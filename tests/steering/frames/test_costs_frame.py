"""The Costs page as a value: its figures add up to the data and to one another, on the example and on real charges."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.costs import anomalies, budget, change, rates, showback, spend
from steering.costs.scope import resolve_scope
from steering.frames.blocks import Chart, Choice, Statement, Statements, TableBlock, Tile, Tiles
from steering.frames.blocks import leaves as leaf_blocks
from steering.frames.brief import page as brief
from steering.frames.costs import page as costs
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot as Laid
from steering.status import Status
from tests.steering.frames.walking import leaves
from tests.steering.small_cases import change as change_text
from tests.steering.small_cases import small, with_charges

NOW = Filters(as_of="2026-10")
UGLY = re.compile(r"\bnan\b|\binf(inity)?\b|\bNone\b|\d[eE][+-]?\d|Decimal\(|<NA>|\bNaT\b", re.IGNORECASE)


@pytest.fixture
def laid(whole_example: Laid) -> Laid:
    """The whole example on the table."""
    return whole_example


@pytest.fixture(scope="module")
def charges(example_case: Path) -> list[dict[str, str]]:
    """The example's charges as they stand in the file."""
    with gzip.open(example_case / "datasets" / "cost.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(frame: Frame, name: str) -> TableBlock:
    flat = leaf_blocks(frame.blocks)
    tables = [one.table if isinstance(one, Chart) else one for one in flat if isinstance(one, (Chart, TableBlock))]
    return next(one for one in tables if one.id == name)


def focus(frame: Frame) -> Choice:
    return next(block for block in leaf_blocks(frame.blocks) if isinstance(block, Choice))


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in leaf_blocks(frame.blocks) if isinstance(block, Tiles) for tile in block.tiles}


class TestExample:
    def test_nothing_is_refused(self, laid: Laid) -> None:
        assert laid.refused == {}
        assert {"adoption", "kpi", "cost", "usage", "evidence"} == set(laid.context.releases)

    def test_months_agree_with_the_file(self, laid: Laid, charges: list[dict[str, str]]) -> None:
        by_hand: dict[str, Decimal] = defaultdict(Decimal)
        for row in charges:
            by_hand[row["ChargePeriodStart"][:7]] += Decimal(row["EffectiveCost"])
        monthly = spend.sum_by_month(spend.query_spend(laid.context, resolve_scope(laid.context, NOW)))
        assert monthly == pytest.approx({month: float(cost) for month, cost in by_hand.items()}, abs=1e-4)

    def test_showback_adds_up_to_the_spend(self, laid: Laid) -> None:
        chosen = resolve_scope(laid.context, NOW)
        monthly = spend.sum_by_month(spend.query_spend(laid.context, chosen))
        found = showback.split_showback(showback.query_showback_lines(laid.context, chosen))
        assert found.total == pytest.approx(monthly["2026-10"], abs=1e-4)
        assert len(found.lines) == 70
        shown = table(costs.build_frame(laid.context, NOW), "showback").rows
        assert all(row[5] == sum(cell or 0 for cell in row[2:5]) for row in shown), "a line adds up as it is shown"
        assert sum(row[5] for row in shown) == round(monthly["2026-10"])
        shares = [row[-1] for row in table(costs.build_frame(laid.context, NOW), "showback").rows]
        assert sum(float(str(share)) for share in shares) == pytest.approx(1, abs=0.05), "rounded to 0.1% each"

    def test_units_and_their_teams_add_up_to_what_is_allocated(self, laid: Laid) -> None:
        whole = showback.split_showback(showback.query_showback_lines(laid.context, resolve_scope(laid.context, NOW)))
        direct = sum(line.direct + line.idle for line in whole.lines)
        parts = 0.0
        for unit in laid.units:
            filters = Filters(as_of="2026-10", unit=unit)
            parts += spend.sum_by_month(spend.query_spend(laid.context, resolve_scope(laid.context, filters)))[
                "2026-10"
            ]
        assert parts == pytest.approx(direct, abs=1e-3)

    def test_rates_follow_their_definitions(self, laid: Laid, charges: list[dict[str, str]]) -> None:
        rows = [row for row in charges if row["ChargePeriodStart"].startswith("2026-10")]
        usage = [row for row in rows if row["ChargeCategory"] == "Usage"]
        effective, listed = (sum(Decimal(row[name]) for row in usage) for name in ("EffectiveCost", "ListCost"))
        found = rates.query_rates(laid.context, resolve_scope(laid.context, NOW))[-1]
        assert found.effective_savings == pytest.approx(float(1 - effective / listed), abs=1e-6)
        known = [row for row in rows if Decimal(row["EffectiveCost"]) > 0]
        placed = [row for row in known if {"team", "shared"} & set(json.loads(row["Tags"] or "{}"))]
        share = sum(Decimal(row["EffectiveCost"]) for row in placed) / sum(
            Decimal(row["EffectiveCost"]) for row in known
        )
        assert found.allocation == pytest.approx(float(share), abs=1e-3)

    def test_the_anomaly_is_found_and_nothing_else(self, laid: Laid) -> None:
        found = anomalies.find_anomalies(laid.context, resolve_scope(laid.context, NOW))
        assert {one.team for one in found} == {"T32"}
        assert sorted(one.date for one in found) == [f"2026-10-{day}" for day in range(19, 24)]
        assert all(one.effective > 1.25 * one.mean for one in found)

    def test_rate_volume_and_mix_add_up(self, laid: Laid) -> None:
        parts = change.decompose(change.query_quantities(laid.context, resolve_scope(laid.context, NOW)))
        whole = parts.rate + parts.volume + parts.mix + parts.started + parts.stopped + parts.other
        assert whole == pytest.approx(parts.now - parts.before, abs=1e-3)

    def test_the_budget_is_that_of_the_case(self, laid: Laid) -> None:
        spread = budget.spread_by_month(laid.context.case.charter.budget)
        assert sum(spread.values()) == pytest.approx(8_000_000)
        frame = costs.build_frame(laid.context, NOW)
        assert frame.message == "Oct 2026 cost USD 431k, 12% over budget for the month"
        budget_tiles = {name: (tile.label, tile.value) for name, tile in tiles(frame).items() if tile.status}
        assert budget_tiles == {
            "budget-month": ("Budget, Oct 2026", "+12.4%"),
            "budget": ("Budget to date", "+0.3%"),
            "outlook": ("Outlook to Jul 2027", "+8.7%"),
        }
        assert tiles(frame)["budget"].note == "USD 2.4M of USD 2.4M since Feb 2026, +USD 6,564"
        assert tiles(frame)["spend"].since == "vs Sep 2026"

    def test_a_team_can_be_looked_at_closer(self, laid: Laid, charges: list[dict[str, str]]) -> None:
        frame = costs.build_frame(laid.context, Filters(as_of="2026-10", focus="T08"))
        rows = table(frame, "closer-charges").rows
        mine = [
            row
            for row in charges
            if row["ChargePeriodStart"].startswith("2026-10") and json.loads(row["Tags"] or "{}").get("team") == "T08"
        ]
        assert len(rows) == len(mine)
        shown = sum(Decimal(str(row[4]).replace(",", "")) for row in rows)
        assert float(shown) == pytest.approx(float(sum(Decimal(row["EffectiveCost"]) for row in mine)), abs=1)

    def test_a_teams_id_may_be_written_with_or_without_its_kind(self, laid: Laid) -> None:
        alone, named = (
            costs.build_frame(laid.context, Filters(as_of="2026-10", focus=name)) for name in ("T08", "team:T08")
        )
        assert table(alone, "closer-charges") == table(named, "closer-charges")
        for frame, asked in ((alone, "T08"), (named, "team:T08")):
            assert focus(frame).chosen == asked
            assert asked in dict(focus(frame).options), "what is not offered is forgotten on the next run"

    def test_a_service_can_be_looked_at_closer(self, laid: Laid, charges: list[dict[str, str]]) -> None:
        service = charges[0]["ServiceName"]
        frame = costs.build_frame(laid.context, Filters(as_of="2026-10", focus=f"service:{service}"))
        mine = [
            row for row in charges if row["ChargePeriodStart"].startswith("2026-10") and row["ServiceName"] == service
        ]
        whole = float(sum(Decimal(row["EffectiveCost"]) for row in mine))
        teams = table(frame, "closer-teams").rows
        assert sum(float(str(row[1])) for row in teams) == pytest.approx(whole, abs=len(teams))
        assert {row[3] for row in teams} >= {json.loads(row["Tags"] or "{}").get("team") for row in mine}
        listed = table(frame, "closer-charges")
        assert len(listed.rows) == min(len(mine), 200)
        largest = max(mine, key=lambda row: abs(Decimal(row["EffectiveCost"])))
        assert float(str(listed.rows[0][4]).replace(",", "")) == pytest.approx(
            float(largest["EffectiveCost"]), abs=0.01
        )

    def test_a_service_of_a_unit_has_the_charges_of_its_teams_only(self, laid: Laid) -> None:
        chosen = resolve_scope(laid.context, Filters(as_of="2026-10", unit="Claims"))
        whole = costs.build_frame(laid.context, Filters(as_of="2026-10", unit="Claims"))
        name = next(id for id, _ in focus(whole).options if id.startswith("service:"))
        frame = costs.build_frame(laid.context, Filters(as_of="2026-10", unit="Claims", focus=name))
        assert chosen.teams
        assert {row[3] for row in table(frame, "closer-teams").rows} <= set(chosen.teams)
        assert {row[1] for row in table(frame, "closer-charges").rows} <= set(chosen.teams)

    def test_what_no_team_or_service_is_called_leads_to_the_dearest_team(self, laid: Laid) -> None:
        dearest = table(costs.build_frame(laid.context, NOW), "showback").rows[0][1]
        for asked in (None, "lead_time", "service:Nowhere", "team:T99"):
            assert (
                focus(costs.build_frame(laid.context, Filters(as_of="2026-10", focus=asked))).chosen
                == f"team:{dearest}"
            )

    @pytest.mark.parametrize("filters", [NOW, Filters(as_of="2025-05"), Filters(as_of="2026-03", unit="Claims")])
    def test_every_text_reads_well_and_the_hash_stands(self, laid: Laid, filters: Filters) -> None:
        frame = costs.build_frame(laid.context, filters)
        texts = [
            text
            for place, text in leaves(frame)
            if isinstance(text, str) and not re.search(r"figure|provenance", place)
        ]
        assert not [text for text in texts if UGLY.search(text)]
        assert frame.sha256 == costs.build_frame(laid.context, filters).sha256
        assert frame.sha256 != costs.build_frame(laid.context, Filters(as_of="2026-09")).sha256


class TestRealCharges:
    def test_the_official_sample_opens(self, lay: Callable[[Path], Laid], tmp_path: Path, shared_data: Path) -> None:
        case = small(tmp_path / "sample", as_of="2024-09")
        (case / "datasets").mkdir(exist_ok=True)
        shutil.copyfile(shared_data / "focus" / "focus_sample_1.0.csv", case / "datasets" / "cost.csv")
        sample = lay(case)
        assert sample.refused == {}
        frame = costs.build_frame(sample.context, Filters(as_of="2024-09"))
        with (case / "datasets" / "cost.csv").open(encoding="utf-8", newline="") as file:
            whole = sum(Decimal(row["EffectiveCost"]) for row in csv.DictReader(file))
        assert frame.message == f"Sep 2024 cost USD {whole:.2f}"
        assert tiles(frame)["spend"].value == f"USD {whole:.2f}"
        rows = table(frame, "services-table").rows
        assert all(re.fullmatch(r"−?\d+\.\d\d", str(row[1]).replace("-", "−")) for row in rows)
        assert all(
            re.fullmatch(r"-?[\d,]+\.\d\d", str(cell))
            for row in table(frame, "closer-charges").rows
            for cell in row[3:5]
        )
        bars = next(one for one in leaf_blocks(frame.blocks) if isinstance(one, Chart) and one.id == "services")
        assert bars.figure["layout"]["xaxis"]["tickformat"] == ",.2~f"
        found = spend.query_spend(sample.context, resolve_scope(sample.context, Filters(as_of="2024-09")))
        by_provider = spend.sum_by(found, lambda one: one.provider)
        assert by_provider["AWS"] == pytest.approx(13)
        billed = sum(one.billed for one in found)
        assert billed == pytest.approx(20.52022672899)
        assert (
            rates.query_rates(sample.context, resolve_scope(sample.context, Filters(as_of="2024-09")))[-1].allocation
            is not None
        )


class TestOddCases:
    def test_the_largest_charges_are_those_of_the_currency(
        self, lay: Callable[[Path], Laid], tmp_path: Path, shared_data: Path
    ) -> None:
        case = small(tmp_path / "mixed", as_of="2024-09")
        (case / "datasets").mkdir(exist_ok=True)
        with (shared_data / "focus" / "focus_sample_1.0.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        tagged = {"Tags": '{"team": "T1"}'}
        dear = [
            {**rows[0], **tagged, "BillingCurrency": "EUR", "EffectiveCost": "900", "Id": str(n)} for n in range(250)
        ]
        cheap = [{**row, **tagged} for row in rows[:260]]
        with (case / "datasets" / "cost.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows([*dear, *cheap])
        mixed = lay(case)
        assert mixed.refused == {}
        frame = costs.build_frame(mixed.context, Filters(as_of="2024-09"))
        assert "EUR" in frame.notices[0].text
        assert len(table(frame, "closer-charges").rows) == 200, "250 dearer ones are in another currency"

    def test_without_cost_data_the_page_says_what_it_needs(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        table = lay(small(tmp_path / "empty"))
        frame = costs.build_frame(table.context, table.default_filters)
        assert frame.message == "Waiting for cost data"
        assert "FOCUS" in frame.notices[0].remedy

    def test_a_month_without_charges_is_said(self, laid: Laid) -> None:
        frame = costs.build_frame(laid.context, Filters(as_of="2025-01"))
        assert frame.message == "There is no cost data for Jan 2025"

    def test_charges_that_name_no_currency_are_shown(
        self, lay: Callable[[Path], Laid], tmp_path: Path, shared_data: Path
    ) -> None:
        case = small(tmp_path / "unnamed", as_of="2024-09")
        (case / "datasets").mkdir(exist_ok=True)
        with (shared_data / "focus" / "focus_sample_1.0.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [name for name in rows[0] if name != "BillingCurrency"]
        with (case / "datasets" / "cost.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        table = lay(case)
        assert table.refused == {}
        frame = costs.build_frame(table.context, Filters(as_of="2024-09"))
        assert frame.message.startswith("Sep 2024 cost no currency")


class TestBudget:
    """A budget meets spend only in its own currency and in months that are complete."""

    def test_a_budget_in_another_currency_is_said_and_not_compared(
        self, lay: Callable[[Path], Laid], tmp_path: Path
    ) -> None:
        case = with_charges(tmp_path / "euro", ["2026-03-02", "2026-04-02"])
        change_text(case, "currency: USD", "currency: EUR")
        snapshot = lay(case)
        frame = costs.build_frame(snapshot.context, snapshot.default_filters)
        assert frame.message == "Apr 2026 cost USD 100"
        assert frame.notices[0].text == "The budget is in EUR, the charges are in USD: they are not compared."
        assert not {"budget-month", "budget", "outlook"} & set(tiles(frame))
        (statement,) = brief_costs(snapshot)
        assert (statement.text, statement.figure) == ("Costs", "not compared with the budget")
        assert statement.status is Status.UNKNOWN

    def test_an_incomplete_month_stays_out_of_variance_and_forecast(
        self, lay: Callable[[Path], Laid], tmp_path: Path
    ) -> None:
        lengths = {"01": 31, "02": 28, "03": 31, "04": 8}
        charged = [f"2026-{month}-{day:02}" for month, last in lengths.items() for day in range(1, last + 1)]
        snapshot = lay(with_charges(tmp_path / "part", charged))
        frame = costs.build_frame(snapshot.context, snapshot.default_filters)
        assert frame.message == "Apr 2026 cost USD 800 so far: charged up to 8 Apr"
        assert tiles(frame)["budget"].note.startswith("USD 9,000 of USD 3,000 since Jan 2026")
        assert "budget-month" not in tiles(frame)
        forecast = {row[0]: row[4] for row in table(frame, "spend-table").rows}
        assert forecast["Mar 2026"] is None
        assert forecast["Apr 2026"] >= 2800
        assert "Apr 2026 is incomplete" in brief_costs(snapshot)[0].detail

    @pytest.mark.parametrize(
        ("days", "said"), [(10, "on budget"), (9, "USD 100 under budget"), (11, "USD 100 over budget")]
    )
    def test_the_brief_says_where_spend_is_on_budget(
        self, lay: Callable[[Path], Laid], tmp_path: Path, days: int, said: str
    ) -> None:
        case = with_charges(tmp_path / "case", [f"2026-04-{30 - day}" for day in range(days)])
        change_text(case, "from: 2026-01", "from: 2026-04")
        change_text(case, "amount: 12000", "amount: 9000")
        assert brief_costs(lay(case))[0].figure == said

    def test_missing_months_are_named(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        snapshot = lay(with_charges(tmp_path / "gap", ["2026-01-02", "2026-04-02"]))
        texts = [notice.text for notice in costs.build_frame(snapshot.context, snapshot.default_filters).notices]
        assert any(text.startswith("Feb 2026 and Mar 2026 have no charges.") for text in texts)


def brief_costs(snapshot: Laid) -> list[Statement]:
    """What the Brief says of the costs."""
    blocks = brief.build_frame(snapshot.context, snapshot.default_filters).blocks
    found = [
        statement for block in leaf_blocks(blocks) if isinstance(block, Statements) for statement in block.findings
    ]
    return [statement for statement in found if statement.text.startswith("Costs")]


def test_unused_capacity_is_idle_for_a_team_and_for_nobody(lay: Callable[[Path], Laid], tmp_path: Path) -> None:
    case = small(tmp_path / "case")
    rows = [
        f'{cost},Usage,2026-04-02T00:00:00Z,{cost},USD,cr-1,{status},"{tags}"'
        for cost, status, tags in (
            (100, "Used", '{""team"": ""T1""}'),
            (30, "Unused", '{""team"": ""T1""}'),
            (40, "Unused", ""),
            (5, "Used", ""),
        )
    ]
    header = "BilledCost,ChargeCategory,ChargePeriodStart,EffectiveCost,BillingCurrency,CapacityReservationId,"
    text = "\n".join([f"{header}CapacityReservationStatus,Tags", *rows, ""])
    (case / "datasets" / "cost.csv").write_text(text, encoding="utf-8")
    laid = lay(case)
    shown = table(costs.build_frame(laid.context, laid.default_filters), "showback")
    assert [row[2:6] for row in shown.rows] == [(100, 30, 0, 130), (5, 40, None, 45)]
