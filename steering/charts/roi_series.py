"""What the charts of the business case's uncertainty show, as series and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from steering.charts.series import Series, SeriesChart, Value
from steering.finance.sensitivity import Bar
from steering.formatting import format_value
from steering.roi.value_of_information import UncertaintyShare

Money = Callable[[float], str]
# The results that are drawn as upright lines.
PERCENTILES = ("P10", "P50", "P90")
LOSS = "Probability of a loss"


def tornado_series(
    bars: Sequence[Bar], names: Sequence[str], ends: Sequence[tuple[str, str]], base: float, money: Money
) -> SeriesChart:
    """Return NPV with one driver at a time at the ends of its range, the widest first; `ends` are its values."""
    widest = sorted((bars[0].npv_low, bars[0].npv_high))
    return SeriesChart(
        axis="Driver or line",
        categories=tuple(names),
        series=(
            Series(name="Low", unit="text", values=tuple(low for low, _ in ends)),
            _amounts("NPV at low", [bar.npv_low for bar in bars], money),
            Series(name="High", unit="text", values=tuple(high for _, high in ends)),
            _amounts("NPV at high", [bar.npv_high for bar in bars], money),
            _amounts("Swing", [bar.swing for bar in bars], money),
        ),
        alt=f"Bars of NPV with one driver at a time at either end of its range, around {money(base)}. "
        f"The widest is {names[0]}, from {money(widest[0])} to {money(widest[1])}.",
    )


def odds_series(
    edges: Sequence[float], counts: Sequence[int], results: Sequence[tuple[str, float, str]], futures: int
) -> SeriesChart:
    """The share of simulated futures by NPV, a category for each column, and below them the results with their texts.

    Only the results are in the table. They name the percentiles and the probability of a loss.
    """
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    texts = {name: text for name, _, text in results}
    low, middle, high = (texts[name] for name in PERCENTILES)
    none: tuple[Value, ...] = (None,) * len(results)
    return SeriesChart(
        axis="Figure",
        categories=(*(f"NPV near {value:,.2f}" for value in middles), *texts),
        listed=(*(False for _ in middles), *(True for _ in results)),
        series=(
            Series(
                name="NPV",
                kind="mark",
                unit="figure",
                values=(*middles, *(value for _, value, _ in results)),
                cells=(*middles, *texts.values()),
            ),
            Series(name="Share", kind="bar", listed=False, values=(*(count / futures for count in counts), *none)),
            Series(name="Width", listed=False, values=(*(high - low for low, high in pairwise(edges)), *none)),
        ),
        alt=f"Columns of the share of {futures:,} simulated futures by NPV. In one of ten it is below {low}, in half "
        f"below {middle}, in one of ten above {high}; {texts[LOSS]} lose money.",
    )


def share_series(shares: Sequence[UncertaintyShare], names: Sequence[str]) -> SeriesChart:
    """Return the share of the variance of NPV that each unknown makes, the largest first."""
    total = Series(
        name="In all",
        kind="bar",
        unit="figure",
        help="The share of the variance of NPV, with what it does to the effect of the others",
        values=tuple(share.total for share in shares),
        cells=tuple(format_value(share.total, "share") for share in shares),
    )
    alone = Series(
        name="Alone",
        unit="figure",
        help="The share of the variance of NPV that it makes by itself",
        values=tuple(share.alone for share in shares),
        cells=tuple(format_value(share.alone, "share") for share in shares),
    )
    largest = [f"{name} with {format_value(share.total, 'share')}" for name, share in zip(names, shares, strict=True)]
    alt = f"Bars of the share of the spread of NPV by unknown, the largest first: {', '.join(largest[:2])}."
    return SeriesChart(axis="Unknown", categories=tuple(names), series=(alone, total), alt=alt)


def _amounts(name: str, values: Sequence[float], money: Money) -> Series:
    return Series(name=name, kind="bar", unit="figure", values=tuple(values), cells=tuple(map(money, values)))
