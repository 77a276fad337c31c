"""Onboarding as the adoption data tells it: which team has done which step, in which order, and what no data tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from steering.adoption.progress import LABELS, STAGES, natural_order, wave_label
from steering.cases.dossier.enablement import OnboardingStep, StepProof
from steering.catalog.contracts import contract
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier.enablement_file import build_finding, enablement_of
from steering.dossier.finding import DossierFinding
from steering.errors import NoData, did_you_mean, quote_input
from steering.formatting import format_number, format_value, join_words
from steering.status import Status
from steering.warehouse.answer import rows_as

DATASET = "adoption"
STAGE = "stage"
# The kinds of column that hold a figure.
FIGURES = ("count", "decimal")


@dataclass(frozen=True, kw_only=True)
class StepMark:
    """A step and a team that reports in the month: when the data first told that it was done, and whether it still is.

    `wave` is empty where the data names none.
    """

    step: int
    team_id: str
    wave: str
    first_month: str | None
    holds_today: bool


@dataclass(frozen=True, kw_only=True)
class StepCount:
    """How many teams have done a step by a month.

    `in_order` of them have done all steps before it as well, `today` are those of which the data still tells it, and
    `new` those that did it in the month itself.
    """

    step: OnboardingStep
    teams: int
    ever: int
    in_order: int
    today: int
    new: int


@dataclass(frozen=True, kw_only=True)
class WaveCount:
    """The teams of a wave, and how many of them have done each step, in the order of the steps."""

    wave: str
    teams: int
    ever: tuple[int, ...]

    @property
    def label(self) -> str:
        """What the wave is called."""
        return wave_label(self.wave) if self.wave else "No wave"


@dataclass(frozen=True, kw_only=True)
class OnboardingReport:
    """The steps that the data tells of, with the teams that have done each; `through` have done all of them.

    `silent` are the steps of which no data tells.
    """

    teams: int
    steps: tuple[StepCount, ...]
    waves: tuple[WaveCount, ...]
    silent: tuple[OnboardingStep, ...]

    @property
    def through(self) -> int:
        """Teams that have done every step that the data tells of."""
        return self.steps[-1].in_order if self.steps else 0

    @property
    def hurdle(self) -> tuple[StepCount, int] | None:
        """The step at which most teams stop that have done all before it, and how many; None where no team stops."""
        # Teams that have not begun wait for their wave: they do not stop at the first step.
        stops = [earlier.in_order - count.in_order for earlier, count in pairwise(self.steps)]
        most = max(stops, default=0)
        return (self.steps[stops.index(most) + 1], most) if most else None


@dataclass(frozen=True, kw_only=True)
class ProofFault:
    """Why the data can't tell that a step is done: the sentence that follows its name, and the key that is at fault."""

    text: str
    status: Status
    key: str
    actual: str
    expected: str
    remedy: str


def report_onboarding(context: CaseContext, steps: Sequence[OnboardingStep], as_of: str) -> OnboardingReport:
    """Return how far the teams of the whole organisation are in a month; no teams where there is no adoption data."""
    silent = tuple(step for step in steps if find_fault(context, step))
    bound = [step for step in steps if step not in silent]
    marks = _query_marks(context, bound, as_of)
    months: dict[str, dict[int, StepMark]] = {}
    for mark in marks:
        months.setdefault(mark.team_id, {})[mark.step] = mark
    waves = {team: next(iter(row.values())).wave for team, row in months.items()}
    names = sorted(set(waves.values()), key=natural_order)
    return OnboardingReport(
        teams=len(months),
        steps=tuple(_count_steps(bound, list(months.values()), as_of)),
        waves=tuple(
            _count_wave(name, len(bound), [months[team] for team in months if waves[team] == name]) for name in names
        ),
        silent=silent,
    )


def _query_marks(context: CaseContext, steps: Sequence[OnboardingStep], as_of: str) -> tuple[StepMark, ...]:
    proofs = [step.done_when for step in steps if step.done_when]
    if not proofs:
        return ()
    parameters = {
        "steps": list(range(len(proofs))),
        "columns": [proof.column for proof in proofs],
        "bases": [proof.of or "" for proof in proofs],
        "least": [_threshold_of(proof) for proof in proofs],
    }
    try:
        answer = context.query("onboarding_steps", as_of=as_of, unit=None, stages=list(STAGES), **parameters)
    except NoData:
        return ()
    return rows_as(answer, StepMark)


def _threshold_of(proof: StepProof) -> float:
    """Return the least figure; a stage counts from 0, as not started."""
    return float(proof.at_least) if isinstance(proof.at_least, Decimal) else float(STAGES.index(proof.at_least))


