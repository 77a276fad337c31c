"""Why a vote can't be opened as it is, and why a ballot can't be cast: everything at once, as sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from pydantic import ValidationError

from steering.catalog.voting import BASES, IN_FAVOUR, OPTIONS, RULES, Option
from steering.errors import quote_input
from steering.formatting import join_words
from steering.lookalikes import is_visible
from steering.stage.ballots import NO_LIMITS, Ballot, Limits, check_conditions
from steering.stage.votes import Vote

LONGEST_QUESTION = 1_000
EXPECTED = {
    "rule": f"one of {', '.join(RULES)}",
    "base": f"one of {', '.join(BASES)}",
    "quorum": "a whole number",
    "secret": "true or false",
    "decision": "the id of a pending decision",
}


def check_vote(vote: Vote, decisions: Collection[str] | None = None) -> tuple[str, ...]:
    """Return everything that keeps a vote from being opened, as sentences; `decisions` are the pending ones."""
    return tuple(_list_problems(vote, decisions))


def check_ballot(vote: Vote, seat: str, ballot: Ballot, limits: Limits = NO_LIMITS) -> tuple[str, ...]:
    """Return everything that keeps a seat from casting a ballot, as sentences."""
    problems = []
    if seat in {person.seat for person in vote.recused}:
        problems.append("You are recused from this vote.")
    elif seat not in {person.seat for person in vote.entitled}:
        problems.append("You are not entitled to vote on this.")
    if ballot.choice not in vote.options:
        problems.append(f"This vote does not offer {quote_input(OPTIONS[ballot.choice])}.")
    return (*problems, *check_conditions(ballot, limits))


def describe_faults(error: ValidationError) -> tuple[str, ...]:
    """Return why terms of a vote are none, as sentences: which one it is, and what it has to be."""
    names = dict.fromkeys(str(fault["loc"][0]) if fault["loc"] else "" for fault in error.errors(include_url=False))
    return tuple(f"The {name or 'vote'} has to be {EXPECTED.get(name, 'of another kind')}." for name in names)


def _list_problems(vote: Vote, decisions: Collection[str] | None) -> Iterator[str]:
    if not is_visible(vote.question):
        yield "The vote has no question."
    elif len(vote.question) > LONGEST_QUESTION:
        yield f"The question has {len(vote.question):,} characters; write at most {LONGEST_QUESTION:,}."
    if vote.decision is not None and decisions is not None and vote.decision not in decisions:
        decision_names = ", ".join(decisions) or "none, there is no pending decision"
        yield f"The vote is about the decision {quote_input(vote.decision)}, which is not one of {decision_names}."
    if vote.rule not in RULES:
        yield f"The rule {quote_input(vote.rule)} is not one of {', '.join(RULES)}."
    if vote.base not in BASES:
        yield f"The base {quote_input(vote.base)} is not one of {', '.join(BASES)}."
    yield from _list_option_problems(vote.options)
    yield from _list_people_problems(vote)
    yield from _list_quorum_problems(vote)


def _list_option_problems(options: tuple[Option, ...]) -> Iterator[str]:
    unknown = [option for option in options if option not in OPTIONS]
    if unknown:
        yield f"The options {join_words([quote_input(name) for name in unknown])} are not among {', '.join(OPTIONS)}."
    if len(set(options)) < len(options):
        yield "Each option can be offered once."
    if not set(options) & set(IN_FAVOUR) or not set(options) & {"defer", "reject"}:
        yield "A vote offers at least one option for what is asked and one against it."


def _list_people_problems(vote: Vote) -> Iterator[str]:
    seats_entitled = {person.seat for person in vote.entitled}
    if not seats_entitled:
        yield "Nobody is entitled to vote."
    elif not vote.voters:
        yield "Everybody who is entitled to vote is recused."
    for words, people in (("recused", vote.recused), ("present", vote.present)):
        others = [person.name for person in people if person.seat not in seats_entitled]
        if others:
            verb = "is" if len(others) == 1 else "are"
            yield f"{join_words(others)} {verb} said to be {words} and {verb} not entitled to vote."
    for words, people in (("entitled", vote.entitled), ("recused", vote.recused), ("present", vote.present)):
        seats = Counter(person.seat for person in people)
        yield from (
            f"{next(person.name for person in people if person.seat == seat)} is said {count} times to be {words}."
            for seat, count in seats.items()
            if count > 1
        )


def _list_quorum_problems(vote: Vote) -> Iterator[str]:
    if vote.quorum < 0:
        yield f"The quorum is {vote.quorum}; it can't be below 0."
    elif vote.voters and vote.quorum > len(vote.voters):
        yield f"The quorum of {vote.quorum} can't be met: {len(vote.voters)} may vote."
