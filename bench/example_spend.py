"""What each team and the shared platform spend in each month of the example, by cloud and role, before any charge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum
from operator import mul

from bench.example_prices import AWS, AZURE, GOOGLE
from bench.example_teams import LEAVING, MONTHS, Team, jitter, roster

BILLED_MONTHS = (*(f"2025-{month:02}" for month in range(5, 13)), "2026-01", *MONTHS)

OLD_TOTALS = (105000, 110000, 115000, 120000, 126000, 131000, 137000, 142000, 148000)
PLATFORM_TOTALS = (148000, 151000, 157000, 228000, 247000, 266000, 351500, 377500, 430500)
# Effective cost of everything in a month, in USD. The envelope of case.yaml is held against it.
TOTALS = dict(zip(BILLED_MONTHS, (*OLD_TOTALS, *PLATFORM_TOTALS), strict=True))

# The teams' own tools before the platform, as a part of January 2026; from then on no new ones are bought.
GROWTH = (0.73, 0.76, 0.79, 0.82, 0.86, 0.89, 0.93, 0.96, 1.0)

# USD per data scientist and month. GPU nodes belong to a team wherever they run, so that they grow without steps.
OWN = {"cpu": 62.0, "notebook": 44.0, "features": 34.0, "storage": 20.0, "tokens_in": 16.0, "tokens_out": 12.0}
HOSTED = {"cpu": 270.0, "storage": 40.0, "tokens_in": 60.0, "tokens_out": 50.0}
GPU = 122.0
SEAT = 39.0

# More models are served, and more is asked of each, with every cloud that opens.
HOSTED_GROWTH = dict(zip(MONTHS, (0.45, 0.45, 0.5, 1.05, 1.15, 1.2, 1.55, 1.6, 1.75), strict=True))

# By months already spent in the stage; the last figure stays.
# What is left of a team's own tools.
STILL_OWN = {"-": (1.0,), "o": (1.0,), "p": (0.8, 0.7), "P": (0.35, 0.2, 0.1), "S": (0.0,)}
# Which part of a team's work runs on the platform.
ON_PLATFORM = {"-": (0.0,), "o": (0.15,), "p": (0.5,), "P": (0.85, 0.95, 1.0), "S": (1.0,)}
# GPU work against the time before the platform.
GPU_WORK = {
    "-": (1.0,),
    "o": (1.15, 1.3),
    "p": (1.5, 1.7, 1.8, 1.9),
    "P": (1.85, 2.2, 2.6, 2.95, 3.3),
    "S": (3.1, 3.6, 4.2, 4.7),
}

# The shared platform: USD per month and cloud from the month it opens there, and for each team in production.
SHARED = {"cpu": 0.62, "network": 0.09, "features": 0.11, "registry": 0.03, "monitoring": 0.09, "support": 0.06}
OPENED = ((AWS, "2026-02", 9000.0), (AZURE, "2026-05", 33000.0), (GOOGLE, "2026-08", 22000.0))
PER_LIVE_TEAM = 900.0
BUILDING = {"2025-11": 1500.0, "2025-12": 3000.0, "2026-01": 5000.0}

UNIT_APPETITE = {"Clinical analytics": 1.5, "Digital": 1.2, "Actuarial": 0.5, "Provider network": 0.7}
# Business units whose teams call language models.
TALKATIVE = frozenset({"Claims", "Member services", "Digital", "Clinical analytics"})
# The team whose training job was left running; it needs more GPU nodes than any other, and more every month.
IMAGING = "T32"
IMAGING_GPU = dict(zip(BILLED_MONTHS, accumulate([5000.0, *[1.105] * 17], mul), strict=True))


@dataclass(frozen=True, kw_only=True)
class Spend:
    """One thing paid for in one month. `place` is own, platform or shared; `team` is empty for what is shared."""

    month: str
    place: str
    team: Team | None
    provider: str
    role: str
    dollars: float

    @property
    def key(self) -> tuple[str, ...]:
        """What stays the same from month to month."""
        return (self.team.id if self.team else "", self.place, self.provider, self.role)


def cloud(team: Team) -> str:
    """The team's cloud: the first wave started where the platform did; the last cloud opened for wave 4."""
    draw = (jitter(team.id, "cloud") + 1) / 2
    if team.wave == "1" or draw < 0.42 or (team.id == IMAGING):
        return AWS
    return GOOGLE if draw >= 0.82 and team.wave in "456" else AZURE


def uses_gpu(team: Team) -> bool:
    """Some teams have no need of GPU nodes."""
    return jitter(team.id, "gpu") > -0.75 or team.id == IMAGING


