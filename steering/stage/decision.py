"""The decision record of a closed vote: what was decided, on which terms and figures, and who does what by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from steering.cases.case_drivers import file_name
from steering.cases.decisions import DECIMALS, DecisionRecord, SeenFigure, Task, Term, Votes
from steering.catalog.contracts import datasets
from steering.catalog.voting import OPTIONS
from steering.conditions import Condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import metric_hash
from steering.errors import quote_input
from steering.formatting import printable
from steering.lookalikes import is_visible
from steering.metrics.format import metric_label
from steering.metrics.lookup import observer
from steering.roi.options import option_labels
from steering.stage.ballots import LONGEST_TEXT
from steering.stage.condition_form import condition_metrics
from steering.stage.votes import Vote, VoteResult

COMMITTEE = "Steering committee"
# The longest label and identifier of a case.
LABEL, IDENTIFIER = 160, 64
# Significant digits of a figure: more than anybody sees, fewer than a float's own noise.
DIGITS = 12
# How many actions a decision may have.
MOST_ACTIONS = 50
# A case holds numbers below this.
LARGEST = 1e18
UNNAMED = "Without a name"


@dataclass(frozen=True, kw_only=True)
class Action:
    """What somebody is to do by a day. The owner is a role."""

    text: str
    owner: str
    due: date


def decision_of(
    vote: Vote,
    result: VoteResult,
    context: CaseContext,
    filters: Filters,
    *,
    decided_on: date,
    by: str = COMMITTEE,
    title: str = "",
    metrics: Sequence[str] = (),
    actions: Sequence[Action] = (),
) -> DecisionRecord:
    """Build the record of a closed vote, with the figures that the committee saw on stage with these filters.

    `metrics` are those on stage; the case's headlines, NPV and what conditions are about come with them. A second vote
    on the same decision on the same day has the same id, and so is a revision of the record.
    """
    terms, others = split_conditions(context, result)
    option, against = option_labels(context.case.business)
    names = _list_metrics(context, (*metrics, *(term.metric or "" for term in terms)))
    return DecisionRecord(
        id=decision_id(vote, decided_on),
        title=shorten(title or vote.question),
        question=vote.question,
        options=tuple(OPTIONS[option] for option in vote.options),
        result=OPTIONS[result.outcome],
        decided_on=decided_on,
        by=shorten(by),
        votes=_build_votes(vote, result),
        as_of=filters.as_of,
        option=option,
        against=against,
        scenario=filters.scenario,
        parameters={file_name(name): _exact(value) for name, value in filters.drivers},
        releases={name: release for name, release in context.releases.items() if name in datasets()},
        figures=tuple(_list_figures(context, filters, names)),
        conditions=terms if result.carried else (),
        other_conditions=others if result.carried else (),
        actions=tuple(_list_tasks(actions)),
    )


def _list_tasks(actions: Sequence[Action]) -> Iterator[Task]:
    for number, action in enumerate(actions, start=1):
        yield Task(id=f"action-{number}", text=action.text, owner=shorten(action.owner), due=action.due)


def decision_id(vote: Vote, decided_on: date) -> str:
    """Return the id of the record of a vote: what it is about, and the day."""
    subject = f"{vote.decision}-{decided_on}" if vote.decision else f"vote-{decided_on}-{vote.id}"
    clean = re.sub(r"[^A-Za-z0-9_.-]+", "-", subject).lstrip("_.-")
    # The day is what tells two decisions of a long name apart.
    return clean if len(clean) <= IDENTIFIER else f"{clean[: IDENTIFIER - 11]}-{decided_on}"


def actions_from_json(items: object, decided_on: date) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """Read the actions of a decision as a browser sends them, or say everything that is wrong with them."""
    if not isinstance(items, list) or len(items) > MOST_ACTIONS or not all(isinstance(item, dict) for item in items):
        return (), (f"The actions have to be a list of at most {MOST_ACTIONS}, each with text, owner and due.",)
    texts = [{key: printable(str(item.get(key) or "")).strip() for key in ("text", "owner", "due")} for item in items]
    problems = [
        problem for number, item in enumerate(texts, start=1) for problem in _check_action(number, decided_on, **item)
    ]
    if problems:
        return (), tuple(problems)
    return tuple(
        Action(text=item["text"], owner=item["owner"], due=date.fromisoformat(item["due"])) for item in texts
    ), ()


def _check_action(number: int, decided_on: date, *, text: str, owner: str, due: str) -> Iterator[str]:
    if not is_visible(text) or len(text) > LONGEST_TEXT:
        yield f"Action {number} needs a text of at most {LONGEST_TEXT} characters."
    if not is_visible(owner) or len(owner) > LABEL:
        yield f"Action {number} needs an owner, a role of at most {LABEL} characters."
    try:
        day = date.fromisoformat(due)
    except ValueError:
        yield f"Action {number} needs the day when it is due, as 2026-12-31."
        return
    if day < decided_on:
        yield f"Action {number}, {quote_input(text)}, is due on {day}, before the decision."


def split_conditions(context: CaseContext, result: VoteResult) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Return the conditions that a metric measures, which are judged from then on, and the texts of the others."""
    measurable = [condition for condition in result.conditions if condition.metric]
    terms = tuple(
        condition.term(f"condition-{number}", metric_label(context, condition.metric or ""))
        for number, condition in enumerate(measurable, start=1)
    )
    return terms, tuple(condition.text for condition in result.conditions if not condition.metric)


def shorten(text: str) -> str:
    """Return a text as a label: on one line, and cut where it is too long for one; what can't be seen has no name."""
    line = " ".join(text.split()) if is_visible(text) else UNNAMED
    return line if len(line) <= LABEL else f"{line[: LABEL - 1].rstrip()}…"


def _build_votes(vote: Vote, result: VoteResult) -> Votes:
    people: dict[str, Any] = {
        key: tuple(shorten(person.name) for person in getattr(vote, key)) for key in ("entitled", "present", "recused")
    }
    # `for` is a word of Python and can't be written as a name.
    count: dict[str, Any] = {"for": result.for_}
    return Votes(
        against=result.against,
        abstained=result.abstained,
        words=result.words,
        rule=vote.rule,
        base=vote.base,
        quorum=vote.quorum,
        ballot="secret" if vote.secret else "open",
        dissent=tuple(shorten(f"{item.name}: {OPTIONS[item.choice].lower()}") for item in result.dissent),
        **count,
        **people,
    )


def _list_metrics(context: CaseContext, names: Sequence[str]) -> list[str]:
    always = (*context.case.charter.headlines, *(("npv",) if context.case.business else ()))
    labels = condition_metrics(context)
    return [name for name in dict.fromkeys((*always, *names)) if name in labels]


def _list_figures(context: CaseContext, filters: Filters, names: Sequence[str]) -> Iterator[SeenFigure]:
    """Yield each figure as it was on stage, with the hash of its definition; one without a value is left out."""
    observe = observer(context, filters)
    for name in names:
        value = observe(Condition(metric=name, op=">=", value=Decimal(0))).value
        if value is not None and abs(value) < LARGEST:
            yield SeenFigure(metric=name, value=_exact(value), definition=metric_hash(context, name, filters.as_of))


def _exact(value: float) -> Decimal:
    """Return a figure as a record can have it, without the noise of a float: 0.3 for 0.1 + 0.2."""
    return round(Decimal(f"{value:.{DIGITS}g}"), DECIMALS)
