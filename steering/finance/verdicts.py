"""The verdict on a stated figure by how far it is from the computed one."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Verdict = Literal["undefined", "sign", "right", "rounded", "wrong"]
Value = float | bool | tuple[float, ...]
# A figure this close to the computed one, relative to it, passes as rounded where no slip gives it.
ROUNDED = 0.05
# What a figure may differ by, relative to itself, for reasons of binary arithmetic.
EXACTLY = 1e-9


def assess_figure(stated: Decimal | bool | tuple[Decimal, ...], computed: Value | None) -> Verdict:
    """Return the first verdict that fits: undefined, other sign, right as exactly as it was written, rounded, wrong."""
    if computed is None:
        return "undefined"
    if isinstance(computed, bool) or isinstance(stated, bool):
        return "right" if stated == computed else "wrong"
    if isinstance(computed, tuple):
        return _assess_several(stated if isinstance(stated, tuple) else (stated,), computed)
    return "wrong" if isinstance(stated, tuple) else _assess_one(stated, computed)


def _assess_several(stated: tuple[Decimal, ...], computed: tuple[float, ...]) -> Verdict:
    """Return the worst verdict of any, in ascending order; wrong where their numbers differ."""
    if len(stated) != len(computed):
        return "wrong"
    order: tuple[Verdict, ...] = ("sign", "wrong", "rounded", "right")
    verdicts = {_assess_one(item, other) for item, other in zip(sorted(stated), computed, strict=True)}
    return next((item for item in order if item in verdicts), "right")


def _assess_one(stated: Decimal, computed: float) -> Verdict:
    distance = abs(float(stated) - computed)
    if float(stated) * computed < 0:
        return "sign"
    if distance <= half_step(stated) + EXACTLY * abs(computed):
        return "right"
    return "rounded" if distance <= ROUNDED * abs(computed) * (1 + EXACTLY) else "wrong"


def half_step(stated: Decimal) -> float:
    """Return half of the last decimal place that was written: 0.05 for 13.7."""
    exponent = stated.as_tuple().exponent
    return float(Decimal(5).scaleb(int(exponent) - 1))
