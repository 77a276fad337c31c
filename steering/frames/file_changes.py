"""What becomes of the files of a case when others take their place, as a sentence and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from steering.cases.file_changes import FileChange, FileState, Kind
from steering.formatting import format_bytes, join_words, pluralise
from steering.frames.blocks import Column, TableBlock

KINDS: tuple[Kind, ...] = ("added", "changed", "removed")
COLUMNS = (Column(label="File"), Column(label="Change"), Column(label="Size now"), Column(label="Size then"))


def describe_changes(changes: Sequence[FileChange]) -> str:
    """Return how many files are added, changed and removed: `1 file added and 2 changed`."""
    counts = Counter(change.kind for change in changes)
    kinds = [kind for kind in KINDS if counts[kind]]
    first = [pluralise(counts[kind], "file") + f" {kind}" for kind in kinds[:1]]
    return join_words([*first, *(f"{counts[kind]:,} {kind}" for kind in kinds[1:])]) or "No file differs"


def build_change_table(changes: Sequence[FileChange]) -> TableBlock:
    """Build the files that differ, each with what becomes of it."""
    rows = tuple((change.name, change.kind, _size(change.before), _size(change.after)) for change in changes)
    return TableBlock(id="file-changes", title="What changes", columns=COLUMNS, rows=rows)


def _size(state: FileState | None) -> str:
    return format_bytes(state.size) if state else ""
