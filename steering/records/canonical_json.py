"""Facts of a case as canonical JSON text, by whose hash a record is known: equal facts have equal text."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any

from steering.cases.decisions import figure_text
from steering.conditions import Tolerance


def canonical_json(fact: Any) -> str:
    """Return a fact as canonical JSON text; what is absent leaves no key."""
    return json.dumps(_plain(fact), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256_of(text: str) -> str:
    """Return the hash by which a text is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a fact of a case as plain JSON values under the keys that a file would have."""
    if isinstance(value, Tolerance):
        return f"{figure_text(value.amount * 100)}%" if value.relative else figure_text(value.amount)
    if is_dataclass(value) and not isinstance(value, type):
        fields: dict[str, Any] = vars(type(value))["__pydantic_fields__"]
        values = {info.alias or name: _plain(getattr(value, name)) for name, info in fields.items()}
        return {key: part for key, part in values.items() if part not in (None, [], {})}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return figure_text(value)
    return value.isoformat() if isinstance(value, dt.date) else value
