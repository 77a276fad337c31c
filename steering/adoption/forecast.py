"""Forecasts a cumulative adoption count by month, and tests itself on the past; pure functions over numbers.

Every growth model here is an equation dF/dt = f(F) for the adopted share F = count / ceiling, in which time
itself does not appear. So a model needs no launch date: it is fitted on the steps from each month's actual to
the next, and a forecast starts at the last actual. Adoption that began before the first figure is no special
case. One step is also what the noise asks for: counts accumulate their surprises, so the residuals of a curve
drawn through all points are correlated, those of the steps are not (Boswijk and Franses, 2005).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil, isfinite, sqrt
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from steering.errors import UnknownName

Array: TypeAlias = NDArray[np.float64]
Ceiling: TypeAlias = float | Callable[[Sequence[float]], float]
"""A count, or a rule that is given only the figures up to the origin and so can't look ahead."""

FIRST_ORIGIN = 4
"""The fewest months a back-test fits on: two rates, and one step to spare."""
RECENT = 6
"""How many months the recent pace looks back."""
TESTED = 5
"""With fewer one-step errors than this (a series under 9 months), an interval is all that is possible."""
FASTEST = 3.0
"""The highest rate per month: at 3, 95 % of what is left is taken in a month."""
STEPS = 40
"""At most so many Gauss-Newton steps; five are usual."""
NUDGE, PRECISE = 1e-6, 1e-9
"""How far a rate moves to see its slope, and when it has settled."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One way to continue a series, for all origins of a back-test at once.

    `learn(counts, ceilings, origins)` gives parameters, one row per origin: row i may use `counts` up to
    `origins[i]`, exclusive. `path(learnt, last, ceilings, origins, months)` gives counts, one row per origin
    and one column per month ahead, unbounded. A yardstick is there to be compared with, not to be chosen.
    """

    name: str
    label: str
    assumes: str
    parameters: tuple[str, ...]
    least: int
    needs_growth: bool
    yardstick: bool = False
    learn: Callable[[Array, Array, Array], Array]
    path: Callable[[Array, Array, Array, Array, Array], Array]


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
class Forecast:
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
class Reaching:
    """In how many months a target is met (0: it is already, `None`: not within the forecast)."""

    expected: int | None
    earliest: int | None
    latest: int | None


def bass(share: Array, months: Array, p: Array, q: Array) -> Array:
    """The Bass curve's share `months` after it was `share`; p and q per month.

    Solves dF/dt = (p + q F)(1 - F) (Bass 1969, Management Science 15(5), 215-227) from F(0) = `share`:
    F(t) = 1 - (p + q)(1 - F0) e / (p + q F0 + q (1 - F0) e), with e = exp(-(p + q) t). From F0 = 0 this is
    Bass's own (1 - e) / (1 + (q / p) e); unlike it, this form has no pole at p = 0 or at F0 = 1.
    """
    rate = p + q
    left = (1 - share) * np.exp(-rate * months)
    below = p + q * share + q * left
    rest = np.asarray(1 - share + 0 * below)
    return 1 - np.divide(rate * left, below, out=rest, where=below > 0)


def logistic(share: Array, months: Array, q: Array) -> Array:
    """The logistic curve's share `months` after it was `share`: dF/dt = q F (1 - F), Bass without p."""
    return bass(share, months, np.zeros_like(q), q)


def gompertz(share: Array, months: Array, g: Array) -> Array:
    """The Gompertz curve's share: dF/dt = -g F ln F, solved by F(t) = F0 ** exp(-g t)."""
    return np.power(share, np.exp(-g * months))


def _level() -> Model:
    return Model(
        name="level",
        label="No change",
        assumes="The last figure stands.",
        parameters=(),
        least=1,
        needs_growth=False,
        yardstick=True,
        learn=lambda _counts, _ceilings, origins: np.empty((len(origins), 0)),
        path=lambda _learnt, last, _ceilings, _origins, months: last[:, None] + 0 * months,
    )


