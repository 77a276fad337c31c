"""What has come of the benefits: the way of their KPIs, or of adoption, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.roi.realisation import BenefitProgress, Way, list_progress
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.small_cases import small

HOURS = """\
hours:
  name: Hours saved
  definition: Measured for a test.
  unit: hours
  better: higher
  kind: lagging
  combine: last
  baseline: {value: 100, as_of: 2026-01, source: Register}
  targets: [{by: 2026-03, value: 120}, {by: 2026-05, value: 140}]
  status:
    green: {op: ">=", value: target}
  owner: Head of the platform
  source: Register
"""
ROWS = tuple(f"2026-{month:02},hours,,,,{value}" for month, value in ((2, 105), (3, 112), (4, 115)))
BUSINESS = """\
discount_rate: 0.1
period: quarter
periods: 4
start: 2026-02
lines:
  - {id: spent, kind: cost, amount: 1}
  - {id: gained, label: Gained, kind: benefit, amount: 6, MORE}
"""
BY_KPI = "kpi: hours, owner: Head of sales, cashable: true"
APRIL = Filters(as_of="2026-04")

Progress = Callable[..., tuple[BenefitProgress, ...]]


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    """Build a case of a business case, a KPI and rows, and return the progress of its benefits in April 2026."""

    def build(
        business: str,
        *,
        kpis: str = HOURS,
        rows: Iterable[str] = ROWS,
        teams: Iterable[str] = (),
        counts_from: str | None = None,
        filters: Filters = APRIL,
    ) -> tuple[BenefitProgress, ...]:
        folder = small(tmp_path / "case", kpis=kpis, figures=rows, teams=teams, counts_from=counts_from)
        (folder / "business_case.yaml").write_text(business, encoding="utf-8")
        app_state = AppState(tmp_path / "home", folder)
        try:
            snapshot = app_state.snapshot()
            assert snapshot.refused == {}
            return list_progress(snapshot.context, filters)
        finally:
            app_state.close()

    return build


def one(every: tuple[BenefitProgress, ...]) -> BenefitProgress:
    (benefit,) = every
    return benefit


class TestByKpi:
    def test_by_hand(self, progress: Progress) -> None:
        """Planned are 10, 20 and 30 of 40 hours more; 5, 12 and 15 came. Six a quarter are two a month."""
        found = one(progress(BUSINESS.replace("MORE", BY_KPI)))
        assert (found.line.owner, found.line.cashable, found.measure and found.measure.name) == (
            "Head of sales",
            True,
            "Hours saved",
        )
        assert found.way == Way(planned=30 / 40, gone=15 / 40)
        assert (found.verdict, found.lack) == (Status.BEHIND, "")
        assert found.planned == 6
        assert found.realised == pytest.approx(2 * (5 / 10 + 12 / 20 + 15 / 30))

    def test_where_all_came_as_planned_realised_is_planned(self, progress: Progress) -> None:
        rows = [f"2026-{month:02},hours,,,,{value}" for month, value in ((2, 110), (3, 120), (4, 130))]
        found = one(progress(BUSINESS.replace("MORE", BY_KPI), rows=rows))
        assert (found.planned, found.realised, found.verdict) == (6, pytest.approx(6), Status.ON_PLAN)

    def test_of_less_is_better_the_way_is_down(self, progress: Progress) -> None:
        """The way of a KPI is from its baseline to its target, whichever is higher."""
        kpis = HOURS.replace("higher", "lower").replace("120", "80").replace("140", "60").replace(">=", "<=")
        rows = [f"2026-{month:02},hours,,,,{value}" for month, value in ((2, 90), (3, 80), (4, 60))]
        found = one(progress(BUSINESS.replace("MORE", BY_KPI), kpis=kpis, rows=rows))
        assert (found.way, found.verdict) == (Way(planned=0.75, gone=1.0), Status.AHEAD)

    def test_backwards_is_less_than_nothing(self, progress: Progress) -> None:
        rows = [f"2026-{month:02},hours,,,,{value}" for month, value in ((2, 90), (3, 80), (4, 85))]
        found = one(progress(BUSINESS.replace("MORE", BY_KPI), rows=rows))
        assert found.way == Way(planned=0.75, gone=-0.375)
        assert found.realised == pytest.approx(2 * (-1 - 1 - 0.5))

    def test_a_month_without_a_value_leaves_the_amount_open(self, progress: Progress) -> None:
        found = one(progress(BUSINESS.replace("MORE", BY_KPI), rows=ROWS[1:]))
        assert (found.verdict, found.planned, found.realised) == (Status.BEHIND, 6, None)

    def test_before_the_case_begins_nothing_is_due(self, progress: Progress) -> None:
        later = BUSINESS.replace("MORE", BY_KPI).replace("2026-02", "2026-05")
        found = one(progress(later))
        assert (found.verdict, found.planned, found.realised) == (Status.BEHIND, 0, None)

    def test_today_counts_from_the_month_before(self, progress: Progress) -> None:
        text = BUSINESS.replace("MORE", BY_KPI).replace("amount: 6", "values: [8, 0, 0, 0, 0]")
        found = one(progress(text.replace("2026-02", "2026-03")))
        assert (found.planned, found.realised) == (8, pytest.approx(8 * 5 / 10))

    def test_dated_amounts_are_due_in_their_month(self, progress: Progress) -> None:
        text = """\
discount_rate: 0.1
dates: [2026-01-31, 2026-03-15, 2026-07-15]
lines:
  - {id: spent, kind: cost, values: [1, 1, 1]}
  - {id: gained, kind: benefit, values: [0, 7, 9], kpi: hours}
