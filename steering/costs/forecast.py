"""Forecasts of monthly spend, with the accuracy that each method had on the past; pure functions over numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean
from typing import TypeAlias

# Spend of one calendar month after another; None where a month has no charges or is not complete.
History: TypeAlias = Sequence[float | None]
LEVEL = 0.8
FIRST_ORIGIN = 4
# Growth beyond doubling every month is a start-up's first bills, not a rate to go on at.
FASTEST = 2.0
# With fewer one-month errors than this, no interval can be given.
MIN_ERRORS = 3


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to continue monthly spend: `ahead(history, months)` gives the next months."""

    name: str
    assumes: str
    ahead: Callable[[History, int], list[float]]


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """How a method did on the past. WAPE is the sum of absolute errors over the sum of actuals; None untested."""

    method: Method
    tests: int
    wape: float | None
    # Root mean square of the one-month errors, in the currency.
    spread: float | None


@dataclass(frozen=True, kw_only=True)
class SpendForecast:
    """The next months' spend; `lower` and `upper` are empty where too little was tested."""

    method: Method
    point: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    accuracies: tuple[Accuracy, ...]

    @property
    def wape(self) -> float | None:
        """The chosen method's error on the past."""
        return next(accuracy.wape for accuracy in self.accuracies if accuracy.method.name == self.method.name)


def _points(history: History) -> list[tuple[int, float]]:
    """Return the months that are known, by their place in the calendar."""
    return [(place, value) for place, value in enumerate(history) if value is not None]


def _since(history: History, back: int) -> tuple[float, float, int]:
    """Return the last known value, the one about `back` months before, and the months between them."""
    points = _points(history)
    last_place, last = points[-1]
    first_place, first = next(point for point in points if point[0] >= last_place - back)
    return first, last, last_place - first_place


def _same(history: History, months: int) -> list[float]:
    return [_points(history)[-1][1]] * months


def _pace(history: History, months: int) -> list[float]:
    first, last, span = _since(history, 3)
    step = (last - first) / span if span else 0.0
    return [max(last + step * ahead, 0.0) for ahead in range(1, months + 1)]


def _growth(history: History, months: int) -> list[float]:
    first, last, span = _since(history, 6)
    rate = min((last / first) ** (1 / span), FASTEST) if span and first > 0 and last > 0 else 1.0
    return [last * rate**ahead for ahead in range(1, months + 1)]


METHODS = (
    Method(name="No change", assumes="Next month costs what this month did.", ahead=_same),
    Method(name="Recent pace", assumes="Each month adds what the last three did on average.", ahead=_pace),
    Method(name="Recent growth", assumes="Each month grows by the rate of the last six.", ahead=_growth),
)


def forecast_spend(history: History, months: int) -> SpendForecast | None:
    """Continue monthly spend with the method of the lowest back-test error; None without history.

    The history ends with a month that is known; a gap before it takes its time, and is not filled.

    The interval is the root mean square of that method's one-month errors, widened by the square root of the
    months ahead, at 80%; it assumes that errors of the months are independent.
    """
    if not history or history[-1] is None or months < 1:
        return None
    accuracies = tuple(_backtest(method, history) for method in METHODS)
    most_accurate = min(accuracies, key=lambda accuracy: (accuracy.wape is None, accuracy.wape or 0.0))
    point = most_accurate.method.ahead(history, months)
    lower, upper = _interval(point, most_accurate)
    return SpendForecast(
        method=most_accurate.method, point=tuple(point), lower=lower, upper=upper, accuracies=accuracies
    )


def _backtest(method: Method, history: History) -> Accuracy:
    """Forecast one month ahead wherever that month, the one before and four earlier ones are known."""
    tests = [
        (value, method.ahead(history[:place], 1)[0])
        for place, value in _points(history)
        if place and history[place - 1] is not None and len(_points(history[:place])) >= FIRST_ORIGIN
    ]
    errors = [value - forecast for value, forecast in tests]
    actual = sum(abs(value) for value, _ in tests)
    return Accuracy(
        method=method,
        tests=len(errors),
        wape=sum(map(abs, errors)) / actual if actual else None,
        spread=sqrt(fmean(error**2 for error in errors)) if len(errors) >= MIN_ERRORS else None,
    )


def _interval(point: Sequence[float], best: Accuracy) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if best.spread is None:
        return (), ()
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * best.spread
    widths = [reach * sqrt(ahead) for ahead in range(1, len(point) + 1)]
    lower = tuple(max(value - width, 0.0) for value, width in zip(point, widths, strict=True))
    return lower, tuple(value + width for value, width in zip(point, widths, strict=True))
