"""What the head of an architecture decision record says: front matter, a list below the title, or Nygard's sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from steering.cases.dossier.markdown_sections import MarkdownText
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document
from steering.conditions import Condition
from steering.errors import Problem
from steering.field_types import STRICT, Day, Label

AdrStatus = Literal["draft", "proposed", "accepted", "rejected", "deprecated", "superseded"]
# The keys of front matter by the name of their field, as MADR, its older versions and log4brains write them.
KEYS = {
    "decision-makers": "deciders",
    "deciders": "deciders",
    "decision_makers": "deciders",
    "review-by": "review_by",
    "superseded-by": "superseded_by",
    "rests-on": "rests_on",
    "committee-decisions": "committee_decisions",
}
ITEM = re.compile(r"\s{0,3}[-*+]?\s*\**([A-Za-z][A-Za-z _-]{1,30})\**\s*:\s*\**\s*(.+?)\s*")
TARGET = re.compile(r"\[([^\]]*)\]\((?:\./)?([^)#\s]+?)(?:\.md)?(?:#[^)]*)?\)")


def _split(value: Any) -> Any:
    """A text that names several, with commas between them, as a list; `none` and nothing name nobody."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip() and part.strip() != "none"]
    return value


Names = Annotated[tuple[Label, ...], BeforeValidator(_split)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AdrFront:
    """The head of a record. `line` is where its status stands; what a record does not say is empty or None.

    `confirmation` is the condition that has to hold for the decision to stand; `rests_on` are records that it needs.
    """

    status: AdrStatus | None = None
    date: Day | None = None
    deciders: Names = ()
    consulted: Names = ()
    informed: Names = ()
    review_by: Day | None = None
    components: Names = ()
    constraints: Names = ()
    capabilities: Names = ()
    committee_decisions: Names = ()
    supersedes: Names = ()
    superseded_by: Names = ()
    rests_on: Names = ()
    tags: Names = ()
    confirmation: Condition | None = None
    line: Annotated[int, Field(ge=1)] = 1


# What each key of a front matter may be called: the fields, and what other forms call them.
FIELDS = tuple(name for name in AdrFront.__dataclass_fields__ if name != "line")
# Keys of other forms that say nothing that is read here.
LEFT_OUT = ("technical-story", "technical story", "title", "layout", "nav_order", "parent", "id", "number")
SUPERSEDED = re.compile(r"superseded\s+by:?\s+(.+)", re.IGNORECASE | re.DOTALL)
RELATION = re.compile(r"(supersedes|superseded by)\b:?\s+(.+)", re.IGNORECASE)


def parse_front(parts: MarkdownText, file: str) -> tuple[AdrFront | None, tuple[Problem, ...]]:
    """Read the head of a record: front matter, else the list below its title, else its status section."""
    if parts.front is not None:
        return _parse_matter(parts.front)
    tree, lines = _parse_items(parts)
    document = Document(file=file, tree=tree, lines=lines, problems=())
    return _validate(document, lines.get(("status",), 1))


def _parse_matter(front: Document) -> tuple[AdrFront | None, tuple[Problem, ...]]:
    if front.problems or front.tree is None:
        return (None, front.problems) if front.problems else (AdrFront(), ())
    if not isinstance(front.tree, dict):
        remedy = "Write `status: accepted` and the other keys, one on each line."
        return None, (front.at((), "a list or a text", "front matter of keys and values", remedy),)
    tree: dict[str, Any] = {}
    names: dict[str, str] = {}
    for key, value in front.tree.items():
        name = KEYS.get(key.casefold(), key.casefold().replace("-", "_"))
        if key.casefold() not in LEFT_OUT:
            tree[name], names[key] = value, name
    lines = {(names.get(str(place[0]), place[0]), *place[1:]): line for place, line in front.lines.items() if place}
    _split_status(tree)
    own = Document(file=front.file, tree=tree, lines=lines, problems=())
    return _validate(own, lines.get(("status",), 1))


def _validate(document: Document, line: int) -> tuple[AdrFront | None, tuple[Problem, ...]]:
    assert isinstance(document.tree, dict)  # both readers give keys and values
    tree: Mapping[str, Any] = {**document.tree, "line": line}
    return validate_as(Document(file=document.file, tree=dict(tree), lines=document.lines, problems=()), AdrFront)


def _split_status(tree: dict[str, Any]) -> None:
    """Take `superseded by …` apart: the status, and the record that took its place."""
    status = tree.get("status")
    if not isinstance(status, str):
        return
    status = status.strip(' *_`"')
    if later := SUPERSEDED.match(status):
        status = "superseded"
        tree["superseded_by"] = [*_split(tree.get("superseded_by")), *name_targets(later[1])]
    tree["status"] = status.casefold() or None


def _parse_items(parts: MarkdownText) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]]:
    """Read `Status: accepted` and its like from below the title, and the section that Nygard's form has for it."""
    tree: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    for section in parts.sections[:2]:
        if section.level > 1:
            break
        for offset, text in enumerate(section.lines, 1):
            item = ITEM.fullmatch(text)
            key = KEYS.get(item[1].casefold(), item[1].casefold().replace(" ", "_")) if item else ""
            if item and key in FIELDS and key not in tree:
                tree[key], lines[(key,)] = item[2], section.line + offset
    status = parts.section("status")
    if status and "status" not in tree:
        tree["status"], lines[("status",)] = _first_line(status.text), status.line
        for later in map(RELATION.search, status.text.splitlines()):
            if later:
                name = later[1].casefold().replace(" ", "_")
                tree[name] = [*_split(tree.get(name)), *name_targets(later[2])]
                if name == "superseded_by":
                    tree["status"] = "superseded"
    _split_status(tree)
    return tree, lines


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def name_targets(text: str) -> list[str]:
    """Return the records that a text names: the files of its links, else its words between commas."""
    targets = [target[2].removesuffix(".md").rpartition("/")[2] for target in TARGET.finditer(text)]
    return targets or [part.strip(' ."') for part in re.split(r",|\band\b", text) if part.strip(' ."')]
