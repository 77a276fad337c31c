"""The Brief, Adoption and KPIs as values: the same everywhere, right in every odd case, and in whole sentences."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from steering.context.filters import Filters
from steering.frames.adoption import page as adoption
from steering.frames.blocks import Chart, FundingRequest, Notice, Statements, TableBlock, Tile, Tiles
from steering.frames.brief import page as brief
from steering.frames.frame import Frame
from steering.frames.kpis import page as kpis
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.frames.walking import blocks, leaves
from tests.steering.small_cases import change, kpi, small

Lay = Callable[[Path], CaseSnapshot]
PAGES: dict[str, Callable[..., Frame]] = {
    "brief": brief.build_frame,
    "adoption": adoption.build_frame,
    "kpis": kpis.build_frame,
}
UGLY = re.compile(r"\bnan\b|\binf(inity)?\b|\bNone\b|\d[eE][+-]?\d|Decimal\(|<NA>|\bNaT\b", re.IGNORECASE)
WRONG = re.compile(
    r"\b1 (teams|KPIs|waves|models|months|business units|forecasts)\b|\bno teams of\b|  |\.\.|\s[.,;:!?](\s|$)|, \."
)
TEAM = "2026-04,A,Team A,North,1,production,3,1"


def shown(frame: Frame) -> dict[str, str]:
    """What people read in a frame: every text but ids and the internals of Plotly's figures."""
    return {
        place: value
        for place, value in leaves(frame)
        if isinstance(value, str)
        and not place.endswith(".id")
        and ".figure." not in place
        and "provenance" not in place
    }


def plotted(frame: Frame) -> list[float]:
    return [value for place, value in leaves(frame) if ".figure." in place and isinstance(value, float)]


def check(frame: Frame, *, quoted: str = "\0") -> None:
    """What holds for every frame of every case. `quoted` is the users' own text, which may say anything."""
    texts = shown(frame)
    assert frame.message
    for place, text in texts.items():
        ours = text.replace(quoted, "X")
        assert not UGLY.search(ours), (place, text)
        assert not WRONG.search(ours), (place, text)
    for sentence in (frame.message, *(block.alt for block in blocks(frame) if isinstance(block, Chart))):
        assert sentence[:1].upper() == sentence[:1], sentence
        for start in re.findall(r"[.!?] ([a-z])", sentence.replace(quoted, "X")):
            pytest.fail(f"A sentence begins with {start!r}: {sentence}")
    assert all(math.isfinite(value) for value in plotted(frame))
    json.dumps([value for _, value in leaves(frame)], allow_nan=False)
    ids = [(type(block), block.id) for block in blocks(frame) if hasattr(block, "id")]
    ids += [(Tile, tile.id) for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles]
    assert len(ids) == len(set(ids))
    for block in blocks(frame):
        table = getattr(block, "table", block)
        for row in getattr(table, "rows", ()):
            assert len(row) == len(table.columns)