def _line() -> Model:
    def path(learnt: Array, _last: Array, _ceilings: Array, origins: Array, months: Array) -> Array:
        return learnt[:, :1] + learnt[:, 1:] * (origins[:, None] - 1 + months)

    return Model(
        name="linear",
        label="Straight line",
        assumes="The line through all months so far goes on.",
        parameters=("start", "per_month"),
        least=2,
        needs_growth=False,
        yardstick=True,
        learn=lambda counts, _ceilings, origins: _fit_lines(counts, origins),
        path=path,
    )


def _pace() -> Model:
    def learn(counts: Array, _ceilings: Array, origins: Array) -> Array:
        ends = origins.astype(int) - 1
        back = np.minimum(ends, RECENT)
        gained: Array = (counts[ends] - counts[ends - back]) / np.maximum(back, 1)
        return gained[:, None]

    return Model(
        name="pace",
        label="Recent pace",
        assumes=f"From the last figure on, every month adds as many as the last {RECENT} did on average.",
        parameters=("per_month",),
        least=2,
        needs_growth=False,
        learn=learn,
        path=lambda learnt, last, _ceilings, _origins, months: last[:, None] + learnt * months,
    )


def _growth(name: str, label: str, assumes: str, flow: Callable[..., Array], rates: tuple[str, ...]) -> Model:
    def learn(counts: Array, ceilings: Array, origins: Array) -> Array:
        return _fit_steps(flow, len(rates), counts, ceilings, origins)

    def path(learnt: Array, last: Array, ceilings: Array, _origins: Array, months: Array) -> Array:
        return ceilings[:, None] * flow((last / ceilings)[:, None], months, *learnt.T[:, :, None])

    return Model(
        name=name,
        label=label,
        assumes=assumes,
        parameters=rates,
        least=len(rates) + 2,
        needs_growth=True,
        learn=learn,
        path=path,
    )


def _combined(parts: tuple[Model, ...]) -> Model:
    """The mean of several models' counts, each capped at the ceiling."""
    starts = np.cumsum([len(part.parameters) for part in parts])[:-1].tolist()

    def learn(counts: Array, ceilings: Array, origins: Array) -> Array:
        return np.hstack([part.learn(counts, ceilings, origins) for part in parts])

    def path(learnt: Array, last: Array, ceilings: Array, origins: Array, months: Array) -> Array:
        shares = zip(parts, np.split(learnt, starts, axis=1), strict=True)
        paths = [part.path(own, last, ceilings, origins, months) for part, own in shares]
        mean: Array = np.minimum(np.array(paths), ceilings[:, None]).mean(axis=0)
        return mean

    return Model(
        name="combined",
        label="Combined",
        assumes="Each of these is right in part, so their mean: " + ", ".join(p.label for p in parts) + ".",
        parameters=tuple(f"{part.name}.{name}" for part in parts for name in part.parameters),
        least=max(part.least for part in parts),
        needs_growth=True,
        learn=learn,
        path=path,
    )


PARTS = (
    _pace(),
    _growth("logistic", "Logistic", "Adopters persuade the rest; nobody starts alone.", logistic, ("q",)),
    _growth("gompertz", "Gompertz", "As logistic, but growth slows from 37 % on, not 50 %.", gompertz, ("g",)),
    _growth("bass", "Bass", "Some start by themselves (p), others follow adopters (q).", bass, ("p", "q")),
)
MODELS: tuple[Model, ...] = (_level(), _line(), *PARTS, _combined(PARTS))
"""The simplest first: of equal errors, the simpler model's is taken."""


def model_named(name: str) -> Model:
    """The model of that name, or `UnknownName`."""
    for model in MODELS:
        if model.name == name:
            return model
    raise UnknownName("forecast model", name, [model.name for model in MODELS])


