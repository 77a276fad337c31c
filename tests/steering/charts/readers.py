"""What a chart draws beside what its table says: pairs of a number and a cell, read chart by chart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, TypeAlias

from steering.charts.base import Figure
from steering.charts.roadmap import DAY
from steering.frames.blocks import Chart

# A number drawn and the cell that says it.
Pair: TypeAlias = tuple[Any, Any]
NUMBER = re.compile(r"([−-]?)[^\d−-]*?([\d,]+(?:\.(\d+))?)(%|k|M|bn)?")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
SCALES = {"%": 0.01, "k": 1e3, "M": 1e6, "bn": 1e9}
PLACES = {"Low end": -1, "Halfway to low": -0.5, "As it stands": 0, "Halfway to high": 0.5, "High end": 1}


def colours_in(figure: Figure) -> set[str]:
    """The colours of a figure, which are all roles."""
    return set(COLOUR.findall(json.dumps(figure)))


def agrees(drawn: Any, cell: Any) -> bool:
    """Whether a number is what a cell says, to the decimals that the cell has; dates and texts are equal."""
    if drawn is None or isinstance(drawn, str):
        return drawn == cell or (drawn is None and cell == "–")
    if cell is None:
        return False
    value, step = parse(cell)
    return abs(drawn - value) <= step * 0.5001 + 1e-9


def parse(cell: Any) -> tuple[float, float]:
    """Return the number that a cell says, and the unit of its last decimal."""
    text = cell if isinstance(cell, str) else repr(cell).replace("-", "−")
    match = NUMBER.match(text.lstrip("+"))
    assert match, cell
    sign, digits, decimals, suffix = match.groups()
    scale = SCALES.get(suffix or "", 1.0)
    value = float(digits.replace(",", "")) * scale
    return (-value if sign else value), scale * 10.0 ** -len(decimals or "")


def column(chart: Chart, label: str) -> list[Any]:
    """Return the cells of the column with this label."""
    index = [column.label for column in chart.table.columns].index(label)
    return [row[index] for row in chart.table.rows]


def pair_up(values: Sequence[Any], cells: Sequence[Any]) -> Iterator[Pair]:
    """Pair values and cells that are equally many."""
    yield from zip(values, cells, strict=True)


def traces(chart: Chart) -> dict[str, dict[str, Any]]:
    """Return the traces of a chart by name."""
    return {trace.get("name", ""): trace for trace in chart.figure["data"]}


def read_named(chart: Chart) -> Iterator[Pair]:
    """Each trace beside the column of its name; the interval beside `From` and `To`; costs are drawn downwards."""
    labels = [column.label for column in chart.table.columns]
    drawn = traces(chart)
    for name, trace in drawn.items():
        if (chart.id, name) == ("cash", "Cumulative") and "After costs" in labels:
            yield from _read_total(chart, trace)
            continue
        values = trace["x"] if trace.get("orientation") == "h" or trace.get("mode") == "markers" else trace["y"]
        if name == "Likely range":
            half = len(values) // 2
            future = len([cell for cell in column(chart, "Forecast") if cell is not None])
            for part, label in ((values[:half], "To"), (values[half:][::-1], "From")):
                yield from pair_up(part[half - future :], [cell for cell in column(chart, label) if cell is not None])
                yield from ((value, column(chart, "Actual")[-future - 1]) for value in part[: half - future])
        elif name == "Forecast":
            cells = [cell for cell in column(chart, name) if cell is not None]
            before = len(values) - len(cells)
            yield from pair_up(values[before:], cells)
            yield from ((value, column(chart, "Actual")[-len(cells) - 1]) for value in values[:before])
        elif name != "Payback":
            assert name in labels, name
            cells = column(chart, name)
            signed = [-value for value in values] if (chart.id, name) == ("cash", "Costs") else values
            yield from pair_up(signed, cells[: len(signed)])
            assert all(cell is None for cell in cells[len(signed) :]), name
    for label in {"curve": ("Actual",), "trend": ("Actual",), "stages": labels[1:]}.get(chart.id, ()):
        assert label in drawn, label


def _read_total(chart: Chart, trace: Mapping[str, Any]) -> Iterator[Pair]:
    """The running total at the ends of periods, and at their starts once costs are paid."""
    ends, starts = column(chart, "Cumulative"), column(chart, "After costs")
    yield from pair_up(trace["y"][::2], ends)
    yield from pair_up(trace["y"][1::2], starts[1:])
    yield from pair_up(trace["x"], [at // 2 for at in range(len(trace["x"]))])


def read_waves(chart: Chart) -> Iterator[Pair]:
    """The bars beside `Adopted`, the marks beside `Plan`; no mark where nothing is planned or adopted."""
    drawn = traces(chart)
    yield from pair_up(drawn["Adopted"]["x"], column(chart, "Adopted"))
    plan = drawn["Plan"]["x"] if "Plan" in drawn else [None] * len(chart.table.rows)
    yield from pair_up([value or 0 for value in plan], [cell or 0 for cell in column(chart, "Plan")])


def read_funnel(chart: Chart) -> Iterator[Pair]:
    """Both bars together are who ever reached a stage, the first those there today or beyond."""
    today, lost = chart.figure["data"]
    yield from pair_up(today["x"], column(chart, "At this stage or later"))
    yield from pair_up([sum(ends) for ends in zip(today["x"], lost["x"], strict=True)], column(chart, "Ever reached"))


def read_retention(chart: Chart) -> Iterator[Pair]:
    """Every field of the heat map beside its row of the table."""
    (trace,) = chart.figure["data"]
    waves = list(dict.fromkeys(column(chart, "Wave")))
    drawn = {(waves[row], age): value for row, line in enumerate(trace["z"]) for age, value in enumerate(line) if value}
    keys = list(zip(column(chart, "Wave"), column(chart, "Months since the first active month"), strict=True))
    table = {key: cell for key, cell in zip(keys, column(chart, "Retention"), strict=True) if cell}
    assert set(drawn) == set(table)
    yield from ((drawn[key], table[key]) for key in table)


def read_bars(label: str) -> Callable[[Chart], Iterator[Pair]]:
    """Return the reader of bars beside the head of a column."""

    def read(chart: Chart) -> Iterator[Pair]:
        (trace,) = chart.figure["data"]
        cells = column(chart, label)
        assert len(trace["x"]) == len(cells) or chart.id == "shares"
        yield from pair_up(trace["x"], cells[: len(trace["x"])])

    return read


def read_services(chart: Chart) -> Iterator[Pair]:
    """The services that cost most, and the others together, which may be off by what their cells are rounded."""
    (trace,) = chart.figure["data"]
    cells = column(chart, "Cost")
    more = len(cells) > len(trace["x"])
    most = len(trace["x"]) - more
    yield from pair_up(trace["x"][:most], cells[:most])
    if more:
        rest = [parse(cell) for cell in cells[most:]]
        assert abs(trace["x"][-1] - sum(value for value, _ in rest)) <= sum(step for _, step in rest)


def read_change(chart: Chart) -> Iterator[Pair]:
    """The parts beside their amounts; those that changed nothing are not drawn. The alt text has where it begins."""
    (trace,) = chart.figure["data"]
    drawn = dict(zip(trace["x"][1:-1], trace["y"][1:-1], strict=True))
    yield from ((drawn.get(part, 0), cell) for part, cell, *_ in chart.table.rows)
    yield trace["y"][0], chart.alt.removeprefix("Waterfall from ").split(" to ")[0]
    assert trace["y"][-1] == 0, "the total is worked out by Plotly"


def read_tornado(chart: Chart) -> Iterator[Pair]:
    """Both ends of each bar beside NPV at low and at high, of which either can be the worse."""
    worse, better = chart.figure["data"]
    cells = list(zip(column(chart, "NPV at low"), column(chart, "NPV at high"), strict=True))
    ends = [sorted(pair, key=lambda cell: parse(cell)[0]) for pair in cells][: len(worse["x"])]
    for trace, side in ((worse, 0), (better, 1)):
        drawn = [base + length for base, length in zip(trace["base"], trace["x"], strict=True)]
        yield from pair_up(in_units(drawn, chart), [pair[side] for pair in ends])


def read_waterfall(chart: Chart) -> Iterator[Pair]:
    """The steps beside `NPV moves by`, both ends beside the note and the last `NPV then`."""
    (trace,) = chart.figure["data"]
    sizes = in_units(trace["x"], chart)
    yield sizes[0], chart.table.note.split(": ")[1]
    yield sizes[-1], chart.table.rows[-1][-1]
    steps, cells = sizes[1:-1], column(chart, "NPV moves by")
    if len(steps) == len(cells):
        yield from pair_up(steps, cells)
    else:
        values = [parse(cell) for cell in cells]
        assert abs(sum(steps) - sum(value for value, _ in values)) <= sum(step for _, step in values)
        for step in steps[:-1]:
            assert any(agrees(step, cell) for cell in cells), step
    reached = list(accumulate(trace["x"][:-1]))
    assert all(abs(start - end) < 1e-9 for start, end in zip(trace["base"][1:-1], reached[:-1], strict=True))


def read_since(chart: Chart) -> Iterator[Pair]:
    """The steps beside `Moves it by`, and what they reach beside `Then at`, to the end of the way."""
    (trace,) = chart.figure["data"]
    yield from pair_up(trace["x"][1:-1], column(chart, "Moves it by"))
    yield from pair_up(list(accumulate(trace["x"][:-1]))[1:], column(chart, "Then at"))
    yield trace["x"][-1], column(chart, "Then at")[-1]


def read_spider(chart: Chart) -> Iterator[Pair]:
    """Each line at the five places of the table."""
    for trace, row in zip(chart.figure["data"], chart.table.rows, strict=True):
        for place, cell in zip(PLACES.values(), row[1:], strict=True):
            near = [y for x, y in zip(trace["x"], in_units(trace["y"], chart), strict=True) if abs(x - place) < 1e-9]
            yield (near or [None])[0], cell


def read_surface(chart: Chart) -> Iterator[Pair]:
    """Every fifth value of the heat map, the highest row first."""
    rows = chart.figure["data"][0]["z"]
    stride = (len(rows) - 1) // (len(chart.table.rows) - 1)
    for values, (_, *cells) in zip(rows[::-stride], chart.table.rows, strict=True):
        yield from pair_up(in_units(values[::stride], chart), cells)


def read_rates(chart: Chart) -> Iterator[Pair]:
    """NPV at the rates of the table."""
    curve, roots = chart.figure["data"]
    drawn = dict(zip(curve["x"], in_units(curve["y"], chart), strict=True))
    drawn |= dict(zip(roots["x"], in_units(roots["y"], chart), strict=True))
    for rate, cell, _ in chart.table.rows:
        yield next((value for at, value in drawn.items() if agrees(at, rate) and agrees(value, cell)), "nowhere"), cell


def read_options(chart: Chart) -> Iterator[Pair]:
    """NPV of each option at the rates of the table, or its bar."""
    for trace in chart.figure["data"]:
        if trace["type"] == "bar":
            yield from pair_up(in_units(trace["x"], chart), column(chart, "NPV"))
            continue
        drawn = list(zip(trace["x"], in_units(trace["y"], chart), strict=True))
        for (rate, *_), cell in zip(chart.table.rows, column(chart, trace["name"]), strict=True):
            yield next((npv for at, npv in drawn if agrees(at, rate) and agrees(npv, cell)), "nowhere"), cell


def read_odds(chart: Chart) -> Iterator[Pair]:
    """The lines at the percentiles beside their cells; the columns below each add up to its share."""
    (trace,) = chart.figure["data"]
    assert abs(sum(trace["y"]) - 1) < 1e-9
    cells = dict(row[:2] for row in chart.table.rows)
    notes = [note for note in chart.figure["layout"]["annotations"] if note["text"].startswith("P")]
    assert len(notes) == 3
    for note in notes:
        name, _, text = note["text"].partition("<br>")
        assert text == cells[name]
        yield in_units([note["x"]], chart)[0], cells[name]
        below = sum(y for x, y in zip(trace["x"], trace["y"], strict=True) if x < note["x"])
        assert abs(below - int(name[1:]) / 100) <= max(trace["y"])


def read_gantt(chart: Chart) -> Iterator[Pair]:
    """The days on which bars begin and end, and those of diamonds, beside the dates of their rows."""
    labels = [column.label for column in chart.table.columns]
    every = [dict(zip(labels, row, strict=True)) for row in chart.table.rows]
    rows = [row for row in every if row["Kind"] != "gate"]
    gates = sorted(f"{row['End']}" for row in every if row["Kind"] == "gate")
    for trace in chart.figure["data"]:
        if trace["type"] == "bar":
            plan = trace["name"] == "Baseline"
            first, last = ("Baseline start", "Baseline end") if plan else ("Start", "End")
            for place, base, length in zip(trace["y"], trace["base"], trace["x"], strict=True):
                row = rows[int(place)]
                end = f"{date.fromisoformat(base) + timedelta(days=length // DAY - 1)}"
                # A bar of something under way is cut at today.
                if plan or trace["name"] == "Actual":
                    yield base, row[first]
                if plan or trace["name"] != "Actual" or row["State"] == "finished":
                    yield end, row[last]
                assert row[first] <= base <= end <= row[last]
        elif trace["mode"] == "markers+text":
            yield from pair_up(sorted(trace["x"]), gates)
        else:
            plan = trace.get("marker", {}).get("symbol") == "diamond-open"
            yield from (
                (day, rows[int(place)]["Baseline end" if plan else "End"])
                for day, place in zip(trace["x"], trace["y"], strict=True)
            )


def read_matrix(chart: Chart) -> Iterator[Pair]:
    """The numbers of the risks in each field beside the row of their score, and its colour by the score."""
    (trace,) = chart.figure["data"]
    fields = [
        (int(probability) * int(impact), trace["text"][row][place], trace["z"][row][place])
        for row, probability in enumerate(trace["y"])
        for place, impact in enumerate(trace["x"])
    ]
    drawn = sorted((score, text) for score, text, _ in fields if text)
    yield from pair_up(
        [text for _, text in drawn],
        [text for _, text in sorted(zip(column(chart, "Score"), column(chart, "Risks"), strict=True))],
    )
    bands = {score: band for score, _, band in fields}
    assert all(bands[score] == band for score, _, band in fields)
    assert [bands[score] for score in sorted(bands)] == sorted(bands.values())


def in_units(values: Sequence[float], chart: Chart) -> list[float]:
    """Amounts of a chart of NPV, which its axis has in thousands or millions, as whole amounts."""
    layout, first = chart.figure["layout"], chart.figure["data"][0]
    titles = [layout[axis].get("title", {}).get("text", "") for axis in ("xaxis", "yaxis")]
    titles.append(first.get("colorbar", {}).get("title", {}).get("text", ""))
    (title,) = [title for title in titles if title.startswith("NPV, ")]
    scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9}.get(title.split()[-1], 1.0)
    return [value * scale for value in values]


READERS: dict[str, Callable[[Chart], Iterator[Pair]]] = {
    "curve": read_named,
    "stages": read_named,
    "waves": read_waves,
    "funnel": read_funnel,
    "onboarding": read_named,
    "retention": read_retention,
    "units": read_bars("Share"),
    "trend": read_named,
    "spend-chart": read_named,
    "services": read_services,
    "change": read_change,
    "cash": read_named,
    "tornado": read_tornado,
    "since": read_since,
    "waterfall": read_waterfall,
    "spider": read_spider,
    "surface": read_surface,
    "rates": read_rates,
    "options-chart": read_options,
    "odds": read_odds,
    "shares": read_bars("In all"),
    "gantt": read_gantt,
    "risks-before": read_matrix,
    "risks-after": read_matrix,
}