class TestExample:
    @pytest.fixture(params=PAGES)
    def page(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    def test_every_month_and_unit(self, example: CaseSnapshot, page: str) -> None:
        opening = example.default_filters
        for filters in [replace(opening, as_of=month) for month in example.months] + [
            replace(opening, unit=unit) for unit in example.units
        ]:
            check(PAGES[page](example.context, filters))

    def test_every_kpi_closer(self, example: CaseSnapshot) -> None:
        for name in example.context.case.kpis:
            for unit in (None, "Claims"):
                frame = kpis.build_frame(example.context, replace(example.default_filters, focus=name, unit=unit))
                check(frame)
                assert [block.chosen for block in blocks(frame) if hasattr(block, "chosen")] == [name]

    def test_equal_in_another_process(self, example: CaseSnapshot, teams_and_kpis: Path, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from steering.state.app_state import AppState\n"
            "from steering.frames.adoption import page as adoption; from steering.frames.brief import page as brief\n"
            "from steering.frames.kpis import page as kpis\n"
            "table = AppState(Path(sys.argv[1]), Path(sys.argv[2])).snapshot()\n"
            "for page in (brief, adoption, kpis):\n"
            "    print(page.build_frame(table.context, table.default_filters).sha256)\n"
        )
        command = [sys.executable, "-c", script, str(tmp_path / "other"), str(teams_and_kpis)]
        root = Path(__file__).parents[3]
        env = {**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
        other = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=True)
        assert other.stdout.split() == [
            page(example.context, example.default_filters).sha256 for page in PAGES.values()
        ]

    def test_different_when_a_filter_changes(self, example: CaseSnapshot, page: str) -> None:
        opening = example.default_filters
        others = [replace(opening, as_of="2026-09"), replace(opening, unit="Claims")]
        others += [replace(opening, focus="satisfaction")] if page == "kpis" else []
        hashes = {PAGES[page](example.context, filters).sha256 for filters in [opening, *others]}
        assert len(hashes) == 1 + len(others)

    def test_charts_say_their_figures(self, example: CaseSnapshot) -> None:
        frame = adoption.build_frame(example.context, example.default_filters)
        alt = {block.id: block.alt for block in blocks(frame) if isinstance(block, Chart)}
        assert "rose from 0 to 27 between Feb 2026 and Oct 2026. The plan for Oct 2026 is 31." in alt["curve"]
        assert (
            "6 waves: 27 of 70 teams adopted. Behind plan: Wave 2 · Early movers with 8 of 10 planned" in alt["waves"]
        )
        assert "In Oct 2026: 28 not started, 3 onboarding, 12 pilot, 20 production and 7 scaled." in alt["stages"]
        assert "28 reached production and 7 reached scaled. 1 team fell back from production." in alt["funnel"]
        assert "214 of 216 team-months active. Below 100%: Wave 2." in alt["retention"]
        assert "Claims: 5 of 9 teams adopted, the most; Digital: 1 of 9, the least." in alt["units"]
        closer = kpis.build_frame(example.context, replace(example.default_filters, focus="change_fail_rate"))
        [trend] = [block.alt for block in blocks(closer) if isinstance(block, Chart)]
        assert trend == (
            "Line chart. Change fail rate fell from 20.0% to 16.7% between Jan 2026 and Oct 2026; "
            "its definition changed in Aug 2026; the target for Oct 2026 is 12.0%."
        )

    def test_one_unit_is_held_against_no_plan_of_the_whole(self, example: CaseSnapshot) -> None:
        filters = replace(example.default_filters, unit="Claims", focus="teams_in_production")
        for page in PAGES.values():
            texts = " ".join(shown(page(example.context, filters)).values())
            assert "behind plan" not in texts and "ahead of plan" not in texts
        [trend] = [block for block in blocks(kpis.build_frame(example.context, filters)) if isinstance(block, Chart)]
        assert "target" not in trend.alt.lower() and trend.note == ""
        assert [trace["name"] for trace in trend.figure["data"]] == ["Actual"]
        assert {row[2] for row in trend.table.rows} == {"–"}

    def test_the_brief_says_what_the_pages_say(self, example: CaseSnapshot) -> None:
        frame = brief.build_frame(example.context, example.default_filters)
        assert frame.message == "27 of 70 teams on the platform, 4 behind plan; 7 of 13 KPIs on track"
        found = {block.id: block for block in blocks(frame) if isinstance(block, Statements)}
        first, second, *_, last = found["risks"].findings
        assert (first.text, first.page) == ("Gate 3 is breached", "roadmap")
        assert (second.figure, second.detail[:33]) == ("12 of 25", "Score after mitigation, 20 before")
        assert (last.text, last.figure) == ("Data scientists trained", "46%")

    def test_the_brief_names_the_largest_moves_first(self, whole_example: CaseSnapshot) -> None:
        frame = brief.build_frame(whole_example.context, whole_example.default_filters)
        [changes] = [block for block in blocks(frame) if getattr(block, "id", "") == "changes"]
        assert [(one.text, one.figure) for one in changes.findings] == [
            ("1 promise broken, 1 action overdue", ""),
            ("NPV", "−USD 3.9M"),
            ("Futures that pay", "−35 pts"),
            ("Gate 3", "breached"),
            ("Costs to date", "USD 6,564 over budget"),
            ("KPIs on track", "−2"),
        ]
        assert changes.findings[0].detail == "training; due from Head of data science"
        assert changes.findings[1].detail == "Worse, USD 8.8M to USD 4.9M"

    def test_the_brief_holds_the_ask_against_the_other_pages(self, whole_example: CaseSnapshot) -> None:
        frame = brief.build_frame(whole_example.context, whole_example.default_filters)
        [checks] = [block for block in blocks(frame) if getattr(block, "id", "") == "ask-checks"]
        assert [(one.text, one.figure, one.status) for one in checks.findings] == [
            ("Done by Jul 2027", "finish 28 Oct 2027", Status.OFF_TRACK),
            ("Teams by Jul 2027", "forecast 65, plan 70", Status.AT_RISK),
            ("Inside the budget", "outlook USD 6.3M of USD 5.7M", Status.OFF_TRACK),
            ("Gate 3, which releases it", "3 of 5 conditions met", Status.BREACHED),
        ]

    def test_the_brief_begins_with_the_ask_on_one_strip(self, whole_example: CaseSnapshot) -> None:
        request = brief.build_frame(whole_example.context, whole_example.default_filters).blocks[0]
        assert isinstance(request, FundingRequest)
        assert {tile.label: tile.value for tile in request.tiles} == {
            "The ask": "USD 4.2M",
            "NPV of this ask": "USD 7.4M",
            "Middle NPV, whole case": "USD 795k",
            "Futures that pay": "60%",
            "Gate 3": "3 of 5 met",
            "Decide by": "27 Nov 2026",
        }
        assert "80% range −USD 3.3M to USD 4.8M" in {tile.note for tile in request.tiles}

    def test_the_worst_kpis_come_first(self, example: CaseSnapshot) -> None:
        frame = kpis.build_frame(example.context, example.default_filters)
        strip, scorecard = frame.blocks[:2]
        assert isinstance(strip, Tiles) and isinstance(scorecard, TableBlock)
        bad = ["Data scientists trained", "Change fail rate", "Controls with current evidence"]
        assert [tile.label for tile in strip.tiles] == ["On track", "At risk", "Off track", *bad]
        assert [row[0] for row in scorecard.rows[:3]] == bad == [name for _, name in scorecard.figures[:3]]

    def test_the_last_committee_must_be_past(self, example: CaseSnapshot) -> None:
        for month in ("2026-07", "2026-05"):
            frame = brief.build_frame(example.context, replace(example.default_filters, as_of=month))
            [changes] = [block for block in blocks(frame) if isinstance(block, Statements) and block.id == "changes"]
            assert changes.findings == () and "Jul 2026" in changes.empty
            [tiles] = [block for block in blocks(frame) if isinstance(block, Tiles)]
            assert {tile.delta for tile in tiles.tiles} == {None}


class TestOddCases:
    def every(self, snapshot: CaseSnapshot, filters: Filters | None = None) -> dict[str, Frame]:
        frames = {name: page(snapshot.context, filters or snapshot.default_filters) for name, page in PAGES.items()}
        for frame in frames.values():
            check(frame)
        return frames

    def test_a_charter_alone(self, tmp_path: Path, lay: Lay) -> None:
        frames = self.every(lay(small(tmp_path / "c")))
        assert frames["brief"].message == "A small case"
        assert frames["adoption"].message == "Waiting for adoption data"
        assert frames["kpis"].message == "Waiting for KPIs"
        assert all(frame.notices for frame in frames.values())
        [risks] = [block for block in blocks(frames["brief"]) if getattr(block, "id", "") == "risks"]
        assert (risks.findings, risks.empty) == ((), "Nothing can be rated yet.")

    def test_kpis_without_data(self, tmp_path: Path, lay: Lay) -> None:
        frames = self.every(lay(small(tmp_path / "c", kpis=kpi())))
        assert frames["kpis"].message == "No KPI can be rated yet"
        assert "off track" not in frames["kpis"].detail
        assert [block.text for block in blocks(frames["kpis"]) if isinstance(block, Notice)] == [
            "The rate: This case has no KPI data yet."
        ]

    @pytest.mark.parametrize("counts_from", [None, "production"])
    def test_one_row(self, tmp_path: Path, lay: Lay, counts_from: str | None) -> None:
        case = small(tmp_path / "c", kpis=kpi(), counts_from=counts_from, teams=[TEAM], figures=["2026-04,rate,A,1,2,"])
        snapshot = lay(case)
        frames = self.every(snapshot)
        behind = ", 2 behind plan" if counts_from else ""
        assert frames["adoption"].message == f"1 of 1 team has adopted the platform{behind}"
        assert frames["kpis"].message == "1 of 1 KPI is on track"
        alt = {block.id: block.alt for block in blocks(frames["adoption"]) if isinstance(block, Chart)}
        planned = " No unit is certainly behind plan." if counts_from else ""
        assert alt["units"] == "Bar chart of 1 business unit. North: 1 of 1 team adopted." + planned
        assert alt["curve"].startswith("Line chart. Teams adopted came to 1 in Apr 2026.")
        assert ("plan" in alt["waves"]) == bool(counts_from)
        self.every(snapshot, Filters(as_of="2026-04", unit="North"))

    def test_data_without_kpis(self, tmp_path: Path, lay: Lay) -> None:
        frames = self.every(
            lay(small(tmp_path / "c", teams=[TEAM, TEAM.replace("A", "B").replace("production", "pilot")]))
        )
        assert frames["brief"].message == "1 of 2 teams on the platform"
        assert frames["adoption"].message == "1 of 2 teams has adopted the platform"

    def test_a_month_before_and_beyond_the_data(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(
            small(tmp_path / "c", as_of="2027-06", kpis=kpi(), teams=[TEAM], figures=["2026-04,rate,A,1,2,"])
        )
        assert snapshot.default_filters.as_of == "2026-04"
        for month in ("2026-03", "2027-06"):
            frames = self.every(snapshot, Filters(as_of=month))
            assert frames["adoption"].message.startswith("There is no adoption data for") and frames["adoption"].notices
            assert frames["kpis"].message == "No KPI can be rated yet"

    def test_a_unit_that_does_not_exist(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), teams=[TEAM], figures=["2026-04,rate,A,1,2,"]))
        frames = self.every(snapshot, Filters(as_of="2026-04", unit="Nowhere"))
        assert "There are no figures of Nowhere for The rate." in shown(frames["kpis"]).values()

    def test_nobody_has_begun(self, tmp_path: Path, lay: Lay) -> None:
        rows = [f"2026-0{month},A,Team A,North,1,not_started,0,0" for month in (1, 2, 3, 4)]
        frames = self.every(lay(small(tmp_path / "c", counts_from="production", teams=rows)))
        late = "Behind plan: Team A (not started, 2 months late)."
        assert frames["adoption"].detail.startswith(f"{late} 1 team is stalled: Team A, 4 months without a start.")
        assert "The forecast for Dec 2026 is 0 of 1 team" in frames["adoption"].detail

    def test_words_follow_the_stage_that_counts(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", counts_from="pilot", teams=[TEAM.replace("production", "pilot")]))
        frame = self.every(snapshot)["adoption"]
        [tile] = [
            tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles if tile.id == "adopted"
        ]
        assert (tile.value, tile.help) == (
            "1",
            "Teams at stage pilot or beyond at the end of the month. On track at 3.",
        )

    def test_a_planned_wave_that_the_data_does_not_know_is_named(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", counts_from="production", teams=[TEAM.replace(",1,prod", ",Wave 1,prod")]))
        notes = {block.id: block.note for block in blocks(self.every(snapshot)["adoption"]) if isinstance(block, Chart)}
        assert notes["waves"].endswith("Planned, but not in the adoption data: wave '1'.")

    def test_a_hole_in_the_months_is_no_step_of_one_month(self, tmp_path: Path, lay: Lay) -> None:
        rows = [
            f"2026-{month},A,Team A,North,1,{stage},3,1" for month, stage in (("01", "pilot"), ("04", "production"))
        ]
        frame = self.every(lay(small(tmp_path / "c", teams=rows)))["adoption"]
        assert {tile.delta for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles} == {None}

    def test_the_horizon_has_ended(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", as_of="2026-12", teams=[TEAM.replace("2026-04", "2026-12")]))
        frame = self.every(snapshot)["adoption"]
        assert "forecast" not in frame.detail
        assert "The roll-out's horizon has ended, so there is no forecast." in shown(frame).values()

    def test_large_figures_are_written_out(self, tmp_path: Path, lay: Lay) -> None:
        kpis = kpi("people", unit="count", combine="sum", target="7654321") + kpi("spend", unit="money", combine="sum")
        figures = ["2026-03,people,,,,1234567", "2026-04,people,,,,7654321", "2026-04,spend,,,,123456789012"]
        teams = [TEAM.replace(",3,1", ",900000000,800000000")]
        frames = self.every(lay(small(tmp_path / "c", kpis=kpis, figures=figures, teams=teams)))
        [trend] = [block for block in blocks(frames["kpis"]) if isinstance(block, Chart)]
        assert "The people rose from 1,234,567 to 7,654,321 between" in trend.alt

    def test_a_new_definition_without_a_figure_to_compare(self, tmp_path: Path, lay: Lay) -> None:
        case = small(
            tmp_path / "c",
            kpis=kpi(more="  changes: [{from: 2026-03, what: Counts more.}]\n"),
            figures=["2026-04,rate,,1,2,"],
        )
        frame = self.every(lay(change(case, "currency:", "last_committee: 2026-01\ncurrency:")))["brief"]
        [changes] = [block for block in blocks(frame) if getattr(block, "id", "") == "changes"]
        assert changes.findings[-1].detail == "Counts more."

    def test_amber_is_a_risk_as_well(self, tmp_path: Path, lay: Lay) -> None:
        frame = self.every(lay(small(tmp_path / "c", kpis=kpi(), figures=["2026-04,rate,,45,100,"])))["brief"]
        [risks] = [block for block in blocks(frame) if getattr(block, "id", "") == "risks"]
        assert [(f"{one.text}: {one.figure}", one.detail, one.status) for one in risks.findings] == [
            ("The rate: 45%", "Target for Apr 2026: at least 50% · Head of the platform", Status.AT_RISK)
        ]


HOSTILE = "<script>alert(1)</script> **bold** [x](http://192.0.2.1) :red[y] $z$ =1+1 ${jndi} {{7*7}} %s نص"


def test_hostile_texts_pass_through_letter_by_letter(tmp_path: Path, lay: Lay) -> None:
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    case = small(
        tmp_path / "c",
        kpis=kpi(),
        teams=[TEAM.replace("Team A", quoted.replace('\\"', '""'))],
        figures=["2026-04,rate,A,1,2,"],
    )
    extra = f"narrative: {quoted}\ndecisions: [{{id: a, question: {quoted}, owner: {quoted}}}]\n"
    extra += f"ask: {{title: {quoted}, amount: 1, purpose: {quoted}}}\ncurrency:"
    change(change(case, "title: A small case", f"title: {quoted}"), "currency:", extra)
    for old in (
        "name: The rate",
        "definition: Measured for a test.",
        "owner: Head of the platform",
        "source: Register",
    ):
        change(case, old, f"{old.split(':')[0]}: {quoted}", "metrics.yaml")
    change(case, "North", quoted, "datasets/adoption.csv")
    snapshot = lay(case)
    said: dict[str, Any] = {}
    for name, page in PAGES.items():
        for unit in (None, HOSTILE):
            frame = page(snapshot.context, Filters(as_of="2026-04", unit=unit))
            check(frame, quoted=HOSTILE)
            said |= {f"{name} {place}": text for place, text in shown(frame).items() if HOSTILE in text}
    assert snapshot.units == (HOSTILE,)
    assert len([place for place in said if place.startswith("brief")]) >= 6
    assert not [text for text in said.values() if "&lt;" in text or "\\*" in text]
