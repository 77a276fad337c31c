"""Resistance as the adoption data shows it: teams that stall, go back, miss the training or are less content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from steering.adoption import progress
from steering.adoption.signs import FALL, LOW, SPAN, TeamSigns
from steering.cases.dossier.change import ChangeGroup, Stakeholder
from steering.context.dated_case import DatedCase
from steering.dossier.adkar import measure_all, measure_groups
from steering.dossier.change_file import FILE, answer_for, change_of
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import find_gap
from steering.formatting import format_value, pluralise

# Whoever stands so counts as in favour; a hint where most of their teams show something else.
IN_FAVOUR = ("supportive", "champion")


@dataclass(frozen=True, kw_only=True)
class TeamResistance:
    """What speaks of resistance in a team that has started, each in words; empty where nothing does."""

    team: TeamSigns
    stall: str = ""
    training: str = ""
    satisfaction: str = ""

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that are there."""
        return tuple(sign for sign in (self.stall, self.training, self.satisfaction) if sign)


@dataclass(frozen=True, kw_only=True)
class GroupResistance:
    """A group with those who answer for it, its teams that have started, and those among them that show resistance."""

    group: ChangeGroup
    owners: tuple[Stakeholder, ...]
    teams_started: int
    teams: tuple[TeamResistance, ...]

    def count(self, sign: str) -> int:
        """Return how many teams show a sign: `stall`, `training` or `satisfaction`."""
        return sum(bool(getattr(team, sign)) for team in self.teams)

    @property
    def signs_per_team(self) -> float:
        """How many signs there are for each team that has started; 0 where none has."""
        return sum(len(team.signs) for team in self.teams) / max(1, self.teams_started)


def find_resistance(dated: DatedCase) -> tuple[GroupResistance, ...]:
    """Return the resistance of every group, the most signs a team first, worked out once for a month."""
    return dated.context.cached(("resistance", dated.filters.as_of), lambda: _find_resistance(dated))


def list_teams(dated: DatedCase) -> tuple[TeamResistance, ...]:
    """Return every team that shows resistance, the most signs first."""
    teams = _judge_teams(dated).values()
    return tuple(sorted((team for team in teams if team.signs), key=lambda team: (-len(team.signs), team.team.team)))


def _find_resistance(dated: DatedCase) -> tuple[GroupResistance, ...]:
    owners, judgements = answer_for(change_of(dated)), _judge_teams(dated)
    groups = []
    for entry in measure_groups(dated):
        if entry.group is None:
            continue
        teams = [judgements[team.team_id] for team in entry.teams if team.team_id in judgements]
        groups.append(
            GroupResistance(
                group=entry.group,
                owners=tuple(owners.get(entry.group.id, ())),
                teams_started=len(teams),
                teams=tuple(team for team in teams if team.signs),
            )
        )
    return tuple(sorted(groups, key=lambda entry: -entry.signs_per_team))


def _judge_teams(dated: DatedCase) -> Mapping[str, TeamResistance]:
    """Return every team that has started, by its id, with its signs."""
    stalls = _describe_stalls(dated)
    target = next((float(step.target) for step in change_of(dated).plan if step.measure == "trained"), None)
    return {
        team.team_id: TeamResistance(
            team=team,
            stall=stalls.get(team.team_id, ""),
            training=_describe_training(team, target),
            satisfaction=_describe_satisfaction(team),
        )
        for team in measure_all(dated).teams
        if team.has_started
    }


def _describe_stalls(dated: DatedCase) -> dict[str, str]:
    """Return the teams that went back, then those that do not move on, in words by their id."""
    if not dated.context.has("adoption"):
        return {}
    filters, plan = replace(dated.filters, unit=None), dated.case.charter.adoption
    teams = progress.query_teams(dated.context, filters)
    words = {stall.team.team_id: stall.text for stall in progress.find_stalled_teams(teams, plan, filters.as_of)}
    for team in progress.find_regressed_teams(teams):
        furthest = progress.LABELS[progress.STAGES[team.furthest - 1]].lower()
        words[team.team_id] = f"back from {furthest} to {progress.LABELS[team.stage].lower()}"
    return words


def _describe_training(team: TeamSigns, target: float | None) -> str:
    share = team.trained_share
    if share is None or target is None or share >= target:
        return ""
    return f"{team.people_trained} of {team.data_scientists} trained"


def _describe_satisfaction(team: TeamSigns) -> str:
    now = format_value(team.satisfaction, "score", 1)
    if team.fall >= FALL:
        return f"{now}, was {format_value(team.satisfaction_before, 'score', 1)} {SPAN} months before"
    return f"only {now}" if team.satisfaction is not None and team.satisfaction < LOW else ""


def find_hidden(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find stakeholders who count as in favour while most teams of a group that they answer for show resistance."""
    places = {entry.id: index for index, entry in enumerate(change_of(dated).stakeholders)}
    for entry in find_resistance(dated):
        count = sum(bool(team.stall or team.satisfaction) for team in entry.teams)
        for owner in entry.owners:
            if owner.stance in IN_FAVOUR and count * 2 > entry.teams_started:
                teams = f"{count} of {pluralise(entry.teams_started, 'team')} of “{entry.group.name}”"
                text = f"{owner.name} counts as {owner.stance}, but {teams} stall or are less content"
                remedy = "Ask them how they stand, and write what they say."
                spot = ("stakeholders", places[owner.id], "stance")
                place = dated.at(FILE, spot, owner.stance, "a stance that the data bears out", remedy)
                yield find_gap(text, place)
