"""A vote: its terms, which are fixed when it opens, how it is counted, and what of it may leave the server.

Terms follow Robert's Rules of Order (12th edition) where not said otherwise:

- a majority is more than half of the votes cast (44:1), so that a tie is lost (44:12);
- two thirds is at least two thirds (44:3), reckoned exactly in whole votes;
- unanimous is without a vote against it;
- who abstains casts no vote, and is not in the base of votes cast (44:1). A rule may have another base, those present
  or all who are entitled (44:7 to 44:10): then not to vote has the effect of voting against it;
- who is recused does not vote, and is in no base.

Approving with conditions is a vote for it, deferring and rejecting are votes against it. The quorum is of people who
voted. Robert's Rules ask for presence alone (40:1); here only a vote shows that somebody is at a browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from steering.catalog.voting import IN_FAVOUR, OPTIONS, Base, Option, Rule, describe_terms
from steering.field_types import checks_of
from steering.stage.ballots import Ballot, BallotCondition, collect_conditions


@dataclass(frozen=True, kw_only=True)
class Voter:
    """Somebody in a meeting by the id of the seat, with the name that the record has."""

    seat: str
    name: str


# What of a vote everybody is told.
PUBLIC = ("id", "question", "decision", "asked", "secret", "rule", "base", "quorum")


@dataclass(frozen=True, kw_only=True)
class Vote:
    """A vote as it opens; nothing of it changes afterwards. `decision` is the pending decision that it is about.

    `asked` is the option of the business case that is asked for, with what it is held against.

    Who is entitled and not recused may vote, also who comes after the opening: by voting one is present.
    """

    id: str
    question: str
    decision: str | None = None
    options: tuple[Option, ...] = tuple(OPTIONS)
    rule: Rule = "simple"
    base: Base = "cast"
    quorum: int = 0
    entitled: tuple[Voter, ...] = ()
    present: tuple[Voter, ...] = ()
    recused: tuple[Voter, ...] = ()
    secret: bool = False
    asked: str = ""

    @property
    def voters(self) -> tuple[Voter, ...]:
        """Those who may vote: entitled and not recused."""
        away = {person.seat for person in self.recused}
        return tuple(person for person in self.entitled if person.seat not in away)

    @property
    def terms(self) -> str:
        """The rule, its base and the quorum in words."""
        return describe_terms(self.rule, self.base, self.quorum, secret=self.secret)


@dataclass(frozen=True, kw_only=True)
class Dissent:
    """A member whose vote went the other way than the decision."""

    name: str
    choice: Option


@dataclass(frozen=True, kw_only=True)
class VoteResult:
    """A vote after it closed. `for_` of `base` were in favour, `threshold` is the least that the rule asks for.

    `abstained` were present and did not vote, `absent` may vote and were not there. `outcome` is what is decided: where
    the vote is not carried, the ask is deferred, unless the quorum was met and more voted to reject than to defer.
    `dissent` has names in an open vote only; `dissenting` is how many there are in any.
    """

    counts: tuple[tuple[Option, int], ...]
    for_: int
    against: int
    abstained: int
    absent: int
    base: int
    threshold: int
    quorum_met: bool
    carried: bool
    outcome: Option
    words: str
    dissent: tuple[Dissent, ...]
    dissenting: int
    conditions: tuple[BallotCondition, ...]


def vote_as_json(vote: Vote) -> dict[str, Any]:
    """Return a vote as plain JSON values, as `vote_from_json` reads it."""
    return asdict(vote)


def vote_from_json(body: Mapping[str, Any]) -> Vote:
    """Read a vote as the record has it. Raises ValueError for what is none."""
    return checks_of(Vote).validate_python(body)


def count_votes(vote: Vote, ballots: Mapping[str, Ballot], participants: Collection[str] = ()) -> VoteResult:
    """Count a vote. Ballots are by seat; those of seats that may not vote do not count.

    In a secret vote they are by keys of their own, and `participants` are the seats that voted.
    """
    ballots = _select_ballots(vote, ballots)
    counts = Counter(ballot.choice for ballot in ballots.values())
    for_, cast = sum(counts[option] for option in IN_FAVOUR), len(ballots)
    there = max(len(_list_present(vote, participants if vote.secret else ballots)), cast)
    base = {"cast": cast, "present": there, "entitled": len(vote.voters)}[vote.base]
    threshold, is_quorate = _count_required(vote.rule, base), cast >= vote.quorum
    carried = is_quorate and for_ >= threshold
    conditions = collect_conditions(ballots.values())
    outcome = _decide(vote, counts, carried=carried, is_quorate=is_quorate, has_conditions=bool(conditions))
    # Without a quorum nothing was decided that one could dissent from.
    losing = [option for option in OPTIONS if (option in IN_FAVOUR) != carried] if is_quorate else []
    return VoteResult(
        counts=tuple((option, counts[option]) for option in vote.options),
        for_=for_,
        against=cast - for_,
        abstained=there - cast,
        absent=max(len(vote.voters) - there, 0),
        base=base,
        threshold=threshold,
        quorum_met=is_quorate,
        carried=carried,
        outcome=outcome,
        words=_describe(vote, cast, for_, base, threshold),
        dissent=() if vote.secret else tuple(_list_dissent(vote, ballots, losing)),
        dissenting=sum(counts[option] for option in losing),
        conditions=tuple(sorted(conditions, key=lambda item: item.describe())) if vote.secret else conditions,
    )


def public_status(
    vote: Vote, ballots: Mapping[str, Ballot], is_open: bool, participants: Collection[str] = ()
) -> dict[str, Any]:
    """Return what of a vote may leave the server: while it is open how many have voted, never a count of any option.

    Of a secret vote it never has a name.
    """
    cast = len(_select_ballots(vote, ballots))
    people = {"entitled": len(vote.voters), "voted": cast}
    terms = {name: getattr(vote, name) for name in PUBLIC}
    status = {**terms, **people, "options": list(vote.options), "state": "open" if is_open else "closed"}
    if is_open:
        return {**status, "words": f"{cast} of {len(vote.voters)} have voted", "result": None}
    result = count_votes(vote, ballots, participants)
    return {**status, "words": result.words, "result": result_as_json(result)}


def result_as_json(result: VoteResult, labels: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the result of a closed vote as plain JSON values; `labels` are what metrics are called."""
    plain = ("abstained", "absent", "base", "threshold", "quorum_met", "carried", "outcome", "words", "dissenting")
    return {
        **{name: getattr(result, name) for name in plain},
        "decision": OPTIONS[result.outcome],
        "counts": dict(result.counts),
        "for": result.for_,
        "against": result.against,
        "dissent": [asdict(dissent) for dissent in result.dissent],
        "conditions": [condition.describe(labels) for condition in result.conditions],
    }