"""
        found = one(progress(text))
        assert (found.planned, found.realised) == (7, pytest.approx(7 * 12 / 20))


class TestNotMeasured:
    @pytest.mark.parametrize(
        ("kpis", "rows", "lack"),
        [
            (HOURS.replace("baseline: {", "question: Why? # "), ROWS, "Hours saved has no baseline."),
            (HOURS.replace("140", "100"), ROWS, "The last target of Hours saved is its baseline."),
            (HOURS, ROWS[:2], "Hours saved has no value for Apr 2026."),
            (
                HOURS + "  changes: [{from: 2026-03, what: Counted otherwise}]\n",
                ROWS,
                "The definition of Hours saved changed in Mar 2026, so its baseline does not compare.",
            ),
            (
                HOURS.replace("targets: [{by: 2026-03, value: 120}, {by: 2026-05, value: 140}]", "targets: []").replace(
                    "value: target", "value: 100"
                ),
                ROWS,
                "Hours saved has no target.",
            ),
        ],
    )
    def test_why(self, progress: Progress, kpis: str, rows: Iterable[str], lack: str) -> None:
        found = one(progress(BUSINESS.replace("MORE", BY_KPI), kpis=kpis, rows=rows))
        assert (found.verdict, found.realised, found.lack) == (Status.NOT_MEASURED, None, lack)

    def test_a_benefit_without_a_kpi(self, progress: Progress) -> None:
        found = one(progress(BUSINESS.replace("MORE", "owner: Head of sales")))
        assert (found.verdict, found.planned, found.realised) == (Status.NOT_MEASURED, 6, None)
        assert (found.measure, found.lack) == (None, "No KPI measures it.")


class TestByAdoption:
    """The plan has 1 of 3 teams from February and 3 from April."""

    TEAMS = tuple(
        f"2026-{month:02},T{team},Team {team},North,1,{'production' if team <= there else 'pilot'},1,0"
        for month, there in ((2, 1), (3, 1), (4, 2))
        for team in (1, 2, 3)
    )
    SCALES = BUSINESS.replace("MORE", "scales_with: adoption")

    def test_by_hand(self, progress: Progress) -> None:
        found = one(progress(self.SCALES, teams=self.TEAMS, counts_from="production"))
        assert found.way == Way(planned=1.0, gone=pytest.approx(2 / 3))
        assert (found.verdict, found.realised) == (Status.BEHIND, pytest.approx(2 * (1 + 1 + 2 / 3)))

    def test_a_kpi_measures_it_rather(self, progress: Progress) -> None:
        text = BUSINESS.replace("MORE", "scales_with: adoption, kpi: hours")
        found = one(progress(text, teams=self.TEAMS, counts_from="production"))
        assert found.measure is not None
        assert found.measure.name == "Hours saved"

    def test_without_data_or_plan(self, progress: Progress) -> None:
        assert one(progress(self.SCALES)).lack == "case.yaml has no adoption plan."

    def test_data_of_an_earlier_month_is_not_gone_on_with(self, progress: Progress) -> None:
        """A forecast is nothing that has come."""
        found = one(progress(self.SCALES, teams=self.TEAMS[:6], counts_from="production"))
        assert (found.verdict, found.lack) == (Status.NOT_MEASURED, "There is no adoption data for Apr 2026.")


class TestLines:
    def test_what_is_given_up_and_what_is_left_at_the_end_are_no_benefits_to_bring_in(self, progress: Progress) -> None:
        text = """\
discount_rate: 0.1
period: quarter
periods: 4
start: 2026-02
timing: mid
options: [{id: keep, label: Keep, baseline: true}, {id: buy, label: Buy}]
option: buy
lines:
  - {id: spent, kind: cost, amount: 1, options: [buy]}
  - {id: lost, kind: benefit, amount: 2, options: [keep]}
  - {id: gained, kind: benefit, amount: 6, options: [buy], end_value: {amount: 5}}
"""
        assert [benefit.line.id for benefit in progress(text)] == ["gained"]

    def test_flows_without_lines_have_none(self, progress: Progress) -> None:
        assert progress("discount_rate: 0.1\ncashflows: {net: [-1, 2]}\n") == ()


@pytest.mark.parametrize(
    ("planned", "gone", "verdict"),
    [
        (0.4, 0.38, Status.ON_PLAN),
        (0.4, 0.42, Status.ON_PLAN),
        (0.4, 0.37, Status.BEHIND),
        (0.4, 0.43, Status.AHEAD),
        (0.0, 0.0, Status.ON_PLAN),
        (0.0, 0.1, Status.AHEAD),
        (0.0, -0.1, Status.BEHIND),
    ],
)
def test_verdicts(planned: float, gone: float, verdict: Status) -> None:
    assert Way(planned=planned, gone=gone).verdict is verdict


class TestExample:
    def test_every_benefit_has_an_owner_and_a_word_on_cash(self, whole_example: CaseSnapshot) -> None:
        every = list_progress(whole_example.context, Filters(as_of="2026-10"))
        assert all(benefit.line.owner and benefit.line.cashable is not None for benefit in every)
        assert [benefit.verdict.word for benefit in every] == [
            "On plan",
            "On plan",
            "Behind",
            "Behind",
            "Not measured",
        ]

    def test_a_unit_or_a_scenario_changes_nothing(self, whole_example: CaseSnapshot) -> None:
        base, context = Filters(as_of="2026-10"), whole_example.context
        other = replace(base, unit="Claims", scenario="worst")
        assert list_progress(context, other) == list_progress(context, base)