def _count_steps(
    steps: Sequence[OnboardingStep], teams: Collection[Mapping[int, StepMark]], as_of: str
) -> Iterator[StepCount]:
    for place, step in enumerate(steps):
        marks = [team[place] for team in teams]
        yield StepCount(
            step=step,
            teams=len(teams),
            ever=sum(mark.first_month is not None for mark in marks),
            in_order=sum(all(team[before].first_month for before in range(place + 1)) for team in teams),
            today=sum(mark.holds_today for mark in marks),
            new=sum(mark.first_month == as_of for mark in marks),
        )


def _count_wave(wave: str, steps: int, teams: Collection[Mapping[int, StepMark]]) -> WaveCount:
    counts = tuple(sum(team[place].first_month is not None for team in teams) for place in range(steps))
    return WaveCount(wave=wave, teams=len(teams), ever=counts)


def describe_proof(proof: StepProof) -> str:
    """Describe what tells that a team has done a step.

    `stage pilot or beyond`, `active users at least 1`, `trained at least 67% of data scientists`.
    """
    column = proof.column.replace("_", " ")
    if not isinstance(proof.at_least, Decimal):
        return f"{column} {LABELS.get(proof.at_least, proof.at_least).lower()} or beyond"
    if proof.of is None:
        return f"{column} at least {format_number(float(proof.at_least))}"
    return f"{column} at least {format_value(float(proof.at_least), 'share', 0)} of {proof.of.replace('_', ' ')}"


def find_fault(context: CaseContext, step: OnboardingStep) -> ProofFault | None:
    """Return why no data can tell that a step is done; None where it can."""
    proof = step.done_when
    if proof is None:
        return ProofFault(
            text="no data tells when a team has done it",
            status=Status.AT_RISK,
            key="",
            actual="no done_when",
            expected="a column of the adoption data",
            remedy="Add `done_when:` with a column and `at_least`.",
        )
    for key, name in (("column", proof.column), ("of", proof.of)):
        if name is not None and (fault := _find_column_fault(context, key, name)):
            return fault
    return _find_threshold_fault(proof)


def _find_column_fault(context: CaseContext, key: str, name: str) -> ProofFault | None:
    columns = contract(DATASET).columns
    names = [column.name for column in columns if column.type in FIGURES or (column.name == STAGE and key == "column")]
    if name not in names:
        is_text = name in [column.name for column in columns]
        lack = "holds no figure" if is_text else "is not a column of the adoption data"
        remedy = did_you_mean(name, names).strip() or f"Use one of {join_words(names, 'or')}."
        return ProofFault(
            text=f"it is to be told by {quote_input(name)}, which {lack}",
            status=Status.BREACHED,
            key=key,
            actual=quote_input(name),
            expected="a column of the adoption data with figures" + (", or stage" if key == "column" else ""),
            remedy=remedy,
        )
    state = context.dataset_states.get(DATASET)
    if state and state.manifest and name not in [column for column, _ in state.manifest.columns]:
        return ProofFault(
            text=f"the adoption data of this case has no column {quote_input(name)}",
            status=Status.AT_RISK,
            key=key,
            actual=quote_input(name),
            expected="a column that the data has",
            remedy="Bring data with this column, or name another one.",
        )
    return None


def _find_threshold_fault(proof: StepProof) -> ProofFault | None:
    is_stage, is_number = proof.column == STAGE, isinstance(proof.at_least, Decimal)
    if is_stage and proof.at_least in STAGES and proof.of is None:
        return None
    if not is_stage and is_number:
        return None
    if is_stage and proof.of is not None:
        key, actual, expected = "of", quote_input(proof.of), "no `of` with a stage"
        remedy = "Take `of` out."
    else:
        key, actual = "at_least", quote_input(proof.at_least)
        expected = f"one of the stages {join_words(STAGES, 'or')}" if is_stage else "a number or a share"
        remedy = did_you_mean(str(proof.at_least), STAGES).strip() if is_stage else ""
        remedy = remedy or f"Write {expected}."
    text = f"{actual} says nothing of the column {quote_input(proof.column)}"
    return ProofFault(text=text, status=Status.BREACHED, key=key, actual=actual, expected=expected, remedy=remedy)


def find_silent_steps(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find steps of the onboarding guide of which no data tells that a team has done them."""
    for index, step in enumerate(enablement_of(dated).onboarding):
        fault = find_fault(dated.context, step)
        if fault:
            keys = ("done_when", fault.key) if fault.key else ()
            yield build_finding(
                dated,
                f"Onboarding step “{step.name}”: {fault.text}",
                fault.status,
                ("onboarding", index, *keys),
                actual=fault.actual,
                expected=fault.expected,
                remedy=fault.remedy,
                owner=step.owner,
            )
