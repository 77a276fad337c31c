"""The columns of a list of a dossier's file, from the JSON Schema of its model, and the way from a cell and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from steering.cases.dossier.files import DossierFile
from steering.cases.json_schema import Schema, describe_model
from steering.finance.draft.compound import format_compound
from steering.finance.draft.grids import DraftColumn, as_mapping, parse_cell, set_key

# A word, several of them, or what is written alone or with keys: `62`, `value: 62, source: Survey`, `0.3, 0.5`.
Shape = Literal["word", "words", "compound", "more"]
# Keys that are no words with a capital.
SPELLING = {"raci": "RACI", "faq": "FAQ", "id": "Id", "kpi": "KPI", "kpis": "KPIs", "adr": "ADR"}
NEEDED = "Has to be there"
HELP = {"words": "Several with commas between them", "compound": "A figure, or value: 62, source: Survey"}
Path = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ListColumn:
    """A column of a list: the keys that lead to its value within a row, and how that is written in a cell.

    Of `more` the value is a mapping without the keys that have columns of their own; `names` are those or, of a
    `compound`, the keys that it may have.
    """

    keys: Path
    shape: Shape
    names: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()
    help: str = ""

    @property
    def id(self) -> str:
        """Its name within the grid."""
        return ".".join((*self.keys, "*") if self.shape == "more" else self.keys)

    @property
    def title(self) -> str:
        """What it is called: `Review by`, `Before: probability`."""
        parts = [label(self.keys[0]), *(plain(key) for key in self.keys[1:])]
        return ": ".join([*parts, "more"] if self.shape == "more" else parts)


def label(key: str) -> str:
    """Return a key as a heading: `Review by` for `review_by`."""
    return SPELLING.get(key) or plain(key)[:1].upper() + plain(key)[1:]


def plain(key: str) -> str:
    """Return a key in words: `review by` for `review_by`."""
    return key.replace("_", " ")


@cache
def describe_file(file: DossierFile) -> Schema:
    """Return the JSON Schema of a file's model."""
    return describe_model(file.model, file.name)


def find_schema(part: Schema, whole: Schema) -> Schema:
    """Return a part of a schema itself: what a reference means, and what may be there rather than nothing."""
    if "$ref" in part:
        target: Schema = whole["$defs"][part["$ref"].rpartition("/")[2]]
        return target
    options = [option for option in part.get("anyOf", ()) if option != {"type": "null"}]
    return find_schema(options[0], whole) if len(options) == 1 else part


def is_list_of_records(part: Schema, whole: Schema) -> bool:
    """Return whether a part of a schema is a list of mappings."""
    return part.get("type") == "array" and "properties" in find_schema(part["items"], whole)


def list_columns(record: Schema, whole: Schema, rows: Sequence[Any]) -> tuple[ListColumn, ...]:
    """Return the columns of a list of records; lists within a record have tables of their own."""
    return tuple(_columns(record, whole, rows, ()))


def _columns(record: Schema, whole: Schema, rows: Sequence[Any], above: Path) -> Iterator[ListColumn]:
    required = record.get("required", ())
    for key, value in record["properties"].items():
        part, keys = find_schema(value, whole), (*above, key)
        if is_list_of_records(part, whole):
            continue
        if "properties" in part:
            yield from _columns(part, whole, rows, keys)
        elif "patternProperties" in part:
            yield from _columns_of_keys(part, rows, keys)
        else:
            yield _column(part, whole, keys, is_required=key in required and not above)


def _columns_of_keys(part: Schema, rows: Sequence[Any], keys: Path) -> Iterator[ListColumn]:
    """Yield a column for each key that some row has, and one for any other key."""
    names = list(dict.fromkeys(name for row in rows for name in as_mapping(value_at(row, keys))))
    (shape,) = part["patternProperties"].values()
    for name in names:
        yield ListColumn(keys=(*keys, name), shape="word", choices=tuple(shape.get("enum", ())))
    yield ListColumn(keys=keys, shape="more", names=frozenset(names), help="Any other, such as name: A, other: C")


