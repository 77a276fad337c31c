"""A ballot: what one member casts, and the conditions it sets, each as text or in the condition grammar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from steering.cases.decisions import Term
from steering.catalog.voting import OPTIONS, Option
from steering.conditions import WORDS
from steering.errors import did_you_mean, quote_input
from steering.field_types import parse_ratio
from steering.formatting import join_words, printable
from steering.lookalikes import is_visible
from steering.roi.drivers import PLAIN_SHARE

LONGEST_TEXT = 500
MOST_CONDITIONS = 10
KEYS = ("text", "metric", "op", "value", "due")
MEASURE_KEYS = ("metric", "op", "value", "due")


@dataclass(frozen=True, kw_only=True)
class BallotCondition:
    """A condition that a member sets: a text, or a metric that has to keep a bound by a day or month, or both.

    `value` is as it was typed (`0.6`, `60%`, `target`), two values with `between`.
    """

    text: str = ""
    metric: str | None = None
    op: str | None = None
    value: str | tuple[str, ...] | None = None
    due: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two conditions the same: the measure alone where there is one, else the words."""
        if self.metric is None:
            return (" ".join(self.text.casefold().split()).rstrip("."),)
        return (self.metric, self.op, _bounds(self.value), self.due)

    def describe(self, labels: Mapping[str, str] | None = None) -> str:
        """Return it in words; `labels` are what metrics are called."""
        if self.text or self.metric is None:
            return self.text
        parts = self.value if isinstance(self.value, tuple) else (self.value or "",)
        value = "its target" if parts == ("target",) else join_words(parts)
        return (
            f"{(labels or {}).get(self.metric, self.metric)} {WORDS.get(self.op or '', self.op)} {value} by {self.due}"
        )

    def term(self, id: str, label: str) -> Term:
        """Return it as a condition of a decision.

        Raises:
            ValueError: it is not in the grammar; `check_condition` says why.
        """
        measure: dict[str, Any] = {"metric": self.metric, "op": self.op, "value": _bounds(self.value), "due": self.due}
        return Term(id=id, label=label, text=self.text or None, **measure)


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """What one member casts. Only `conditions`, to approve with conditions, has some."""

    choice: Option
    conditions: tuple[BallotCondition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What conditions are held against: the metrics of the case, which of them are shares, the day of the vote."""

    metrics: Collection[str] | None = None
    shares: Collection[str] = ()
    day: date | None = None


NO_LIMITS = Limits()


def ballot_from_json(body: object) -> tuple[Ballot | None, tuple[str, ...]]:
    """Read a ballot as a browser sends it or the record has it, or say everything that is wrong with it."""
    if not isinstance(body, Mapping):
        return None, ("A vote has a choice.",)
    choice = next((option for option in OPTIONS if option == body.get("choice")), None)
    texts, problems = body.get("conditions") or [], []
    if choice is None:
        problems.append(f"The choice {quote_input(body.get('choice'))} is not one of {', '.join(OPTIONS)}.")
    if not isinstance(texts, list) or len(texts) > MOST_CONDITIONS:
        problems.append(f"The conditions have to be a list of at most {MOST_CONDITIONS}.")
        texts = []
    conditions = [_condition_from_json(item) for item in texts]
    problems += [
        f"Condition {number} is neither a text nor a metric, a comparison, a value and a due date."
        for number, condition in enumerate(conditions, start=1)
        if condition is None
    ]
    if choice is None or problems:
        return None, tuple(problems)
    return Ballot(choice=choice, conditions=tuple(condition for condition in conditions if condition)), ()


def ballot_as_json(ballot: Ballot) -> dict[str, Any]:
    """Return a ballot as plain JSON values, as `ballot_from_json` reads it."""
    conditions = []
    for condition in ballot.conditions:
        values = {key: getattr(condition, key) for key in KEYS}
        plain = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items() if value}
        conditions.append(plain if condition.metric else condition.text)
    return {"choice": ballot.choice, "conditions": conditions}


def check_conditions(ballot: Ballot, limits: Limits = NO_LIMITS) -> Iterator[str]:
    """Yield what is wrong with the conditions of a ballot."""
    if ballot.choice == "conditions" and not ballot.conditions:
        yield "To approve with conditions, set at least one condition."
    if ballot.choice != "conditions" and ballot.conditions:
        yield "Only a vote to approve with conditions can set conditions."
    for number, condition in enumerate(ballot.conditions, start=1):
        yield from (f"Condition {number}: {problem}" for problem in check_condition(condition, limits))


def check_condition(condition: BallotCondition, limits: Limits = NO_LIMITS) -> Iterator[str]:
    """Yield what is wrong with one condition, as sentences."""
    if len(condition.text) > LONGEST_TEXT:
        yield f"its text has {len(condition.text):,} characters; write at most {LONGEST_TEXT}."
    measure = {key: getattr(condition, key) for key in MEASURE_KEYS}
    missing = [key for key, value in measure.items() if not value]
    if len(missing) == len(measure):
        if not is_visible(condition.text):
            yield "it says nothing; write what has to be done, or choose a metric."
        return
    if missing:
        yield f"it lacks {join_words(missing)}; a condition on a metric has metric, op, value and due."
        return
    if limits.metrics is not None and condition.metric not in limits.metrics:
        near = did_you_mean(str(condition.metric), list(limits.metrics)).strip()
        yield f"there is no metric named {quote_input(condition.metric)}. {near or 'Choose one of the list.'}"
    try:
        term = condition.term("condition", "condition")
    except ValidationError as error:
        yield from _describe_faults(error, measure)
        return
    if condition.metric in limits.shares:
        yield from _check_shares(condition)
    if limits.day and term.due_day < limits.day:
        yield f"it is due on {term.due_day}, before the day of the vote, {limits.day}."


def _check_shares(condition: BallotCondition) -> Iterator[str]:
    """Yield the whole numbers that are meant in per cent, as the form for drivers does."""
    parts = condition.value if isinstance(condition.value, tuple) else (condition.value or "",)
    for part in parts:
        if part.isdecimal() and int(part) > PLAIN_SHARE:
            yield f"value is {quote_input(part)}, and this figure is a share: write {part}%."


def collect_conditions(ballots: Iterable[Ballot]) -> tuple[BallotCondition, ...]:
    """Return the conditions of all ballots in favour, each once, in the order in which they come."""
    conditions: dict[tuple[object, ...], BallotCondition] = {}
    for ballot in ballots:
        for condition in ballot.conditions if ballot.choice == "conditions" else ():
            conditions.setdefault(condition.key, condition)
    return tuple(conditions.values())


def _condition_from_json(item: object) -> BallotCondition | None:
    if isinstance(item, str):
        return BallotCondition(text=_clean(item))
    if not isinstance(item, Mapping) or not set(item) <= set(KEYS):
        return None
    value, words = item.get("value"), {key: item.get(key) for key in KEYS if key != "value"}
    parts = value if isinstance(value, list) else [value]
    if not all(part is None or isinstance(part, (str, int, float)) for part in (*parts, *words.values())):
        return None
    texts = {key: _clean(word) or None for key, word in words.items()}
    bound = tuple(map(_clean, parts)) if isinstance(value, list) else _clean(value) or None
    measure = {key: texts[key] for key in ("metric", "op", "due")}
    return BallotCondition(text=texts["text"] or "", value=bound, **measure)


def _clean(value: object) -> str:
    return "" if value is None else printable(str(value)).strip()


def _bounds(value: str | tuple[str, ...] | None) -> object:
    """Return a bound without its per cent sign, so that `60%` and `0.60` are the same."""
    if isinstance(value, tuple):
        return tuple(map(_bounds, value))
    try:
        return str(parse_ratio(value or "").normalize())
    except ValueError:
        return value


def _describe_faults(error: ValidationError, measure: Mapping[str, object]) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        key = str(fault["loc"][0]) if fault["loc"] else "value"
        if key == "op":
            expectation = f"one of {', '.join(WORDS)}"
        else:
            expectation = str(fault.get("ctx", {}).get("error", "a shorter text"))
        yield f"{key} is {quote_input(measure.get(key))}, expected {expectation}."
