"""Charts of the roadmap and of its risks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from steering.charts import palette
from steering.charts.base import FONT, Figure, add_trace, axis, label, new_figure
from steering.formatting import pluralise
from steering.roadmap.gates import GateResult
from steering.roadmap.gates import GateStanding as Gated
from steering.roadmap.raid import LOW, MEDIUM
from steering.roadmap.schedule_items import Kind, Schedule, ScheduleItem

ROW = 27
# Characters of a name beside the bars: more would leave no room for them on a phone.
LONGEST = 22
# Plotly's unit of time is the millisecond.
DAY = 86_400_000
# Between a bar or diamond and the words behind it.
APART = "\u00a0" * 3
GATES = "Funding gates"
SIGNS = {
    Gated.RELEASED: ("✓", palette.GOOD),
    Gated.HOLDS: ("✓", palette.ACTUAL),
    Gated.BREACHED: ("✕", palette.BAD),
    Gated.UNKNOWN: ("?", palette.WARN),
    Gated.NOT_DUE: ("", palette.PLAN),
}


def gantt(found: Schedule, gates: Sequence[GateResult]) -> Figure:
    """The items as bars and diamonds above one another, with baselines, slips, gates and a line for today."""
    items = [one for one in found.items if one.kind is not Kind.GATE]
    rows = {one.id: float(place) for place, one in enumerate(items)}
    names = [_cut(one.short) for one in items] + ([GATES] if gates else [])
    figure = new_figure(height=96 + ROW * len(names))
    _baselines(figure, items, rows)
    _bars(figure, [one for one in items if not one.moment], rows, found.today)
    _diamonds(figure, [one for one in items if one.moment], rows)
    _slips(figure, items, rows)
    if gates:
        _gates(figure, gates, float(len(items)))
    _today(figure, found.today)
    _groups(figure, items)
    days = [day for one in found.items for day in (one.baseline_start, one.baseline_end, one.start, one.end)]
    context = timedelta(days=max((max(days) - min(days)).days // 8, 20))
    first, last = min(days) - timedelta(days=10), max(days) + context
    axis(figure, "x", type="date", tickformat="%b<br>%Y", range=[f"{first}", f"{last}"], showgrid=True)
    axis(
        figure,
        "y",
        tickvals=list(range(len(names))),
        ticktext=[label(name) for name in names],
        range=[len(names) - 0.4, -1.3],
        rangemode="normal",
        showgrid=False,
        zeroline=False,
    )
    figure["layout"].update(hovermode="closest", barmode="overlay")
    figure["layout"]["legend"]["traceorder"] = "normal"
    return figure


def matrix(cells: Mapping[tuple[int, int], Sequence[int]], probability: Sequence[int], impact: Sequence[int]) -> Figure:
    """The numbers of the risks at each pair of probability (upwards) and impact, on the colour of their score."""
    figure = new_figure(height=300, legend=False)
    texts = [[", ".join(map(str, cells.get((row, column), ()))) for column in impact] for row in probability]
    add_trace(
        figure,
        "heatmap",
        z=[[_band(row * column) for column in impact] for row in probability],
        x=[str(level) for level in impact],
        y=[str(level) for level in probability],
        text=texts,
        texttemplate="<b>%{text}</b>",
        textfont={"size": 15},
        hovertext=[[_told(cells.get((row, column), ()), row, column) for column in impact] for row in probability],
        hovertemplate="%{hovertext}<extra></extra>",
        colorscale=[[0, palette.RAMP_COLOURS[0]], [0.5, palette.QUIET], [1, palette.PALE_WARN]],
        zmin=0,
        zmax=2,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    figure["layout"].update(hovermode="closest")
    axis(figure, "x", type="category", title={"text": "Impact", "font": FONT})
    axis(figure, "y", type="category", title={"text": "Probability", "font": FONT}, rangemode="normal", showgrid=False)
    return figure


def _band(score: int) -> int:
    return (score > LOW) + (score > MEDIUM)


def _told(numbers: Sequence[int], probability: int, impact: int) -> str:
    which = f": {', '.join(map(str, numbers))}" if numbers else ""
    said = pluralise(len(numbers), "risk").capitalize() + which
    return f"{said}<br>probability {probability} × impact {impact} = {probability * impact}"


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip(" ,") + "…"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _hover(one: ScheduleItem) -> str:
    """What an item says when it is pointed at."""
    dates = _day(one.end) if one.moment else f"{_day(one.start)} to {_day(one.end)}"
    plan = _day(one.baseline_end) if one.moment else f"{_day(one.baseline_start)} to {_day(one.baseline_end)}"
    kind = "actual" if one.finished else "forecast"
    lines = [f"<b>{label(one.name)}</b>", f"{dates}, {kind}", f"{plan}, baseline"]
    if one.slip:
        lines.append(f"{pluralise(abs(one.slip), 'day')} {'late' if one.slip > 0 else 'early'}")
    if one.critical:
        lines.append("on the critical path")
    return "<br>".join(lines)


def _span(start: date, end: date) -> tuple[str, int]:
    """Where a bar begins, and its length: both days count."""
    return f"{start}", ((end - start).days + 1) * DAY


def _bar(
    figure: Figure, name: str, colour: str, parts: Sequence[tuple[float, date, date, str, str]], **look: object
) -> None:
    """Bars of one kind: row, first day, last day, what is written in it, what it says when it is pointed at."""
    if not parts:
        return
    spans = [_span(start, end) for _, start, end, _, _ in parts]
    add_trace(
        figure,
        "bar",
        name=name,
        orientation="h",
        y=[row for row, *_ in parts],
        base=[base for base, _ in spans],
        x=[length for _, length in spans],
        text=[text for *_, text, _ in parts],
        hovertext=[hover for *_, hover in parts],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"color": colour},
        **look,
    )


def _baselines(figure: Figure, items: Sequence[ScheduleItem], rows: Mapping[str, float]) -> None:
    spans = [
        (rows[one.id] + 0.39, one.baseline_start, one.baseline_end, "", _hover(one)) for one in items if not one.moment
    ]
    _bar(figure, "Baseline", palette.QUIET, spans, width=0.16)


def _bars(figure: Figure, items: Sequence[ScheduleItem], rows: Mapping[str, float], today: date) -> None:
    """What has happened up to today, and what is forecast after it; the critical path by colour and word."""
    done = [(one, one.start, min(one.end, today)) for one in items if one.started]
    ahead = [(one, max(one.start, today + timedelta(days=1)), one.end) for one in items if not one.finished]
    look = {"width": 0.6, "textposition": "inside", "insidetextanchor": "middle", "textangle": 0}
    look |= {"insidetextfont": {"color": palette.GROUND, "size": 11}, "constraintext": "none"}
    wide = (max(one.end for one in items) - min(one.start for one in items)) / 4 if items else timedelta()
    for name, colour, parts in (
        ("Actual", palette.ACTUAL, done),
        ("Forecast", palette.FORECAST, [part for part in ahead if not part[0].critical]),
        ("Critical path", palette.ACCENT, [part for part in ahead if part[0].critical]),
    ):
        told = colour == palette.ACCENT
        _bar(
            figure,
            name,
            colour,
            [
                (rows[one.id], start, end, "critical" if told and end - start > wide else "", _hover(one))
                for one, start, end in parts
            ],
            **look,
        )


def _diamonds(figure: Figure, items: Sequence[ScheduleItem], rows: Mapping[str, float]) -> None:
    _points(
        figure,
        [(rows[one.id], one.baseline_end, _hover(one)) for one in items if one.slip],
        palette.PLAN,
        "diamond-open",
    )
    for colour, chosen in (
        (palette.ACTUAL, [one for one in items if one.finished]),
        (palette.FORECAST, [one for one in items if not one.finished and not one.critical]),
        (palette.ACCENT, [one for one in items if one.critical]),
    ):
        _points(figure, [(rows[one.id], one.end, _hover(one)) for one in chosen], colour, "diamond")


def _points(figure: Figure, points: Sequence[tuple[float, date, str]], colour: str, symbol: str) -> None:
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
            marker={"symbol": symbol, "size": 12 if symbol == "diamond" else 10, "color": colour},
        )


def _slips(figure: Figure, items: Sequence[ScheduleItem], rows: Mapping[str, float]) -> None:
    """Behind each bar and diamond that is not finished, by how many days it slips."""
    late = [one for one in items if one.slip > 0 and not one.finished]
    if late:
        add_trace(
            figure,
            "scatter",
            mode="text",
            showlegend=False,
            hoverinfo="skip",
            x=[f"{one.end}" for one in late],
            y=[rows[one.id] for one in late],
            text=[f"{APART}+{one.slip} d" for one in late],
            textposition="middle right",
            textfont={"size": 13, "color": palette.PLAN},
            cliponaxis=False,
        )


def _gates(figure: Figure, gates: Sequence[GateResult], row: float) -> None:
    """The gates in a row of their own: each with its number and, in colour and as a sign, how it stands."""
    add_trace(
        figure,
        "scatter",
        mode="markers+text",
        showlegend=False,
        x=[f"{one.day}" for one in gates],
        y=[row] * len(gates),
        text=[f"{number}{SIGNS[one.standing][0]}" for number, one in enumerate(gates, 1)],
        textposition="middle center",
        textfont={"size": 12, "color": palette.GROUND},
        marker={"symbol": "square", "size": 23, "color": [SIGNS[one.standing][1] for one in gates]},
        hovertext=[f"<b>{label(one.gate.name)}</b><br>{_day(one.day)}<br>{one.standing}" for one in gates],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _today(figure: Figure, today: date) -> None:
    line = {"color": palette.PLAN, "width": 1.5, "dash": "dot"}
    shape = {"type": "line", "x0": f"{today}", "x1": f"{today}", "y0": 0, "y1": 1, "yref": "paper", "line": line}
    note = {"x": f"{today}", "y": -0.9, "yref": "y", "text": f"today, {today.day} {today:%b}", "showarrow": False}
    note |= {"xanchor": "left", "xshift": 4, "font": FONT}
    figure["layout"].setdefault("shapes", []).append(shape)
    figure["layout"].setdefault("annotations", []).append(note)


def _groups(figure: Figure, items: Sequence[ScheduleItem]) -> None:
    """A thin line between phases, waves, milestones and gates."""
    kinds = [one.kind for one in items]
    ends = [place for place in range(len(kinds)) if place + 1 == len(kinds) or kinds[place] is not kinds[place + 1]]
    line = {"color": palette.QUIET, "width": 1}
    for place in ends:
        level = place + 0.53
        shape = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line}
        figure["layout"].setdefault("shapes", []).append(shape)
