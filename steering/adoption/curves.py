"""The models that continue a cumulative count by month, and how their rates are fitted; pure functions over numbers.

Every growth model is an equation dF/dt = f(F) for the adopted share F = count / ceiling, in which time itself
does not appear. So a model needs no launch date: it is fitted on the steps from each month's actual to the next,
and a forecast starts at the last actual. Adoption that began before the first figure is no special case. One step
is also what the noise asks for: counts accumulate their surprises, so the residuals of a curve drawn through all
points are correlated, those of the steps are not (Boswijk and Franses, 2005).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from steering.errors import UnknownName

Array: TypeAlias = NDArray[np.float64]

# How many months the recent pace looks back.
RECENT = 6
# What is left of the pace from one month to the next where it is damped.
DAMPING = 0.95
# The highest rate per month: at 3, 95% of what is left is taken in a month.
FASTEST = 3.0
# At most so many Gauss-Newton steps; five are usual.
STEPS = 40
# How far a rate moves to see its slope, and when it has settled.
NUDGE, PRECISE = 1e-6, 1e-9


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
        assumes="The last value repeats.",
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
        label="Linear trend",
        assumes="The line through all months so far continues.",
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


def _damped_pace() -> Model:
    """The recent pace, which slows by a constant factor a month (Gardner and McKenzie, 1985)."""
    pace = _pace()

    def path(learnt: Array, last: Array, _ceilings: Array, _origins: Array, months: Array) -> Array:
        return last[:, None] + learnt * DAMPING * (1 - DAMPING**months) / (1 - DAMPING)

    return Model(
        name="damped",
        label="Damped pace",
        assumes=f"The recent pace slows by {1 - DAMPING:.0%} a month.",
        parameters=pace.parameters,
        least=pace.least,
        needs_growth=False,
        learn=pace.learn,
        path=path,
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


def _mean_of(parts: tuple[Model, ...]) -> Model:
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
    _growth("gompertz", "Gompertz", "As logistic, but growth slows from 37% on, not 50%.", gompertz, ("g",)),
    _growth("bass", "Bass", "Some start by themselves (p), others follow adopters (q).", bass, ("p", "q")),
)
# The simplest first: of equal errors, the simpler model's is taken.
MODELS: tuple[Model, ...] = (_level(), _line(), *PARTS, _damped_pace(), _mean_of(PARTS))


def get_model(name: str) -> Model:
    """The model of that name, or `UnknownName`."""
    for model in MODELS:
        if model.name == name:
            return model
    raise UnknownName("forecast model", name, [model.name for model in MODELS])


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
    fitted_steps = (step + 1 < origins[:, None]) & (step >= max(int(np.argmax(counts > 0)) - 1, 0))

    def residuals(rates: Array) -> Array:
        return np.where(fitted_steps, after - flow(before, np.ones(1), *rates.T[:, :, None]), 0.0)

    rates = np.zeros((len(origins), size))
    residual = residuals(rates)
    stride = np.ones(len(origins))
    for _ in range(STEPS):
        slopes = np.stack([(residual - residuals(rates + nudge)) / NUDGE for nudge in NUDGE * np.eye(size)], axis=2)
        aim = _solve_nonnegative(slopes, residual + np.einsum("ktp,kp->kt", slopes, rates))
        trial = rates + stride[:, None] * (np.minimum(aim, FASTEST) - rates)
        trial_residual = residuals(trial)
        better = (trial_residual**2).sum(axis=1) < (residual**2).sum(axis=1)
        change = np.abs(trial - rates).max(initial=0.0)
        rates, residual = np.where(better[:, None], trial, rates), np.where(better[:, None], trial_residual, residual)
        stride = np.where(better, np.minimum(2 * stride, 1.0), stride / 2)
        if change < PRECISE:
            break
    return rates


def _solve_nonnegative(slopes: Array, target: Array) -> Array:
    """Per row, the x >= 0 with `slopes` x nearest to `wanted`: the best of all choices of which x are not 0."""
    size = slopes.shape[2]
    normal = np.einsum("kti,ktj->kij", slopes, slopes)
    right = np.einsum("kti,kt->ki", slopes, target)
    best, cost = np.zeros(right.shape), np.zeros(len(right))
    for choice in product((False, True), repeat=size):
        indexes = np.flatnonzero(choice)
        part, goal = normal[:, indexes[:, None], indexes], right[:, indexes]
        # A trace of ridge: equal columns then share their sum, and no column at all gives 0.
        ridge = 1e-12 * np.trace(part, axis1=1, axis2=2) + 1e-30
        x = np.linalg.solve(part + ridge[:, None, None] * np.eye(len(indexes)), goal[:, :, None])[:, :, 0]
        now = np.where((x >= 0).all(axis=1), -(x * goal).sum(axis=1), np.inf)
        candidate = np.zeros(right.shape)
        candidate[:, indexes] = x
        better = now < cost
        best, cost = np.where(better[:, None], candidate, best), np.minimum(now, cost)
    return best
