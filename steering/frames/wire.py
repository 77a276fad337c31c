"""Frames as JSON and back: canonical text with a version number, in which each block says its kind."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from steering.errors import UnreadableFrame
from steering.frames.blocks import BLOCKS

# Raised when a reader of the version before could no longer read a frame.
VERSION = 4

T = TypeVar("T")


def to_json(frame: Any) -> str:
    """Return a frame as canonical JSON: sorted keys, no blanks. A number that JSON lacks, such as NaN, becomes null."""
    return json.dumps(
        {"version": VERSION, **encode(frame)},
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def from_json(frame: type[T], text: str) -> T:
    """Return the frame of a JSON text; tuples within a chart's figure come back as lists.

    Raises:
        UnreadableFrame: the text is no JSON, of another version, or has a block or field that is unknown here.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UnreadableFrame(f"This is no JSON: {error}.") from error
    version = data.pop("version", None) if isinstance(data, dict) else None
    if version != VERSION:
        raise UnreadableFrame(f"The frame is of version {version}; this Steerco reads version {VERSION}.")
    return _object(frame, data, "frame")


def encode(value: Any) -> Any:
    """Return a value of a frame as JSON knows it: objects, lists, texts, numbers, true, false and null."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"kind": getattr(value, "kind", None)} if type(value) in BLOCKS.values() else {}
        return kind | {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@cache
def _hints(type_: Any) -> dict[str, Any]:
    hints = get_type_hints(type_)
    return {field.name: hints[field.name] for field in fields(type_)}


def _object(type_: type[T], data: Any, place: str) -> T:
    if not isinstance(data, dict):
        raise UnreadableFrame(f"{place} is no object.")
    if type_ in BLOCKS.values():
        data = {key: item for key, item in data.items() if key != "kind"}
    hints = _hints(cast("Hashable", type_))
    if unknown := sorted(data.keys() - hints.keys()):
        raise UnreadableFrame(f"{place} has the unknown field {unknown[0]!r}.")
    values = {name: _value(hints[name], item, f"{place}.{name}") for name, item in data.items()}
    try:
        return type_(**values)
    except (TypeError, ValueError) as error:
        raise UnreadableFrame(f"{place} can't be read: {error}.") from error


def _value(hint: Any, data: Any, place: str) -> Any:
    """Return a value of the type that a field declares."""
    origin = get_origin(hint)
    if hint is Any or origin is dict:
        return data
    if origin in (Union, UnionType):
        return _union(get_args(hint), data, place)
    if origin is tuple:
        return _tuple(get_args(hint), data, place)
    if origin is Literal:
        return _check(data, data in get_args(hint), place)
    if is_dataclass(hint):
        return _object(_block(data, (hint,), place), data, place)
    if issubclass(hint, Enum):
        members = [member for member in hint if member.value == data]
        return members[0] if members else _check(data, False, place)
    return _check(data, isinstance(data, (int, float) if hint is float else hint), place)


def _union(hints: Sequence[Any], data: Any, place: str) -> Any:
    """Return a value of the one type among several that its JSON fits."""
    if data is None:
        return _check(data, NoneType in hints, place)
    if isinstance(data, dict):
        block = _block(data, [hint for hint in hints if is_dataclass(hint)], place)
        return _object(block, data, place)
    lists = [hint for hint in hints if get_origin(hint) is tuple]
    if isinstance(data, list) and lists:
        return _value(lists[0], data, place)
    others = [hint for hint in hints if hint is not NoneType and hint not in lists]
    if len(others) == 1:
        return _value(others[0], data, place)
    return _check(data, isinstance(data, tuple(hint for hint in others if isinstance(hint, type))), place)


def _tuple(hints: Sequence[Any], data: Any, place: str) -> tuple[Any, ...]:
    is_open = hints[-1] is ...
    _check(data, isinstance(data, list) and (is_open or len(data) == len(hints)), place)
    each = (hints[0],) * len(data) if is_open else hints
    return tuple(_value(hint, item, f"{place}[{at}]") for at, (hint, item) in enumerate(zip(each, data, strict=True)))


def _block(data: Any, types: Sequence[Any], place: str) -> Any:
    """Return the class that an object is of, by its kind where blocks have their place."""
    if types and types[0] not in BLOCKS.values():
        return types[0]
    kind = data.get("kind") if isinstance(data, dict) else None
    block = BLOCKS.get(kind) if isinstance(kind, str) else None
    if block is None or block not in types:
        raise UnreadableFrame(f"{place} is of the kind {kind!r}, which is unknown here.")
    return block


def _check(data: Any, fits: bool, place: str) -> Any:
    if not fits:
        raise UnreadableFrame(f"{place} can't be {json.dumps(data)}.")
    return data
