"""Votes counted as Robert's Rules count them, against worked examples, edge cases and properties."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.catalog.voting import BASES, IN_FAVOUR, OPTIONS, RULES, Base, Option, Rule
from steering.stage.ballots import Ballot, BallotCondition, Limits, ballot_as_json, ballot_from_json
from steering.stage.vote_checks import check_ballot, check_vote
from steering.stage.votes import Dissent, Vote, Voter, count_votes, public_status, vote_as_json, vote_from_json

PEOPLE = tuple(Voter(seat=f"seat-{letter}", name=f"Member {letter.upper()}") for letter in "abcdefg")
LIMITS = Limits(metrics=("trained_share", "npv"), shares=("trained_share",), day=date(2026, 11, 27))
TRAINED = BallotCondition(metric="trained_share", op=">=", value="60%", due="2026-12")


def vote(
    people: int = 7, *, rule: Rule = "simple", base: Base = "cast", quorum: int = 0, present: int | None = None
) -> Vote:
    voters = PEOPLE[:people]
    there = voters if present is None else voters[:present]
    return Vote(id="v1", question="Do we fund it?", rule=rule, base=base, quorum=quorum, entitled=voters, present=there)


def cast(letters: str) -> dict[str, Ballot]:
    """`ar-dc`: the first approves, the second rejects, one does not vote, one defers, one sets a condition."""
    choices: dict[str, Option] = {"a": "approve", "r": "reject", "d": "defer", "c": "conditions"}
    conditions = {"c": (BallotCondition(text="Train first."),)}
    return {
        person.seat: Ballot(choice=choices[letter], conditions=conditions.get(letter, ()))
        for person, letter in zip(PEOPLE, letters, strict=False)
        if letter != "-"
    }


@pytest.mark.parametrize(
    ("terms", "letters", "words"),
    [
        # More than half of the votes cast; abstentions do not count.
        (vote(), "aaaaarr", "Carried: 5 of 7, needed 4"),
        (vote(), "aaarr--", "Carried: 3 of 5, needed 3"),
        (vote(), "a------", "Carried: 1 of 1, needed 1"),
        (vote(), "acd----", "Carried: 2 of 3, needed 2"),
        # A tie is lost.
        (vote(6), "aaarrr", "Not carried: 3 of 6, needed 4"),
        # At least two thirds: 4 of 6 are enough, and 4 of 7 are not.
        (vote(6, rule="two_thirds"), "aaaarr", "Carried: 4 of 6, needed 4"),
        (vote(rule="two_thirds"), "aaaarrr", "Not carried: 4 of 7, needed 5"),
        (vote(rule="two_thirds"), "aaaaarr", "Carried: 5 of 7, needed 5"),
        # Unanimous: nobody of the base is missing, so that of the votes cast abstentions do not hinder.
        (vote(rule="unanimous"), "aaaa---", "Carried: 4 of 4, needed 4"),
        (vote(rule="unanimous"), "aaaaaad", "Not carried: 6 of 7, needed 7"),
        (vote(rule="unanimous", base="present"), "aaaa---", "Not carried: 4 of 7, needed 7"),
        # Of those present, an abstention has the effect of a vote against; of those entitled, absence too.
        (vote(base="present", present=5), "aaa----", "Carried: 3 of 5, needed 3"),
        (vote(base="present", present=6), "aaa----", "Not carried: 3 of 6, needed 4"),
        (vote(base="entitled", present=5), "aaa----", "Not carried: 3 of 7, needed 4"),
        (vote(base="entitled", present=4), "aaaa---", "Carried: 4 of 7, needed 4"),
        # Who comes late and votes is present.
        (vote(base="present", present=2), "aaa----", "Carried: 3 of 3, needed 2"),
        # Quorum: on its boundary, and one below.
        (vote(quorum=5), "aaarr--", "Carried: 3 of 5, needed 3"),
        (vote(quorum=5), "aaaa---", "Not carried: quorum of 5 missed, 4 voted"),
        (vote(quorum=1), "-------", "Not carried: quorum of 1 missed, nobody voted"),
        # Nobody can carry nothing.
        (vote(), "-------", "Not carried: nobody voted"),
        (vote(rule="unanimous"), "-------", "Not carried: nobody voted"),
        (vote(rule="two_thirds", base="present", present=0), "-------", "Not carried: nobody voted"),
        # One person.
        (vote(1, rule="unanimous", base="entitled", quorum=1), "a", "Carried: 1 of 1, needed 1"),
        (vote(1), "r", "Not carried: 0 of 1, needed 1"),
    ],
)
def test_worked_examples(terms: Vote, letters: str, words: str) -> None:
    result = count_votes(terms, cast(letters))
    assert result.words == words
    assert result.carried == words.startswith("Carried")


def test_recused_people_neither_vote_nor_count_in_any_base() -> None:
    terms = replace(vote(base="entitled"), recused=PEOPLE[:2])
    result = count_votes(terms, cast("rraaa--"))
    assert result.words == "Carried: 3 of 5, needed 3"
    assert (result.for_, result.against, result.abstained, result.absent) == (3, 0, 2, 0)


def test_all_recused() -> None:
    terms = replace(vote(3, base="entitled"), recused=PEOPLE[:3])
    assert check_vote(terms) == ("Everybody who is entitled to vote is recused.",)
    assert count_votes(terms, cast("aaa")).words == "Not carried: nobody voted"


def test_abstained_are_present_without_a_vote_and_absent_are_not_there() -> None:
    result = count_votes(vote(present=5), cast("aar---a"))
    assert (result.for_, result.against, result.abstained, result.absent) == (3, 1, 2, 1)


@pytest.mark.parametrize(
    ("quorum", "letters", "outcome"),
    [
        (0, "aaar---", "approve"),
        (0, "aacr---", "conditions"),
        (0, "aarrr--", "reject"),
        (0, "aadd---", "defer"),
        (0, "aardd--", "defer"),
        (0, "aard---", "defer"),
        # Without a quorum nothing is decided, so it comes again.
        (6, "rrr----", "defer"),
    ],
)
def test_what_is_decided(quorum: int, letters: str, outcome: Option) -> None:
    assert count_votes(vote(quorum=quorum), cast(letters)).outcome == outcome


def test_dissent_is_the_side_that_lost_and_has_names_in_open_votes_only() -> None:
    carried = count_votes(vote(), cast("aaaard-"))
    assert carried.dissent == (
        Dissent(name="Member E", choice="reject"),
        Dissent(name="Member F", choice="defer"),
    )
    lost = count_votes(vote(), cast("arrr---"))
    assert [dissent.name for dissent in lost.dissent] == ["Member A"]
    assert count_votes(vote(quorum=7), cast("ar-----")).dissent == ()
    hidden = {f"key-{seat}": ballot for seat, ballot in cast("aaaard-").items()}
    secret = count_votes(replace(vote(), secret=True), hidden, [person.seat for person in PEOPLE[:6]])
    assert secret.dissent == () and secret.dissenting == carried.dissenting == 2
    assert secret.counts == carried.counts and secret.abstained == 1


def test_conditions_are_collected_once_each() -> None:
    same = replace(TRAINED, value="0.60", text="Train them.")
    ballots = {
        "seat-a": Ballot(choice="conditions", conditions=(BallotCondition(text="Give  notice first."), TRAINED)),
        "seat-b": Ballot(choice="conditions", conditions=(BallotCondition(text="give notice first"), same)),
        "seat-c": Ballot(choice="conditions", conditions=(replace(TRAINED, due="2027-01"),)),
        # Who rejects sets no condition, whatever a browser sends.
        "seat-d": Ballot(choice="reject", conditions=(BallotCondition(text="Never."),)),
    }
    conditions = count_votes(vote(), ballots).conditions
    assert conditions == (BallotCondition(text="Give  notice first."), TRAINED, replace(TRAINED, due="2027-01"))
    assert conditions[1].describe({"trained_share": "Trained"}) == "Trained at least 60% by 2026-12"


def test_ballots_of_those_who_may_not_vote_do_not_count() -> None:
    terms = replace(vote(3), recused=PEOPLE[2:3], options=("approve", "reject"))
    ballots = {**cast("ada"), "stranger": Ballot(choice="approve")}
    assert count_votes(terms, ballots).words == "Carried: 1 of 1, needed 1"
    assert check_ballot(terms, "seat-c", ballots["seat-c"]) == ("You are recused from this vote.",)
    assert check_ballot(terms, "stranger", ballots["stranger"]) == ("You are not entitled to vote on this.",)
    assert check_ballot(terms, "seat-b", ballots["seat-b"]) == ("This vote does not offer 'Defer'.",)


def test_a_ballot_needs_conditions_exactly_where_it_approves_with_some() -> None:
    bare = Ballot(choice="conditions")
    assert check_ballot(vote(), "seat-a", bare) == ("To approve with conditions, set at least one condition.",)
    odd = Ballot(choice="approve", conditions=(BallotCondition(text="But."),))
    assert check_ballot(vote(), "seat-a", odd) == ("Only a vote to approve with conditions can set conditions.",)


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (BallotCondition(text="\u200b "), "it says nothing"),
        (BallotCondition(text="x" * 501), "501 characters"),
        (BallotCondition(metric="trained_share", op=">="), "it lacks value and due"),
        (replace(TRAINED, metric="trained_shares"), "no metric named 'trained_shares'. Did you mean"),
        (replace(TRAINED, op="=>"), "op is '=>', expected one of >="),
        (replace(TRAINED, value="much"), "value is 'much', expected a plain number"),
        (replace(TRAINED, value="60"), "value is '60', and this figure is a share: write 60%."),
        (replace(TRAINED, op="between", value=("0.5", "60")), "write 60%."),
        (replace(TRAINED, op="between"), "expected two numbers"),
        (replace(TRAINED, due="next week"), "due is 'next week', expected a month as YYYY-MM"),
        (replace(TRAINED, due="2026-10"), "it is due on 2026-10-31, before the day of the vote, 2026-11-27"),
    ],
)
def test_a_condition_that_can_not_be_judged_is_refused(condition: BallotCondition, problem: str) -> None:
    ballot = Ballot(choice="conditions", conditions=(condition,))
    (sentence,) = check_ballot(vote(), "seat-a", ballot, LIMITS)
    assert sentence.startswith("Condition 1: ") and problem in sentence and sentence[-1] in ".?"


def test_right_conditions_are_taken() -> None:
    between = replace(TRAINED, op="between", value=("0.5", "60%"), due="2026-11-27")
    target = replace(TRAINED, value="target", text="Reach the target.")
    ballot = Ballot(choice="conditions", conditions=(TRAINED, between, target, BallotCondition(text="Report.")))
    assert check_ballot(vote(), "seat-a", ballot, LIMITS) == ()
    assert ballot_from_json(json.loads(json.dumps(ballot_as_json(ballot)))) == (ballot, ())


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"choice": ["approve"]},
        {"choice": "yes"},
        {"choice": "conditions", "conditions": "text"},
        {"choice": "conditions", "conditions": ["x"] * 11},
        {"choice": "conditions", "conditions": [7]},
        {"choice": "conditions", "conditions": [{"metric": {"a": 1}}]},
        {"choice": "conditions", "conditions": [{"text": "x", "by": "someone"}]},
        {"choice": "conditions", "conditions": [{"metric": "npv", "op": ">", "value": [[1]], "due": "2027-01"}]},
    ],
)
def test_what_is_no_ballot_is_refused_in_sentences(body: object) -> None:
    ballot, problems = ballot_from_json(body)
    assert ballot is None and problems and all(problem.endswith(".") for problem in problems)


def test_every_problem_of_a_vote_is_said_at_once() -> None:
    terms = replace(
        vote(3),
        question=" ",
        decision="tranche-4",
        quorum=4,
        present=(*PEOPLE[:2], PEOPLE[5], PEOPLE[6]),
        recused=(PEOPLE[0], PEOPLE[4]),
        entitled=(*PEOPLE[:3], PEOPLE[2]),
        options=("approve", "approve"),
    )
    assert check_vote(terms, decisions=("tranche-3",)) == (
        "The vote has no question.",
        "The vote is about the decision 'tranche-4', which is not one of tranche-3.",
        "Each option can be offered once.",
        "A vote offers at least one option for what is asked and one against it.",
        "Member E is said to be recused and is not entitled to vote.",
        "Member F and Member G are said to be present and are not entitled to vote.",
        "Member C is said 2 times to be entitled.",
        "The quorum of 4 can't be met: 3 may vote.",
    )
    assert check_vote(replace(vote(0), quorum=-1)) == (
        "Nobody is entitled to vote.",
        "The quorum is -1; it can't be below 0.",
    )
    assert check_vote(vote(quorum=7)) == ()


def test_while_it_is_open_only_how_many_have_voted_leaves_the_server() -> None:
    letters = "aaacrd-"
    status = public_status(vote(quorum=3), cast(letters), is_open=True)
    assert (status["voted"], status["entitled"], status["words"]) == (6, 7, "6 of 7 have voted")
    assert status["result"] is None
    others = public_status(vote(quorum=3), cast("rrrrrr-"), is_open=True)
    # Whatever was chosen, what is sent is the same.
    assert json.dumps(status) == json.dumps(others)
    assert "Member" not in json.dumps(status) and "Train" not in json.dumps(status)


def test_a_closed_vote_tells_its_result_and_a_secret_one_no_name() -> None:
    status = public_status(vote(), cast("aaacrd-"), is_open=False)
    assert status["words"] == "Carried: 4 of 6, needed 4"
    assert status["result"]["decision"] == "Approve with conditions"
    assert status["result"]["counts"] == {"approve": 3, "conditions": 1, "defer": 1, "reject": 1}
    assert [dissent["name"] for dissent in status["result"]["dissent"]] == ["Member E", "Member F"]
    assert status["result"]["conditions"] == ["Train first."]
    hidden = {f"key-{seat}": ballot for seat, ballot in cast("aaacrd-").items()}
    secret = public_status(replace(vote(), secret=True), hidden, False, [person.seat for person in PEOPLE[:6]])
    assert secret["result"]["counts"] == status["result"]["counts"]
    assert "Member" not in json.dumps(secret) and "seat-" not in json.dumps(secret)


def test_a_vote_comes_back_from_the_record_as_it_was() -> None:
    terms = replace(vote(rule="two_thirds", quorum=2), secret=True, decision="tranche-3", recused=PEOPLE[:1])
    assert vote_from_json(json.loads(json.dumps(vote_as_json(terms)))) == terms


VOTES = st.builds(
    lambda people, rule, base, quorum, present, recused, secret: Vote(
        id="v",
        question="?",
        rule=rule,
        base=base,
        quorum=quorum,
        entitled=PEOPLE[:people],
        present=tuple(PEOPLE[index] for index in sorted(present) if index < people),
        recused=tuple(PEOPLE[index] for index in sorted(recused) if index < people),
        secret=secret,
    ),
    st.integers(0, 7),
    st.sampled_from(list(RULES)),
    st.sampled_from(list(BASES)),
    st.integers(0, 7),
    st.sets(st.integers(0, 6)),
    st.sets(st.integers(0, 6)),
    st.just(False),
)
LETTERS = st.text("acrd-", min_size=7, max_size=7)


@given(VOTES, LETTERS, st.integers(0, 6), st.sampled_from("ac"))
def test_a_vote_more_for_it_never_turns_carried_into_not_carried(
    terms: Vote, letters: str, index: int, letter: str
) -> None:
    more = letters[:index] + letter + letters[index + 1 :]
    assert count_votes(terms, cast(more)).carried >= count_votes(terms, cast(letters)).carried


@given(VOTES, LETTERS, st.integers(0, 6), st.sampled_from("rd"))
def test_changing_a_vote_to_one_against_never_carries_it(terms: Vote, letters: str, index: int, letter: str) -> None:
    if letters[index] in "ac":
        fewer = letters[:index] + letter + letters[index + 1 :]
        assert count_votes(terms, cast(fewer)).carried <= count_votes(terms, cast(letters)).carried


@given(VOTES, LETTERS)
def test_everybody_who_may_vote_is_counted_once(terms: Vote, letters: str) -> None:
    result = count_votes(terms, cast(letters))
    assert result.for_ + result.against + result.abstained + result.absent == len(terms.voters)
    assert sum(count for _, count in result.counts) == result.for_ + result.against
    assert sum(count for option, count in result.counts if option in IN_FAVOUR) == result.for_
    assert result.threshold >= 1 and result.base <= len(terms.voters)
    assert result.carried == (result.outcome in IN_FAVOUR)


@given(VOTES, LETTERS)
def test_two_thirds_are_exact_and_stricter_rules_carry_less(terms: Vote, letters: str) -> None:
    simple, two_thirds, unanimous = (count_votes(replace(terms, rule=rule), cast(letters)) for rule in RULES)
    assert unanimous.carried <= two_thirds.carried <= simple.carried
    if two_thirds.quorum_met and two_thirds.for_:
        assert two_thirds.carried == (3 * two_thirds.for_ >= 2 * two_thirds.base)
        assert simple.carried == (2 * simple.for_ > simple.base)
        assert unanimous.carried == (unanimous.for_ == unanimous.base)


@given(VOTES, LETTERS)
def test_a_secret_vote_comes_to_the_same_result_as_an_open_one(terms: Vote, letters: str) -> None:
    ballots = {seat: ballot for seat, ballot in cast(letters).items() if seat in {v.seat for v in terms.voters}}
    hidden = {seat[::-1]: ballot for seat, ballot in ballots.items()}
    secret = count_votes(replace(terms, secret=True), hidden, list(ballots))
    assert replace(secret, dissent=()) == replace(count_votes(terms, ballots), dissent=())


def test_options_and_rules_are_what_the_contract_names() -> None:
    assert list(OPTIONS) == ["approve", "conditions", "defer", "reject"]
    assert (list(RULES), list(BASES)) == (["simple", "two_thirds", "unanimous"], ["cast", "present", "entitled"])
