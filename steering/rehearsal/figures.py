"""Figures as people write them, and how one stands against the answer: right, wrong, or at the wrong scale."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from steering.formatting import format_number
from steering.rehearsal.question import AnswerUnit, AskedFigure

LONGEST = 60
THOUSAND, MILLION, BILLION = 1e3, 1e6, 1e9
# What stands behind a number, and what it multiplies it by.
SCALES = {
    **dict.fromkeys(("k", "thousand", "tsd", "thsd", "t"), THOUSAND),
    **dict.fromkeys(("m", "mn", "mm", "mio", "mil", "mill", "million", "millions", "millionen"), MILLION),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions", "milliarde", "milliarden"), BILLION),
}
PER_CENT = ("%", "percent", "per cent", "pct", "prozent", "%-points", "points", "pts", "pp")
# What says only in which unit a figure is.
BARE_UNITS = (
    *("month", "months", "mo", "day", "days", "d", "hour", "hours", "h", "teams", "team", "controls", "control"),
    *("a team", "per team", "users", "models", "tools", "points"),
)
CURRENCY = re.compile(
    r"^(?:[a-z]{3}(?=[\s\d.,'-])|[$€£¥])\s*|\s*(?:\b(?:usd|eur|gbp|chf|jpy|aud|cad|sek|nok|dkk)|[$€£¥])$"
)
NUMBER = re.compile(r"(?P<number>\d[\d.,'’\s]*|[.,]\d+)\s*(?P<rest>.*)", re.DOTALL)
# Spaces within a number as typists set them.
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
MINUS = ("-", "−", "–", "minus ", "negative ")
# How many powers of a thousand, or a hundred for shares, a scale may be mistaken by.
POWERS = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class TypedFigure:
    """A figure as it was typed: its value, and whether its scale was said (`k`, `M`, `%`)."""

    value: float
    is_share: bool = False
    is_scaled: bool = False


class FigureOutcome(StrEnum):
    """How a typed figure stands against the answer."""

    RIGHT = "right"
    WRONG_SCALE = "wrong scale"
    WRONG_SIGN = "wrong sign"
    WRONG = "wrong"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a typed figure comes to, in a sentence."""

    outcome: FigureOutcome
    text: str


def parse_figure(text: str, unit: AnswerUnit) -> TypedFigure:
    """Parse a figure as people write it: `4.9M`, `4,9 Mio`, `46%`, `0.46`, `USD 4.9 million`, `(1.2M)`.

    A single comma before three digits separates thousands, otherwise decimals; a single point is always decimal.

    Raises:
        ValueError: it is none; with what was expected.
    """
    body, negative = _take_sign(SPACES.sub(" ", text).strip().casefold()[:LONGEST])
    match = NUMBER.fullmatch(body)
    rest = match["rest"].strip(" .") if match else ""
    number = _parse_number(match["number"]) if match else None
    if number is None or not math.isfinite(number):
        raise ValueError("a figure such as 4.9M, 46% or 14.9")
    sign = -1.0 if negative else 1.0
    if rest in PER_CENT and unit == "share":
        return TypedFigure(value=sign * number / 100, is_share=True, is_scaled=True)
    # Months and minutes are written with the letters of millions.
    if unit != "money" and rest in ("m", "t", "d"):
        return TypedFigure(value=sign * number)
    if rest in SCALES:
        return TypedFigure(value=sign * number * SCALES[rest], is_scaled=True)
    if rest and rest not in BARE_UNITS:
        raise ValueError(f"a figure and its unit, such as 4.9M, 46% or 14.9 months; nothing is known as “{rest}”")
    return TypedFigure(value=sign * number)


def judge_figure(text: str, figure: AskedFigure) -> Judgement:
    """Judge a typed figure against the answer with its tolerance."""
    try:
        entry = parse_figure(text, figure.unit)
    except ValueError as error:
        return Judgement(outcome=FigureOutcome.UNREADABLE, text=f"Found “{text.strip()[:LONGEST]}”; expected {error}.")
    if _is_near(entry.value, figure):
        return Judgement(outcome=FigureOutcome.RIGHT, text=f"Right: {figure.text}.")
    if _is_at_other_scale(entry.value, figure):
        text = f"Right digits, wrong scale: {_describe(entry, figure)} is not {figure.text}. Say the unit with it."
        return Judgement(outcome=FigureOutcome.WRONG_SCALE, text=text)
    if _is_near(-entry.value, figure):
        below = "below" if figure.value < 0 else "above"
        return Judgement(
            outcome=FigureOutcome.WRONG_SIGN, text=f"Right amount, wrong sign: it is {below} 0, {figure.text}."
        )
    return Judgement(outcome=FigureOutcome.WRONG, text=f"Not quite: it is {figure.text}.")


def _take_sign(body: str) -> tuple[str, bool]:
    """Return a text without currency and sign, and whether it is below 0: a minus, a word or brackets."""
    negative = body.startswith("(") and body.endswith(")")
    body = body.strip("()") if negative else body
    for _ in range(2):
        body = CURRENCY.sub("", body).strip().removeprefix("about ").removeprefix("~").removeprefix("+").strip()
        for minus in MINUS:
            if body.startswith(minus):
                body, negative = body.removeprefix(minus).strip(), True
    return body, negative


def _parse_number(text: str) -> float | None:
    """Return a number with separators of any country; None where they contradict each other."""
    digits = re.sub(r"['’\s]", "", text)
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
        thousands = "." if decimal == "," else ","
        if digits.count(decimal) > 1:
            return None
    elif commas > 1 or (commas == 1 and re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits)):
        thousands, decimal = ",", "."
    elif points > 1:
        thousands, decimal = ".", ","
    else:
        thousands, decimal = "", "," if commas else "."
    whole, _, fraction = digits.partition(decimal)
    if thousands and thousands in whole:
        first, *groups = whole.split(thousands)
        if not first or len(first) > 3 or any(len(group) != 3 for group in groups):
            return None
        whole = first + "".join(groups)
    if not (whole + fraction).isdigit():
        return None
    return float(f"{whole or '0'}.{fraction or '0'}")


def _is_near(value: float, figure: AskedFigure) -> bool:
    # What floats make of a bound that is just met.
    slack = 1e-9 * max(abs(figure.value), abs(figure.tolerance))
    return abs(value - figure.value) <= figure.tolerance + slack


def _is_at_other_scale(value: float, figure: AskedFigure) -> bool:
    base = 100.0 if figure.unit == "share" else 1000.0
    powers = (1, -1) if figure.unit == "share" else POWERS
    if not value or not figure.value or figure.unit not in ("share", "money", "count"):
        return False
    # By ratio: an amount that is tolerated around 46% would swallow 0.46%.
    allowed = max(figure.tolerance / abs(figure.value), 1e-9)
    return any(abs(value * base**power / figure.value - 1) <= allowed for power in powers)


def _describe(entry: TypedFigure, figure: AskedFigure) -> str:
    """Return what was typed as it is understood."""
    if figure.unit == "share":
        return f"{format_number(round(entry.value * 100, 6))}%"
    return format_number(entry.value)
