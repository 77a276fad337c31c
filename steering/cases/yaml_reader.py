"""Read YAML strictly as text: every scalar keeps its characters.

The only user of `yaml`. Refuses what surprises people (aliases, tags, several documents) and collects
every problem that the text alone can show: duplicate keys, keys that are not words, control characters,
too deep nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from steering.errors import Problem, quote_input

DEEPEST = 30
LARGEST = 5_000_000
# More values than the largest business case has; each costs about 400 bytes while a file is read.
MOST_VALUES = 400_000
NOTHING = ("", "~", "null", "Null", "NULL")
# Thousands that commas have torn apart within braces or brackets: `{value: 250,000}`, `[1,000,000, 0]`.
DIGITS, THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}"), re.compile(r"[0-9]{3}(\.[0-9]+)?")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Place = tuple[str | int, ...]
Tree = dict[str, Any] | list[Any] | str | None

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A YAML text as plain dicts, lists and strings, with the line of every place in it."""

    file: str
    tree: Tree
    lines: dict[Place, int]
    problems: tuple[Problem, ...]
    root: Place = ()
    # The characters of the file, with its comments.
    text: str = field(default="", compare=False, repr=False)

    def at(self, place: Place, found: str, expected: str, remedy: str) -> Problem:
        """Return a problem with one place of this document, with its line, or that of the nearest place around it."""
        full = self.root + place
        line = full
        while line and line not in self.lines:
            line = line[:-1]
        return Problem(
            file=self.file,
            row=self.lines.get(line),
            column=path(full) or None,
            found=found,
            expected=expected,
            remedy=remedy,
            spot=full,
        )

    def part(self, key: str, tree: Tree) -> Document:
        """Return one block of this document, whose places keep their lines in the file."""
        return replace(self, tree=tree, problems=(), root=(*self.root, key))


def parse_yaml(text: str, file: str) -> Document:
    """Read one YAML document. Never raises: what is wrong is in `problems`."""
    builder = _Builder(file, text)
    if len(text) > LARGEST:
        return builder.refuse("a text of over 5 MB", "a case file of at most 5 MB", "Move data into datasets/.")
    if strange := UNPRINTABLE.search(text):
        builder.unprintable(strange.group(), text.count("\n", 0, strange.start()) + 1)
        return builder.document()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except _Stop:
        pass
    except yaml.YAMLError as error:
        builder.unreadable(error)
    return builder.document()


class _Stop(Exception):
    """The text can't be read further; the reason is already among the problems."""