def _column(part: Schema, whole: Schema, keys: Path, *, is_required: bool) -> ListColumn:
    shape: Shape = "words" if part.get("type") == "array" else "compound" if "anyOf" in part else "word"
    parts = [find_schema(option, whole) for option in part.get("anyOf", ())]
    names = frozenset(name for option in parts for name in option.get("properties", ()))
    form = part["items"] if shape == "words" else part
    said = [NEEDED] if is_required else []
    said += [HELP[shape]] if shape in HELP and (shape == "words" or names) else []
    said += [hint] if (hint := _hint(form)) else []
    choices = _choices(form)
    return ListColumn(
        keys=keys,
        shape=shape,
        names=names,
        choices=choices if shape == "word" else (),
        help=". ".join([*said, f"Out of {', '.join(choices)}"] if shape == "words" and choices else said),
    )


def _choices(part: Schema) -> tuple[str, ...]:
    return ("true", "false") if part.get("type") == "boolean" else tuple(part.get("enum", ()))


def _hint(part: Schema) -> str:
    if part.get("format") == "date":
        return "A day, such as 2026-11-27"
    return "A month, such as 2026-10" if part.get("pattern") == r"^\d{4}-\d{2}$" else ""


def as_draft_column(column: ListColumn, *, names: bool) -> DraftColumn:
    """Return a column as the grid draws it. `names`: it names the row."""
    kind: Literal["text", "choice"] = "choice" if column.choices else "text"
    return DraftColumn(
        key=column.id, label=column.title, kind=kind, options=column.choices, names=names, help=column.help
    )


def value_at(row: Any, keys: Path) -> Any:
    """Return the value at a place within a row; None where there is none."""
    for key in keys:
        row = row.get(key) if isinstance(row, Mapping) else None
    return row


def format_cell(row: Any, column: ListColumn) -> str:
    """Return a row's value as its cell shows it."""
    value = value_at(row, column.keys)
    if column.shape == "more":
        value = {name: part for name, part in as_mapping(value).items() if name not in column.names}
    return format_compound(value).strip()


def change_cell(row: Any, column: ListColumn, text: str) -> Any:
    """Return a row with another text in a cell; the same row where the cell says that already."""
    if text.strip() == format_cell(row, column):
        return row
    value = _parse(column, text.strip())
    if column.shape == "more":
        own = {name: part for name, part in as_mapping(value_at(row, column.keys)).items() if name in column.names}
        value = own | as_mapping(value) or None
    return _with_value(row, column.keys, value)


def _with_value(row: Any, keys: Path, value: Any) -> Any:
    """Return a row with a value at a place; mappings that have become empty on the way are gone."""
    key, *below = keys
    inner = _with_value(as_mapping(row).get(key), tuple(below), value) or None if below else value
    return set_key(as_mapping(row), key, inner)


def _parse(column: ListColumn, text: str) -> Any:
    if not text:
        return None
    match column.shape:
        case "words":
            return _split(text)
        case "more":
            parsed = parse_cell("{" + text + "}")
            # What can't be read is a key itself, which the parser refuses: so nothing beside it is lost.
            return parsed if isinstance(parsed, dict) else {text: None}
        case "compound":
            return _parse_compound(column.names, text)
    return text


def _split(text: str) -> list[str]:
    """Return the words of a list: as YAML reads them, and otherwise whatever stands between commas."""
    parsed = parse_cell(f"[{text}]")
    if isinstance(parsed, list) and all(isinstance(part, str) for part in parsed):
        return parsed
    return [part for part in map(str.strip, text.split(",")) if part]


def _parse_compound(names: frozenset[str], text: str) -> Any:
    """Return keys with values where they are those that may be there, several figures as a list, otherwise the text."""
    mapping = parse_cell("{" + text + "}")
    if isinstance(mapping, dict) and names and mapping.keys() <= names:
        return mapping
    if "," in text and not names:
        return _split(text)
    return text
