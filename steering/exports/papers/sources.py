"""Where the figures of a paper come from, in small print: the releases that were read, and the frames' hashes."""

from __future__ import annotations

from collections.abc import Iterable

from steering.catalog.contracts import dataset_label
from steering.formatting import join_words
from steering.frames.agenda import AGENDA
from steering.frames.frame import Frame

# Letters of a hash that tell one release or frame from another.
SHORT = 12


def describe_sources(frames: Iterable[Frame]) -> str:
    """`Made from releases: adoption 17e1a7432d90, … Frames: Brief 0c1d…`."""
    frames = list(frames)
    releases = dict(pair for frame in frames for pair in frame.provenance.releases)
    names = [f"{dataset_label(dataset)} {release[:SHORT]}" for dataset, release in releases.items()]
    titles = {page: item.title for page, item in AGENDA.items()}
    hashes = [f"{titles.get(frame.page, frame.page)} {frame.sha256[:SHORT]}" for frame in frames]
    made = f"Releases in force: {join_words(names)}. " if names else ""
    return f"{made}Made from the frames {join_words(hashes)}."
