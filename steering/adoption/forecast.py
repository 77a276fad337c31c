"""Forecasts a cumulative adoption count by month, and tests itself on the past; pure functions over numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, isfinite, sqrt
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from steering.adoption.curves import MODELS, Array, Model, get_model

# A count, or a rule that is given only the figures up to the origin and so can't look ahead.
Ceiling: TypeAlias = float | Callable[[Sequence[float]], float]

# The fewest months a back-test fits on: two rates, and one step to spare.
FIRST_ORIGIN = 4
# With fewer one-step errors than this (a series under 9 months), an interval is all that is possible.
MIN_ERRORS = 5


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A model fitted on a whole series. Rates are per month. Where `usable` is false, the last figure stands."""

    model: Model
    usable: bool
    reason: str
    parameters: dict[str, float]
    last: float
    ceiling: float
    origin: int

    def predict(self, horizon: int) -> Array:
        """The counts of the next `horizon` months, as the model has them (a line may pass the ceiling)."""
        if not self.usable:
            return np.full(horizon, self.last)
        learnt = np.array([[self.parameters[name] for name in self.model.parameters]])
        last, top, at = np.array([[self.last], [self.ceiling], [float(self.origin)]])
        ahead: Array = self.model.path(learnt, last, top, at, np.arange(1.0, horizon + 1))[0]
        return ahead


@dataclass(frozen=True, kw_only=True)
class HorizonError:
    """How far off a model was so many months ahead; errors are actual minus forecast, in teams."""

    months: int
    errors: tuple[float, ...]
    mae: float
    rmse: float


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """A model's errors on the past. MAE is in teams; WAPE is Σ|error| / Σ actual, `None` where that is 0 / 0.

    `mae` and `wape` pool all origins and horizons; they are `None` when there was nothing to test.
    """

    model: str
    tests: int
    mae: float | None
    wape: float | None
    horizons: tuple[HorizonError, ...]


@dataclass(frozen=True, kw_only=True)
class AdoptionForecast:
    """The months after the last figure: element 0 of `point`, `lower` and `upper` is the next month."""

    model: Model
    level: float
    last: float
    ceiling: float
    point: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    fits: tuple[Fit, ...]
    backtests: tuple[Backtest, ...]
    basis: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TargetDate:
    """In how many months a target is met (0: it is already, `None`: not within the forecast)."""

    expected: int | None
    earliest: int | None
    latest: int | None


def fit(series: Sequence[float], ceiling: float, model: str) -> Fit:
    """Fit one model on all of `series`. A series that it can't be fitted on gives `usable=False` and why.

    Raises ValueError when a count or the ceiling is not a finite number from 0 up, or there is no count.
    """
    counts, growth_model = _counts(series), get_model(model)
    top, last = _ceilings(counts, ceiling, [len(counts)]), counts[-1:]
    parameters = growth_model.learn(counts, top, np.array([float(len(counts))]))[0]
    reason = _unusable(growth_model, counts)
    return Fit(
        model=growth_model,
        usable=not reason,
        reason=reason,
        parameters=dict(zip(growth_model.parameters, parameters.tolist(), strict=True)),
        last=float(last[0]),
        ceiling=float(top[0]),
        origin=len(counts),
    )


def backtest(
    series: Sequence[float],
    ceiling: Ceiling,
    model: str,
    horizons: Sequence[int] = (1, 2, 3, 4, 5, 6),
    *,
    first: int = FIRST_ORIGIN,
    may_fall: bool = False,
    capped: bool = True,
) -> Backtest:
    """Forecast the past: from each origin k >= `first`, fit on the first k counts and predict `horizons` ahead.

    Where a model can't be fitted on the first k counts, the last figure stands, so that all models are tested
    on the same months. Forecasts are bounded as `forecast` bounds them: from below by the last actual
    (unless `may_fall`) and, if `capped`, by the ceiling.
    """
    if not horizons or min(horizons) < 1:
        raise ValueError(f"A back-test needs horizons of at least 1 month: {list(horizons)}.")
    counts, growth_model = _counts(series), get_model(model)
    origins = list(range(max(first, 1), len(counts)))
    if not origins:
        return _errors(growth_model.name, np.empty(0, np.int64), np.empty((0, 0)), counts, ())
    tops = _ceilings(counts, ceiling, origins)
    ends = np.array(origins)
    last, at = counts[ends - 1], ends.astype(float)
    months = np.arange(1.0, max(horizons) + 1)
    paths = growth_model.path(growth_model.learn(counts, tops, at), last, tops, at, months)
    idle = [bool(_unusable(growth_model, counts[:end])) for end in origins]
    paths = np.where(np.array(idle)[:, None], last[:, None], paths)
    paths = _bound(paths, last, tops if capped else np.full_like(tops, np.inf), may_fall)
    return _errors(growth_model.name, ends, paths, counts, tuple(horizons))


