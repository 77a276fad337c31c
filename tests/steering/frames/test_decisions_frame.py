"""The Decisions page as a value: the example to the letter, and every odd record in whole sentences."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from steering.cases.decisions import DecisionRecord
from steering.conditions import Condition
from steering.context.filters import Filters
from steering.decisions import FigureComparison, definition_hash, reviews
from steering.frames.blocks import Choice, Statements, TableBlock, Tiles
from steering.frames.decisions import page as decisions
from steering.frames.frame import Frame
from steering.ingest.pipeline import accept
from steering.kpis.scorecard import build_scorecard
from steering.metrics.lookup import observer
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot as Laid
from steering.status import Status
from tests.steering.frames.test_meeting_frames import HOSTILE, shown
from tests.steering.frames.test_meeting_frames import check as whole_sentences
from tests.steering.frames.walking import blocks, leaves
from tests.steering.small_cases import kpi, small
from tests.steering.small_decisions import PAST, decided, on_record, read

Lay = Callable[[Path], Laid]
HASH = re.compile(r"(?<=\brecord )[0-9a-f]{8}\b|(?<=\brelease )[0-9a-f]{8}\b")
FIGURES = ["2026-02,rate,,25,100,", "2026-03,rate,,45,100,", "2026-04,rate,,496,1000,"]


def check(frame: Frame, *, quoted: str = "\0") -> None:
    """What holds for every frame. A hash may look like a figure with an exponent, so it is left out."""
    whole_sentences(without_hashes(frame), quoted=quoted)


def without_hashes(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: without_hashes(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, tuple):
        return tuple(map(without_hashes, value))
    return HASH.sub("x", value) if type(value) is str else value


def one(frame: Frame, id: str) -> TableBlock | Statements | Tiles:
    (found,) = [block for block in blocks(frame) if getattr(block, "id", "") == id]
    assert isinstance(found, (TableBlock, Statements, Tiles))
    return found


def states(frame: Frame, id: str) -> list[tuple[str, Status | None]]:
    found = one(frame, f"conditions-{id}")
    assert isinstance(found, Statements)
    return [(finding.text, finding.status) for finding in found.findings]


def counts(frame: Frame) -> dict[str, str]:
    return {tile.label: tile.value for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def test_npv_then_and_now_is_among_the_figures(whole_example: Laid) -> None:
    frame = decisions.build_frame(whole_example.context, whole_example.default_filters)
    table = one(frame, "figures-tranche-2")
    assert isinstance(table, TableBlock)
    assert table.texts[-1] == (
        "Net present value",
        "USD 8.8M",
        "USD 4.9M",
        "−USD 3.9M",
        "Not on record; Jul 2026 is on today's data",
    )
    assert table.figures[-1] == ("npv", "Net present value")
    assert len(table.figures) == len(table.rows)


class TestExample:
    def test_it_says_in_one_sentence_what_is_breached(self, example: Laid) -> None:
        frame = decisions.build_frame(example.context, example.default_filters)
        check(frame)
        assert frame.message == "1 of 5 conditions from past decisions is breached: training"
        assert frame.detail == (
            "1 action overdue since 30 Sep 2026, Head of data science: "
            "Free four days for everybody in wave 4 who is not trained."
        )
        assert counts(frame) == {"Met": "3", "Breached": "1", "Not yet due": "1", "Overdue": "1"}

    def test_every_condition_has_its_state_and_its_figures(self, example: Laid) -> None:
        frame = decisions.build_frame(example.context, example.default_filters)
        assert states(frame, "tranche-2") == [
            ("Training", Status.BREACHED),
            ("Duplicated tools", Status.NOT_DUE),
            ("Satisfaction", Status.MET),
        ]
        assert states(frame, "tranche-1") == [("Lead time", Status.MET), ("Governed models", Status.MET)]
        found = [one for block in blocks(frame) if isinstance(block, Statements) for one in block.findings]
        metas = [f"{one.figure} · {one.meta}" for one in found if one.figure]
        assert metas == [
            "46%, required at least 50% · due Oct 2026",
            "26, required at most 22 · due 31 Jan 2027",
            "3.9, required at least 3.8 · due Oct 2026",
            "32 days, required at most 50 days · due Jul 2026 · 43 days when it was due",
            "84%, required at least 66% · due Jul 2026 · 68% when it was due",
        ]

    def test_the_figures_stand_side_by_side(self, example: Laid) -> None:
        table = one(decisions.build_frame(example.context, example.default_filters), "figures-tranche-2")
        assert isinstance(table, TableBlock)
        assert [column.label for column in table.columns][1:3] == ["Then, Jul 2026", "Now, Oct 2026"]
        assert table.rows[1] == ("Data scientists trained", "23%", "46%", "+23 pts", None)
        assert table.rows[3] == ("Change fail rate", "11.1%", "16.7%", None, "Redefined in Aug 2026")

    def test_equal_twice_and_in_another_store(self, example: Laid, teams_and_kpis: Path, tmp_path: Path) -> None:
        other = AppState(tmp_path / "other", teams_and_kpis)
        table = other.snapshot()
        hashes = {
            decisions.build_frame(laid.context, laid.default_filters).sha256 for laid in (example, example, table)
        }
        other.close()
        assert len(hashes) == 1

    @pytest.mark.parametrize("month", [f"2026-{month:02}" for month in range(2, 11)])
    def test_it_reads_well_from_every_month(self, example: Laid, month: str) -> None:
        frame = decisions.build_frame(example.context, replace(example.default_filters, as_of=month))
        check(frame)
        known = [found for found in ("tranche-1", "tranche-2") if f"taken-{found}" in str(list(leaves(frame)))]
        assert known == [name for name, day in (("tranche-1", "2026-03"), ("tranche-2", "2026-07")) if day <= month]

    def test_a_decision_to_come_is_counted_only(self, example: Laid) -> None:
        frame = decisions.build_frame(example.context, replace(example.default_filters, as_of="2026-05"))
        assert "1 decision taken after May 2026 is not shown." in shown(frame).values()
        none = decisions.build_frame(example.context, replace(example.default_filters, as_of="2026-02"))
        assert none.notices[0].remedy == "Choose a later month to see 2 decisions."

    def test_a_business_unit_changes_nothing_but_a_notice(self, example: Laid) -> None:
        whole = decisions.build_frame(example.context, example.default_filters)
        unit = decisions.build_frame(example.context, replace(example.default_filters, unit="Claims"))
        assert unit.blocks == whole.blocks and unit.provenance == whole.provenance
        assert [notice.text for notice in unit.notices] == ["Decisions are about the whole organisation."]


class TestExampleAgreesWithItsData:
    """The decisions of the example say what the committee could see then."""

    def taken(self, example: Laid) -> list[DecisionRecord]:
        return [one.decision for one in example.context.decisions]

    def test_there_are_two_and_the_last_is_that_of_the_last_committee(self, example: Laid) -> None:
        found = self.taken(example)
        assert [decision.id for decision in found] == ["tranche-2", "tranche-1"]
        assert f"{found[0].decided_on:%Y-%m}" == example.context.case.charter.last_committee

    def test_every_figure_seen_is_what_the_data_says_of_that_month(self, example: Laid) -> None:
        compared = 0
        for decision in self.taken(example):
            found = {one.kpi.id: one for one in build_scorecard(example.context, Filters(as_of=decision.as_of))}
            for seen in decision.figures:
                standing, exponent = found[seen.metric], seen.value.as_tuple().exponent
                assert isinstance(exponent, int) and standing.value is not None
                assert abs(standing.value - float(seen.value)) <= 0.5 * 10**exponent + 1e-9, seen
                assert seen.definition == definition_hash(standing.kpi, decision.as_of), seen.metric
                compared += 1
        assert compared == 10

    def test_the_releases_are_those_of_the_data_up_to_that_month(
        self, example: Laid, teams_and_kpis: Path, tmp_path: Path
    ) -> None:
        for decision in self.taken(example):
            assert set(decision.releases) == {"adoption", "kpi"}
            for dataset, release in decision.releases.items():
                cut = _cut(teams_and_kpis / "datasets" / f"{dataset}.csv", decision.as_of, tmp_path)
                assert accept(cut, dataset, tmp_path / "home", by="tester").release == release, (decision.id, dataset)

    def test_the_tranches_are_those_of_the_roadmap(self, example: Laid) -> None:
        roadmap = example.context.case.roadmap
        assert roadmap is not None
        released = {gate.released: gate.amount.value for gate in roadmap.gates if gate.released}
        for decision in self.taken(example):
            assert f"{float(released[decision.decided_on]) / 1e6:g} million" in decision.question

    def test_its_minutes_say_what_was_so(self, example: Laid) -> None:
        july = {one.kpi.id: one for one in build_scorecard(example.context, Filters(as_of="2026-07"))}
        teams, trained = july["teams_in_production"], july["trained_share"]
        assert teams.target is not None and trained.target is not None and teams.value and trained.value
        assert teams.target - teams.value == 1
        assert round((trained.target - trained.value) * 100) == 2


def _cut(path: Path, month: str, folder: Path) -> Path:
    """A dataset as it was at the end of a month."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    place = header.index("month")
    with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows if row[place] <= month)])
    return folder / path.name


