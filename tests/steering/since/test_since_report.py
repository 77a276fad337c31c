"""What moved between two states of a small case: each cause alone, all of them at once, and what can't be told."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.conditions import ConditionState
from steering.formatting import format_day
from steering.since.claims import list_turned_claims
from steering.since.figures import COSTS
from steering.state.app_state import AppState
from tests.actors import TESTER
from tests.steering.since.desk import Desk
from tests.steering.small_cases import kpi, small, with_charges

STORY = """\
minutes_allowed: 10
scenes:
  - id: opening
    minutes: 2
    page: kpis
    message: How many there are
    claims:
      - {says: There are eight, metric: count, op: ">=", value: 8}
      - {says: There is one, metric: count, op: ">=", value: 1}
"""
BUSINESS = """\
currency: USD
period: year
periods: 1
discount_rate: 0.10
lines:
  - {id: team, label: Team, kind: cost, category: people, values: [100, 0]}
  - {id: hours, label: Hours, kind: benefit, category: productivity, values: [0, 220]}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    kpis = kpi("count", unit="count", combine="sum", target="10") + kpi("rate")
    rows = ["2026-03,count,,,,5", "2026-04,count,,,,7", "2026-04,rate,,1,4,"]
    folder = small(tmp_path / "case", kpis=kpis, figures=rows)
    (folder / "storyboard.yaml").write_text(STORY, encoding="utf-8")
    (folder / "business_case.yaml").write_text(BUSINESS, encoding="utf-8")
    opened = Desk(folder, tmp_path / "home")
    _ = opened.context
    yield opened
    opened.app.close()


class TestCauses:
    def test_another_value_of_the_same_key_is_corrected(self, desk: Desk) -> None:
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
        assert desk.parts("count", desk.first_release()) == {"corrected": 2}
        assert desk.parts("rate", desk.first_release()) == {}

    def test_a_later_month_is_new(self, desk: Desk) -> None:
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,7", "2026-05,count,,,,11", "2026-04,rate,,1,4,"])
        desk.edit("as_of: 2026-04", "as_of: 2026-05")
        assert desk.parts("count", desk.first_release()) == {"new": 4}

    def test_another_key_of_the_same_month_is_new(self, desk: Desk) -> None:
        desk.bring(["2026-04,rate,,1,4,", "2026-04,count,,,,7", "2026-03,count,,,,5", "2026-04,rate,t1,1,2,"])
        # A row for the whole beside one of a team: no value, so the figure is on one side only.
        assert desk.report(desk.first_release()).by_id["rate"].split is None
        desk.bring(["2026-04,rate,t1,1,4,", "2026-04,rate,t2,1,2,", "2026-04,count,,,,7"])
        assert desk.parts("rate", desk.first_release()) == {"new": pytest.approx(2 / 6 - 1 / 4)}

    def test_both_at_once(self, desk: Desk) -> None:
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,6", "2026-05,count,,,,11", "2026-04,rate,,1,4,"])
        desk.edit("as_of: 2026-04", "as_of: 2026-05")
        assert desk.parts("count", desk.first_release()) == {"corrected": -1, "new": 5}

    def test_a_declared_redefinition_is_the_step_of_its_month(self, desk: Desk) -> None:
        desk.bring([f"2026-0{month},count,,,,{value}" for month, value in ((3, 5), (4, 7), (5, 8), (6, 20), (7, 21))])
        desk.edit("as_of: 2026-04", "as_of: 2026-07")
        desk.edit("  owner: Head", "  changes: [{from: 2026-06, what: More counts.}]\n  owner: Head", "metrics.yaml")
        assert desk.parts("count", desk.first_release()) == {"new": 2, "definition": 12}

    def test_another_way_to_combine_is_a_definition(self, desk: Desk) -> None:
        desk.bring(["2026-04,count,t1,,,3", "2026-04,count,t2,,,4", "2026-04,rate,,1,4,"])
        first = desk.context.dataset_states["kpi"].history[1]
        desk.edit("  combine: sum", "  combine: last", "metrics.yaml")
        report = desk.report(f"release:{first.id}")
        # Single figures of teams are never averaged, so there is none today.
        assert report.by_id["count"].levels == (7, 7, 7, None, None)

    def test_another_business_case_is_the_scenario(self, desk: Desk) -> None:
        desk.edit("[0, 220]", "[0, 330]", "business_case.yaml")
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,7", "2026-04,rate,,1,5,"])
        assert desk.parts("npv", desk.first_release()) == {"scenario": pytest.approx(100)}
        assert desk.parts("rate", desk.first_release()) == {"corrected": pytest.approx(-0.05)}

    def test_levels_add_up_exactly(self, desk: Desk) -> None:
        desk.edit("[0, 220]", "[0, 331]", "business_case.yaml")
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,7", "2026-04,rate,,1,7,"])
        for move in desk.report(desk.first_release()).moves:
            if move.split:
                assert move.split.before + sum(move.split.parts) == move.levels[-1]


