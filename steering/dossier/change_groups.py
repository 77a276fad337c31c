"""The rules of groups and of the change plan: are all in the data, does somebody answer, is the plan kept."""

from __future__ import annotations

from collections.abc import Iterator

from steering.adoption.signs import query_signs
from steering.cases.dossier.change import STAGES
from steering.context.dated_case import DatedCase
from steering.dossier.adkar import fits, list_short, measure_groups
from steering.dossier.change_file import FILE, answer_for, change_of
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import find_contradiction, find_gap
from steering.errors import did_you_mean, quote_input
from steering.formatting import format_value, join_words, pluralise
from steering.months import format_month
from steering.status import Status

# How many groups or teams a finding names.
NAMED = 3


def find_unanswered(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find groups for which no stakeholder answers."""
    change = change_of(dated)
    owners = answer_for(change)
    for index, group in enumerate(change.groups):
        if group.id not in owners:
            remedy = f"Add {group.id} to the `groups` of a stakeholder."
            place = dated.at(FILE, ("groups", index), "no stakeholder", "one who answers for it", remedy)
            yield find_gap(f"No stakeholder answers for “{group.name}”", place)


def find_strange_groups(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find names of units, waves and teams that the adoption data does not have, and groups without a team in it."""
    signs = query_signs(dated.context, dated.filters.as_of)
    if not signs:
        return
    names = {
        "business_units": {team.business_unit for team in signs},
        "waves": {team.wave for team in signs if team.wave},
        "teams": {team.team_id for team in signs},
    }
    words = {"business_units": "business unit", "waves": "wave", "teams": "team"}
    for index, progress in enumerate(measure_groups(dated)):
        group = progress.group
        assert group is not None  # only all teams together are no group
        strangers = [
            (key, spot) for key in names for spot, name in enumerate(getattr(group, key)) if name not in names[key]
        ]
        for key, spot in strangers:
            name = getattr(group, key)[spot]
            remedy = did_you_mean(name, sorted(names[key])).strip() or "Write it as the data does, or leave it out."
            place = dated.at(
                FILE, ("groups", index, key, spot), quote_input(name), f"a {words[key]} of the data", remedy
            )
            text = f"“{group.name}” names the {words[key]} {quote_input(name)}, which the adoption data does not have"
            yield find_contradiction(text, place)
        if not progress.teams and not strangers:
            remedy = "Say which teams belong to it: `business_units`, `waves` or `teams`."
            place = dated.at(FILE, ("groups", index), "no team", "a team of the adoption data", remedy)
            yield find_contradiction(f"No team of the adoption data belongs to “{group.name}”", place)


def find_forgotten_teams(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find teams of the adoption data that belong to no group, where there are groups."""
    groups = change_of(dated).groups
    signs = query_signs(dated.context, dated.filters.as_of) if groups else ()
    teams = [team.team for team in signs if not any(fits(team, group) for group in groups)]
    if teams:
        names = teams if len(teams) <= NAMED else [*teams[:NAMED], f"{len(teams) - NAMED} more"]
        verb = "belongs" if len(teams) == 1 else "belong"
        remedy = "Add them to a group, by business unit, wave or team."
        place = dated.at(FILE, ("groups",), pluralise(len(teams), "team"), "every team in a group", remedy)
        yield find_gap(f"{pluralise(len(teams), 'team')} {verb} to no group: {join_words(names)}", place)


def find_missing_stages(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find stages of ADKAR for which nothing is planned."""
    if dated.case.dossier.change is None:
        return
    stages = {step.stage for step in change_of(dated).plan}
    gaps: list[str] = [stage for stage in STAGES if stage not in stages]
    if gaps:
        remedy = "Add a step for each, with its aim, a measure and a target."
        place = dated.at(FILE, ("plan",), "no step", f"a step for {join_words(gaps)}", remedy)
        yield find_gap(f"The change plan has no step for {join_words(gaps)}", place)


def find_ownerless_steps(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find steps of the change plan that nobody answers for."""
    for index, step in enumerate(change_of(dated).plan):
        if step.owner is None:
            remedy = "Add `owner:` with the role that answers for it."
            place = dated.at(FILE, ("plan", index), "no owner", "the role that answers for it", remedy)
            yield find_gap(f"Nobody answers for the step {quote_input(step.id)} of the change plan", place)


def find_late_steps(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find steps whose month has come and whose target groups have not reached."""
    for index, step in enumerate(change_of(dated).plan):
        short = sorted(list_short(dated, step), key=lambda entry: entry[1].share or 0)
        if not short or step.by is None:
            continue
        names = [f"{group.name} ({format_value(reach.share, 'share', 0)})" for group, reach in short[:NAMED]]
        names += [f"{len(short) - NAMED} more"] if len(short) > NAMED else []
        verb = "is" if len(short) == 1 else "are"
        target = format_value(float(step.target), "share", 0)
        text = (
            f"{step.stage.capitalize()}: {pluralise(len(short), 'group')} {verb} short of the {target} planned for "
            f"{format_month(step.by)}: {join_words(names)}"
        )
        remedy = "Do what the step says for these groups, or agree on another month with whoever answers for them."
        place = dated.at(FILE, ("plan", index), f"{pluralise(len(short), 'group')} short", f"{target} each", remedy)
        yield DossierFinding(text=text, status=Status.OVERDUE, places=(place,), owner=step.owner or "")