class TestOddRecords:
    def laid(self, tmp_path: Path, lay: Lay, text: str = PAST, month: str = "2026-04") -> Frame:
        table = lay(small(tmp_path / "c", kpis=kpi(), figures=FIGURES))
        context = on_record(table.context, decided(text), tmp_path / "records")
        frame = decisions.build_frame(context, Filters(as_of=month))
        check(frame)
        return frame

    def test_a_case_without_decisions_says_what_to_do(self, tmp_path: Path, lay: Lay) -> None:
        for case in (small(tmp_path / "bare"), small(tmp_path / "c", kpis=kpi(), figures=FIGURES)):
            table = lay(case)
            frame = decisions.build_frame(table.context, table.default_filters)
            check(frame)
            assert (frame.message, frame.blocks) == ("No decision yet", ())
            assert "decisions.yaml" in frame.notices[0].remedy and "live stage" in frame.notices[0].remedy

    def test_a_miss_that_rounding_would_hide_is_written_finer(self, tmp_path: Path, lay: Lay) -> None:
        frame = self.laid(tmp_path, lay)
        assert "49.6%, required at least 50%" in shown(frame).values()
        assert "50%, required between 10% and 90%, within 5%" in shown(frame).values()
        assert states(frame, "start") == [("The rate", Status.BREACHED), ("People", Status.MET)]

    def test_a_decision_with_nothing_but_its_result(self, tmp_path: Path, lay: Lay) -> None:
        text = PAST[: PAST.index("    parameters:")].replace("    votes: {for: 3, against: 1}\n", "")
        frame = self.laid(tmp_path, lay, text.replace("    options: [Start, Wait]\n", ""))
        assert frame.message == "1 decision, without conditions"
        assert counts(frame) == {}
        assert not [block for block in blocks(frame) if isinstance(block, TableBlock)]

    def test_nothing_can_be_rated_without_data(self, tmp_path: Path, lay: Lay) -> None:
        table = lay(small(tmp_path / "c", kpis=kpi()))
        frame = decisions.build_frame(on_record(table.context, decided(), tmp_path / "r"), Filters(as_of="2026-04"))
        check(frame)
        assert frame.message == "0 of 2 conditions met, 1 not yet due, 1 without a value"
        assert states(frame, "start") == [("The rate", Status.UNKNOWN), ("People", Status.NOT_DUE)]

    def test_a_metric_that_nobody_knows_any_more_is_named(self, tmp_path: Path, lay: Lay) -> None:
        frame = self.laid(tmp_path, lay, PAST.replace("metric: rate", "metric: gone"))
        assert any("'gone'" in text for text in shown(frame).values())
        assert counts(frame)["Not rated"] == "1"

    def test_data_that_was_corrected_since_is_told(self, tmp_path: Path, lay: Lay) -> None:
        frame = self.laid(tmp_path, lay, PAST.replace("value: 0.25}", "value: 0.31}"))
        table = one(frame, "figures-start")
        assert isinstance(table, TableBlock)
        assert table.rows[0] == ("The rate", "31%", "50%", "+18.6 pts", "Feb 2026 is 25% on today's data")

    def test_another_definition_is_told_by_its_hash(self, tmp_path: Path, lay: Lay) -> None:
        frame = self.laid(tmp_path, lay, PAST.replace("value: 0.25}", f"value: 0.25, definition: {'ab' * 32}}}"))
        table = one(frame, "figures-start")
        assert isinstance(table, TableBlock)
        assert table.rows[0] == ("The rate", "25%", "50%", None, "Its definition has changed")

    def test_a_revision_is_told(self, tmp_path: Path, lay: Lay) -> None:
        table = lay(small(tmp_path / "c", kpis=kpi(), figures=FIGURES))
        on_record(table.context, decided(), tmp_path / "r")
        context = on_record(table.context, decided(PAST.replace("Nobody", "One")), tmp_path / "r")
        frame = decisions.build_frame(context, Filters(as_of="2026-04"))
        assert any("3 for, 1 against, 0 abstained · revision 2 · record " in text for text in shown(frame).values())

    def test_many_decisions_are_shown_one_at_a_time(self, tmp_path: Path, lay: Lay) -> None:
        block = PAST.removeprefix("decisions:\n")
        text = "decisions:\n" + "".join(block.replace("id: start", f"id: d{index}") for index in range(30))
        frame = self.laid(tmp_path, lay, text)
        register = one(frame, "register")
        assert isinstance(register, TableBlock) and len(register.rows) == 30
        assert register.rows[0][4:] == ("1 of 2", 1, 1)
        (focus,) = [block for block in blocks(frame) if isinstance(block, Choice)]
        assert focus.chosen == "d9" and states(frame, "d9")
        assert (
            frame.message
            == "30 of 60 conditions from past decisions are breached: the rate, the rate, the rate and 27 more"
        )
        assert frame.detail.startswith("30 actions overdue, the longest since 31 Mar 2026, Head of the platform: ")
        context = on_record(lay(small(tmp_path / "c2", kpis=kpi())).context, decided(text), tmp_path / "r2")
        chosen = decisions.build_frame(context, Filters(as_of="2026-04", focus="d3"))
        assert one(chosen, "taken-d3")

    def test_hostile_texts_pass_through_letter_by_letter(self, tmp_path: Path, lay: Lay) -> None:
        quoted = json.dumps(HOSTILE, ensure_ascii=False)
        text = PAST
        for key in ("title", "question", "by", "minutes"):
            start = text.index(f"    {key}: ") + len(f"    {key}: ")
            text = text[:start] + quoted + text[text.index("\n", start) :]
        text = text.replace("[Start, Wait]", f"[{quoted}, Wait]").replace("result: Start", f"result: {quoted}")
        text = text.replace("label: people", f"label: people, text: {quoted}").replace("Hire two engineers.", quoted)
        text = text.replace("Head of the platform", quoted)
        table = lay(small(tmp_path / "c", kpis=kpi(), figures=FIGURES))
        frame = decisions.build_frame(on_record(table.context, decided(text), tmp_path / "r"), Filters(as_of="2026-04"))
        check(frame, quoted=HOSTILE)
        assert len([said for said in shown(frame).values() if HOSTILE in said]) >= 8

    def test_a_figure_of_the_business_case_without_one_has_a_reason(self, tmp_path: Path, lay: Lay) -> None:
        text = PAST.replace("{metric: rate, value: 0.25}", "{metric: npv, value: 13.7}")
        frame = self.laid(tmp_path, lay, text.replace('metric: rate, op: ">="', 'metric: npv, op: ">="'))
        table = one(frame, "figures-start")
        assert isinstance(table, TableBlock)
        assert table.rows[0][2] is None and table.rows[0][4]
        assert [name for name, _ in frame.provenance.releases] == ["kpi"]


