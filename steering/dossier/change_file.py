"""The change of a case as its rules and its page read it: the file, its groups, and who answers for each."""

from __future__ import annotations

from collections.abc import Mapping

from steering.cases.dossier.change import ChangeGroup, ChangePlan, Stakeholder
from steering.context.dated_case import DatedCase

FILE, PAGE = "dossier/change.yaml", "change"


def change_of(dated: DatedCase) -> ChangePlan:
    """Return the change of a case; an empty one where it has no file of it."""
    return dated.case.dossier.change or ChangePlan()


def answer_for(change: ChangePlan) -> Mapping[str, list[Stakeholder]]:
    """Return the stakeholders who answer for each group, by its id; a group without one has no entry."""
    owners: dict[str, list[Stakeholder]] = {}
    for stakeholder in change.stakeholders:
        for group in stakeholder.groups:
            owners.setdefault(group, []).append(stakeholder)
    return owners


def name_owners(change: ChangePlan, group: ChangeGroup) -> list[str]:
    """Return the names of those who answer for a group."""
    return [stakeholder.name for stakeholder in answer_for(change).get(group.id, ())]
