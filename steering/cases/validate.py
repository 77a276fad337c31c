"""A strict document typed by its model: all problems at once, each with its line, its path and its cure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, get_args

from pydantic import ValidationError

from steering.cases.number_texts import suggest_number
from steering.cases.yaml_reader import Document, Place
from steering.errors import LISTED, Problem, did_you_mean, nearest_name, quote_input
from steering.field_types import checks_of

T = TypeVar("T")

QUOTED = re.compile(r"'([^']*)'")
EXPECTED: dict[str, str] = {
    "string_type": "text",
    "string_too_short": "some text",
    "string_too_long": "at most {max_length} characters",
    "string_unicode": "text",
    "greater_than_equal": "a number of at least {ge}",
    "less_than_equal": "a number of at most {le}",
    "literal_error": "one of {expected}",
    "tuple_type": "a list, each item on a line that begins with a dash",
    "list_type": "a list, each item on a line that begins with a dash",
    "too_short": "at least {min_length} item",
    "dict_type": "keys and values",
    "dataclass_type": "keys and values",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A place that is not as its model wants it: a key missing there or unknown, or a value that is wrong."""

    place: Place
    kind: Literal["missing", "unknown", "wrong"]
    # The key that an unknown one is probably meant to be.
    near: str = ""
    problem: Problem


def validate_as(document: Document, model: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """Return the document as its model, or every reason why it is not one."""
    if document.problems and document.tree is None:
        return None, document.problems
    value, mistakes = problems_of(document, model)
    return value, document.problems + tuple(mistake.problem for mistake in mistakes)


def problems_of(document: Document, model: type[T]) -> tuple[T | None, tuple[Mistake, ...]]:
    """Return the document's tree as its model, or every mistake; what the text alone shows is not among them."""
    try:
        return checks_of(model).validate_python(document.tree), ()
    except ValidationError as error:
        errors = error.errors(include_url=False)
        mistakes = [_mistake(document, model, item) for item in errors[:LISTED]]
        # Those that are never listed need no words of their own; they are counted.
        return None, tuple(mistakes + mistakes[-1:] * (len(errors) - len(mistakes)))


def _mistake(document: Document, model: type, item: Any) -> Mistake:
    place = _find_place(document.tree, item["loc"])
    kind = item["type"]
    if kind in ("missing", "missing_argument"):
        key = str(item["loc"][-1])
        problem = document.at(place, "nothing", f"the key {key!r}", f"Add `{key}:` with its value.")
        # Its row and path are those of what is there; its spot is where the key belongs.
        missing = replace(problem, spot=(*problem.spot, key))
        return Mistake(place=(*place, key), kind="missing", problem=missing)
    if kind == "unexpected_keyword_argument":
        key = str(item["loc"][-1])
        known = _keys(model, item["loc"][:-1])
        near = did_you_mean(key, known).strip()
        remedy = near or f"Remove it; the keys here are {', '.join(known)}."
        problem = document.at(place, f"the key {quote_input(key)}", "a known key", remedy)
        return Mistake(place=place, kind="unknown", near=nearest_name(key, known), problem=problem)
    if kind == "value_error":
        expected = str(item["ctx"]["error"])
    else:
        expected = EXPECTED.get(kind, "another kind of value").format_map(item.get("ctx") or {})
    found = "nothing" if item["input"] is None else quote_input(_as_written(item["input"]))
    problem = document.at(place, found, expected, _cure(kind, item, expected))
    return Mistake(place=place, kind="wrong", problem=problem)


def _cure(kind: str, item: Any, expected: str) -> str:
    """Return the remedy for a value: the number or word that was probably meant."""
    value, cure = item["input"], ""
    if isinstance(value, str) and kind == "literal_error":
        cure = did_you_mean(value, QUOTED.findall(item["ctx"]["expected"])).strip()
    elif isinstance(value, str) and kind == "value_error":
        cure = suggest_number(value, percent="%" in expected)
    return cure or "Correct this value."


def _as_written(value: Any) -> str:
    """Return a value as one would write it in the file: `{op: >=, value: [1, 2]}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_as_written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_as_written(part) for part in value) + "]"
    return "" if value is None else str(value)


def _find_place(tree: Any, loc: tuple[Any, ...]) -> Place:
    """Return the part of pydantic's location that exists in the document."""
    place: list[str | int] = []
    for part in loc:
        if (isinstance(tree, dict) and part in tree) or (
            isinstance(tree, list) and isinstance(part, int) and part < len(tree)
        ):
            tree = tree[part]
            place.append(part)
        # A list may stand for the mapping that it would be the only key of: that key is not in the file, its items are.
        elif not (isinstance(tree, list) and isinstance(part, str)):
            break
    return tuple(place)


def _keys(model: Any, loc: tuple[Any, ...]) -> list[str]:
    """Return the keys that a mapping may have at a location, read off the model's types."""
    for part in loc:
        keys = _fields(model)
        model = keys.get(part, model) if isinstance(part, str) else model
    return list(_fields(model))


def _fields(annotation: Any) -> dict[str, Any]:
    """Key -> type of the first dataclass within an annotation such as `tuple[Wave, ...] | None`."""
    if hasattr(annotation, "__pydantic_fields__"):
        fields = annotation.__pydantic_fields__.items()
        return {info.alias or name: info.annotation for name, info in fields}
    for part in get_args(annotation):
        if inner := _fields(part):
            return inner
    return {}
