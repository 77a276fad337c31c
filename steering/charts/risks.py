"""The risk matrix: the numbers of the risks by probability and impact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.cases.risks import RatingScale
from steering.charts import palette
from steering.charts.base import FONT, Figure, add_trace, escape_label, new_figure, shorten_name, update_axis
from steering.charts.series import Series, SeriesChart
from steering.formatting import join_words, pluralise
from steering.roadmap.raid import LOW, MEDIUM, When

# Characters of a level's word along an axis.
WORD = 14
SMALL = {**FONT, "size": 12}


def matrix_series(cells: Mapping[tuple[int, int], Sequence[int]], scale: RatingScale, when: When) -> SeriesChart:
    """Return the numbers of the risks at each pair of probability and impact that has any, the highest score first."""
    words = [{level.level: level.word for level in levels} for levels in (scale.probability, scale.impact)]
    order = sorted(cells, key=lambda cell: -cell[0] * cell[1])
    alt = f"Risk matrix {when} mitigation, probability by impact: {pluralise(sum(map(len, cells.values())), 'risk')}."
    if order:
        worst = order[0]
        alt += f" The highest score is {worst[0] * worst[1]}: number {join_words(list(map(str, cells[worst])))}."
    return SeriesChart(
        axis="Probability",
        categories=tuple(words[0][row] for row, _ in order),
        series=(
            Series(name="Impact", unit="text", values=tuple(words[1][column] for _, column in order)),
            Series(name="Score", values=tuple(row * column for row, column in order)),
            Series(name="Risks", unit="text", values=tuple(", ".join(map(str, cells[cell])) for cell in order)),
            Series(name="Level of probability", listed=False, values=tuple(row for row, _ in order)),
            Series(name="Level of impact", listed=False, values=tuple(column for _, column in order)),
        ),
        alt=alt,
    )


def matrix(chart: SeriesChart, scale: RatingScale) -> Figure:
    """Draw the numbers of the risks at each pair of probability (upwards) and impact, on the colour of their score."""
    probability, impact = ([level.level for level in levels] for levels in (scale.probability, scale.impact))
    places = zip(chart.find("Level of probability").values, chart.find("Level of impact").values, strict=True)
    cells = dict(zip(places, map(str, chart.find("Risks").values), strict=True))
    texts = [[cells.get((row, column), "") for column in impact] for row in probability]
    figure = new_figure(height=300, legend=False)
    add_trace(
        figure,
        "heatmap",
        z=[[_band(row * column) for column in impact] for row in probability],
        x=[str(level) for level in impact],
        y=[str(level) for level in probability],
        text=texts,
        texttemplate="<b>%{text}</b>",
        textfont={"size": 15},
        hovertext=[
            [_describe_cell(cells.get((row, column), ""), row, column) for column in impact] for row in probability
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        colorscale=[[0, palette.RAMP_COLOURS[0]], [0.5, palette.PALE_WARN], [1, palette.WARN]],
        zmin=0,
        zmax=2,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    figure["layout"].update(hovermode="closest")
    for name, title, levels in (("x", "Impact", scale.impact), ("y", "Probability", scale.probability)):
        words = [escape_label(f"{level.level} {shorten_name(level.word, WORD)}") for level in levels]
        labels = [word.replace(" ", "<br>", 1) for word in words] if name == "x" else words
        ticks = {
            "tickvals": [str(level.level) for level in levels],
            "ticktext": labels,
            "tickangle": 0,
            "tickfont": SMALL,
        }
        update_axis(figure, name, type="category", title={"text": title, "font": FONT}, **ticks)
    update_axis(figure, "y", rangemode="normal", showgrid=False)
    return figure


def _band(score: int) -> int:
    return (score > LOW) + (score > MEDIUM)


def _describe_cell(numbers: str, probability: int, impact: int) -> str:
    count = pluralise(len(numbers.split(", ")) if numbers else 0, "risk").capitalize()
    count += f": {numbers}" if numbers else ""
    return f"{count}<br>probability {probability} × impact {impact} = {probability * impact}"
