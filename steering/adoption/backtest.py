"""Test a growth model on the past: forecasts from each earlier month against what came; pure functions over numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from steering.adoption.curves import Array, get_model
from steering.adoption.fit import Ceiling, bound_paths, ceilings_at, check_counts, why_unusable

# The fewest months a back-test fits on: two rates, and one step to spare.
FIRST_ORIGIN = 4


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
    counts, growth_model = check_counts(series), get_model(model)
    origins = list(range(max(first, 1), len(counts)))
    if not origins:
        return _errors(growth_model.name, np.empty(0, np.int64), np.empty((0, 0)), counts, ())
    tops = ceilings_at(counts, ceiling, origins)
    ends = np.array(origins)
    last, at = counts[ends - 1], ends.astype(float)
    months = np.arange(1.0, max(horizons) + 1)
    paths = growth_model.path(growth_model.learn(counts, tops, at), last, tops, at, months)
    idle = [bool(why_unusable(growth_model, counts[:end])) for end in origins]
    paths = np.where(np.array(idle)[:, None], last[:, None], paths)
    paths = bound_paths(paths, last, tops if capped else np.full_like(tops, np.inf), may_fall)
    return _errors(growth_model.name, ends, paths, counts, tuple(horizons))


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
