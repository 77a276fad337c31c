"""A business case edited in tables: what each change does, undoing, and that whatever is typed is judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.cases.business import BusinessCase, Driver, Scenario, Stated
from steering.cases.business_file import open_business_case
from steering.cases.business_terms import CaseInput, ExchangeRate, LaterRate, OptimismBias, Option, PriceIndex
from steering.cases.line import Line
from steering.finance.draft import tables
from steering.finance.draft.grids import Edits
from steering.finance.draft.history import BusinessDraft, Tree, redo, start_draft, undo
from steering.finance.draft.other_tables import BASIS
from steering.finance.explain import PUBLISHED
from tests.server import ROOT
from tests.steering.finance.business_cases import KNOWN

PARTS: dict[str, Any] = {
    "options": Option,
    "inputs": CaseInput,
    "indexes": PriceIndex,
    "exchange_rates": ExchangeRate,
    "later_rates": LaterRate,
    "optimism_bias": OptimismBias,
}
FILES = sorted({*(ROOT / "data").rglob("business_case.yaml"), *(ROOT / "data" / "audits").glob("*.yaml")})
STATED = (
    "stated:\n  - {metric: npv, scenario: worst, value: 13.70}\n  - {metric: npv, value: 1, at: {lines.gains: 0.5}}\n"
)
FULL = KNOWN.replace("worst: {", "worst: {lines.gains: 0.9, lines: {platform: 1.1}, ") + STATED
HOSTILE = [
    *("", " ", "1,5", "=1+1", "12 m", "-1", "1e400", "0.30", "nan", "<script>alert(1)</script>", ":red[x] $x$"),
    *("x" * 10_000, "\x00", "\u202e", "\ud800", "a: b", "{", "[1, 2", "[0.25, 4]", "- a", "#", "null", "gains", "a\nb"),
]


def draft(text: str = FULL) -> BusinessDraft:
    found = start_draft(text.encode())
    assert found is not None
    return found


def typed(before: BusinessDraft, sheet: str, row: int, column: str, text: str) -> BusinessDraft:
    return tables.edit_table(before, before.tree, sheet, Edits(changed={row: {column: text}}))


def rows(found: BusinessDraft, sheet: str) -> list[tuple[str, ...]]:
    return list(tables.TABLES[sheet].grid(found.tree).rows)


def columns(found: BusinessDraft, sheet: str) -> list[str]:
    return list(tables.TABLES[sheet].grid(found.tree).by_key)


def places(found: BusinessDraft) -> list[tuple[str, str, str]]:
    spots = [tables.locate_problem(problem, found.tree) for problem in found.state.problems]
    return [(spot.table, spot.row, spot.column) for spot in spots]


@pytest.mark.parametrize("file", FILES, ids=[file.parent.name + "-" + file.stem for file in FILES])
def test_a_file_written_again_is_the_same_business_case(file: Path) -> None:
    found = draft(file.read_text("utf-8"))
    assert found.state.business == open_business_case(file)[0]
    assert start_draft(found.text.encode()) == found


@pytest.mark.parametrize("file", FILES, ids=[file.parent.name + "-" + file.stem for file in FILES])
def test_to_draw_every_table_and_type_the_same_again_changes_nothing(file: Path) -> None:
    found = draft(file.read_text("utf-8"))
    for name in tables.table_names(found.tree):
        grid = tables.TABLES[name].grid(found.tree)
        same = {index: dict(zip(grid.by_key, row, strict=True)) for index, row in enumerate(grid.rows)}
        assert tables.edit_table(found, found.tree, name, Edits(changed=same)) is found


def test_every_key_of_a_business_case_has_its_place_in_a_table() -> None:
    found = draft()
    of_lines = {*columns(found, "figures"), *columns(found, "lines"), *columns(found, "terms")}
    assert of_lines >= Line.__dataclass_fields__.keys() - {"values"}
    for name, part in PARTS.items():
        assert {*columns(found, name)} - {"name"} == part.__dataclass_fields__.keys(), name
    assert {*columns(found, "stated")} == Stated.__dataclass_fields__.keys()
    assert {*columns(found, "drivers")} >= Driver.__dataclass_fields__.keys()
    assert {*columns(found, "scenarios")} >= Scenario.__dataclass_fields__.keys() - {"lines", "drivers", "inputs"}
    elsewhere = {*PARTS, "lines", "cashflows", "dates", "drivers", "scenarios", "stated", "correlations", "verdict"}
    assert {*BASIS, *elsewhere} >= BusinessCase.__dataclass_fields__.keys()


class TestCells:
    def test_a_figure_keeps_the_decimals_that_were_typed(self) -> None:
        after = typed(draft(), "figures", 0, "values.1", "15.30")
        assert "15.30" in after.text
        assert rows(after, "figures")[0] == ("platform", "cost", "0", "15.30", "10", "10")

    def test_a_figure_keeps_its_source_and_its_neighbours_theirs(self) -> None:
        sourced = draft(
            FULL.replace("[0, 15, 10, 10]", "[0, {value: 15.0, source: Bids}, {value: 10, source: Plan}, 10]")
        )
        after = typed(sourced, "figures", 0, "values.1", "16")
        business = after.state.business
        assert business is not None
        assert [(str(one.value), one.source) for one in business.lines[0].values] == [
            ("0", None),
            ("16", "Bids"),
            ("10", "Plan"),
            ("10", None),
        ]

    def test_a_cell_that_is_emptied_is_missed_in_its_place(self) -> None:
        after = typed(draft(), "figures", 1, "values.2", "")
        assert places(after) == [("figures", "gains", "Year 2")]
        assert after.state.problems[0].found == "nothing"

    def test_what_is_known_of_a_line(self) -> None:
        found = draft()
        for column, text in (("low", "0.8"), ("distribution", "pert"), ("follows_cost", "0.5"), ("as_of", "2026-10")):
            found = typed(found, "lines", 0, column, text)
        business = found.state.business
        assert business is not None
        line = business.lines[0]
        assert (str(line.low), line.distribution, line.as_of) == ("0.8", "pert", "2026-10")
        assert line.follows_cost is not None
        assert str(line.follows_cost.above) == "0.5"
        without = typed(found, "lines", 0, "follows_cost", "")
        assert "follows_cost" not in without.text

    def test_a_scenario_in_both_ways_of_writing(self) -> None:
        found = draft()
        found = typed(found, "scenarios", 0, "lines.gains", "0.7")
        found = typed(found, "scenarios", 0, "lines.platform", "1.2")
        found = typed(found, "scenarios", 1, "drivers.adoption_speed", "0.8")
        found = typed(found, "scenarios", 1, "costs", "")
        business = found.state.business
        assert business is not None
        worst, best = business.scenarios["worst"], business.scenarios["best"]
        assert {name: str(factor) for name, factor in worst.lines.items()} == {"gains": "0.7", "platform": "1.2"}
        assert (str(best.costs), {name: str(one) for name, one in best.drivers.items()}) == (
            "1",
            {"adoption_speed": "0.8"},
        )

    def test_what_is_stated(self) -> None:
        found = typed(draft(), "stated", 1, "at", "discount_rate: 0.20, lines.gains: 0.5")
        found = typed(found, "stated", 0, "value", "13.7")
        business = found.state.business
        assert business is not None
        assert str(business.stated[0].value) == "13.7"
        assert business.stated[1].at is not None
        assert str(business.stated[1].at.discount_rate) == "0.20"
        assert "at" not in typed(found, "stated", 1, "at", "").tree["stated"][1]

    def test_drivers_and_the_keys_of_the_case(self) -> None:
        found = typed(draft(), "drivers", 3, "high", "1.3")
        found = typed(found, "drivers", 0, "low", "")
        found = typed(found, "basis", list(BASIS).index("discount_rate"), "value", "0.12")
        business = found.state.business
        assert business is not None
        assert (str(business.drivers["cost_factor"].high), business.drivers["benefit_delay_months"].low) == (
            "1.3",
            None,
        )
        assert str(business.discount_rate) == "0.12"

    def test_net_flows_and_their_dates(self) -> None:
        net = draft(
            "discount_rate: 0.1\ncashflows: {net: [-100, 60, 60]}\ndates: [2026-01-01, 2027-01-01, 2028-01-01]\n"
        )
        assert columns(net, "figures") == ["id", "values.0", "values.1", "values.2"]
        after = typed(typed(net, "figures", 2, "values.0", "-90"), "dates", 2, "date", "2028-06-30")
        assert after.tree["cashflows"] == {"net": ["-90", "60", "60"]}
        assert after.tree["dates"] == ["2026-01-01", "2027-01-01", "2028-06-30"]
        assert "lines" not in tables.table_names(after.tree)
        broken = typed(after, "dates", 1, "date", "soon")
        assert places(broken) == [("dates", "1", "Date")]


class TestRows:
    def test_a_line_is_added_and_judged_at_once(self) -> None:
        found = draft()
        new = {"id": "training", "kind": "cost", "values.0": "0", "values.1": "0.50", "values.2": "0", "values.3": "0"}
        after = tables.edit_table(found, found.tree, "figures", Edits(added=[new]))
        business = after.state.business
        assert business is not None
        assert [(line.id, str(line.values[1].value)) for line in business.lines[2:]] == [("training", "0.50")]

    def test_a_line_added_beside_its_figures_has_zeros(self) -> None:
        found = draft()
        after = tables.edit_table(found, found.tree, "lines", Edits(added=[{"id": "training", "kind": "cost"}]))
        assert after.tree["lines"][2]["values"] == ["0", "0", "0", "0"]

    def test_an_added_row_without_an_id_is_told(self) -> None:
        found = draft()
        after = tables.edit_table(found, found.tree, "figures", Edits(added=[{"kind": "cost"}]))
        assert places(after) == [("figures", "3", "Line")]

    def test_a_removed_line_takes_its_factors_along_and_leaves_what_was_claimed(self) -> None:
        found = draft()
        after = tables.edit_table(found, found.tree, "figures", Edits(removed=frozenset({1})))
        assert after.tree["scenarios"]["worst"] == {"lines": {"platform": "1.1"}, "benefits": "0.8", "costs": "1.2"}
        assert places(after) == [("stated", "2", "Changed on top")]

    def test_scenarios_and_stated_figures_come_and_go(self) -> None:
        found = draft()
        more = tables.edit_table(found, found.tree, "scenarios", Edits(added=[{"name": "slow", "benefits": "0.9"}, {}]))
        assert list(more.tree["scenarios"]) == ["worst", "best", "slow", "new_scenario"]
        claimed = tables.edit_table(
            more, more.tree, "stated", Edits(added=[{"metric": "roi", "value": "12%"}], removed=frozenset({0}))
        )
        assert [one["metric"] for one in claimed.tree["stated"]] == ["npv", "roi"]
        assert claimed.state.business is not None
        fewer = tables.edit_table(claimed, claimed.tree, "scenarios", Edits(removed=frozenset({0, 3})))
        assert list(fewer.tree["scenarios"]) == ["best", "slow"]


class TestNames:
    def test_what_names_a_line_follows_it(self) -> None:
        correlated = "correlations:\n  - {between: [gains, platform], rank: 0.5}\n"
        after = typed(draft(FULL + correlated), "lines", 1, "id", "time_saved")
        assert after.tree["scenarios"]["worst"]["lines.time_saved"] == "0.9"
        assert after.tree["stated"][1]["at"] == {"lines.time_saved": "0.5"}
        assert after.tree["correlations"] == [{"between": ["time_saved", "platform"], "rank": "0.5"}]

    def test_two_lines_swap_their_names(self) -> None:
        found = draft()
        swap = Edits(changed={0: {"id": "gains"}, 1: {"id": "platform"}})
        after = tables.edit_table(found, found.tree, "figures", swap)
        assert after.tree["scenarios"]["worst"] == {
            "lines.platform": "0.9",
            "lines": {"gains": "1.1"},
            "benefits": "0.8",
            "costs": "1.2",
        }

    def test_a_name_that_is_taken_is_told_and_moves_nothing(self) -> None:
        found = draft()
        after = typed(found, "figures", 1, "id", "platform")
        assert ("figures", "platform", "Line") in places(after)
        assert after.tree["scenarios"] == found.tree["scenarios"]

    def test_a_name_that_was_taken_for_a_moment_does_no_harm(self) -> None:
        found = draft()
        moment = tables.edit_table(found, found.tree, "figures", Edits(changed={1: {"id": "platform"}}))
        after = tables.edit_table(moment, found.tree, "figures", Edits(changed={1: {"id": "profit"}}))
        assert after.tree["scenarios"]["worst"]["lines.profit"] == "0.9"
        assert after.state.business is not None

    def test_what_is_stated_of_a_scenario_follows_it(self) -> None:
        after = typed(draft(), "scenarios", 0, "name", "slow")
        assert [list(after.tree["scenarios"]), after.tree["stated"][0]["scenario"]] == [["slow", "best"], "slow"]

    @pytest.mark.parametrize(("name", "becomes"), [("best", "best-2"), ("", "new_scenario")])
    def test_no_scenario_loses_another_by_its_name(self, name: str, becomes: str) -> None:
        after = typed(draft(), "scenarios", 0, "name", name)
        assert list(after.tree["scenarios"]) == [becomes, "best"]
        assert after.tree["scenarios"]["best"] == draft().tree["scenarios"]["best"]


class TestPeriods:
    @pytest.mark.parametrize(("count", "length"), [(1, 5), (-1, 3), (-9, 2)])
    def test_every_list_follows(self, count: int, length: int) -> None:
        after = tables.change_periods(draft(), count)
        assert {len(line["values"]) for line in after.tree["lines"]} == {length}
        assert after.tree["periods"] == str(length - 1)
        assert after.state.business is not None

    def test_the_number_of_periods_typed(self) -> None:
        after = typed(draft(), "basis", list(BASIS).index("periods"), "value", "5")
        assert rows(after, "figures")[1] == ("gains", "benefit", "0", "8", "18", "24", "0", "0")
        broken = typed(after, "basis", list(BASIS).index("periods"), "value", "many")
        assert places(broken) == [("basis", "Periods", "Value")]
        assert len(broken.tree["lines"][0]["values"]) == 6

    def test_the_days_of_more_periods_only_the_author_knows(self) -> None:
        flows = "discount_rate: 0.1\ncashflows: {net: [-100, 60], dates: [2026-01-01, 2027-01-01]}\n"
        after = tables.change_periods(draft(flows), 1)
        assert after.tree["cashflows"] == {"net": ["-100", "60", "0"], "dates": ["2026-01-01", "2027-01-01", None]}
        assert places(after) == [("dates", "2", "Date")]


class TestHistory:
    def test_undo_and_redo_restore_the_text(self) -> None:
        steps = [draft()]
        steps.append(typed(steps[-1], "figures", 0, "values.1", "1,5"))
        steps.append(typed(steps[-1], "scenarios", 0, "name", "slow"))
        steps.append(tables.change_periods(steps[-1], 3))
        texts, found = [step.text for step in steps], steps[-1]
        for text in reversed(texts[:-1]):
            found = undo(found)
            assert found.text == text
        assert undo(found) is found
        for text in texts[1:]:
            found = redo(found)
            assert found.text == text
        assert redo(found) is found

    def test_a_change_after_an_undo_leaves_nothing_to_redo(self) -> None:
        found = undo(typed(draft(), "figures", 0, "values.1", "16"))
        assert typed(found, "figures", 0, "values.1", "17").future == ()


@pytest.mark.parametrize("text", ["", "- a", "a: [", "just text", "~"])
def test_what_holds_no_keys_can_not_be_edited(text: str) -> None:
    assert start_draft(text.encode()) is None


ODD = [
    {"lines": "none", "scenarios": "none", "stated": "none", "drivers": "none", "cashflows": "none", "dates": "none"},
    {"lines": ["text", None, [], {"id": ["a"], "values": "15"}, {"values": [["1"], {"value": ["2"]}]}]},
    {"lines": [{"id": "a", "values": {}}], "scenarios": {"a": "text", "b": ["c"], "lines.x": {"lines": "no"}}},
    {"stated": ["text", None, {"metric": [], "at": "0.2", "value": ["1", "2"]}], "drivers": {"speed": ["1"], "x": "1"}},
    {"cashflows": {"net": "text", "costs": ["1"], "dates": ["2026-01-01"]}, "periods": "9" * 30, "period": ["a"]},
    {"cashflows": {}, "correlations": ["a", {"between": "a"}, {"between": [["a"]]}], "unit": {"a": "b"}},
]
TREES: list[Tree] = [draft().tree, draft(PUBLISHED.read_text("utf-8")).tree, *ODD]


REMOVED = st.frozensets(st.integers(0, 5), max_size=2)


@st.composite
def some_edits(draw: st.DrawFn) -> tuple[Tree, list[tuple[str, Edits]]]:
    """A tree and a few edits of its tables, as far as those are there."""
    tree = draw(st.sampled_from(TREES))
    found: list[tuple[str, Edits]] = []
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(list(tables.TABLES)))
        keys = st.sampled_from(list(tables.TABLES[name].grid(tree).by_key))
        cells = st.dictionaries(keys, st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=3)
        changed = draw(st.dictionaries(st.integers(0, 5), cells, max_size=3))
        found.append((name, Edits(changed=changed, added=draw(st.lists(cells, max_size=2)), removed=draw(REMOVED))))
    return tree, found


@settings(max_examples=300, deadline=None)
@given(some_edits())
def test_whatever_is_typed_is_judged_with_its_place_and_can_be_undone(case: tuple[Any, Any]) -> None:
    tree, steps = case
    found = BusinessDraft(tree)
    texts = [found.text]
    for name, edits in steps:
        found = tables.edit_table(found, found.tree, name, edits)
        texts.append(found.text)
        reading = found.state
        assert (reading.business is None) == any(problem.severity == "error" for problem in reading.problems)
        for problem in reading.problems:
            tables.locate_problem(problem, found.tree)
        for each in tables.table_names(found.tree):
            assert {len(row) for row in tables.TABLES[each].grid(found.tree).rows} <= {len(columns(found, each))}
    while found.past:
        found = undo(found)
        assert found.text in texts
    assert found.text == texts[0]
