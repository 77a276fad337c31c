"""The kinds of value that a case file may hold, each typed from its text; imports only months of ours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from steering.months import is_month

STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
"""For every fact of a case: unknown keys are errors, infinities and NaN are not figures."""


def _month(value: str) -> str:
    if not is_month(value):
        raise ValueError("a month as YYYY-MM, such as 2026-10")
    return value


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("a date as YYYY-MM-DD, such as 2026-11-27") from None


def number(value: Any) -> Decimal:
    """A finite decimal number below 10^18, from its text. ValueError says what was expected."""
    text = str(value).strip()
    try:
        figure = Decimal(text)
    except InvalidOperation:
        raise ValueError("a plain number with a decimal point, such as 1250 or 0.35") from None
    if not figure.is_finite() or abs(figure) >= Decimal(10) ** 18 or "_" in text:
        raise ValueError("a plain number below 10^18, such as 1250 or 0.35")
    return figure


Month = Annotated[str, AfterValidator(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[Decimal, BeforeValidator(number), WithJsonSchema({"type": ["number", "string"]})]
Count = Annotated[int, Field(ge=0, le=10**9)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
