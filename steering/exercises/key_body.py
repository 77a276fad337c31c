"""The answer key of one workspace as it is stored: what was planted, by which names it goes, and what was given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from steering.cases.case import Case
from steering.errors import StoreUnavailable
from steering.variants.rows import DatasetRows
from steering.variants.trouble import PlantedTrouble, TroubleKind


@dataclass(frozen=True, kw_only=True)
class KeyTrouble:
    """A planted trouble, and the names of its subject: whoever means it writes one of each group."""

    trouble: PlantedTrouble
    names: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class KeyBody:
    """What is stored for a workspace: its number in the set, what was planted, and hashes of its texts at first."""

    number: int
    planted: tuple[KeyTrouble, ...]
    given: frozenset[str]

    @property
    def text(self) -> str:
        """The body as JSON."""
        planted = [{**vars(entry.trouble), "names": entry.names} for entry in self.planted]
        return json.dumps(
            {"number": self.number, "planted": planted, "given": sorted(self.given)},
            ensure_ascii=False,
            allow_nan=False,
        )


def parse_body(text: str) -> KeyBody:
    """Return a stored body. Raises StoreUnavailable where it is none of ours."""
    try:
        tree = json.loads(text)
        planted = tuple(_parse_trouble(entry) for entry in tree["planted"])
        return KeyBody(number=int(tree["number"]), planted=planted, given=frozenset(tree["given"]))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreUnavailable("An answer key was written by another version of Steerco. Use that version.") from error


def name_subject(case: Case, datasets: dict[str, DatasetRows], trouble: PlantedTrouble) -> tuple[tuple[str, ...], ...]:
    """Return the names of a trouble's subject: of a team or KPI its id and name, of a cost the team and the service."""
    if trouble.kind == "cost_anomaly":
        team, _, service = trouble.subject.partition(", ")
        return (_name_team(datasets, team), (service,))
    if trouble.kind == "stalled_team":
        return (_name_team(datasets, trouble.subject),)
    return (tuple(dict.fromkeys((trouble.subject, case.kpis[trouble.subject].name))),)


def _name_team(datasets: dict[str, DatasetRows], team: str) -> tuple[str, ...]:
    adoption = datasets.get("adoption")
    rows = adoption.rows if adoption else ()
    own = [row for row in rows if team in (row.get("team_id"), row.get("team"))]
    return tuple(dict.fromkeys((team, *(row[name] for row in own for name in ("team_id", "team")))))


def _parse_trouble(entry: dict[str, Any]) -> KeyTrouble:
    names: Sequence[Sequence[str]] = entry.pop("names")
    if entry["kind"] not in get_args(TroubleKind):
        raise ValueError(entry["kind"])
    return KeyTrouble(trouble=PlantedTrouble(**entry), names=tuple(map(tuple, names)))
