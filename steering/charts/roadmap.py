"""The Gantt chart of the roadmap, from its series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from steering.charts import palette
from steering.charts.base import FONT, Figure, add_trace, escape_label, new_figure, shorten_name, update_axis
from steering.charts.series import SeriesChart
from steering.formatting import format_day, pluralise
from steering.roadmap.gates import GateStanding
from steering.roadmap.schedule_items import ItemProgress, Kind

ROW = 27
# Characters of a name beside the bars: more would leave no room for them on a phone.
LONGEST = 22
# Around what is on the critical path.
OUTLINE = {"color": palette.TEXT, "width": 2}
# Plotly's unit of time is the millisecond.
DAY = 86_400_000
# Between a bar or diamond and the words behind it.
APART = "\u00a0" * 3
GATES = "Funding gates"
SIGNS = {
    GateStanding.RELEASED: ("✓", palette.GOOD),
    GateStanding.HOLDS: ("✓", palette.ACTUAL),
    GateStanding.BREACHED: ("✕", palette.BAD),
    GateStanding.UNKNOWN: ("?", palette.NEUTRAL),
    GateStanding.NOT_DUE: ("", palette.PLAN),
}


@dataclass(frozen=True, kw_only=True)
class GanttItem:
    """One item of the chart and the row it stands in; `late` is its slip in words, `standing` how a gate stands."""

    row: float
    name: str
    short: str
    kind: str
    baseline_start: date
    baseline_end: date
    start: date
    end: date
    has_started: bool
    has_finished: bool
    critical: bool
    slip: int
    late: str
    standing: GateStanding | None

    @property
    def moment(self) -> bool:
        """Whether it is a point in time."""
        return self.kind in (Kind.MILESTONE, Kind.GATE)


def _parse_items(chart: SeriesChart, unit: str) -> Iterator[GanttItem]:
    """Yield the items of the series in their order; gates take no row, because all of them share one."""
    kinds, states, criticals, standings = (chart.find(name).values for name in ("Kind", "State", "Critical", "Gate"))
    slips, starts = (chart.find(name).numbers for name in (f"Slip, {unit}", "Has started"))
    dates = [chart.find(name).values for name in ("Baseline start", "Baseline end", "Start", "End")]
    for index, name in enumerate(chart.categories):
        baseline_start, baseline_end, start, end = (date.fromisoformat(f"{days[index]}") for days in dates)
        slip, standing = int(slips[index] or 0), standings[index]
        yield GanttItem(
            row=float(sum(kind != Kind.GATE for kind in kinds[:index])),
            name=name,
            short=chart.labels[index],
            kind=f"{kinds[index]}",
            baseline_start=baseline_start,
            baseline_end=baseline_end,
            start=start,
            end=end,
            has_started=bool(starts[index]),
            has_finished=states[index] == ItemProgress.FINISHED,
            critical=bool(criticals[index]),
            slip=slip,
            late=f"{pluralise(abs(slip), unit.removesuffix('s'))} {'late' if slip > 0 else 'early'}" if slip else "",
            standing=GateStanding(f"{standing}") if standing else None,
        )


def gantt(chart: SeriesChart, today: date, unit: str) -> Figure:
    """Draw the items as bars and diamonds above one another, with baselines, slips, gates and a line for today.

    Slips are in `unit`, such as `working days`.
    """
    every = list(_parse_items(chart, unit))
    items = [item for item in every if item.kind != Kind.GATE]
    gates = [item for item in every if item.standing]
    names = [shorten_name(item.short, LONGEST) for item in items] + ([GATES] if gates else [])
    figure = new_figure(height=96 + ROW * len(names))
    _add_baselines(figure, items)
    _add_progress(figure, [item for item in items if not item.moment], today)
    _add_milestones(figure, [item for item in items if item.moment])
    _add_slips(figure, items)
    if gates:
        _add_gates(figure, gates, float(len(items)))
    _add_today(figure, today)
    _add_separators(figure, items)
    days = [day for item in every for day in (item.baseline_start, item.baseline_end, item.start, item.end)]
    context = timedelta(days=max((max(days) - min(days)).days // 8, 20))
    first, last = min(days) - timedelta(days=10), max(days) + context
    update_axis(figure, "x", type="date", tickformat="%b<br>%Y", range=[f"{first}", f"{last}"], showgrid=True)
    update_axis(
        figure,
        "y",
        tickvals=list(range(len(names))),
        ticktext=[escape_label(name) for name in names],
        range=[len(names) - 0.4, -1.3],
        rangemode="normal",
        showgrid=False,
        zeroline=False,
    )
    figure["layout"].update(hovermode="closest", barmode="overlay")
    figure["layout"]["legend"]["traceorder"] = "normal"
    return figure


def _hover_text(item: GanttItem) -> str:
    """Return the hover text of an item."""
    dates = format_day(item.end) if item.moment else f"{format_day(item.start)} to {format_day(item.end)}"
    plan = (
        format_day(item.baseline_end)
        if item.moment
        else f"{format_day(item.baseline_start)} to {format_day(item.baseline_end)}"
    )
    kind = "actual" if item.has_finished else "forecast"
    lines = [f"<b>{escape_label(item.name)}</b>", f"{dates}, {kind}", f"{plan}, baseline"]
    if item.slip:
        lines.append(item.late)
    if item.critical:
        lines.append("on the critical path")
    return "<br>".join(lines)


def _span(start: date, end: date) -> tuple[str, int]:
    """Return where a bar begins, and its length: both days count."""
    return f"{start}", ((end - start).days + 1) * DAY


def _add_bars(
    figure: Figure,
    name: str,
    marker: Mapping[str, object],
    parts: Sequence[tuple[float, date, date, str]],
    *,
    width: float,
) -> None:
    """Bars of one kind: row, first day, last day, hover text."""
    if not parts:
        return
    spans = [_span(start, end) for _, start, end, _ in parts]
    add_trace(
        figure,
        "bar",
        name=name,
        orientation="h",
        y=[row for row, *_ in parts],
        base=[base for base, _ in spans],
        x=[length for _, length in spans],
        hovertext=[hover for *_, hover in parts],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={**marker},
        width=width,
    )


def _add_baselines(figure: Figure, items: Sequence[GanttItem]) -> None:
    spans = [
        (item.row + 0.39, item.baseline_start, item.baseline_end, _hover_text(item))
        for item in items
        if not item.moment
    ]
    _add_bars(figure, "Baseline", {"color": palette.QUIET}, spans, width=0.16)


def _add_progress(figure: Figure, items: Sequence[GanttItem], today: date) -> None:
    """What has happened up to today, and what is forecast after it; the critical path has an outline."""
    past = [(item, item.start, min(item.end, today)) for item in items if item.has_started]
    ahead = [(item, max(item.start, today + timedelta(days=1)), item.end) for item in items if not item.has_finished]
    for name, marker, parts in (
        ("Actual", {"color": palette.ACTUAL}, past),
        ("Forecast", {"color": palette.FORECAST}, [part for part in ahead if not part[0].critical]),
        (
            "Critical path",
            {"color": palette.FORECAST, "line": OUTLINE},
            [part for part in ahead if part[0].critical],
        ),
    ):
        bars = [(item.row, start, end, _hover_text(item)) for item, start, end in parts]
        _add_bars(figure, name, marker, bars, width=0.6)


def _add_milestones(figure: Figure, items: Sequence[GanttItem]) -> None:
    _add_markers(
        figure,
        [(item.row, item.baseline_end, _hover_text(item)) for item in items if item.slip],
        palette.PLAN,
        "diamond-open",
    )
    for colour, outline, group in (
        (palette.ACTUAL, {}, [item for item in items if item.has_finished]),
        (palette.FORECAST, {}, [item for item in items if not item.has_finished and not item.critical]),
        (palette.FORECAST, OUTLINE, [item for item in items if item.critical and not item.has_finished]),
    ):
        _add_markers(figure, [(item.row, item.end, _hover_text(item)) for item in group], colour, "diamond", outline)


def _add_markers(
    figure: Figure,
    points: Sequence[tuple[float, date, str]],
    colour: str,
    symbol: str,
    outline: Mapping[str, object] = MappingProxyType({}),
) -> None:
    if points:
        add_trace(
            figure,
            "scatter",
            mode="markers",
            showlegend=False,
            x=[f"{day}" for _, day, _ in points],
            y=[row for row, _, _ in points],
            hovertext=[hover for *_, hover in points],
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"symbol": symbol, "size": 12 if symbol == "diamond" else 10, "color": colour, "line": {**outline}},
        )


def _add_slips(figure: Figure, items: Sequence[GanttItem]) -> None:
    """Behind each bar and diamond that is not finished, by how many days it slips."""
    late = [item for item in items if item.slip > 0 and not item.has_finished]
    if late:
        add_trace(
            figure,
            "scatter",
            mode="text",
            showlegend=False,
            hoverinfo="skip",
            x=[f"{item.end}" for item in late],
            y=[item.row for item in late],
            text=[f"{APART}+{item.slip} d" for item in late],
            textposition="middle right",
            textfont={"size": 13, "color": palette.PLAN},
            cliponaxis=False,
        )


def _add_gates(figure: Figure, gates: Sequence[GanttItem], row: float) -> None:
    """The gates in a row of their own: each with its number and, in colour and as a sign, how it stands."""
    signs = [SIGNS[gate.standing] for gate in gates if gate.standing]
    add_trace(
        figure,
        "scatter",
        mode="markers+text",
        showlegend=False,
        x=[f"{gate.end}" for gate in gates],
        y=[row] * len(gates),
        text=[f"{number}{sign}" for number, (sign, _) in enumerate(signs, 1)],
        textposition="middle center",
        textfont={"size": 12, "color": palette.GROUND},
        marker={"symbol": "square", "size": 23, "color": [colour for _, colour in signs]},
        hovertext=[f"<b>{escape_label(gate.name)}</b><br>{format_day(gate.end)}<br>{gate.standing}" for gate in gates],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _add_today(figure: Figure, today: date) -> None:
    line = {"color": palette.PLAN, "width": 1.5, "dash": "dot"}
    shape = {"type": "line", "x0": f"{today}", "x1": f"{today}", "y0": 0, "y1": 1, "yref": "paper", "line": line}
    note = {"x": f"{today}", "y": -0.9, "yref": "y", "text": f"today, {today.day} {today:%b}", "showarrow": False}
    note |= {"xanchor": "left", "xshift": 4, "font": FONT}
    figure["layout"].setdefault("shapes", []).append(shape)
    figure["layout"].setdefault("annotations", []).append(note)


def _add_separators(figure: Figure, items: Sequence[GanttItem]) -> None:
    """A thin line between phases, waves, milestones and gates."""
    kinds = [item.kind for item in items]
    ends = [place for place in range(len(kinds)) if place + 1 == len(kinds) or kinds[place] != kinds[place + 1]]
    line = {"color": palette.QUIET, "width": 1}
    for place in ends:
        level = place + 0.53
        shape = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line}
        figure["layout"].setdefault("shapes", []).append(shape)