@dataclass
class _Open:
    """A mapping or list whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None
    # The last key, and how many items at the end of a list may be one number that commas have torn apart.
    last_key: str | None = None
    pieces: int = 0
    # Whether the key that waits for its value is such a piece.
    is_piece: bool = False


@dataclass
class _Builder:
    """Builds the tree from parser events, without recursion."""

    file: str
    text: str
    root: Tree = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    # Where the last plain scalar ended that may begin or go on with a number; -1 after anything else.
    digits_end: int = -1

    def problem(self, line: int | None, place: Place, found: str, expected: str, remedy: str) -> None:
        column = path(place) or None
        problem = Problem(
            file=self.file, row=line, column=column, found=found, expected=expected, remedy=remedy, spot=place
        )
        self.problems.append(problem)

    def refuse(self, found: str, expected: str, remedy: str) -> Document:
        self.problem(None, (), found, expected, remedy)
        return self.document()

    def unreadable(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        found = f"what can't be read as YAML ({getattr(error, 'problem', None) or getattr(error, 'reason', error)})"
        remedy = "Check the colons, the quotes and the indentation (by spaces, not tabs) near this line."
        self.problem(mark.line + 1 if mark else None, (), found, "YAML", remedy)
        self.root = None

    def unprintable(self, character: str, line: int) -> None:
        found = f"the unprintable character U+{ord(character):04X}"
        self.problem(line, self.here(), found, "plain text", "Remove the character, and save the file as UTF-8 text.")

    def document(self) -> Document:
        return Document(file=self.file, tree=self.root, lines=self.lines, problems=tuple(self.problems), text=self.text)

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(line, "a second document (---)", "one document", "Keep one document in this file.")
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.stop(line, "an anchor or alias (& or *)", "values written out", "Repeat the value in full.")
        elif getattr(event, "tag", None) not in (None, "!"):
            self.stop(line, f"the tag {quote_input(event.tag)}", "plain values", "Remove the tag.")
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()

    def stop(self, line: int, found: str, expected: str, remedy: str) -> None:
        self.problem(line, self.here(), found, expected, remedy)
        self.root = None
        raise _Stop

    def scalar(self, event: Any, line: int) -> None:
        if strange := UNPRINTABLE.search(event.value):
            self.unprintable(strange.group(), line)  # written as an escape within double quotes
        top = self.stack[-1] if self.stack else None
        plain = event.style in (None, "")
        goes_on = plain and self.digits_end >= 0 and event.start_mark.index == self.digits_end + 1
        piece = goes_on and THOUSANDS.fullmatch(event.value) is not None
        if top and isinstance(top.value, dict) and top.key is None:
            top.is_piece = piece
            self.digits_end = event.end_mark.index if piece else -1
            self.name(top, event.value, line)
        elif top and isinstance(top.value, dict) and top.is_piece and not event.value:
            self.join(top)
        else:
            self.put(None if plain and event.value in NOTHING else event.value, line)
            self.digits_end = event.end_mark.index if plain and (piece or DIGITS.fullmatch(event.value)) else -1
            if top and isinstance(top.value, list):
                self.join_items(top, piece)

    def join(self, top: _Open) -> None:
        """Put a piece of a number, which stands where a key would, back to the number: `250` and `000`."""
        assert isinstance(top.value, dict)  # the caller looked
        if top.last_key is not None and top.key is not None and isinstance(top.value.get(top.last_key), str):
            top.value[top.last_key] += f",{top.key}"
        top.key, top.is_piece = None, False

    def join_items(self, top: _Open, piece: bool) -> None:
        """Put pieces of a number in a list back together: those around one that no number is written as, `000`."""
        assert isinstance(top.value, list)  # the caller looked
        top.pieces = top.pieces + 1 if piece else int(self.digits_end >= 0)
        if top.pieces > 1 and (top.value[-1].startswith("0") or "," in top.value[-2]):
            top.value[-top.pieces :] = [",".join(top.value[-top.pieces :])]
            top.pieces = 1

    def name(self, top: _Open, key: str, line: int) -> None:
        top.key = key
        self.lines.setdefault((*top.place, key), line)
        if key in top.value:
            where = (*top.place, key)
            remedy = f"Keep one of them; the first is in row {self.lines[where]}."
            self.problem(line, where, f"the key {quote_input(key)} twice", "each key once", remedy)

    def open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            self.stop(line, "a list or mapping as a key", "a word as a key", "Write a plain key before the colon.")
        if len(self.stack) >= DEEPEST:
            self.stop(line, f"more than {DEEPEST} levels", "fewer levels", "Flatten the structure.")
        place = self.put(value, line)
        self.stack.append(_Open(value, place))

    def put(self, value: Tree, line: int) -> Place:
        place = self.here()
        self.lines.setdefault(place, line)
        if len(self.lines) > MOST_VALUES:
            found, expected = f"more than {MOST_VALUES:,} values", "the values of one case"
            self.stop(line, found, expected, "Move data into datasets/.")
        if not self.stack:
            self.root = value
            return place
        top = self.stack[-1]
        if isinstance(top.value, dict):
            if top.key is not None:
                top.value.setdefault(top.key, value)
            top.last_key, top.key = top.key, None
        else:
            top.value.append(value)
        return place

    def here(self) -> Place:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            return (*top.place, len(top.value))
        return (*top.place, top.key) if top.key is not None else top.place


def path(place: Place) -> str:
    """`adoption.waves[2].start` for a place in the tree."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text
