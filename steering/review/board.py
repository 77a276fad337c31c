"""The architecture review board: what its roles ask of a case, and the outcome by one declared rule.

They ask about what the case leaves open, and about each rule of the dossier's two checklists that fails.
What is said in the room closes no gap: the files and the data do. A commitment makes it a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.formatting import format_day, pluralise
from steering.months import add_months
from steering.review.board_question import ROLES, BoardQuestion, Weight
from steering.review.gaps import business_case, charter, dossier, evidence, risks, roadmap
from steering.status import Status

# In the order of ROLES.
SOURCES = (charter.find_gaps, roadmap.find_gaps, risks.find_gaps, evidence.find_gaps, business_case.find_gaps)
ORDER = tuple(Weight)
# With more conditions than these an approval would say nothing.
MOST_CONDITIONS = 12
LONGEST_OWNER = 80
RULE = (
    "A gap without which nothing can be approved returns the case. Each other gap becomes a condition if somebody "
    f"commits to it, with a day; without a commitment, or with more than {MOST_CONDITIONS} conditions, the case is "
    "returned. Advice changes nothing."
)


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """What a presenter promises the board: who closes the gap, and by when."""

    owner: str
    by: date | None


@dataclass(frozen=True, kw_only=True)
class BoardCondition:
    """A condition of an approval, as the minutes have it."""

    question: BoardQuestion
    owner: str
    by: date

    @property
    def text(self) -> str:
        """The condition in a sentence."""
        return f"{self.question.sentence} {self.owner}, by {format_day(self.by)}."


@dataclass(frozen=True, kw_only=True)
class BoardOutcome:
    """What the board decides, and why: `reasons` of a return, `conditions` of an approval, and `advice` of either."""

    status: Status
    reasons: tuple[str, ...]
    conditions: tuple[BoardCondition, ...]
    advice: tuple[BoardQuestion, ...]


def ask_board(context: CaseContext, filters: Filters) -> tuple[BoardQuestion, ...]:
    """Return every question of the board, role by role, each with the hardest first. Cached with the context."""
    return context.cached(("board", filters), lambda: _ask(DatedCase(context=context, filters=filters)))


def _ask(paper: DatedCase) -> tuple[BoardQuestion, ...]:
    gaps = [question for find_gaps in SOURCES for question in find_gaps(paper)]
    questions = [*gaps, *dossier.find_gaps(paper, {question.id for question in gaps})]
    seats = list(ROLES)
    # A sort is stable: where two weigh the same, the subject's own order decides.
    return tuple(sorted(questions, key=lambda question: (seats.index(question.subject), ORDER.index(question.weight))))


def last_commitment_day(context: CaseContext) -> date:
    """Return the last day for which anything can be promised: the end of the roll-out's horizon."""
    horizon = context.case.charter.horizon
    return date.fromisoformat(f"{add_months(horizon.start, horizon.months)}-01") - timedelta(days=1)


def check_commitment(commitment: Commitment, paper: DatedCase) -> str:
    """Return all that keeps a commitment from being one, as sentences that say what to do; nothing where it is one."""
    return " ".join(_find_faults(commitment, paper))


def _find_faults(commitment: Commitment, paper: DatedCase) -> Iterator[str]:
    today, day = paper.today, commitment.by
    last = max(last_commitment_day(paper.context), today + timedelta(days=1))
    if not commitment.owner.strip():
        yield "Say who closes it: a role, such as Head of the platform."
    if len(commitment.owner) > LONGEST_OWNER:
        yield f"Name the role in at most {LONGEST_OWNER} characters."
    if day is None:
        yield "Say by which day."
    elif day <= today:
        yield f"{format_day(day)} is no day to come. Take one after {format_day(today)}."
    elif day > last:
        yield f"{format_day(day)} is after the roll-out. Take a day up to {format_day(last)}."


def decide(questions: Sequence[BoardQuestion], commitments: Mapping[str, Commitment]) -> BoardOutcome:
    """Return the outcome on these commitments, which have been checked, by the id of their question."""
    blocks = [question for question in questions if question.weight is Weight.RETURNS]
    open_gaps = [question for question in questions if question.weight is Weight.CONDITION]
    conditions = tuple(
        BoardCondition(question=question, owner=commitments[question.id].owner, by=day)
        for question in open_gaps
        if question.id in commitments and (day := commitments[question.id].by)
    )
    kept_ids = {condition.question.id for condition in conditions}
    reasons = [f"{question.role}: {question.gap}" for question in blocks]
    reasons += [
        f"{question.role}: nobody commits to “{question.condition}”."
        for question in open_gaps
        if question.id not in kept_ids
    ]
    if len(conditions) > MOST_CONDITIONS:
        reasons.append(
            f"{pluralise(len(conditions), 'condition')} would be left, where {MOST_CONDITIONS} are the most that an "
            "approval may have. Close some of them first."
        )
    status = Status.RETURNED if reasons else Status.CONDITIONAL if conditions else Status.APPROVED
    return BoardOutcome(
        status=status,
        reasons=tuple(reasons),
        conditions=conditions,
        advice=tuple(question for question in questions if question.weight is Weight.ADVICE),
    )
