"""How figures are written, chosen once for every page, pack and message."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Literal

from steering import months

Unit = Literal["count", "share", "days", "hours", "money", "score", "per_team", "points"]

DECIMALS: dict[str, int] = {"share": 0, "days": 0, "hours": 1, "score": 1, "per_team": 1, "points": 1}
SUFFIX: dict[str, str] = {
    "share": "%",
    "days": " days",
    "hours": " h",
    "per_team": " a team",
    "points": " pts",
}
ABSENT = "–"
MINUS = "−"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def format_value(
    value: float | None, unit: str, decimals: int | None = None, *, currency: str = "USD", signed: bool = False
) -> str:
    """A figure with its unit: `27`, `62%`, `1,204`, `4.5 days`, `USD 4.2M`; an en dash where there is none."""
    scaled = value * 100 if unit == "share" and value is not None else value
    if scaled is None or not math.isfinite(scaled):
        return ABSENT
    if unit == "money":
        return format_money(scaled, currency, decimals or 0, signed=signed)
    places = DECIMALS.get(unit, 0) if decimals is None else decimals
    return _sign(scaled, places, signed) + f"{abs(scaled):,.{places}f}" + SUFFIX.get(unit, "")


def format_delta(value: float | None, unit: str, decimals: int | None = None, *, currency: str = "USD") -> str:
    """A difference, always signed; of shares in percentage points."""
    if value is not None and unit == "share":
        return format_value(value * 100, "points", decimals, signed=True)
    return format_value(value, unit, decimals, currency=currency, signed=True)


def format_day(day: dt.date) -> str:
    """`27 Nov 2026`, in every locale."""
    return f"{day.day} {months.NAMES[day.month - 1]} {day.year}"


def format_moment(when: dt.datetime) -> str:
    """`27 Nov 2026, 15:50 UTC`."""
    moment = when.astimezone(dt.UTC)
    return f"{format_day(moment)}, {moment:%H:%M} UTC"


def format_clock(seconds: float, *, signed: bool = False) -> str:
    """Seconds as a clock shows them, to the nearest second: `2:05`, `62:10`; signed as a difference: `+0:40`."""
    whole = round(abs(seconds))
    sign = MINUS if seconds < 0 and whole else "+" if signed and whole else ""
    return f"{sign}{whole // 60}:{whole % 60:02d}"


def format_money(value: float, currency: str, decimals: int = 0, *, signed: bool = False) -> str:
    """An amount as an executive reads it: `USD 4.2M`, `USD 850k`, `USD 12`; `decimals` below ten thousand."""
    size = abs(value)
    for limit, divisor, suffix in ((999_950_000, 1e9, "B"), (999_500, 1e6, "M"), (10_000, 1e3, "k")):
        if size >= limit:
            places = 0 if suffix == "k" else 1
            return f"{_sign(value / divisor, places, signed)}{currency} {size / divisor:,.{places}f}{suffix}"
    return f"{_sign(value, decimals, signed)}{currency} {size:,.{decimals}f}"


def format_bytes(count: int) -> str:
    """The size of a file: `1.2 GB`, `312 MB`, `40 kB`, `12 bytes`."""
    for limit, divisor, suffix in ((999_500_000, 1e9, "GB"), (999_500, 1e6, "MB"), (1_000, 1e3, "kB")):
        if count >= limit:
            places = 1 if suffix == "GB" and count % 10**9 else 0
            return f"{count / divisor:,.{places}f} {suffix}"
    return f"{count:,} byte{'s' * (count != 1)}"


def format_number(value: float) -> str:
    """A figure without its unit and never with an exponent: `1,234,567`, `61.5385`, `0.000125`."""
    if not math.isfinite(value):
        return ABSENT
    near = Decimal(f"{value:.6g}") if abs(value) < 1 else Decimal(value)
    digits = f"{abs(near):,.{4 if abs(value) >= 1 else 12}f}".rstrip("0").rstrip(".")
    return MINUS + digits if value < 0 and digits != "0" else digits


def pluralise(number: int, noun: str, plural: str | None = None) -> str:
    """`1 team`, `2 teams`, `no teams`."""
    word = noun if number == 1 else (plural or noun + "s")
    return f"{number:,} {word}" if number else f"no {word}"


def join_words(names: list[str] | tuple[str, ...], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def _sign(value: float, places: int, signed: bool) -> str:
    rounded = round(value, places)
    if rounded < 0:
        return MINUS
    return "+" if signed and rounded > 0 else ""


def printable(text: str) -> str:
    """The text with U+FFFD for each control character except tab and line ends."""
    return UNPRINTABLE.sub(REPLACEMENT, text)
