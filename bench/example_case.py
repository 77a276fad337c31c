"""Writes the five datasets of the example case; alone decides the figures of `adoption.csv` and `kpi.csv`.

    python -m bench.example_case

Everything in them is made up. The same bytes come out on every machine: the only chance in them is
`jitter`, which depends on nothing but its key, so a change to one team leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import floor
from pathlib import Path

from bench.example_controls import CURRENT as EVIDENCE
from bench.example_controls import controls
from bench.example_costs import cost_csv
from bench.example_evidence import evidence_csv
from bench.example_files import Row, as_csv, packed
from bench.example_teams import MONTHS, Standing, Team, jitter, standings
from bench.example_usage import usage_csv

DATASETS = Path(__file__).resolve().parents[1] / "data" / "cases" / "halden" / "datasets"

BASELINE = "2026-01"

# What the enterprise as a whole reaches, by month; it is then shared out among the teams that are live.
LEAD_DAYS = dict(zip(MONTHS[2:], (54, 50, 46, 42, 39, 36, 33), strict=True))
FAILED = dict(zip(MONTHS[2:], (0.17, 0.16, 0.135, 0.12, 0.19, 0.18, 0.17), strict=True))
INTERRUPTED = dict(zip(MONTHS[2:], (1.0, 1.0, 1.0, 1.0, 0.6, 0.6, 0.6), strict=True))
RECOVERY_HOURS = dict(zip(MONTHS[2:], (22.0, 19.0, 16.0, 14.0, 12.0, 10.5, 9.0), strict=True))
REUSED = dict(zip(MONTHS[2:], (0.14, 0.16, 0.19, 0.22, 0.25, 0.28, 0.315), strict=True))
GOVERNED = dict(zip(MONTHS[2:], (0.5, 0.6, 0.65, 0.7, 0.76, 0.8, 0.84), strict=True))
DUPLICATED_TOOLS = dict(zip((BASELINE, *MONTHS), (41, 41, 40, 39, 37, 36, 34, 31, 28, 26), strict=True))

# Numerator and denominator over all 70 teams, before the platform.
SURVEY = {
    "lead_time": (1550, 25),
    "deployment_frequency": (35, 70),
    "change_fail_rate": (7, 35),
    "recovery_time": (182, 7),
    "feature_reuse": (60, 500),
    "governed_models": (36, 150),
}

NOTES = {
    ("change_fail_rate", "2026-08"): "Hot fixes count from this month",
    ("evidence_current", "2026-08"): "Access reviews of two clouds expired before they were renewed",
    ("duplicated_tools", "2026-09"): "Two notebook servers and a feature store retired",
}


def spread(total: int, weights: Sequence[float], caps: Sequence[int]) -> list[int]:
    """`total` in whole parts, near to the weights and never above the caps: largest remainders first."""
    quotas = [total * weight / sum(weights) for weight in weights]
    parts = [min(floor(quota), cap) for quota, cap in zip(quotas, caps, strict=True)]
    order = sorted(range(len(parts)), key=lambda place: parts[place] - quotas[place])
    while sum(parts) < min(total, sum(caps)):
        place = next(place for place in order if parts[place] < caps[place])
        parts[place] += 1
        order.remove(place)
        order.append(place)
    return parts


def portion(kpi: str, rate: float, live: Sequence[Standing], of: Sequence[int]) -> list[int]:
    """`rate` of the sum of `of`, shared out unevenly: no team has more than its own figure."""
    weights = [n * (1 + 0.5 * jitter(s.team.id, s.month, kpi)) for s, n in zip(live, of, strict=True)]
    return spread(round(rate * sum(of)), weights, of)


def deployed(here: Standing) -> int:
    """Deployments of the month: more with every month of practice, at least one."""
    return max(1, round((2.4 + 0.55 * here.age) * (1 + 0.3 * jitter(here.team.id, here.month, "deployed"))))


def days_to_production(here: Standing, releases: int) -> int:
    """Days from approval to production, all releases together; a team's first month is slow."""
    practice = 1.2 if here.age == 0 else 0.95
    each = LEAD_DAYS[here.month] * practice * (1 + 0.25 * jitter(here.team.id, here.month, "days"))
    return round(releases * each)