def tracks_apart(team: Team) -> bool:
    """Whether the team rents experiment tracking of its own in the marketplace."""
    return jitter(team.id, "tracking") > 0.0


def stage_level(table: dict[str, tuple[float, ...]], team: Team, month: str) -> float:
    """The table's figure for the team's stage in that month; before the platform, for a team not started."""
    if month not in MONTHS:
        return table["-"][0]
    so_far = team.path[: MONTHS.index(month) + 1]
    spent = len(so_far) - len(so_far.rstrip(so_far[-1])) - 1
    return table[so_far[-1]][min(spent, len(table[so_far[-1]]) - 1)]


def growth(month: str) -> float:
    """How far the teams' own tools have come."""
    return GROWTH[min(BILLED_MONTHS.index(month), len(GROWTH) - 1)]


def size(team: Team) -> float:
    """Data scientists, more or less thrifty."""
    return team.data_scientists * (1 + 0.25 * jitter(team.id, "thrift"))


def gpu_spend(team: Team, month: str) -> Iterator[Spend]:
    """The team's GPU nodes, its own and those on the platform."""
    if not uses_gpu(team):
        return
    appetite = UNIT_APPETITE.get(team.unit, 1.0)
    dollars = GPU * size(team) * growth(month) * appetite * stage_level(GPU_WORK, team, month)
    if team.id == IMAGING:
        dollars = IMAGING_GPU[month]
    moved = stage_level(ON_PLATFORM, team, month)
    for place, part in (("own", 1 - moved), ("platform", moved)):
        if part > 0:
            yield Spend(month=month, place=place, team=team, provider=cloud(team), role="gpu", dollars=dollars * part)


def other_spend(team: Team, month: str) -> Iterator[Spend]:
    """What the team pays for beside GPU nodes and rented seats."""
    kept = stage_level(STILL_OWN, team, month)
    staying = LEAVING.get(team.id, {}).get(month, 1.0)
    moved = stage_level(ON_PLATFORM, team, month) * HOSTED_GROWTH.get(month, 0.0) * staying
    for place, rates, part in (("own", OWN, kept), ("platform", HOSTED, moved)):
        for role, rate in rates.items():
            if part <= 0 or (role.startswith("tokens") and team.unit not in TALKATIVE):
                continue
            taste = 1 + 0.35 * jitter(team.id, place, role)
            dollars = rate * size(team) * growth(month) * part * taste * (1 + 0.05 * jitter(team.id, month, role))
            yield Spend(month=month, place=place, team=team, provider=cloud(team), role=role, dollars=dollars)


def seats(team: Team, month: str) -> int:
    """Rented users of the marketplace tool; it is given up when the team is in production."""
    rented = tracks_apart(team) and stage_level(STILL_OWN, team, month) > 0.3
    return round(team.data_scientists * (0.6 + 0.4 * growth(month))) if rented else 0


def tracking_spend(team: Team, month: str) -> Iterator[Spend]:
    """The team's rented seats."""
    rented = seats(team, month)
    if rented:
        yield Spend(month=month, place="own", team=team, provider=AWS, role="tracking", dollars=SEAT * rented)


def shared_spend(month: str) -> Iterator[Spend]:
    """The shared platform, cloud by cloud."""
    live = sum(team.path[MONTHS.index(month)] in "PS" for team in roster()) if month in MONTHS else 0
    bases = {provider: amount for provider, opened, amount in OPENED if opened <= month}
    if month in BUILDING:
        bases = {AWS: BUILDING[month]}
    for provider, base in bases.items():
        dollars = base + PER_LIVE_TEAM * live / len(bases)
        for role, part in SHARED.items():
            wobble = 1 + 0.03 * jitter("shared", provider, month, role)
            yield Spend(
                month=month,
                place="shared",
                team=None,
                provider=provider,
                role=role,
                dollars=dollars * part * wobble,
            )


def scaled(spends: Sequence[Spend], to: float) -> list[Spend]:
    """The same spends, larger or smaller, so that they add up to `to`."""
    factor = to / fsum(spend.dollars for spend in spends)
    return [
        Spend(
            month=spend.month,
            place=spend.place,
            team=spend.team,
            provider=spend.provider,
            role=spend.role,
            dollars=spend.dollars * factor,
        )
        for spend in spends
    ]


def spend_of(month: str, total: float) -> list[Spend]:
    """Everything paid for in a month, `total` USD together: GPU nodes and seats as they come, the rest made to fit."""
    fixed = [s for team in roster() for s in (*gpu_spend(team, month), *tracking_spend(team, month))]
    fitting = [s for team in roster() for s in other_spend(team, month)] + list(shared_spend(month))
    left = total - fsum(spend.dollars for spend in fixed)
    return fixed + scaled(fitting, left)