class TestWhatCannotBeTold:
    def test_without_history_all_of_it_is_new_data(self, desk: Desk) -> None:
        desk.edit("currency: USD", "currency: USD\nlast_committee: 2026-03")
        assert desk.parts("count") == {"new": 2}
        note = desk.report().states.notes[0]
        assert note.startswith("No earlier release of the KPI data is kept: today's as of Mar 2026 stands in")

    def test_a_kpi_that_did_not_exist(self, desk: Desk) -> None:
        with (desk.folder / "metrics.yaml").open("a", encoding="utf-8") as file:
            file.write(kpi("later", unit="count", combine="sum", target="1"))
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,7", "2026-04,later,,,,3", "2026-04,rate,,1,4,"])
        move = desk.report(desk.first_release()).by_id["later"]
        assert (move.split, move.levels[0], move.levels[-1], move.has_moved) == (None, None, 3, True)

    def test_a_release_that_is_gone_is_told_and_the_next_stands_in(self, desk: Desk) -> None:
        gone = desk.context.releases["kpi"]
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,8", "2026-04,rate,,1,4,"])
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
        since = desk.first_release()
        desk.lose(gone)
        assert desk.parts("count", since) == {"corrected": 1}
        notes = desk.report(since).states.notes
        assert "The KPI data of that time is not kept: the first release after it stands in." in notes

    def test_costs_of_then_that_can_t_be_added_up_leave_today_s(self, tmp_path: Path) -> None:
        charges = Desk(with_charges(tmp_path / "costs", ["2026-01-05", "2026-02-05", "2026-03-05"]), tmp_path / "other")
        earlier = charges.context.releases["cost"]
        charges.edit("100,100,100,100", "150,150,150,150", "datasets/cost.csv")
        since = charges.first_release("cost")
        assert charges.parts(COSTS, since) == {"corrected": 50}
        # Where the rollup was there is a folder, which can't be written over.
        for rollup in (charges.app.home / "releases" / "cost" / earlier).glob("*@*.parquet"):
            rollup.unlink()
            rollup.mkdir()
        charges.edit("150,150,150,150", "160,160,160,160", "datasets/cost.csv")
        report = charges.find("2026-02")
        charges.app.close()
        assert report and COSTS in report.by_id
        assert report.states.notes[0].startswith(
            "What is kept of then can't be read, so today's data and files stand in"
        )

    def test_without_any_committee_there_is_nothing_to_compare_with(self, desk: Desk) -> None:
        assert desk.find() is None

    def test_the_same_moment_is_no_comparison(self, desk: Desk) -> None:
        assert desk.find("2026-04") is None
        assert desk.find("2026-05") is None

    def test_a_link_to_nothing_is_as_no_choice(self, desk: Desk) -> None:
        for since in ("decision:none", "release:99", "meeting:none", "1999-13", "no", "2026-02-30"):
            assert desk.find(since) is None

    def test_a_release_of_another_case_is_not_opened(self, desk: Desk, tmp_path: Path) -> None:
        rows = ["2026-03,count,,,,99"]
        other = AppState(desk.app.home, small(tmp_path / "other", kpis=kpi("count", unit="count"), figures=rows))
        release = other.snapshot().context.releases["kpi"]
        other.close()
        (desk.folder / "decisions.yaml").write_text(DECISION.format(release=release), encoding="utf-8")
        assert desk.report("decision:start").by_id["count"].levels[0] == 5


