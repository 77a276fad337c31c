"""Writes the example's `usage.csv`: what each team used of what was billed, and what its models answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from bench.example_charges import Charge, plain
from bench.example_costs import charges
from bench.example_files import Row, as_csv
from bench.example_spend import IMAGING
from bench.example_teams import Standing, jitter, standings

# Kind of resource by the unit in which it is billed.
KINDS = {"GPU-Hours": "gpu_hours", "vCPU-Hours": "cpu_hours", "Tokens": "tokens"}

# The team that went back to its old tools left its nodes on the platform running.
IDLE = {"T14": {"2026-07": 0.47, "2026-08": 0.28, "2026-09": 0.15, "2026-10": 0.12}}
STEADY = {IMAGING: 0.585}
BUSY = {"gpu_hours": 0.565, "cpu_hours": 0.52}

PREDICTIONS_PER_MODEL = 210_000

# Quantities by month, team and kind.
Billed = Mapping[tuple[str, str, str], Decimal]


def team_of(row: Charge) -> str:
    """Whose resource it is; its name says so even where the tag is missing. Empty for what is shared."""
    owner = row.get("ResourceName", "").removeprefix("mlp-").partition("-")[0].upper()
    return owner if owner[:1] == "T" and owner[1:].isdigit() else ""


@cache
def billed() -> Billed:
    """Everything measured that was billed to a team."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for row in charges():
        team, kind = team_of(row), KINDS.get(row.get("ConsumedUnit", ""))
        if team and kind:
            key = (row["ChargePeriodStart"][:7], team, kind)
            found[key] = found.get(key, Decimal(0)) + Decimal(row["ConsumedQuantity"])
    return found


def busy(month: str, team: str, kind: str) -> float:
    """Which part of its capacity the team used."""
    if kind == "gpu_hours" and month in IDLE.get(team, {}):
        return IDLE[team][month]
    usual = STEADY.get(team, BUSY[kind] + 0.2 * jitter(team, kind, "busy"))
    return usual + 0.03 * jitter(team, month, kind, "busy")


def resource_rows() -> Iterator[Row]:
    """Nodes have a capacity, which is what was billed; tokens are used as they are billed."""
    for (month, team, kind), quantity in billed().items():
        if kind == "tokens":
            yield month, team, kind, plain(quantity), ""
        else:
            used = (quantity * Decimal(f"{busy(month, team, kind):.4f}")).quantize(Decimal("0.01"))
            yield month, team, kind, plain(used), plain(quantity)


def predictions(here: Standing) -> int:
    """What the team's models answered in the month: each one is asked more often as it becomes known."""
    liked = (1 + 0.5 * jitter(here.team.id, "asked")) * (1 + 0.08 * here.age)
    return round(here.models * PREDICTIONS_PER_MODEL * liked * (1 + 0.05 * jitter(here.team.id, here.month, "asked")))


def usage_csv() -> str:
    """The text of `usage.csv`."""
    rows = list(resource_rows())
    rows += [(s.month, s.team.id, "predictions", predictions(s), "") for s in standings() if s.models]
    return as_csv("month,team_id,kind,used,capacity", sorted(rows, key=lambda row: row[:3]))
