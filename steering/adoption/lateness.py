"""Who is behind the adoption plan: the teams whose place in it is due and empty, and the plan of each business unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from steering.adoption.progress import LABELS, TeamProgress, list_adopted_stages
from steering.cases.model import AdoptionPlan, WavePlan
from steering.formatting import pluralise
from steering.months import month_index


@dataclass(frozen=True, kw_only=True)
class LateTeam:
    """A team that was to have adopted by the end of the month `due`, and how many months ago that was.

    Of `rivals` teams that are as near to adoption as one another, `places` are late: nothing says which.
    """

    team: TeamProgress
    due: str
    months: int
    places: int
    rivals: int

    @property
    def is_certain(self) -> bool:
        """Whether it is late whichever of its rivals come first."""
        return self.places == self.rivals

    @property
    def text(self) -> str:
        """`in pilot, 2 months late`, or that it is due this month."""
        where = f"in {LABELS[self.team.stage].lower()}" if self.team.stage != "not_started" else "not started"
        return f"{where}, {pluralise(self.months, 'month')} late" if self.months else f"{where}, due this month"


@dataclass(frozen=True, kw_only=True)
class UnitPlan:
    """How many teams of a business unit the plan asks for by a month, at the least and at the most."""

    least: int
    most: int

    @property
    def text(self) -> str:
        """`3`, or `2 to 4` where the plan leaves open which teams of a wave come first."""
        return f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"


def find_late_teams(teams: Sequence[TeamProgress], plan: AdoptionPlan | None, as_of: str) -> tuple[LateTeam, ...]:
    """The teams that hold up the plan, the longest late first.

    A plan counts the teams of a wave and does not name them: they take its places in the order in which they come
    along. So the teams nearest to adoption are late for the places that are due and empty.
    """
    stages = list_adopted_stages(plan)
    late = [
        team
        for wave in (plan.waves if plan else ())
        for team in _late_in(wave, [team for team in teams if team.wave == wave.id], stages, as_of)
    ]
    return tuple(sorted(late, key=lambda late: (-late.months, not late.is_certain, late.team.team)))


def _late_in(wave: WavePlan, teams: Sequence[TeamProgress], done: Sequence[str], as_of: str) -> Iterator[LateTeam]:
    """The late teams of one wave, each group of equals after the one before."""
    waiting = sorted((team for team in teams if team.stage not in done), key=_nearness)
    place, due_places = len(teams) - len(waiting), wave.count_planned(as_of)
    for _, group in groupby(waiting, key=_nearness):
        rivals = list(group)
        due = _due(wave, place + 1)
        if due is None or due > as_of:
            return
        places = min(len(rivals), due_places - place)
        months = month_index(as_of) - month_index(due)
        for team in rivals:
            yield LateTeam(team=team, due=due, months=months, places=places, rivals=len(rivals))
        place += len(rivals)


def _nearness(team: TeamProgress) -> tuple[int, str, str]:
    """What sorts the teams that have not adopted by how near they are: the furthest first, then the first to start."""
    return -team.rank, team.started or "9999", team.since


def plan_units(teams: Sequence[TeamProgress], plan: AdoptionPlan | None, as_of: str) -> Mapping[str, UnitPlan]:
    """The plan of each business unit by a month, from the plans of the waves that its teams are in.

    Of a wave with `n` teams, `p` of them planned, a unit with `u` has at least `p − (n − u)` and at most `p` or `u`.
    Teams that are in no wave of the plan are asked for nothing.
    """
    planned = {wave.id: wave.count_planned(as_of) for wave in plan.waves} if plan else {}
    sizes = Counter(team.wave for team in teams)
    shares = Counter((team.business_unit, team.wave) for team in teams if team.wave in planned)
    least, most = Counter[str](), Counter[str]()
    for (unit, wave), count in shares.items():
        due = min(planned[wave or ""], sizes[wave])
        least[unit] += max(0, due - (sizes[wave] - count))
        most[unit] += min(due, count)
    units = {team.business_unit for team in teams} if plan else set()
    return {unit: UnitPlan(least=least[unit], most=most[unit]) for unit in units}


def _due(wave: WavePlan, place: int) -> str | None:
    """The month by which the plan has so many teams of the wave."""
    return min((month for month, teams in wave.plan.items() if teams >= place), default=None)