DECISION = """\
decisions:
  - id: start
    title: Start
    question: Do we start?
    options: [Start, Wait]
    result: Start
    decided_on: 2026-04-02
    by: Steering committee
    votes: {{for: 3, against: 1}}
    as_of: 2026-03
    releases: {{kpi: {release}}}
"""


class TestMoments:
    def test_the_last_decision_before_the_month_is_the_default(self, desk: Desk) -> None:
        (desk.folder / "decisions.yaml").write_text(DECISION.format(release="0" * 64), encoding="utf-8")
        report = desk.report()
        assert (report.moment.id, report.moment.label) == ("decision:start", "the decision of 2 Apr 2026")
        assert report.then.filters.as_of == "2026-03"

    def test_the_case_says_a_later_committee(self, desk: Desk) -> None:
        (desk.folder / "decisions.yaml").write_text(DECISION.format(release="0" * 64), encoding="utf-8")
        desk.bring([f"2026-0{month},count,,,,{month}" for month in range(3, 7)])
        desk.edit("as_of: 2026-04", "as_of: 2026-06\nlast_committee: 2026-05")
        assert desk.report().moment.id == "2026-05"

    def test_a_day_sees_what_was_in_force_at_its_end(self, desk: Desk) -> None:
        published = desk.context.dataset_states["kpi"].history[0].published_at
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
        # At the end of that day the second release was in force, the day before none.
        assert desk.find(published.date().isoformat(), "2026-04") is None
        eve = (published - dt.timedelta(days=1)).date()
        report = desk.report(eve.isoformat())
        assert report.moment.label == format_day(eve)
        assert report.by_id["count"].levels[0] == 7
        assert "The KPI data of that time is not kept: the first release after it stands in." in report.states.notes

    def test_a_rehearsal_is_no_meeting(self, desk: Desk) -> None:
        desk.app.records.meetings.make("m1", "case", [], kind="meeting", by=TESTER)
        desk.app.records.meetings.make("r1", "case", [], kind="rehearsal", by=TESTER)
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
        assert desk.context.past
        assert [meeting.id for meeting in desk.context.past.meetings] == ["m1"]
        assert desk.parts("count", "meeting:m1") == {"corrected": 2}
        # Where no decision and no file names a committee, the last meeting about an earlier month was one.
        assert desk.find() is None
        desk.bring(["2026-04,count,,,,9", "2026-05,count,,,,12", "2026-04,rate,,1,4,"])
        desk.edit("as_of: 2026-04", "as_of: 2026-05")
        assert desk.report().moment.id == "meeting:m1"
        assert desk.parts("count") == {"corrected": 2, "new": 3}


class TestClaims:
    def test_a_claim_that_turned_and_why(self, desk: Desk) -> None:
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
        (claim,) = list_turned_claims(desk.report(desk.first_release()).states)
        assert (claim.before.state, claim.after.state) == (ConditionState.BROKEN, ConditionState.HOLDS)
        assert (claim.after.claim.says, claim.cause) == ("There are eight", "corrected")

    def test_a_claim_that_asks_for_less_is_a_definition(self, desk: Desk) -> None:
        desk.edit("value: 8", "value: 6", "storyboard.yaml")
        desk.bring(["2026-03,count,,,,4", "2026-04,count,,,,7", "2026-04,rate,,1,4,"])
        (claim,) = list_turned_claims(desk.report(desk.first_release()).states)
        assert (claim.after.claim.says, claim.cause) == ("There are eight", "definition")

    def test_a_new_claim_has_not_turned(self, desk: Desk) -> None:
        desk.edit("There are eight", "There are surely eight", "storyboard.yaml")
        desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
        assert list_turned_claims(desk.report(desk.first_release()).states) == ()


def test_what_was_opened_stays_while_the_past_is_the_same(desk: Desk) -> None:
    desk.bring(["2026-03,count,,,,5", "2026-04,count,,,,9", "2026-04,rate,,1,4,"])
    since = desk.first_release()
    then = desk.report(since).then.context
    desk.app.records.write(lambda connection: None)
    assert desk.report(since).then.context is then