def hours_to_recover(here: Standing, outages: int) -> str:
    """Hours from the failed deployments to restored service, together."""
    each = RECOVERY_HOURS[here.month] * (1 + 0.4 * jitter(here.team.id, here.month, "hours"))
    return f"{outages * each:.1f}"


Parts = Iterable[tuple[int | str, int]]


def team_figures(month: str, live: Sequence[Standing]) -> dict[str, Parts]:
    """Numerator and denominator per KPI, in the order of the live teams; a denominator of 0 is no row."""
    deployments = [deployed(here) for here in live]
    releases = [(count + 1) // 2 for count in deployments]
    models = [here.models for here in live]
    failed = portion("failed", FAILED[month], live, deployments)
    outages = portion("outages", INTERRUPTED[month], live, failed) if any(failed) else failed
    features = [here.models * (10 + round(3 * jitter(here.team.id, "features"))) for here in live]
    return {
        "change_fail_rate": zip(failed, deployments, strict=True),
        "deployment_frequency": ((count, 1) for count in deployments),
        "feature_reuse": zip(portion("reused", REUSED[month], live, features), features, strict=True),
        "governed_models": zip(portion("governed", GOVERNED[month], live, models), models, strict=True),
        "lead_time": ((days_to_production(here, n), n) for here, n in zip(live, releases, strict=True)),
        "recovery_time": ((hours_to_recover(here, n), n) for here, n in zip(live, outages, strict=True)),
    }


def team_rows(month: str, live: Sequence[Standing]) -> Iterator[Row]:
    """One row per KPI and live team."""
    for kpi, figures in team_figures(month, live).items():
        for here, (numerator, denominator) in zip(live, figures, strict=True):
            if denominator:
                yield month, kpi, here.team.id, numerator, denominator, "", NOTES.get((kpi, month), "")


def enterprise_rows(month: str) -> Iterator[Row]:
    """What is counted once for the whole enterprise: no team."""
    tools, evidence = "duplicated_tools", "evidence_current"
    yield month, tools, "", "", "", DUPLICATED_TOOLS[month], NOTES.get((tools, month), "")
    yield month, evidence, "", EVIDENCE[month], len(controls()), "", NOTES.get((evidence, month), "")


def baseline_rows() -> Iterator[Row]:
    """The month before the platform."""
    yield from enterprise_rows(BASELINE)
    for kpi, (numerator, denominator) in SURVEY.items():
        yield BASELINE, kpi, "", numerator, denominator, "", "Platform discovery survey"


def adoption_row(here: Standing, team: Team) -> Row:
    """One row of `adoption.csv`."""
    known = (here.month, team.id, team.name, team.unit, team.wave, here.stage)
    return (*known, here.active_users, here.models, team.data_scientists, here.trained, here.satisfaction)


def adoption_csv() -> str:
    """The text of `adoption.csv`."""
    header = (
        "month,team_id,team,business_unit,wave,stage,active_users,models_in_production,"
        "data_scientists,trained,satisfaction"
    )
    return as_csv(header, (adoption_row(here, here.team) for here in standings()))


def kpi_csv() -> str:
    """The text of `kpi.csv`."""
    live = [here for here in standings() if here.models]
    rows = list(baseline_rows())
    for month in MONTHS:
        rows += enterprise_rows(month)
    for month in FAILED:
        rows += team_rows(month, [here for here in live if here.month == month])
    rows.sort(key=lambda row: row[:3])
    return as_csv("month,kpi_id,team_id,numerator,denominator,value,note", rows)


TEXTS = {"adoption.csv": adoption_csv, "kpi.csv": kpi_csv, "usage.csv": usage_csv, "evidence.csv": evidence_csv}


def write(folder: Path) -> None:
    """Writes all files into an existing folder."""
    for name, text in TEXTS.items():
        (folder / name).write_bytes(text().encode())
    (folder / "cost.csv.gz").write_bytes(packed(cost_csv()))


if __name__ == "__main__":
    write(DATASETS)