def test_reviews_are_of_the_whole_organisation(example: Laid) -> None:
    units = [reviews(example.context, replace(example.default_filters, unit=unit)) for unit in (None, "Claims")]
    assert units[0] == units[1]
    values = [seen.now.value for review in units[0] for seen in review.figures]
    assert all(value is not None and math.isfinite(value) for value in values)


class TestBusinessCase:
    """Figures of the business case are meant in the decision's scenario and with its parameters."""

    def npv(self, example: Laid, tmp_path: Path, more: str = "", scenario: str = "") -> FigureComparison:
        text = PAST.replace("{metric: rate, value: 0.25}", "{metric: npv, value: 2.1}")
        text = text.replace("    parameters: {adoption_speed: 0.8}\n", more)
        if scenario:
            text = text.replace("    minutes:", f"    scenario: {scenario}\n    minutes:")
        past, _ = read(text, kpis=None, scenarios=None)
        assert past is not None
        context = on_record(
            replace(example.context, decisions=()), past.decisions, tmp_path / f"r{len(more)}{scenario}"
        )
        found = next(review for review in reviews(context, example.default_filters) if review.decision.id == "start")
        return found.figures[0]

    def asked(self, example: Laid, scenario: str | None) -> float | None:
        condition = Condition(metric="npv", op=">=", value=Decimal(0), scenario=scenario)
        return observer(example.context, example.default_filters)(condition).value

    def test_without_any_it_is_the_base(self, example: Laid, tmp_path: Path) -> None:
        values = {self.npv(example, tmp_path, scenario=name).now.value for name in ("", "base")}
        assert values == {self.asked(example, None)} != {None}

    def test_in_a_scenario(self, example: Laid, tmp_path: Path) -> None:
        seen = self.npv(example, tmp_path, scenario="worst")
        assert seen.now.value == self.asked(example, "worst") != self.asked(example, None)

    def test_with_parameters(self, example: Laid, tmp_path: Path) -> None:
        slow = self.npv(example, tmp_path, more="    parameters: {benefit_delay_months: 6}\n").now.value
        base = self.asked(example, None)
        assert slow is not None and base is not None and slow < base

    def test_in_a_scenario_that_is_gone(self, example: Laid, tmp_path: Path) -> None:
        seen = self.npv(example, tmp_path, scenario="gone")
        assert (seen.now.value, seen.now.reason) == (None, "There is no scenario named 'gone'.")

    def test_it_is_written_in_the_unit_of_the_case(self, example: Laid, tmp_path: Path) -> None:
        past, _ = read(PAST.replace("{metric: rate, value: 0.25}", "{metric: npv, value: 2.1}"), None, None)
        assert past is not None
        context = on_record(replace(example.context, decisions=()), past.decisions, tmp_path / "r")
        table = one(decisions.build_frame(context, example.default_filters), "figures-start")
        assert isinstance(table, TableBlock)
        assert table.rows[0][:2] == ("Net present value", "USD 2.1M")
        assert str(table.rows[0][2]).startswith("USD ")