def forecast_adoption(
    series: Sequence[float], horizon: int, ceiling: float, *, level: float = 0.8, may_fall: bool = False
) -> AdoptionForecast:
    """Continue a cumulative count (teams, one figure per month) by `horizon` months with the model that did best.

    The best has the lowest back-test MAE over these horizons, yardsticks apart. The combined model stands unless
    another is better by more than 1 / sqrt(origins): with few tests the lowest error is mostly luck, and means
    of models forecast better (Bates and Granger, 1969). Untested (under 5 months), the recent pace is taken.

    The interval is the chosen model's own back-test error (`_widths`), never below the last actual (unless
    `may_fall`) nor above the ceiling. It means to hold the actual of each single month in `level` of cases, and
    is no guarantee: origins overlap, and no past error knows a decision that changes the roll-out. Measured at
    level 0.8: 75 to 86 % on Argo CD's 78 months, by ceiling; on 300 simulated roll-outs to 70 teams 85 % after
    9 months, 89 % after 12, 96 % after 18. Those hide the weak case: a slow start, before growth speeds up, was
    held in 61 % after 9 months and 73 % after 12; late in a roll-out, the interval is wider than it need be.

    A ceiling below the highest count is raised to it, with a note. Raises ValueError as `fit` does, and for a
    horizon below 1 or a level outside 0 to 1 (exclusive).
    """
    if horizon < 1 or not 0 < level < 1:
        raise ValueError(f"A forecast needs a horizon from 1 and a level between 0 and 1: {horizon}, {level}.")
    counts = _counts(series)
    fits = tuple(fit(series, ceiling, model.name) for model in MODELS)
    reach = tuple(range(1, horizon + 1))
    tests = tuple(backtest(series, ceiling, model.name, reach, may_fall=may_fall) for model in MODELS)
    best_fit, best_test = _best(fits, tests)
    low, top = 0.0 if may_fall else best_fit.last, float(max(ceiling, counts.max()))
    point = _bound(best_fit.predict(horizon)[None], counts[-1:], np.array([top]), may_fall)[0]
    width = _widths(best_test, horizon, level)
    lower, upper = np.clip(point - width, low, top), np.clip(point + width, low, top)
    return AdoptionForecast(
        model=best_fit.model,
        level=level,
        last=best_fit.last,
        ceiling=top,
        point=tuple(point.tolist()),
        # What can't fall has, in each later month, at least the earlier month's lower bound.
        lower=tuple((lower if may_fall else np.maximum.accumulate(lower)).tolist()),
        upper=tuple(upper.tolist()),
        fits=fits,
        backtests=tests,
        basis=_basis(best_test, level),
        notes=(*_doubts(counts, ceiling), *_closer_yardsticks(best_test, tests)),
    )


def month_reaching(prediction: AdoptionForecast, target: float) -> TargetDate:
    """In how many months the forecast meets `target` teams: at the point, the upper and the lower bound."""
    return TargetDate(
        expected=_first(prediction.last, prediction.point, target),
        earliest=_first(prediction.last, prediction.upper, target),
        latest=_first(prediction.last, prediction.lower, target),
    )


def _counts(series: Sequence[float]) -> Array:
    counts = np.asarray(series, dtype=float)
    if counts.ndim != 1 or not len(counts) or not np.isfinite(counts).all() or counts.min() < 0:
        raise ValueError("A forecast needs at least one monthly count, each of them a number from 0 up.")
    return counts


def _ceilings(counts: Array, ceiling: Ceiling, origins: Sequence[int]) -> Array:
    """The ceiling at each origin, raised to the highest count known there; 1 where that is 0."""
    ceilings = [float(ceiling(counts[:end].tolist()) if callable(ceiling) else ceiling) for end in origins]
    if not all(isfinite(value) and value >= 0 for value in ceilings):
        raise ValueError(f"The ceiling must be a number from 0 up: {ceilings[0]}.")
    highest = np.maximum.accumulate(counts)[np.array(origins) - 1]
    at_least_highest = np.maximum(np.array(ceilings), highest)
    return np.where(at_least_highest > 0, at_least_highest, 1.0)


def _bound(paths: Array, last: Array, tops: Array, may_fall: bool) -> Array:
    """Forecasts from 0 up to the ceilings; from the last actual up and never falling, unless they may."""
    if may_fall:
        return np.clip(paths, 0.0, tops[:, None])
    return np.maximum.accumulate(np.clip(paths, last[:, None], tops[:, None]), axis=1)


