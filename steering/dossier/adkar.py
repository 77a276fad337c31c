"""How far each group has come through the stages of ADKAR by the adoption data, and where the plan is short."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steering.adoption.signs import TeamSigns, query_signs
from steering.cases.dossier.change import STAGES, AdoptionMeasure, ChangeGroup, ChangeStep
from steering.context.dated_case import DatedCase
from steering.dossier.change_file import change_of
from steering.status import Status, against_plan

# What each measure counts, over what, for whoever reads the page.
MEANINGS: dict[AdoptionMeasure, str] = {
    "invited": "teams that were invited, of all; the data does not say so, but those that have started were",
    "started": "teams that have started, of those whose wave has begun",
    "trained": "people who are trained, of all data scientists",
    "first_deployment": "teams that ever had a model in production, of those whose wave has begun",
    "active": "teams with users in the month, of those whose wave has begun; the data has months, not weeks",
    "retained": "teams with users in each of the last three months, of those that had their first ones before",
}
WORDS: dict[AdoptionMeasure, str] = {
    "invited": "invited",
    "started": "started",
    "trained": "trained",
    "first_deployment": "first deployment",
    "active": "active",
    "retained": "retained",
}


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many of how many have come so far. `at_least` where the data only tells the least that it can be."""

    count: int
    total: int
    at_least: bool = False

    @property
    def share(self) -> float | None:
        """The share, from 0 to 1; None where there is nobody yet."""
        return self.count / self.total if self.total else None


@dataclass(frozen=True, kw_only=True)
class StepProgress:
    """A step of the plan in one group: how far it has come, None where the data does not say, and its status."""

    step: ChangeStep
    reach: Reach | None
    status: Status

    @property
    def is_short(self) -> bool:
        """Whether the target was to be reached by now and is not."""
        return self.status in (Status.AT_RISK, Status.OFF_TRACK)


@dataclass(frozen=True, kw_only=True)
class GroupProgress:
    """A group with its teams in the data and its progress in every step; the whole organisation has no group."""

    group: ChangeGroup | None
    teams: tuple[TeamSigns, ...]
    steps: tuple[StepProgress, ...]

    @property
    def barrier(self) -> StepProgress | None:
        """The first step, in ADKAR's order, that is short: what holds the group back."""
        return next((progress for progress in self.steps if progress.is_short), None)


def order_steps(steps: Sequence[ChangeStep]) -> list[ChangeStep]:
    """Return the steps in ADKAR's order of stages; within a stage in that of the file."""
    return sorted(steps, key=lambda step: STAGES.index(step.stage))


def fits(team: TeamSigns, group: ChangeGroup) -> bool:
    """Return whether a team belongs to a group: it is in each of its lists that are not empty, and one is not."""
    lists = ((group.business_units, team.business_unit), (group.waves, team.wave), (group.teams, team.team_id))
    return any(names for names, _ in lists) and all(value in names for names, value in lists if names)


def measure_groups(dated: DatedCase) -> tuple[GroupProgress, ...]:
    """Return every group with its progress, worked out once for a month."""
    return dated.context.cached(("adkar", dated.filters.as_of), lambda: _measure_groups(dated))


def measure_all(dated: DatedCase) -> GroupProgress:
    """Return the progress of all teams that the data has."""
    return _measure(None, query_signs(dated.context, dated.filters.as_of), dated)


def _measure_groups(dated: DatedCase) -> tuple[GroupProgress, ...]:
    signs = query_signs(dated.context, dated.filters.as_of)
    return tuple(
        _measure(group, tuple(team for team in signs if fits(team, group)), dated) for group in change_of(dated).groups
    )


def _measure(group: ChangeGroup | None, teams: tuple[TeamSigns, ...], dated: DatedCase) -> GroupProgress:
    month = dated.filters.as_of
    waves = list_begun_waves(dated)
    due = [team for team in teams if waves is None or team.has_started or team.wave in waves]
    progress = (
        _judge(step, _reach(step.measure, teams, due, month), month) for step in order_steps(change_of(dated).plan)
    )
    return GroupProgress(group=group, teams=teams, steps=tuple(progress))


def list_begun_waves(dated: DatedCase) -> Collection[str] | None:
    """Return the waves of the plan that have begun by the month; None where the case has no plan of waves."""
    plan = dated.case.charter.adoption
    return None if plan is None else {wave.id for wave in plan.waves if wave.start <= dated.filters.as_of}


def _reach(measure: AdoptionMeasure, teams: Sequence[TeamSigns], due: Sequence[TeamSigns], month: str) -> Reach | None:
    if not teams:
        return None
    if measure == "invited":
        return Reach(count=sum(team.has_started for team in teams), total=len(teams), at_least=True)
    if measure == "trained":
        shares = [(team.people_trained, team.data_scientists) for team in teams]
        sums = [(part, whole) for part, whole in shares if part is not None and whole is not None]
        return Reach(count=sum(part for part, _ in sums), total=sum(whole for _, whole in sums)) if sums else None
    if measure == "retained":
        states = [team.is_retained(month) for team in teams]
        return Reach(count=states.count(True), total=len(states) - states.count(None))
    count = {
        "started": sum(team.has_started for team in due),
        "first_deployment": sum(team.has_deployed for team in due),
        "active": sum(team.is_active for team in due),
    }[measure]
    return Reach(count=count, total=len(due))


def _judge(step: ChangeStep, reach: Reach | None, month: str) -> StepProgress:
    return StepProgress(step=step, reach=reach, status=_status(step, reach, month))


def _status(step: ChangeStep, reach: Reach | None, month: str) -> Status:
    """Hold a reach against its target, exactly; a target of a later month is not yet due."""
    if reach is None or not reach.total:
        return Status.UNKNOWN
    status = against_plan(reach.count, float(step.target * Decimal(reach.total)))
    if status is Status.ON_TRACK:
        return status
    if reach.at_least:
        return Status.UNKNOWN
    return Status.NOT_DUE if step.by and step.by > month else status


def list_short(dated: DatedCase, step: ChangeStep) -> Iterator[tuple[ChangeGroup, Reach]]:
    """Yield the groups that were to reach a step's target by now and have not."""
    for progress in measure_groups(dated):
        for entry in progress.steps:
            if entry.step.id == step.id and entry.is_short and progress.group and entry.reach:
                yield progress.group, entry.reach
