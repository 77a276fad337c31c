"""What the charts of sensitivity show, as series and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from steering.charts.series import Series, SeriesChart
from steering.finance.npv_profile import NpvProfile
from steering.finance.two_way import SpiderStrand, TwoWayGrid
from steering.formatting import format_value

Format = Callable[[float], str]
# The places of a range that the table has.
PLACES: Mapping[float, str] = {
    -1.0: "Low end",
    -0.5: "Halfway to low",
    0.0: "As it stands",
    0.5: "Halfway to high",
    1.0: "High end",
}
# Every so many values of the heat map are in its table.
COARSE = 5
ZERO = "NPV is 0"


def spider_series(
    strands: Sequence[SpiderStrand], names: Sequence[str], texts: Sequence[Sequence[str]], money: Format
) -> SeriesChart:
    """Return NPV along the range of each figure: a series for each place, with the figure's value there."""
    places = sorted({round(place, 9) for strand in strands for place in strand.places} | set(PLACES))
    lines = [
        {round(place, 9): (npv, text) for place, npv, text in zip(strand.places, strand.npv, values, strict=True)}
        for strand, values in zip(strands, texts, strict=True)
    ]
    first, last = strands[0].npv[0], strands[0].npv[-1]
    return SeriesChart(
        axis="Driver or line",
        categories=tuple(names),
        series=tuple(
            Series(
                name=PLACES.get(place, f"{place:+.4f}"),
                kind="line",
                unit="figure",
                listed=place in PLACES,
                position=place,
                values=tuple(line[place][0] if place in line else None for line in lines),
                cells=tuple(f"{money(line[place][0])} ({line[place][1]})" if place in line else None for line in lines),
            )
            for place in places
        ),
        alt="Lines of NPV from the low end of each figure's range over where it stands to its high end. "
        f"{names[0]} goes from {money(first)} to {money(last)}.",
    )


def surface_series(
    grid: TwoWayGrid, names: tuple[str, str], formats: tuple[Format, Format], money: Format
) -> SeriesChart:
    """NPV over two figures, `names` and `formats` across first: a series for each value across, highest row first.

    Of both, every fifth is in the table, the ends among them.
    """
    rows = range(len(grid.up.values) - 1, -1, -1)
    values = [value for row in grid.npv for value in row]
    losing = format_value(sum(value < 0 for value in values) / len(values), "share")
    bases = (formats[0](grid.across.base), formats[1](grid.up.base))
    return SeriesChart(
        axis=names[1],
        categories=tuple(formats[1](grid.up.values[row]) for row in rows),
        listed=tuple(place % COARSE == 0 for place in range(len(rows))),
        series=tuple(
            Series(
                name=f"{names[0]} {formats[0](value)}",
                kind="mark",
                unit="figure",
                listed=column % COARSE == 0,
                position=value,
                values=tuple(grid.npv[row][column] for row in rows),
                cells=tuple(money(grid.npv[row][column]) for row in rows),
            )
            for column, value in enumerate(grid.across.values)
        ),
        alt=f"Heat map of NPV with {names[0]} across and {names[1]} upwards, from {money(min(values))} to "
        f"{money(max(values))}. {losing} of the combinations lose money; the scenario stands at {bases[0]} and "
        f"{bases[1]}.",
    )


def rate_series(
    profile: NpvProfile,
    roots: Sequence[float],
    references: Sequence[tuple[float, str]],
    money: Format,
    remark: str = "",
) -> SeriesChart:
    """Return NPV over discount rates, with what a rate is: one at which NPV is 0, or one that it is held against.

    The table has rates in even steps and those that are something. `remark` ends the words for it.
    """
    labels = dict.fromkeys(roots, ZERO) | dict(references)
    even = profile.rates[:: max(1, len(profile.rates) // 12)]
    listed = {*even, profile.rates[-1], *labels}
    ends = [format_value(rate, "share") for rate in (profile.rates[0], profile.rates[-1])]
    npv = tuple(0.0 if rate in roots else value for rate, value in zip(profile.rates, profile.npv, strict=True))
    return SeriesChart(
        axis="Discount rate, a year",
        categories=tuple(format_value(rate, "share", 1) for rate in profile.rates),
        listed=tuple(rate in listed for rate in profile.rates),
        series=(
            Series(name="NPV", kind="line", unit="figure", values=npv, cells=tuple(map(money, npv))),
            Series(name="What it is", unit="text", values=tuple(labels.get(rate) for rate in profile.rates)),
            Series(name="Rate", listed=False, values=profile.rates),
            Series(name=ZERO, listed=False, values=tuple(int(rate in roots) for rate in profile.rates)),
        ),
        alt=f"Line of NPV over discount rates from {ends[0]} to {ends[1]}. {remark}".strip(),
    )