def _unusable(model: Model, counts: Array) -> str:
    if len(counts) < model.least:
        return f"{model.label} needs {model.least} months of figures; there are {len(counts)}."
    if model.needs_growth and counts[-1] <= counts[0]:
        return f"{model.label} needs growth; the count went from {counts[0]:g} to {counts[-1]:g}."
    return ""


def _errors(name: str, ends: NDArray[np.int64], paths: Array, counts: Array, horizons: Sequence[int]) -> Backtest:
    by_horizon, actual = [], 0.0
    for months in horizons:
        observable = ends - 1 + months < len(counts)
        truth = counts[ends[observable] - 1 + months]
        off = truth - paths[observable, months - 1]
        actual += float(truth.sum())
        if len(off):
            mae, rmse = float(np.abs(off).mean()), sqrt(float((off**2).mean()))
            by_horizon.append(HorizonError(months=months, errors=tuple(off.tolist()), mae=mae, rmse=rmse))
    tests = sum(len(at.errors) for at in by_horizon)
    total = sum(at.mae * len(at.errors) for at in by_horizon)
    return Backtest(
        model=name,
        tests=tests,
        mae=total / tests if tests else None,
        wape=total / actual if actual > 0 else None,
        horizons=tuple(by_horizon),
    )


def _best(fits: Sequence[Fit], tests: Sequence[Backtest]) -> tuple[Fit, Backtest]:
    pairs = list(zip(fits, tests, strict=True))
    usable = [pair for pair in pairs if pair[0].usable and not pair[0].model.yardstick]
    scores = [(round(test.mae, 9), fit, test) for fit, test in usable if test.mae is not None]
    if not scores:
        return (usable or pairs)[0]
    lowest, best, best_test = min(scores, key=lambda entry: entry[0])
    # The combined model is last; where it is not usable, the recent pace is the only one.
    mean, combined, test = scores[-1]
    if mean <= lowest * (1 + 1 / sqrt(len(test.horizons[0].errors))):
        return combined, test
    return best, best_test


def _widths(test: Backtest, horizon: int, level: float) -> Array:
    """Half the interval by month ahead, in teams, never narrower later; infinite with too few errors.

    Where a horizon has n errors and the rank (n + 1) x level, rounded up, is within n: the absolute error of
    that rank (as split conformal prediction takes it). Elsewhere the width of the last horizon that has one,
    or else the normal quantile of the one-step root-mean-square error, grown in proportion to time: a wrong
    slope's error grows so; with the square root of time, 74 % of simulated months were held after 9, not 85 %.
    """
    if _is_untested(test):
        return np.full(horizon, np.inf)
    by_months = {
        at.months: sorted(map(abs, at.errors))[_rank(at, level) - 1] for at in test.horizons if _rank(at, level)
    }
    base, width = 1, test.horizons[0].rmse * NormalDist().inv_cdf((1 + level) / 2)
    widths = []
    for months in range(1, horizon + 1):
        if months in by_months:
            base, width = months, by_months[months]
        widths.append(width * months / base)
    return np.maximum.accumulate(np.array(widths))


def _is_untested(test: Backtest) -> bool:
    return not test.horizons or len(test.horizons[0].errors) < MIN_ERRORS


def _rank(at: HorizonError, level: float) -> int:
    rank = ceil((len(at.errors) + 1) * level)
    return rank if rank <= len(at.errors) else 0


def _basis(test: Backtest, level: float) -> str:
    if _is_untested(test):
        return "Too few months to test a forecast on: the interval is everything that is possible."
    ahead = max((at.months for at in test.horizons if _rank(at, level)), default=0)
    source = f"its errors up to {ahead} months ahead" if ahead else "its errors one month ahead"
    return f"{level:.0%} interval from {test.tests} forecasts of past months: {source}, then in proportion to time."


def _doubts(counts: Array, ceiling: float) -> list[str]:
    doubts = []
    if counts.max() > ceiling:
        doubts.append(f"The count reached {counts.max():g}, above the ceiling of {ceiling:g}; the count is used.")
    if any(later < earlier for earlier, later in pairwise(counts.tolist())):
        doubts.append("The count fell at least once; a cumulative count should not.")
    return doubts


def _closer_yardsticks(chosen_test: Backtest, tests: Sequence[Backtest]) -> list[str]:
    """What the committee must know: a yardstick that beat the chosen model on the past."""
    return [
        f"On past months {get_model(test.model).label.lower()!r} was closer: "
        f"off by {test.mae:.1f} teams on average, the chosen model by {chosen_test.mae:.1f}."
        for test in tests
        if get_model(test.model).yardstick
        and test.mae is not None
        and chosen_test.mae is not None
        and round(test.mae, 9) < round(chosen_test.mae, 9)
    ]


def _first(last: float, path: Sequence[float], target: float) -> int | None:
    return next((months for months, count in enumerate((last, *path)) if count >= target), None)