def _select_ballots(vote: Vote, ballots: Mapping[str, Ballot]) -> dict[str, Ballot]:
    """Return the ballots that count, in the order of the voters; of a secret vote by their keys."""
    order = sorted(ballots) if vote.secret else [person.seat for person in vote.voters if person.seat in ballots]
    return {key: ballots[key] for key in order if ballots[key].choice in vote.options}


def _list_present(vote: Vote, participants: Collection[str]) -> set[str]:
    """Return the seats of those who may vote and are there, since the opening or by having voted."""
    return {person.seat for person in vote.voters} & {*participants, *(person.seat for person in vote.present)}


def _count_required(rule: Rule, base: int) -> int:
    """Return the least number of votes in favour that satisfies a rule. At least one: nobody can carry nothing."""
    return max({"simple": base // 2 + 1, "two_thirds": -(-2 * base // 3), "unanimous": base}[rule], 1)


def _decide(
    vote: Vote, counts: Mapping[Option, int], *, carried: bool, is_quorate: bool, has_conditions: bool
) -> Option:
    if carried:
        return "conditions" if has_conditions else "approve"
    is_rejected = is_quorate and counts["reject"] > counts["defer"]
    against: Option = "reject" if is_rejected else "defer"
    return against if against in vote.options else "reject" if against == "defer" else "defer"


def _describe(vote: Vote, cast: int, for_: int, base: int, threshold: int) -> str:
    count = f"{cast} voted" if cast else "nobody voted"
    if cast < vote.quorum:
        return f"Not carried: quorum of {vote.quorum} missed, {count}"
    if not cast:
        return f"Not carried: {count}"
    return f"{'Carried' if for_ >= threshold else 'Not carried'}: {for_} of {base}, needed {threshold}"


def _list_dissent(vote: Vote, ballots: Mapping[str, Ballot], losing: Collection[Option]) -> Iterator[Dissent]:
    for person in vote.voters:
        ballot = ballots.get(person.seat)
        if ballot and ballot.choice in losing:
            yield Dissent(name=person.name, choice=ballot.choice)
