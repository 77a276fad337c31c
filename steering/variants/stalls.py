"""A stalled team: one that stays in onboarding or pilot, month after month, up to the month of the case."""

from __future__ import annotations

from functools import partial
from itertools import takewhile

from steering.adoption.progress import LABELS, STAGES, STALLED_AFTER, list_adopted_stages
from steering.formatting import pluralise
from steering.variants.draws import Draws
from steering.variants.rows import DatasetRows, Row
from steering.variants.trouble import PlantedTrouble, TroubleSpot, VariantSource, count_changes

# A team may be held back for so many months.
LONGEST = STALLED_AFTER + 3
COLUMNS = {"month", "team_id", "team", "stage"}


def find_spots(source: VariantSource) -> list[TroubleSpot]:
    """The teams that are at work and not stalled, and that never counted as adopted: nobody's headline moves."""
    dataset = source.datasets.get("adoption")
    if dataset is None or not set(dataset.header) >= COLUMNS:
        return []
    histories: dict[str, list[Row]] = {}
    for row in sorted(dataset.rows, key=lambda row: row["month"]):
        if row["month"] <= source.as_of:
            histories.setdefault(row["team_id"], []).append(row)
    done = {*list_adopted_stages(source.case.charter.adoption), "production", "scaled"}
    return [
        TroubleSpot(dataset="adoption", subject=team, plant=partial(_plant, history=history, options=months))
        for team, history in sorted(histories.items())
        if history[-1]["month"] == source.as_of and not done & {row["stage"] for row in history}
        if months_in_stage(history) < STALLED_AFTER and (months := _list_months(history))
    ]


def months_in_stage(history: list[Row]) -> int:
    """For how many months, up to the last, a team has been where it is."""
    return len(list(takewhile(lambda row: row["stage"] == history[-1]["stage"], reversed(history))))


def _list_months(history: list[Row]) -> list[int]:
    """For how many months a team can be held where it was before them."""
    return [
        months
        for months in range(STALLED_AFTER, min(LONGEST, len(history)) + 1)
        if history[-months]["stage"] in STAGES[1:] and history[-months]["stage"] != history[-1]["stage"]
    ]


def _plant(
    dataset: DatasetRows, draws: Draws, *, history: list[Row], options: list[int]
) -> tuple[DatasetRows, PlantedTrouble]:
    first = history[-draws.choose(options)]
    last, stage = history[-1], first["stage"]

    def is_held(row: Row) -> bool:
        return row["team_id"] == last["team_id"] and first["month"] <= row["month"] <= last["month"]

    after = dataset.change(is_held, lambda row: {**row, "stage": stage})
    stay = months_in_stage([{**row, "stage": stage} if is_held(row) else row for row in history])
    trouble = PlantedTrouble(
        kind="stalled_team",
        dataset="adoption",
        subject=last["team_id"],
        since=history[-stay]["month"],
        before=float(months_in_stage(history)),
        after=float(stay),
        rows=count_changes(dataset.rows, after.rows),
        says=f"{last['team']} has been in {LABELS[stage].lower()} for {pluralise(stay, 'month')}.",
    )
    return after, trouble
