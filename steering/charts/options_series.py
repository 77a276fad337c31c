"""What the charts of options show, as series and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.charts.sensitivity_series import Format
from steering.charts.series import Series, SeriesChart
from steering.formatting import format_value

RATE = "Discount rate"


def option_rates_series(
    rates: Sequence[float], npv: Mapping[str, Sequence[float]], here: float, money: Format, remark: str
) -> SeriesChart:
    """Return the NPV of each option over discount rates, by its label; the table has rates in even steps and `here`."""
    even = {*rates[:: max(1, len(rates) // 10)], rates[-1], here}
    ends = [format_value(rate, "share") for rate in (rates[0], rates[-1])]
    return SeriesChart(
        axis=RATE,
        categories=tuple(format_value(rate, "share", 1) for rate in rates),
        listed=tuple(rate in even for rate in rates),
        series=(
            *(
                Series(name=name, kind="line", unit="figure", values=tuple(values), cells=tuple(map(money, values)))
                for name, values in npv.items()
            ),
            Series(name="Rate", listed=False, values=tuple(rates)),
        ),
        alt=f"Lines of the NPV of {len(npv)} options over discount rates from {ends[0]} to {ends[1]}. {remark}",
    )


def option_bars_series(names: Sequence[str], npv: Sequence[float | None], money: Format, remark: str) -> SeriesChart:
    """Return the NPV of each option, in the order that is passed."""
    cells = tuple(None if value is None else money(value) for value in npv)
    return SeriesChart(
        axis="Option",
        categories=tuple(names),
        series=(Series(name="NPV", kind="bar", unit="figure", values=tuple(npv), cells=cells),),
        alt=f"Bars of the NPV of {len(names)} options, the highest first. {remark}",
    )
