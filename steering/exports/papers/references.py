"""Cross-references of a paper: a name for each figure and table, and the one that each statement leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Element = dict[str, Any]
# Kinds of element that have a caption, so that something can lead to them.
NUMBERED = ("table", "chart", "drawing", "heat")


def link_elements(parts: Sequence[Element]) -> None:
    """Name every numbered element of the parts by its page and block, and aim statements at those there are."""
    places: dict[tuple[str, str], str] = {}
    number = 0
    for part in parts:
        for element in _list_elements(part):
            if element["kind"] in NUMBERED and _has_caption(element):
                number += 1
                places.setdefault((part["page"], element["label"]), f"place-{number}")
                element["label"] = f"place-{number}"
    for part in parts:
        for element in _list_elements(part):
            for item in element.get("items", ()):
                item["target"] = _find_target(item, places)


def _list_elements(part: Element) -> Iterator[Element]:
    yield from part["elements"]
    yield from part["extras"]


def _has_caption(element: Element) -> bool:
    """Whether it is shown with its title and a number: an empty one is a sentence, and one without a title is bare."""
    return bool(element["title"]) and bool(element.get("rows", element.get("groups", True)))


def _find_target(item: Element, places: dict[tuple[str, str], str]) -> str:
    """The name of what a statement leads to; of a detail the one that shows that detail. Empty where it is not here."""
    page, place, focus = item["link"]
    return places.get((page, f"{place}-{focus}")) or places.get((page, place)) or ""
