"""A figure with where it comes from: what the files of a case and its business case have in common."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from steering.field_types import STRICT, Month, Number, Words

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SourcedFigure:
    """A figure with where it comes from, how sure it is and when it was so."""

    value: Number
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None


def _figure(value: Any) -> Any:
    return value if isinstance(value, (dict, SourcedFigure)) else {"value": value}


# A figure written alone (`62`) or with its source (`{value: 62, source: Survey}`).
Sourced = Annotated[SourcedFigure, BeforeValidator(_figure)]
