"""The model of `decisions.yaml`, past decisions as they were taken, and its checks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic.dataclasses import dataclass

from steering.cases.parameters import check_parameters
from steering.cases.roadmap import COVERAGES, last_day
from steering.cases.yaml_reader import Document, Place
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.catalog.contracts import datasets
from steering.catalog.voting import Base, Rule
from steering.conditions import Condition, Tolerance
from steering.errors import Problem, did_you_mean, quote_input
from steering.field_types import DAY, STRICT, Count, Day, Identifier, Label, Month, Number, Ratio, Words
from steering.months import is_month

if TYPE_CHECKING:
    from steering.cases.model import Charter

if TYPE_CHECKING:
    Dataset = str
else:
    # The datasets of the catalog, which a type checker cannot know.
    Dataset = Literal[datasets()]
SHA256 = re.compile(r"[0-9a-f]{64}")
# A figure of a decision has at most so many decimals: then its text says it exactly, in the records as well.
DECIMALS = 12


def figure_text(value: Decimal) -> str:
    """Return a number as text that says it exactly, the same text for 0.5 and 0.50."""
    text = format(value, "f")
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if value == 0 else short.removeprefix("+")


def _short(value: Decimal) -> Decimal:
    if len(figure_text(value).partition(".")[2]) > DECIMALS:
        raise ValueError(f"a number with at most {DECIMALS} decimals")
    return value


def _sha256(value: str) -> str:
    if not SHA256.fullmatch(value):
        raise ValueError("64 hexadecimal digits in small letters, as Sources shows them")
    return value


def _due(value: str) -> str:
    if not is_month(value) and not _is_day(value):
        raise ValueError("a month as YYYY-MM or a date as YYYY-MM-DD, such as 2026-10 or 2026-10-31")
    return value


def _is_day(text: str) -> bool:
    try:
        return DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


Exact = Annotated[Number, AfterValidator(_short)]
ExactRatio = Annotated[Ratio, AfterValidator(_short)]
Sha256 = Annotated[str, AfterValidator(_sha256), WithJsonSchema({"type": "string", "pattern": f"^{SHA256.pattern}$"})]
# The end of a month, or a day.
Due = Annotated[str, AfterValidator(_due), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"})]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Votes:
    """How the votes were cast, and of a vote on the live stage on which terms, and what came of it in words.

    `dissent` names members whose vote went the other way than the decision, in an open vote.
    """

    for_: Annotated[Count, Field(alias="for")]
    against: Count
    abstained: Count = 0
    words: Label | None = None
    rule: Rule | None = None
    base: Base | None = None
    quorum: Count | None = None
    ballot: Literal["open", "secret"] | None = None
    entitled: tuple[Label, ...] = ()
    present: tuple[Label, ...] = ()
    recused: tuple[Label, ...] = ()
    dissent: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SeenFigure:
    """A figure that the committee had before it, in the metric's own unit (a share as 0.28).

    `definition` is the SHA-256 of the metric's definition then; `as_of` is the decision's month unless it is given.
    """

    metric: Label
    value: Exact
    as_of: Month | None = None
    definition: Sha256 | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Term(Condition):
    """A condition of a decision, in the one grammar, and by when it has to hold. `label` is what it is called."""

    id: Identifier
    label: Label
    due: Due
    text: Words | None = None

    @property
    def due_day(self) -> date:
        """The day on which it is judged: of a month the last."""
        return last_day(self.due) if is_month(self.due) else date.fromisoformat(self.due)

    @model_validator(mode="after")
    def _exact(self) -> Term:
        parts = self.value if isinstance(self.value, tuple) else (self.value,)
        for part in parts:
            if isinstance(part, Decimal):
                _short(part)
        if isinstance(self.tolerance, Tolerance):
            _short(self.tolerance.amount * (100 if self.tolerance.relative else 1))
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Task:
    """An action of a decision. The owner is a role."""

    id: Identifier
    text: Words
    owner: Label
    due: Day
    done_on: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DecisionRecord:
    """A decision as it was taken: by which body, on which figures, under which conditions, with which actions.

    `releases` are the ids of the releases that the figures came from, by dataset. `option`, `against`, `scenario` and
    `parameters` are those of the business case, options by their labels; without a scenario it was the base case.
    `other_conditions` are those that no metric measures.
    """

    id: Identifier
    title: Label
    question: Words
    result: Label
    decided_on: Day
    by: Label
    as_of: Month
    options: tuple[Label, ...] = ()
    votes: Votes | None = None
    option: Label | None = None
    against: Label | None = None
    scenario: Label | None = None
    parameters: dict[Identifier, ExactRatio] = field(default_factory=dict)
    releases: dict[Dataset, Sha256] = field(default_factory=dict)
    figures: tuple[SeenFigure, ...] = ()
    conditions: tuple[Term, ...] = ()
    other_conditions: tuple[Words, ...] = ()
    actions: tuple[Task, ...] = ()
    minutes: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PastDecisions:
    """The content of `decisions.yaml`."""

    decisions: tuple[DecisionRecord, ...]


def check_decisions(
    past: PastDecisions,
    text: Document,
    charter: Charter | None,
    kpis: Collection[str] | None,
    scenarios: Collection[str] | None = None,
    inputs: Collection[str] | None = (),
) -> Iterator[Problem]:
    """Yield every disagreement within `decisions.yaml`, and with KPIs, scenarios and inputs where they are known."""
    yield from _once([item.id for item in past.decisions], ("decisions",), text, "decisions.yaml")
    for index, decision in enumerate(past.decisions):
        place: Place = ("decisions", index)
        for key in ("conditions", "actions"):
            yield from _once([item.id for item in getattr(decision, key)], (*place, key), text, f"these {key}")
        yield from _check_choice(decision, text, place)
        yield from _metrics(decision, text, place, kpis)
        yield from _model(decision, text, place, scenarios)
        yield from check_parameters(decision.parameters, text, (*place, "parameters"), inputs)
        yield from _days(decision, text, place)
        if charter:
            yield from _foretold(decision, text, place, charter)


def _once(ids: Sequence[str], place: Place, text: Document, where: str) -> Iterator[Problem]:
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield text.at((*place, index, "id"), quote_input(id), f"an id used once in {where}", "Give it another id.")


def _check_choice(decision: DecisionRecord, text: Document, place: Place) -> Iterator[Problem]:
    if decision.options and decision.result not in decision.options:
        yield _unknown(text, (*place, "result"), decision.result, decision.options, "one of the decision's `options`")
    for index, option in enumerate(decision.options):
        if option in decision.options[:index]:
            yield text.at((*place, "options", index), quote_input(option), "each option once", "Remove one of them.")


def _metrics(decision: DecisionRecord, text: Document, place: Place, kpis: Collection[str] | None) -> Iterator[Problem]:
    expected = "a KPI of metrics.yaml, a metric of the business case or a control coverage"
    names = None if kpis is None else (*kpis, *SINGLE_METRICS, *COVERAGES)
    keys = [(entry.metric, entry.as_of or decision.as_of) for entry in decision.figures]
    for key in ("conditions", "figures"):
        for index, entry in enumerate(getattr(decision, key)):
            where = (*place, key, index)
            if entry.metric is None:
                yield text.at(where, "no metric", expected, "Add `metric:` with its name.")
            elif names is not None and entry.metric not in names:
                yield _unknown(text, (*where, "metric"), entry.metric, names, expected)
            elif key == "figures" and keys[index] in keys[:index]:
                yield text.at((*where, "metric"), quote_input(entry.metric), "each figure once", "Remove one of them.")


def _model(
    decision: DecisionRecord, text: Document, place: Place, scenarios: Collection[str] | None
) -> Iterator[Problem]:
    places: list[tuple[Place, str | None]] = [((*place, "scenario"), decision.scenario)]
    for index, condition in enumerate(decision.conditions):
        where = (*place, "conditions", index, "scenario")
        if condition.scenario and condition.metric not in SINGLE_METRICS:
            yield text.at(
                where, quote_input(condition.scenario), "nothing: this metric has no scenarios", "Remove the scenario."
            )
        else:
            places.append((where, condition.scenario))
    for where, name in places:
        if name and scenarios is not None and name not in (names := ("base", *scenarios)):
            yield _unknown(text, where, name, names, "base or a scenario of business_case.yaml")


def _days(decision: DecisionRecord, text: Document, place: Place) -> Iterator[Problem]:
    """Yield days that can't be as they are, seen from the day of the decision."""
    taken = decision.decided_on
    expected = f"a day from {taken} on, when it was decided"
    for index, term in enumerate(decision.conditions):
        if term.due_day < taken:
            yield text.at((*place, "conditions", index, "due"), term.due, expected, "Correct one of the two.")
    for index, task in enumerate(decision.actions):
        for key in ("due", "done_on"):
            day = getattr(task, key)
            if day and day < taken:
                yield text.at((*place, "actions", index, key), str(day), expected, "Correct one of the two.")
    for where, month in _months(decision):
        if month > f"{taken:%Y-%m}":
            limit = f"a month up to {taken:%Y-%m}, when it was decided"
            yield text.at((*place, *where), month, limit, "Correct one of the two.")


def _months(decision: DecisionRecord) -> Iterator[tuple[Place, str]]:
    yield ("as_of",), decision.as_of
    for index, figure in enumerate(decision.figures):
        if figure.as_of:
            yield ("figures", index, "as_of"), figure.as_of


def _foretold(decision: DecisionRecord, text: Document, place: Place, charter: Charter) -> Iterator[Problem]:
    """Yield days that are said to have happened after the last day of `as_of`, as warnings."""
    today = last_day(charter.as_of)
    happened: list[tuple[Place, date | None]] = [(("decided_on",), decision.decided_on)]
    happened += [(("actions", index, "done_on"), task.done_on) for index, task in enumerate(decision.actions)]
    for where, day in happened:
        if day and day > today:
            expected = f"a day up to {today}, the last of as_of"
            remedy = "Correct it, or set as_of in case.yaml to a later month; until then it is not shown."
            yield replace(text.at((*place, *where), str(day), expected, remedy), severity="warning")


def _unknown(text: Document, place: Place, name: str, known: Sequence[str], expected: str) -> Problem:
    remedy = did_you_mean(name, known).strip() or f"Use one of {', '.join(known) or 'none: there are none yet'}."
    return text.at(place, quote_input(name), expected, remedy)
