"""The kinds of value that a case file may hold, each typed from its text; imports only bottom modules of ours."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, WithJsonSchema

from steering.lookalikes import is_visible
from steering.months import is_month

# For every fact of a case: unknown keys are errors, infinities and NaN are not figures.
#
# What checks a fact is built when the first one is read, once for the whole file rather than for each of its parts.
STRICT = ConfigDict(extra="forbid", allow_inf_nan=False, defer_build=True)

T = TypeVar("T")

DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
FIGURE = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
CURRENCY = re.compile(r"[A-Z]{3}")
CONTROL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.()-]{0,63}")


def checks_of(model: type[T]) -> TypeAdapter[T]:
    """Return what checks values of a type; it is built when it is first wanted, and then stays."""
    adapter: TypeAdapter[T] = _build_checks(cast(Hashable, model))
    return adapter


@cache
def _build_checks(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _month(value: str) -> str:
    if not is_month(value):
        raise ValueError("a month as YYYY-MM, such as 2026-10")
    return value


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    expected = "a date as YYYY-MM-DD, such as 2026-11-27"
    if not DAY.fullmatch(str(value)):
        raise ValueError(expected)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(expected) from None


def _whole(value: Any) -> int:
    if isinstance(value, int):
        return value
    if not WHOLE.fullmatch(str(value).strip()):
        raise ValueError("a whole number")
    return int(value)


def _identifier(value: str) -> str:
    if not IDENTIFIER.fullmatch(value):
        raise ValueError("a name of up to 64 letters (a to z), digits, dots, dashes and underscores, without spaces")
    return value


def _control(value: str) -> str:
    if not CONTROL.fullmatch(value):
        raise ValueError("the id of a control, such as CC6.1 or 164.312(a)(1), without spaces")
    return value


def _visible(value: str) -> str:
    if not is_visible(value):
        raise ValueError("text that can be seen")
    return value


def _currency(value: str) -> str:
    if not CURRENCY.fullmatch(value):
        raise ValueError("a currency as three capital letters, such as USD")
    return value


def parse_number(value: Any) -> Decimal:
    """A finite decimal number below 10^18, from its text. ValueError says what was expected."""
    text = str(value).strip()
    if not FIGURE.fullmatch(text):
        raise ValueError("a plain number with a decimal point, such as 1250 or 0.35")
    figure = Decimal(text)
    if abs(figure) >= Decimal(10) ** 18:
        raise ValueError("a plain number below 10^18, such as 1250 or 0.35")
    return figure


def parse_ratio(value: Any) -> Decimal:
    """A number, or a share in per cent: `28%` is 0.28, with as many decimals as were written.

    ValueError says what was expected.
    """
    text = str(value).strip()
    try:
        return parse_number(text[:-1]).scaleb(-2) if text.endswith("%") else parse_number(text)
    except ValueError:
        raise ValueError("a number such as 0.35, or a share such as 35%") from None


Month = Annotated[str, AfterValidator(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[Decimal, BeforeValidator(parse_number), WithJsonSchema({"type": ["number", "string"]})]
# Whether figures are with the lines' risk adjustments: each benefit lowered, each cost raised by its own share.
Basis = Literal["unadjusted", "risk_adjusted"]
# A rate, a factor or a share.
Ratio = Annotated[Decimal, BeforeValidator(parse_ratio), WithJsonSchema({"type": ["number", "string"]})]
Whole = Annotated[int, BeforeValidator(_whole)]
Count = Annotated[Whole, Field(ge=0, le=10**9)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_visible)
]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160), AfterValidator(_visible)]
Identifier = Annotated[
    str, AfterValidator(_identifier), WithJsonSchema({"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"})
]
# The id of a control as its framework writes it.
ControlId = Annotated[
    str, AfterValidator(_control), WithJsonSchema({"type": "string", "pattern": f"^{CONTROL.pattern}$"})
]
Currency = Annotated[
    str, AfterValidator(_currency), WithJsonSchema({"type": "string", "pattern": f"^{CURRENCY.pattern}$"})
]
