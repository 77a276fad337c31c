"""A release taken back in several places: what each of them goes back to, as a table and a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steering.catalog.contracts import dataset_label
from steering.formatting import format_moment, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.sources.releases import NO_DATA
from steering.records import Publication
from steering.records.publication import NOTHING

STAYS = "stays as it is"
OWN_FILES = "the data that it began with"


@dataclass(frozen=True, kw_only=True)
class PlaceChange:
    """What a workspace, by its title, has now and what it goes back to: an entry, `NOTHING`, or None where it stays.

    `begins_again` says that the files it began with come into force where nothing else is.
    """

    title: str
    now: Publication | None
    after: Publication | int | None
    begins_again: bool = False


def describe_entry(entry: Publication) -> str:
    """Describe a release to go back to: its day, its file and its rows."""
    return f"{format_moment(entry.published_at)} · {entry.source_name} · {pluralise(entry.rows, 'row')}"


def describe_no_data(dataset: str) -> str:
    """Describe going back to before the first release, as an option."""
    return f"No data · as before the first {dataset_label(dataset)} release"


def describe_nothing(dataset: str) -> str:
    """Describe what going back to before the first release does, as a sentence."""
    return f"Nothing will be current of the {dataset_label(dataset)} data; pages say what they need."


def describe_changes(changes: Sequence[PlaceChange]) -> str:
    """Describe how many places go back, and how many of them have no data then, as a sentence."""
    going = [change for change in changes if change.after is not None]
    if not going:
        return "Nothing goes back: none of these has this release, and something before it."
    rest = len(changes) - len(going)
    empty = sum(change.after == NOTHING and not change.begins_again for change in going)
    parts = [f"{len(going):,} of {len(changes):,} {'goes' if len(going) == 1 else 'go'} back"]
    parts += [f"{empty:,} to no data, where nothing will be current and pages say what they need"] if empty else []
    parts += [f"{rest:,} {'stays' if rest == 1 else 'stay'} as {'it is' if rest == 1 else 'they are'}"] if rest else []
    return "; ".join(parts) + "."


def build_changes(changes: Iterable[PlaceChange]) -> TableBlock:
    """Build a row for each place, with what it has now and after going back."""
    return TableBlock(
        id="roll-back-places",
        title="What each goes back to",
        columns=(Column(label="Workspace"), Column(label="Current", kind="words"), Column(label="After", kind="words")),
        rows=tuple((change.title, _describe_now(change.now), _describe_after(change)) for change in changes),
    )


def _describe_now(entry: Publication | None) -> str:
    return describe_entry(entry) if entry else NO_DATA


def _describe_after(change: PlaceChange) -> str:
    if isinstance(change.after, Publication):
        return describe_entry(change.after)
    if change.after is None:
        return STAYS
    return OWN_FILES if change.begins_again else NO_DATA
