"""What the Gantt chart of the roadmap shows, as series and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.charts.series import Series, SeriesChart
from steering.formatting import format_day, join_words, pluralise
from steering.roadmap.gates import GateResult
from steering.roadmap.schedule_items import ItemProgress, Schedule, ScheduleItem
from steering.roadmap.wording import describe_paths, describe_place, name_days

ACTUAL = "Actual where it has happened, otherwise forecast"
FLOAT = "Total float: by how much it may still slip"
_UNITS = {"calendar_days": "d", "working_days": "working d"}


def gantt_series(schedule: Schedule, gates: Sequence[GateResult]) -> SeriesChart:
    """Return every item with dates (ISO texts), slip, float, whether it is critical, and how a gate stands."""
    items, unit = schedule.items, name_days(schedule.calendar)
    names = {item.id: item.short for item in items}
    standings = {gate.gate.id: gate.standing for gate in gates}
    dates = {
        "Baseline start": [item.baseline_start for item in items],
        "Baseline end": [item.baseline_end for item in items],
        "Start": [item.start for item in items],
        "End": [item.end for item in items],
    }
    return SeriesChart(
        axis="Item",
        categories=tuple(item.name for item in items),
        ticks=tuple(item.short for item in items),
        series=(
            _text("Kind", [item.kind for item in items]),
            _text("State", [item.progress for item in items]),
            *(
                _text(name, [f"{day}" for day in days], help=ACTUAL if name == "End" else "")
                for name, days in dates.items()
            ),
            Series(name=f"Slip, {unit}", help="End against baseline end", values=tuple(item.slip for item in items)),
            Series(name=f"Float, {unit}", help=FLOAT, values=tuple(item.slack for item in items)),
            _text("Critical", [describe_place(item, schedule) or None for item in items]),
            _text("Waits for", [_describe_links(item, names) for item in items]),
            _text("Owner", [item.owner or None for item in items]),
            Series(name="Has started", listed=False, values=tuple(int(item.has_started) for item in items)),
            Series(name="Gate", listed=False, unit="text", values=tuple(standings.get(item.id) for item in items)),
        ),
        alt=_describe_gantt(schedule, gates),
    )


def _text(name: str, values: Sequence[str | None], help: str = "") -> Series:
    return Series(name=name, unit="text", help=help, values=tuple(values))


def _describe_links(item: ScheduleItem, names: Mapping[str, str]) -> str | None:
    """Describe what an item waits for, with the lags: `Wave 4, Gate 3 +14 d`."""
    links = [names[link.on] + (f" {link.lag:+d} {_UNITS[link.lag_in]}" if link.lag else "") for link in item.after]
    return ", ".join(links) or None


def _describe_gantt(schedule: Schedule, gates: Sequence[GateResult]) -> str:
    states = [item.progress for item in schedule.items]
    tally = join_words([f"{states.count(state)} {state}" for state in ItemProgress if state in states])
    sentences = [
        f"Gantt chart of {pluralise(len(states), 'item')} as of {format_day(schedule.today)}: {tally}.",
        f"The finish is forecast for {format_day(schedule.finish)}, baseline {format_day(schedule.baseline_finish)}.",
        describe_paths(schedule),
        *(f"{gate.gate.name}, {format_day(gate.day)}: {gate.standing}." for gate in gates),
    ]
    return " ".join(sentence for sentence in sentences if sentence)