def fit(series: Sequence[float], ceiling: float, model: str) -> Fit:
    """Fit one model on all of `series`. A series that it can't be fitted on gives `usable=False` and why.

    Raises ValueError when a count or the ceiling is not a finite number from 0 up, or there is no count.
    """
    counts, chosen = _counts(series), model_named(model)
    top, last = _ceilings(counts, ceiling, [len(counts)]), counts[-1:]
    learnt = chosen.learn(counts, top, np.array([float(len(counts))]))[0]
    reason = _unusable(chosen, counts)
    return Fit(
        model=chosen,
        usable=not reason,
        reason=reason,
        parameters=dict(zip(chosen.parameters, learnt.tolist(), strict=True)),
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
    counts, chosen = _counts(series), model_named(model)
    origins = list(range(max(first, 1), len(counts)))
    if not origins:
        return _errors(chosen.name, np.empty(0, np.int64), np.empty((0, 0)), counts, ())
    tops = _ceilings(counts, ceiling, origins)
    ends = np.array(origins)
    last, at = counts[ends - 1], ends.astype(float)
    months = np.arange(1.0, max(horizons) + 1)
    paths = chosen.path(chosen.learn(counts, tops, at), last, tops, at, months)
    idle = [bool(_unusable(chosen, counts[:end])) for end in origins]
    paths = np.where(np.array(idle)[:, None], last[:, None], paths)
    paths = _bounded(paths, last, tops if capped else np.full_like(tops, np.inf), may_fall)
    return _errors(chosen.name, ends, paths, counts, tuple(horizons))


def forecast(
    series: Sequence[float], horizon: int, ceiling: float, *, level: float = 0.8, may_fall: bool = False
) -> Forecast:
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
    chosen, tested = _best(fits, tests)
    low, top = 0.0 if may_fall else chosen.last, float(max(ceiling, counts.max()))
    point = _bounded(chosen.predict(horizon)[None], counts[-1:], np.array([top]), may_fall)[0]
    width = _widths(tested, horizon, level)
    lower, upper = np.clip(point - width, low, top), np.clip(point + width, low, top)
    return Forecast(
        model=chosen.model,
        level=level,
        last=chosen.last,
        ceiling=top,
        point=tuple(point.tolist()),
        # What can't fall has, in each later month, at least the earlier month's lower bound.
        lower=tuple((lower if may_fall else np.maximum.accumulate(lower)).tolist()),
        upper=tuple(upper.tolist()),
        fits=fits,
        backtests=tests,
        basis=_basis(tested, level),
        notes=(*_doubts(counts, ceiling), *_closer(tested, tests)),
    )


def month_reaching(prediction: Forecast, target: float) -> Reaching:
    """In how many months the forecast meets `target` teams: at the point, the upper and the lower bound."""
    return Reaching(
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
    stated = [float(ceiling(counts[:end].tolist()) if callable(ceiling) else ceiling) for end in origins]
    if not all(isfinite(value) and value >= 0 for value in stated):
        raise ValueError(f"The ceiling must be a number from 0 up: {stated[0]}.")
    highest = np.maximum.accumulate(counts)[np.array(origins) - 1]
    raised = np.maximum(np.array(stated), highest)
    return np.where(raised > 0, raised, 1.0)


def _bounded(paths: Array, last: Array, tops: Array, may_fall: bool) -> Array:
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


def _fit_lines(counts: Array, origins: Array) -> Array:
    """Least squares through the counts before each origin: start (at month 0) and slope, per origin."""
    month = np.arange(float(len(counts)))
    weight = (month < origins[:, None]).astype(float)
    centre, mean = (origins - 1) / 2, weight @ counts / origins
    away = weight * (month - centre[:, None])
    spread = (away**2).sum(axis=1)
    slope = np.divide(away @ counts, spread, out=np.zeros_like(spread), where=spread > 0)
    return np.column_stack([mean - slope * centre, slope])


def _fit_steps(flow: Callable[..., Array], size: int, counts: Array, ceilings: Array, origins: Array) -> Array:
    """Rates (per month, 0 to `FASTEST`) that best lead from each month's share to the next, per origin.

    Least squares by Gauss-Newton from rates of 0, halving steps that don't help. The first step is Bass's
    regression of monthly adoptions on the share (1969); the others replace its slope by the exact solution.
    Of leading zeros only the last counts: before it, nothing had been launched.
    """
    share = np.minimum(counts / ceilings[:, None], 1.0)
    before, after = share[:, :-1], share[:, 1:]
    step = np.arange(len(counts) - 1)
    used = (step + 1 < origins[:, None]) & (step >= max(int(np.argmax(counts > 0)) - 1, 0))

    def missed(rates: Array) -> Array:
        return np.where(used, after - flow(before, np.ones(1), *rates.T[:, :, None]), 0.0)

    rates = np.zeros((len(origins), size))
    residual = missed(rates)
    stride = np.ones(len(origins))
    for _ in range(STEPS):
        slopes = np.stack([(residual - missed(rates + nudge)) / NUDGE for nudge in NUDGE * np.eye(size)], axis=2)
        aim = _nonnegative(slopes, residual + np.einsum("ktp,kp->kt", slopes, rates))
        trial = rates + stride[:, None] * (np.minimum(aim, FASTEST) - rates)
        left = missed(trial)
        better = (left**2).sum(axis=1) < (residual**2).sum(axis=1)
        moved = np.abs(trial - rates).max(initial=0.0)
        rates, residual = np.where(better[:, None], trial, rates), np.where(better[:, None], left, residual)
        stride = np.where(better, np.minimum(2 * stride, 1.0), stride / 2)
        if moved < PRECISE:
            break
    return rates


def _nonnegative(slopes: Array, wanted: Array) -> Array:
    """Per row, the x >= 0 with `slopes` x nearest to `wanted`: the best of all choices of which x are not 0."""
    size = slopes.shape[2]
    normal = np.einsum("kti,ktj->kij", slopes, slopes)
    right = np.einsum("kti,kt->ki", slopes, wanted)
    best, cost = np.zeros(right.shape), np.zeros(len(right))
    for free in product((False, True), repeat=size):
        chosen = np.flatnonzero(free)
        part, goal = normal[:, chosen[:, None], chosen], right[:, chosen]
        # A trace of ridge: equal columns then share their sum, and no column at all gives 0.
        ridge = 1e-12 * np.trace(part, axis1=1, axis2=2) + 1e-30
        x = np.linalg.solve(part + ridge[:, None, None] * np.eye(len(chosen)), goal[:, :, None])[:, :, 0]
        now = np.where((x >= 0).all(axis=1), -(x * goal).sum(axis=1), np.inf)
        filled = np.zeros(right.shape)
        filled[:, chosen] = x
        better = now < cost
        best, cost = np.where(better[:, None], filled, best), np.minimum(now, cost)
    return best


def _errors(name: str, ends: NDArray[np.int64], paths: Array, counts: Array, horizons: Sequence[int]) -> Backtest:
    by_horizon, actual = [], 0.0
    for months in horizons:
        known = ends - 1 + months < len(counts)
        truth = counts[ends[known] - 1 + months]
        off = truth - paths[known, months - 1]
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
    scored = [(round(test.mae, 9), one, test) for one, test in usable if test.mae is not None]
    if not scored:
        return (usable or pairs)[0]
    lowest, best, best_test = min(scored, key=lambda entry: entry[0])
    # The combined model is last; where it is not usable, the recent pace is the only one.
    mean, combined, test = scored[-1]
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
    if _untested(test):
        return np.full(horizon, np.inf)
    ranked = {at.months: sorted(map(abs, at.errors))[_rank(at, level) - 1] for at in test.horizons if _rank(at, level)}
    base, width = 1, test.horizons[0].rmse * NormalDist().inv_cdf((1 + level) / 2)
    widths = []
    for months in range(1, horizon + 1):
        if months in ranked:
            base, width = months, ranked[months]
        widths.append(width * months / base)
    return np.maximum.accumulate(np.array(widths))


def _untested(test: Backtest) -> bool:
    return not test.horizons or len(test.horizons[0].errors) < TESTED


def _rank(at: HorizonError, level: float) -> int:
    rank = ceil((len(at.errors) + 1) * level)
    return rank if rank <= len(at.errors) else 0


def _basis(test: Backtest, level: float) -> str:
    if _untested(test):
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


def _closer(tested: Backtest, tests: Sequence[Backtest]) -> list[str]:
    """What the committee must know: a yardstick that beat the chosen model on the past."""
    return [
        f"On past months {model_named(test.model).label.lower()!r} was closer: "
        f"off by {test.mae:.1f} teams on average, the chosen model by {tested.mae:.1f}."
        for test in tests
        if model_named(test.model).yardstick
        and test.mae is not None
        and tested.mae is not None
        and round(test.mae, 9) < round(tested.mae, 9)
    ]


def _first(last: float, path: Sequence[float], target: float) -> int | None:
    return next((months for months, count in enumerate((last, *path)) if count >= target), None)
