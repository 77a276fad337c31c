"""Every text and figure that a frame shows, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from steering.frames.blocks import leaves as every


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """(place, plain value) for everything within a frame, its charts' figures included."""
    if is_dataclass(value) and not isinstance(value, type):
        name = getattr(value, "id", type(value).__name__)
        for field in fields(value):
            yield from leaves(getattr(value, field.name), f"{place}/{name}.{field.name}")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{place}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            yield from leaves(part, f"{place}[{index}]")
    else:
        yield place, value


def blocks(frame: Any) -> list[Any]:
    """The blocks of a frame, those side by side as well."""
    return list(every(frame.blocks))
