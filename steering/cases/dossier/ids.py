"""Checks that every file of the dossier makes of its ids: each is used once, and each that is named is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem, did_you_mean, quote_input


def check_ids(text: Document, place: Place, ids: Sequence[str], *, key: str = "id") -> Iterator[Problem]:
    """Yield every id of the list at a place that an entry before it has already."""
    used: set[str] = set()
    for index, id in enumerate(ids):
        if id in used:
            expected = f"an id used once in {place[-1]}"
            yield text.at((*place, index, key), quote_input(id), expected, "Give it another id.")
        used.add(id)


def check_known(
    text: Document, place: Place, names: str | Sequence[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    """Yield every name at a place, one or a list, that is none of the known ones of the same file."""
    several = (
        [(place, names)] if isinstance(names, str) else [((*place, index), name) for index, name in enumerate(names)]
    )
    for spot, name in several:
        if name not in known:
            remedy = did_you_mean(name, tuple(known)).strip() or f"Add {what} of that id, or remove the name."
            yield text.at(spot, quote_input(name), f"{what} of this file", remedy)
