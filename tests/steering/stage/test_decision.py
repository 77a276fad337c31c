"""A vote becomes a decision: on record, on the Decisions page with its conditions judged, and first on the Brief."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from steering.cases.decisions import DecisionRecord
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import definition_hash, reviews
from steering.frames.blocks import Statements, leaves
from steering.frames.brief import page as brief
from steering.frames.decisions import page as decisions
from steering.frames.frame import Frame
from steering.records import Records
from steering.roi.report import roi_report
from steering.stage.ballots import Ballot, BallotCondition
from steering.stage.condition_form import condition_metrics, offer_conditions
from steering.stage.decision import Action, actions_from_json, decision_of
from steering.stage.votes import Vote, Voter, count_votes
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.actors import somebody

DAY = date(2026, 11, 27)
PEOPLE = tuple(Voter(seat=f"s{number}", name=f"Member {number}") for number in range(1, 8))
VOTE = Vote(
    id="v-1",
    question="Do we release 4.2 million for waves 5 and 6 now?",
    decision="tranche-3",
    rule="two_thirds",
    quorum=5,
    entitled=PEOPLE,
    present=PEOPLE[:6],
    recused=PEOPLE[6:],
)
TRAINED = BallotCondition(metric="trained_share", op=">=", value="60%", due="2026-10", text="Train them first.")
WORTH = BallotCondition(metric="npv", op=">=", value="1", due="2027-07")
NOTICE = BallotCondition(text="Give notice for the old tools.")
BALLOTS = {
    **{person.seat: Ballot(choice="approve") for person in PEOPLE[:3]},
    "s4": Ballot(choice="conditions", conditions=(TRAINED, NOTICE, WORTH)),
    "s5": Ballot(choice="reject"),
}
ACTIONS = (Action(text="Plan the training.", owner="Head of data science", due=date(2026, 12, 15)),)
FILTERS = Filters(as_of="2026-10", drivers=(("benefit_delay_months", 3.0),))


def decide(context: CaseContext, filters: Filters = FILTERS, ballots: dict[str, Ballot] = BALLOTS) -> DecisionRecord:
    return decision_of(
        VOTE, count_votes(VOTE, ballots), context, filters, decided_on=DAY, metrics=("lead_time",), actions=ACTIONS
    )


def record(context: CaseContext, home: Path, decision: DecisionRecord) -> CaseContext:
    """The context with this decision on record, as the stage records it, and none else."""
    with Records(home) as records:
        records.record_decisions(context.case.id, [decision], by=somebody("Chair"), source="stage")
        return replace(context, decisions=records.decisions(context.case.id))


def statements(frame: Frame, id: str) -> Statements:
    (block,) = [block for block in leaves(frame.blocks) if isinstance(block, Statements) and block.id == id]
    return block


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


def test_the_record_has_terms_result_and_the_state_of_the_stage(context: CaseContext) -> None:
    decision = decide(context)
    votes = decision.votes
    assert votes is not None
    assert (decision.id, decision.result) == ("tranche-3-2026-11-27", "Approve with conditions")
    assert decision.options == ("Approve", "Approve with conditions", "Defer", "Reject")
    assert (votes.for_, votes.against, votes.abstained) == (4, 1, 1)
    assert (votes.words, votes.rule, votes.quorum) == ("Carried: 4 of 5, needed 4", "two_thirds", 5)
    assert (votes.recused, votes.dissent) == (("Member 7",), ("Member 5: reject",))
    assert (decision.as_of, decision.parameters) == ("2026-10", {"benefit_delay_months": Decimal("3.0")})
    assert decision.releases == dict(context.releases)
    assert [term.id for term in decision.conditions] == ["condition-1", "condition-2"]
    assert decision.other_conditions == ("Give notice for the old tools.",)
    assert (decision.actions[0].owner, decision.actions[0].due) == ("Head of data science", date(2026, 12, 15))


def test_the_figures_are_those_on_stage_with_the_hash_of_their_definition(context: CaseContext) -> None:
    figures = {figure.metric: figure for figure in decide(context).figures}
    assert {*context.case.charter.headlines, "npv", "lead_time", "trained_share"} == set(figures)
    # The driver that was moved on stage counts.
    assert float(figures["npv"].value) == pytest.approx(roi_report(context, FILTERS).npv)
    assert float(figures["npv"].value) != pytest.approx(roi_report(context, Filters(as_of="2026-10")).npv)
    assert figures["lead_time"].definition == definition_hash(context.case.kpis["lead_time"], "2026-10")
    assert all(figure.definition for figure in figures.values())


def test_the_decisions_page_shows_it_with_its_conditions_judged(context: CaseContext, tmp_path: Path) -> None:
    there = record(context, tmp_path, decide(context))
    # It was taken in November, on the data of October: it is there at once.
    frame = decisions.build_frame(there, Filters(as_of="2026-10"))
    found = {item.text: item for item in statements(frame, "conditions-tranche-3-2026-11-27").findings}
    trained = context.case.kpis["trained_share"].name
    assert found[trained].status is Status.BREACHED and found[trained].detail == "Train them first."
    assert found["Net present value"].status is Status.MET
    assert found["Give notice for the old tools."].status is None
    taken = {item.text: item.detail for item in statements(frame, "taken-tranche-3-2026-11-27").findings}
    assert taken["Carried: 4 of 5, needed 4"] == (
        "At least two thirds of the votes cast; quorum 5; open vote; recused: Member 7"
    )
    assert taken["Dissent"] == "Member 5: reject"
    assert taken["Rejected options"] == "Approve; Defer; Reject"
    assert "benefit delay 3 months" in taken["Based on"] and "replaced since" not in taken["Based on"]
    assert not [notice for notice in frame.notices if "not shown" in notice.text]


def test_a_month_before_the_newest_shows_what_was_decided_by_then(context: CaseContext, tmp_path: Path) -> None:
    there = record(context, tmp_path, decide(context, replace(FILTERS, as_of="2026-09")))
    assert [review.decision.id for review in reviews(there, Filters(as_of="2026-10"))] == ["tranche-3-2026-11-27"]
    assert reviews(there, Filters(as_of="2026-09")) == ()


def test_a_metric_of_the_business_case_that_is_redefined_is_not_compared(context: CaseContext, tmp_path: Path) -> None:
    decision = decide(context)
    ahead = replace(
        decision,
        figures=tuple(
            replace(figure, definition="ab" * 32) if figure.metric == "npv" else figure for figure in decision.figures
        ),
    )
    for given, is_redefined in ((decision, False), (ahead, True)):
        (review,) = reviews(record(context, tmp_path / f"{is_redefined}", given), Filters(as_of="2026-10"))
        compared = {comparison.figure.metric: comparison.is_redefined for comparison in review.figures}
        assert compared.pop("npv") is is_redefined
        assert not any(compared.values())


def test_the_brief_opens_what_changed_with_the_decision(context: CaseContext, tmp_path: Path) -> None:
    there = record(context, tmp_path, decide(context))
    first, second, *_ = statements(brief.build_frame(there, Filters(as_of="2026-10")), "changes").findings
    assert (first.text, first.figure) == ("Do we release 4.2 million for waves 5 and 6 now?", "Approve with conditions")
    assert first.detail == "Carried: 4 of 5, needed 4; 3 conditions"
    assert (first.page, first.place) == ("decisions", "taken-tranche-3-2026-11-27")
    # Then the promise that was broken at once, as before.
    assert second.page == "decisions" and "broken" in second.text
    past = brief.build_frame(there, Filters(as_of="2026-09"))
    assert "Do we release" not in statements(past, "changes").findings[0].text


def test_a_decision_of_an_older_meeting_does_not_open_the_brief(context: CaseContext, tmp_path: Path) -> None:
    there = record(context, tmp_path, decide(context, replace(FILTERS, as_of="2026-06")))
    first = statements(brief.build_frame(there, Filters(as_of="2026-10")), "changes").findings[0]
    assert "Do we release" not in first.text


def test_what_was_not_carried_has_no_conditions(context: CaseContext) -> None:
    few = {"s1": BALLOTS["s1"], "s4": BALLOTS["s4"]}
    decision = decide(context, ballots=few)
    assert (decision.result, decision.conditions, decision.other_conditions) == ("Defer", (), ())
    assert decision.votes is not None and decision.votes.words == "Not carried: quorum of 5 missed, 2 voted"


def test_texts_of_people_fit_into_a_record(context: CaseContext) -> None:
    long = "A very long name of somebody " * 20
    vote = replace(
        VOTE, decision=None, id="v/1 <b>", question=f"{long}\nReally?", entitled=(Voter(seat="s1", name=long),)
    )
    decision = decision_of(vote, count_votes(vote, {}), context, FILTERS, decided_on=DAY, by=long)
    assert decision.id == "vote-2026-11-27-v-1-b-"
    assert len(decision.title) == len(decision.by) == 160
    subject = replace(VOTE, decision="d" * 64)
    assert decision_of(subject, count_votes(subject, {}), context, FILTERS, decided_on=DAY).id == f"{'d' * 53}-{DAY}"


def test_whatever_floats_and_names_a_meeting_has_its_vote_can_be_closed(context: CaseContext) -> None:
    odd = replace(FILTERS, drivers=(("adoption_speed", 0.1 + 0.2), ("cost_factor", 1e6), ("discount_rate", 1e-13)))
    ghost = replace(VOTE, entitled=(*PEOPLE, Voter(seat="x", name="\u200b")))
    decision = decision_of(ghost, count_votes(ghost, BALLOTS), context, odd, decided_on=DAY)
    assert decision.parameters == {"adoption_speed": Decimal("0.3"), "cost_factor": 1_000_000, "discount_rate": 0}
    assert decision.votes is not None and decision.votes.entitled[-1] == "Without a name"
    assert decision.figures


def test_actions_are_checked_all_at_once() -> None:
    right = {"text": "Plan it.", "owner": "Head", "due": "2026-11-27"}
    assert actions_from_json([right], DAY) == ((Action(text="Plan it.", owner="Head", due=DAY),), ())
    late, bare = {**right, "due": "2026-11-26"}, {"text": " ", "due": "soon"}
    assert actions_from_json([right, late, bare], DAY) == (
        (),
        (
            "Action 2, 'Plan it.', is due on 2026-11-26, before the decision.",
            "Action 3 needs a text of at most 500 characters.",
            "Action 3 needs an owner, a role of at most 160 characters.",
            "Action 3 needs the day when it is due, as 2026-12-31.",
        ),
    )
    for odd in ("text", [7], [right] * 51, {"text": "x"}):
        assert actions_from_json(odd, DAY) == (
            (),
            ("The actions have to be a list of at most 50, each with text, owner and due.",),
        )


def test_conditions_may_be_about_kpis_and_the_business_case(context: CaseContext) -> None:
    names = condition_metrics(context)
    assert {"trained_share", "npv", "paying_share"} <= set(names) and "irr_roots" not in names
    without = replace(context, case=replace(context.case, business=None))
    assert "npv" not in condition_metrics(without)


def test_the_form_says_how_each_value_is_written(context: CaseContext) -> None:
    offer = offer_conditions(context)
    hints = {metric["name"]: metric["hint"] for metric in offer["metrics"]}
    assert hints["trained_share"] == hints["irr"] == "a share, such as 60%"
    # The business case of the example is in millions.
    assert hints["npv"] == "in USD million, such as 4"
    assert hints["lead_time"].startswith("days") and hints["worth_funding"] == "true or false"
    assert {"op": ">=", "label": "at least"} in offer["comparisons"]
