"""The chain of evidence: every piece as it came in and was reviewed, each link with a hash over it and the one before.

Nothing of it is stored: it follows from the releases of the evidence, in the order in which they came into force. So a
head that somebody noted earlier is still among its links, unless what was there before was changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from steering.compliance.pieces import EvidencePiece
from steering.formatting import join_words, printable
from steering.records.publication import Publication

# What the first link follows.
GENESIS = "0" * 64
# The columns that a review fills, and how far each status has come; after the last step nothing moves.
REVIEW = frozenset({"status", "reviewer"})
STEPS: Mapping[str, int] = {"draft": 0, "in_review": 1, "approved": 2, "rejected": 2}
LAST_STEP = max(STEPS.values())
# The most characters of a value that a sentence quotes.
LONGEST = 80

LinkKind = Literal["received", "reviewed", "changed", "removed", "returned"]
Rows = dict[str, EvidencePiece]


@dataclass(frozen=True, kw_only=True)
class EvidenceRelease:
    """What came into force with a publication: its pieces, or None where they can't be read.

    `fault` says why; `is_cleaned_up` where somebody deleted the release by the way that is meant for it.
    """

    publication: Publication
    pieces: tuple[EvidencePiece, ...] | None
    fault: str = ""
    is_cleaned_up: bool = False


@dataclass(frozen=True, kw_only=True)
class EvidenceLink:
    """Something that happened to a piece; `number` counts from 1, `publication` is the receipt: by whom and when.

    `sha256` is the hash of that of the link before, and of the piece's row with its release and moment. People are no
    part of it: whoever is forgotten leaves no break.
    """

    number: int
    kind: LinkKind
    evidence_id: str
    publication: Publication
    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class EvidenceBreak:
    """Where the chain does not hold: a piece, or "" where it is a whole release, and what is wrong with it."""

    evidence_id: str
    publication: Publication
    text: str


@dataclass(frozen=True, kw_only=True)
class EvidenceChain:
    """The links, the oldest first, with the breaks in that order and the releases that were cleaned up."""

    links: tuple[EvidenceLink, ...]
    breaks: tuple[EvidenceBreak, ...]
    gaps: tuple[Publication, ...]

    @property
    def head(self) -> str:
        """The hash of the last link; of a chain without links, what the first one would follow."""
        return self.links[-1].sha256 if self.links else GENESIS

    def find_link(self, sha256: str) -> int | None:
        """Return the number of the link with a hash, 0 for what the first one follows; None where there is none."""
        numbers = {GENESIS: 0, **{link.sha256: link.number for link in self.links}}
        return numbers.get(sha256)

    def of_kind(self, kind: LinkKind) -> tuple[EvidenceLink, ...]:
        """Return the links of a kind."""
        return tuple(link for link in self.links if link.kind == kind)


def build_chain(releases: Sequence[EvidenceRelease]) -> EvidenceChain:
    """Return the chain of the releases that were in force, the oldest first."""
    links: list[EvidenceLink] = []
    current: Rows = {}
    latest: Rows = {}
    for release in releases:
        if release.pieces is None:
            continue
        rows = {piece.evidence_id: piece for piece in release.pieces}
        for kind, piece, text in _compare(rows, current, latest):
            links.append(_make_link(links, kind, piece, release.publication, text))
        current, latest = rows, latest | rows
    breaks = [*_list_faults(releases), *_list_broken_links(links, current)]
    return EvidenceChain(
        links=tuple(links),
        breaks=tuple(sorted(breaks, key=lambda entry: entry.publication.id)),
        gaps=tuple(release.publication for release in releases if release.is_cleaned_up),
    )


def _list_faults(releases: Sequence[EvidenceRelease]) -> Iterator[EvidenceBreak]:
    for release in releases:
        if release.fault and not release.is_cleaned_up:
            yield EvidenceBreak(evidence_id="", publication=release.publication, text=release.fault)


def _list_broken_links(links: Sequence[EvidenceLink], current: Rows) -> Iterator[EvidenceBreak]:
    """Yield what may not happen to a piece; that one was away and is back as it was is told by its links alone."""
    for link in links:
        if link.kind == "changed" or (link.kind == "removed" and link.evidence_id not in current):
            yield EvidenceBreak(evidence_id=link.evidence_id, publication=link.publication, text=link.text)


def digest_link(before: str, kind: LinkKind, piece: EvidencePiece, publication: Publication) -> str:
    """Return the hash of a link: of the hash before it and of its facts as JSON, its columns by their names."""
    facts = {
        "at": publication.published_at.isoformat(timespec="milliseconds"),
        "kind": kind,
        "release": publication.release_id,
        "row": vars(piece),
    }
    body = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def _make_link(
    links: Sequence[EvidenceLink], kind: LinkKind, piece: EvidencePiece, publication: Publication, text: str
) -> EvidenceLink:
    return EvidenceLink(
        number=len(links) + 1,
        kind=kind,
        evidence_id=piece.evidence_id,
        publication=publication,
        text=text,
        sha256=digest_link(links[-1].sha256 if links else GENESIS, kind, piece, publication),
    )


def _compare(rows: Rows, current: Rows, latest: Rows) -> Iterator[tuple[LinkKind, EvidencePiece, str]]:
    """Yield what happened to each piece, with its row and a sentence: those that are there first, then those gone."""
    for id, piece in rows.items():
        name, before = printable(id), latest.get(id)
        if before is None:
            yield "received", piece, f"{name} came in."
        elif before != piece:
            kind: LinkKind = "reviewed" if _is_review(before, piece) else "changed"
            yield kind, piece, f"{name}: {_describe_changes(before, piece)}."
        elif id not in current:
            yield "returned", piece, f"{name} is back as it was."
    for id in sorted(current.keys() - rows.keys()):
        yield "removed", current[id], f"{printable(id)} was removed."


def _is_review(before: EvidencePiece, after: EvidencePiece) -> bool:
    """Whether only the review of a piece went on, and it was not over before."""
    step, next_step = STEPS.get(before.status, LAST_STEP), STEPS.get(after.status, -1)
    return _list_differences(before, after) <= REVIEW and step < LAST_STEP and next_step >= step


def _list_differences(before: EvidencePiece, after: EvidencePiece) -> frozenset[str]:
    old, new = vars(before), vars(after)
    return frozenset(name for name, value in old.items() if new[name] != value)


def _describe_changes(before: EvidencePiece, after: EvidencePiece) -> str:
    old, new = vars(before), vars(after)
    names = sorted(_list_differences(before, after))
    return join_words([f"{name} was {_quote(old[name])} and became {_quote(new[name])}" for name in names])


def _quote(value: str | None) -> str:
    text = printable(value) if value else "empty"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
