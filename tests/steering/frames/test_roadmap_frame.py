"""The Roadmap page as a value: on the example, on earlier months, and on cases that lack a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from steering.compliance.report import compliance_report
from steering.context.filters import Filters
from steering.formatting import format_day
from steering.frames.blocks import Chart, Statements, TableBlock, Tile, Tiles
from steering.frames.frame import Frame
from steering.frames.roadmap import page as roadmap
from steering.frames.roadmap.expiries import build_expiries
from steering.roadmap.view import roadmap_view
from steering.state.case_snapshot import CaseSnapshot as Laid
from steering.status import Status
from tests.steering.compliance.control_cases import controlled
from tests.steering.frames.walking import blocks, leaves
from tests.steering.small_cases import change

NOW = Filters(as_of="2026-10")
UGLY = re.compile(r"\bnan\b|\binf(inity)?\b|\bNone\b|\d[eE][+-]?\d|Decimal\(|datetime|<NA>|\bNaT\b", re.IGNORECASE)
VIEWS = [NOW, Filters(as_of="2026-02"), Filters(as_of="2026-07", unit="Claims"), Filters(as_of="2025-05")]


def tables(frame: Frame) -> dict[str, TableBlock]:
    return {one.id: one for one in blocks(frame) if isinstance(one, TableBlock)}


def charts(frame: Frame) -> dict[str, Chart]:
    return {one.id: one for one in blocks(frame) if isinstance(one, Chart)}


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def rows(table: TableBlock) -> list[dict[str, object]]:
    return [dict(zip((column.label for column in table.columns), row, strict=True)) for row in table.rows]


@pytest.fixture(scope="module")
def now(example: Laid) -> Frame:
    return roadmap.build_frame(example.context, NOW)


class TestExample:
    def test_the_message_says_what_slips_and_what_is_at_risk(self, now: Frame) -> None:
        expected = "The finish is 4 weeks late, held up by Wave 4; Gate 3 is breached: USD 4.2M at risk"
        assert now.message == expected
        assert "Critical path: Wave 4, Wave 6, Optimise & hand over and Handed over." in now.detail
        behind = "Furthest behind is Wave 2, 17 weeks late; it can slip 39 weeks more before it moves the finish."
        assert behind in now.detail, "the largest slip is named, although it does not hold up the finish"
        assert "Gate 3 misses Data scientists trained (46%, required at least 60%, within 10%)." in now.detail

    def test_tiles(self, now: Frame) -> None:
        found = tiles(now)
        assert {id: tile.value for id, tile in found.items() if id not in ("loss-before", "loss-after", "overdue")} == {
            "finish": "Oct 2027",
            "critical-path": "362 days",
            "next-gate": "27 Nov",
            "released": "USD 5.0M",
            "at-risk": "USD 4.2M",
            "to-come": "USD 200k",
            "risks": "8",
        }
        assert (found["finish"].delta, found["finish"].good) == ("+28 days", False)
        assert (found["next-gate"].status, found["next-gate"].note) == (Status.BREACHED, "Gate 3, in 27 days")

    def test_the_money_of_the_gates_adds_up(self, example: Laid, now: Frame) -> None:
        amounts = [float(str(row["Amount"])) for row in rows(tables(now)["gates"])]
        assert sum(amounts) == 9_400_000
        seen = roadmap_view(example.context, NOW)
        assert seen is not None
        assert float(seen.funding.total) == sum(amounts)

    def test_how_gates_stand(self, now: Frame) -> None:
        found = {
            row["Gate"]: (row["Status"], row["Released"], row["Conditions met"]) for row in rows(tables(now)["gates"])
        }
        assert found["Gate 1"] == (Status.DONE, "31 Mar 2026", "2 of 2")
        assert found["Gate 2"] == (Status.DONE, "31 Jul 2026", "4 of 4")
        assert found["Gate 3"][:2] == (Status.BREACHED, None)
        assert found["Gate 4"][:2] == (Status.NOT_DUE, None)

    def test_each_condition_is_shown_with_what_is_required_and_why_it_fails(self, now: Frame) -> None:
        found = [row for row in rows(tables(now)["conditions"]) if row["Gate"] == "Gate 3"]
        assert rows(tables(now)["conditions"])[: len(found)] == found, "the breached gate comes first"
        trained = next(row for row in found if row["Metric"] == "Data scientists trained")
        assert trained == {
            "Gate": "Gate 3",
            "Condition": "The next teams are trained",
            "Status": Status.BREACHED,
            "Actual": "46%",
            "Required": "at least 60%, within 10%",
            "Reason": "−14 pts from what is required.",
            "Metric": "Data scientists trained",
        }
        assert [row["Metric"] for row in found if row["Status"] is Status.BREACHED] == ["Data scientists trained"]

    def test_a_condition_with_a_month_of_its_own_speaks_of_that_month(self, now: Frame) -> None:
        found = next(row for row in rows(tables(now)["conditions"]) if row["Condition"] == "Releases are safe")
        assert (found["Actual"], found["Reason"]) == ("11.1%", "As of Jul 2026.")

    def test_the_gantt_says_the_same_in_words_and_as_a_table(self, now: Frame) -> None:
        chart = charts(now)["gantt"]
        assert chart.alt.startswith("Gantt chart of 24 items as of 31 Oct 2026: ")
        assert "Critical path: Wave 4, Wave 6, Optimise & hand over and Handed over." in chart.alt
        found = {row["Item"]: row for row in rows(chart.table)}
        wave = found["Wave 4 · Broad base"]
        assert (wave["State"], wave["Slip, days"], wave["Float, days"], wave["Critical"]) == ("late", 28, 0, "critical")
        assert found["SOC 2 type II report"]["Waits for"] == "SOC 2 window opens +211 d"
        assert [row["Item"] for row in rows(chart.table) if row["Critical"]] == [
            "Optimise & hand over",
            "Wave 4 · Broad base",
            "Wave 6 · Everyone",
            "Handed over",
        ]

    def test_the_next_checkpoint_has_its_decisions(self, example: Laid, now: Frame) -> None:
        (coming,) = [row for row in rows(tables(now)["committee"]) if row["State"] == "next"]
        assert (coming["Date"], coming["Gates"]) == ("27 Nov 2026", "Gate 3")
        assert all(one.question in str(coming["Decides"]) for one in example.context.case.charter.decisions)

    def test_risks_are_scored_and_add_up(self, now: Frame) -> None:
        found = rows(tables(now)["risks-table"])
        for when in ("before", "after"):
            total = sum(int(str(row[f"Loss {when}"])) for row in found if row[f"Loss {when}"] is not None)
            assert tiles(now)[f"loss-{when}"].value == f"USD {total / 1e6:.1f}M"
        assert [row["After"] for row in found if row["State"] != "closed"] == sorted(
            (row["After"] for row in found if row["State"] != "closed"), reverse=True
        )

    def test_what_is_overdue_is_counted(self, now: Frame) -> None:
        listed = [row for name in ("assumptions", "issues", "dependencies") for row in rows(tables(now)[name])]
        assert tiles(now)["overdue"].value == f"{sum(row['Status'] is Status.OVERDUE for row in listed)}" == "2"


class TestViews:
    @pytest.mark.parametrize("filters", VIEWS, ids=lambda one: f"{one.as_of} {one.unit}")
    def test_every_text_reads_well_and_the_hash_stands(self, example: Laid, filters: Filters) -> None:
        frame = roadmap.build_frame(example.context, filters)
        texts = [
            text
            for place, text in leaves(frame)
            if isinstance(text, str) and not re.search(r"figure|provenance", place)
        ]
        assert not [text for text in texts if UGLY.search(text)]
        assert frame.sha256 == roadmap.build_frame(example.context, filters).sha256
        assert frame.sha256 != roadmap.build_frame(example.context, Filters(as_of="2026-09")).sha256

    def test_an_earlier_month_knows_less(self, example: Laid) -> None:
        frame = roadmap.build_frame(example.context, Filters(as_of="2026-06"))
        assert tiles(frame)["released"].value == "USD 2.6M", "gate 2 was released in July"
        found = {row["Item"]: row["State"] for row in rows(charts(frame)["gantt"].table)}
        assert found["Pilot"] == "running"
        assert found["HIPAA risk analysis"] == "late"

    def test_a_business_unit_changes_nothing_and_that_is_said(self, example: Laid) -> None:
        whole = roadmap.build_frame(example.context, NOW)
        frame = roadmap.build_frame(example.context, replace(NOW, unit="Claims"))
        assert (frame.blocks, frame.message) == (whole.blocks, whole.message)
        assert ["whole organisation" in notice.text for notice in frame.notices] == [True]


class TestOddCases:
    def test_the_starter_has_a_roadmap_and_says_that_it_has_no_log(
        self, lay: Callable[[Path], Laid], new_case: Path
    ) -> None:
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert frame.message == "The finish is on its baseline; Second half is breached: USD 250k at risk"
        assert [notice.text for notice in frame.notices] == ["This case has no RAID log yet."]

    def test_without_roadmap_and_log_the_page_says_what_it_needs(
        self, lay: Callable[[Path], Laid], new_case: Path
    ) -> None:
        (new_case / "roadmap.yaml").unlink()
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert (frame.message, frame.blocks) == ("Waiting for a roadmap", ())
        assert "roadmap.yaml" in frame.notices[0].remedy
        assert "dossier/risks.yaml" in frame.notices[1].remedy

    def test_a_log_alone_is_shown(self, lay: Callable[[Path], Laid], new_case: Path, example_case: Path) -> None:
        (new_case / "roadmap.yaml").unlink()
        (new_case / "dossier").mkdir()
        (new_case / "dossier" / "risks.yaml").write_bytes((example_case / "dossier" / "risks.yaml").read_bytes())
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert frame.message == "Risks without a roadmap"
        assert {"risks-table", "assumptions", "issues", "dependencies"} == set(tables(frame))

    def test_a_roadmap_without_gates_is_about_time_alone(self, lay: Callable[[Path], Laid], new_case: Path) -> None:
        text = (new_case / "roadmap.yaml").read_text(encoding="utf-8")
        (new_case / "roadmap.yaml").write_text(text[: text.index("gates:")], encoding="utf-8")
        change(new_case, '["1", second-half]', '["1"]', "roadmap.yaml")
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert frame.message == "The finish is on its baseline"
        assert set(tiles(frame)) == {"finish", "critical-path"}
        assert set(tables(frame)) == set()

    def test_a_metric_that_is_not_known_yet_leaves_the_gate_open(
        self, lay: Callable[[Path], Laid], new_case: Path
    ) -> None:
        text = (new_case / "roadmap.yaml").read_text(encoding="utf-8")
        held = text.replace('op: ">=", value: 2}', 'op: ">=", value: 0}').replace(
            "metric: lead_time", "metric: coverage.soc2"
        )
        (new_case / "roadmap.yaml").write_text(held.replace('op: "<=", value: target', 'op: ">=", value: 0.9'), "utf-8")
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert frame.message.endswith("Second half on 29 May 2026: can't be judged")
        assert tiles(frame)["next-gate"].status is Status.UNKNOWN

    def test_when_everything_is_finished_that_is_said(self, lay: Callable[[Path], Laid], new_case: Path) -> None:
        text = "milestones: [{id: m, name: Done, baseline: 2026-03-01, actual: 2026-03-03}]\n"
        (new_case / "roadmap.yaml").write_text(text, encoding="utf-8")
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert frame.message == "Everything is finished, the last on 3 Mar 2026"
        assert tiles(frame)["critical-path"].value == "–"

    def test_parallel_critical_paths_are_shown_as_several(self, lay: Callable[[Path], Laid], new_case: Path) -> None:
        text = (
            "calendar: {}\n"
            "phases:\n"
            "  - {id: a, name: A, baseline: {start: 2026-05-04, end: 2026-05-29}, forecast: {end: 2026-06-03}}\n"
            "  - {id: b, name: B, baseline: {start: 2026-06-01, end: 2026-06-05}, depends_on: [a]}\n"
            "  - {id: c, name: C, baseline: {start: 2026-05-11, end: 2026-06-10}}\n"
        )
        (new_case / "roadmap.yaml").write_text(text, encoding="utf-8")
        table = lay(new_case)
        frame = roadmap.build_frame(table.context, table.default_filters)
        assert frame.message == "The finish is on its baseline"
        assert "2 critical paths: A and B; C." in frame.detail
        assert tiles(frame)["critical-path"].note == "2 critical paths: A, C and 1 more"
        found = {row["Item"]: row for row in rows(charts(frame)["gantt"].table)}
        assert {name: row["Critical"] for name, row in found.items()} == {
            "A": "critical, path 1",
            "B": "critical, path 1",
            "C": "critical, path 2",
        }
        assert [row["Slip, working days"] for row in found.values()] == [3, 3, 0]
        assert "2 critical paths: A and B; C." in charts(frame)["gantt"].alt


class TestExpiries:
    def test_the_first_days_on_which_evidence_expires_lead_to_compliance(self, whole_example: Laid) -> None:
        frame = roadmap.build_frame(whole_example.context, NOW)
        (block,) = (one for one in blocks(frame) if isinstance(one, Statements))
        report = compliance_report(whole_example.context, date(2026, 10, 31))
        assert report is not None
        days = sorted({control.expires_on for control in report.expiring() if control.expires_on})[:3]
        assert [statement.text.partition(":")[0] for statement in block.findings] == [format_day(day) for day in days]
        assert {(statement.page, statement.place) for statement in block.findings} == {("compliance", "expiries")}
        first = next(control for control in report.expiring() if control.expires_on == days[0])
        assert first.control.id in block.findings[0].text
        assert "evidence" in dict(frame.provenance.releases)

    def test_who_has_not_begun_to_renew_is_named_and_what_renews_itself_is_no_risk(
        self, lay: Callable[[Path], Laid], tmp_path: Path
    ) -> None:
        controls = (
            "controls:\n"
            "  - {id: CC1.1, framework: soc2, owner: Head of compliance, method: automated}\n"
            "  - {id: CC1.2, framework: soc2, owner: Privacy officer}\n"
        )
        context = lay(controlled(tmp_path / "case", controls)).context
        (block,) = build_expiries(context, date(2026, 4, 30))
        hand, automatic = block.findings
        assert (hand.text, hand.status, hand.meta) == ("1 May 2026: CC1.2", Status.AT_RISK, "Privacy officer")
        assert hand.detail == "The renewal of 1 control has not begun."
        assert (automatic.status, automatic.detail, automatic.meta) == (Status.ON_TRACK, "", "")
        assert build_expiries(context, date(2026, 1, 1))[0].findings == ()

    def test_nothing_is_said_of_evidence_without_a_file_of_controls(
        self, lay: Callable[[Path], Laid], new_case: Path
    ) -> None:
        frame = roadmap.build_frame(lay(new_case).context, Filters(as_of="2026-10"))
        assert not [one for one in blocks(frame) if isinstance(one, Statements)]
