"""Fit one growth model on a cumulative count; pure functions over numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TypeAlias

import numpy as np

from steering.adoption.curves import Array, Model, get_model

# A count, or a rule that is given only the figures up to the origin and so can't look ahead.
Ceiling: TypeAlias = float | Callable[[Sequence[float]], float]


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


def fit(series: Sequence[float], ceiling: float, model: str) -> Fit:
    """Fit one model on all of `series`. A series that it can't be fitted on gives `usable=False` and why.

    Raises ValueError when a count or the ceiling is not a finite number from 0 up, or there is no count.
    """
    counts, growth_model = check_counts(series), get_model(model)
    top, last = ceilings_at(counts, ceiling, [len(counts)]), counts[-1:]
    parameters = growth_model.learn(counts, top, np.array([float(len(counts))]))[0]
    reason = why_unusable(growth_model, counts)
    return Fit(
        model=growth_model,
        usable=not reason,
        reason=reason,
        parameters=dict(zip(growth_model.parameters, parameters.tolist(), strict=True)),
        last=float(last[0]),
        ceiling=float(top[0]),
        origin=len(counts),
    )


def check_counts(series: Sequence[float]) -> Array:
    counts = np.asarray(series, dtype=float)
    if counts.ndim != 1 or not len(counts) or not np.isfinite(counts).all() or counts.min() < 0:
        raise ValueError("A forecast needs at least one monthly count, each of them a number from 0 up.")
    return counts


def ceilings_at(counts: Array, ceiling: Ceiling, origins: Sequence[int]) -> Array:
    """The ceiling at each origin, raised to the highest count known there; 1 where that is 0."""
    ceilings = [float(ceiling(counts[:end].tolist()) if callable(ceiling) else ceiling) for end in origins]
    if not all(isfinite(value) and value >= 0 for value in ceilings):
        raise ValueError(f"The ceiling must be a number from 0 up: {ceilings[0]}.")
    highest = np.maximum.accumulate(counts)[np.array(origins) - 1]
    at_least_highest = np.maximum(np.array(ceilings), highest)
    return np.where(at_least_highest > 0, at_least_highest, 1.0)


def bound_paths(paths: Array, last: Array, tops: Array, may_fall: bool) -> Array:
    """Forecasts from 0 up to the ceilings; from the last actual up and never falling, unless they may."""
    if may_fall:
        return np.clip(paths, 0.0, tops[:, None])
    return np.maximum.accumulate(np.clip(paths, last[:, None], tops[:, None]), axis=1)


def why_unusable(model: Model, counts: Array) -> str:
    if len(counts) < model.least:
        return f"{model.label} needs {model.least} months of figures; there are {len(counts)}."
    if model.needs_growth and counts[-1] <= counts[0]:
        return f"{model.label} needs growth; the count went from {counts[0]:g} to {counts[-1]:g}."
    return ""
