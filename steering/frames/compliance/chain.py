"""The chain of evidence on the Compliance page: whole or broken in a sentence, and what came in with each release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from steering.compliance.evidence_chain import EvidenceChain
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Column, Notice, Piece, Statement, Statements, Tab, TableBlock, Tabs
from steering.frames.cells import CellValue
from steering.frames.frame import Frame
from steering.records import Publication
from steering.status import Status

ACTIONS = {"publish": "Published", "rollback": "Rolled back"}
# How many breaks of one release its row says in words.
SAID = 3
KEEP = (
    "Note the head somewhere else: python -m steering verify-evidence CASE --head HEAD tells later whether all of it "
    "is still there. Whoever owns the server can write everything anew; nothing here tells whether a piece is true."
)


def add_chain(frame: Frame, blocks: tuple[Piece, ...], fault: str = "") -> Frame:
    """Return the frame of the page with the chain as its last part, and a notice above all where it does not hold."""
    tab = Tab(id="chain", label="Chain of evidence", blocks=blocks)
    parts = tuple(
        replace(block, parts=(*block.parts, tab)) if isinstance(block, Tabs) else block for block in frame.blocks
    )
    remedy = "Look at Chain of evidence below, and hold the files against a backup."
    notices = (Notice(text=f"{fault}.", remedy=remedy),) if fault else ()
    return replace(frame, blocks=parts, notices=(*notices, *frame.notices))


def describe_break(chain: EvidenceChain) -> str:
    """Return that the chain is broken, in how many places and since when; nothing where it is whole."""
    if not chain.breaks:
        return ""
    count = len(chain.breaks)
    where = "in one place" if count == 1 else f"in {count:,} places, first"
    return f"The chain of evidence is broken {where} on {format_day(chain.breaks[0].publication.published_at.date())}"


def build_chain_blocks(
    chain: EvidenceChain,
    history: Sequence[Publication],
    names: Mapping[str, str],
    log: Sequence[str] | None = None,
) -> tuple[Statements, TableBlock]:
    """Build what holds and what does not, and a row for each release in its turn, the oldest first."""
    entries = [_describe_chain(chain, history), *_describe_gaps(chain), *_describe_log(log)]
    statements = Statements(id="evidence-chain", title="Is the evidence still what came in?", findings=tuple(entries))
    return statements, _build_releases(chain, history, names)


def _describe_chain(chain: EvidenceChain, history: Sequence[Publication]) -> Statement:
    if fault := describe_break(chain):
        text = chain.breaks[0].text
        return Statement(text=fault, detail=text, meta=f"head {chain.head}", status=Status.BREACHED)
    pieces = pluralise(len({link.evidence_id for link in chain.links}), "piece")
    since = f" since {format_day(history[0].published_at.date())}" if history else ""
    return Statement(
        text=f"The chain of evidence is whole: {pieces} of evidence in {pluralise(len(chain.links), 'link')}{since}",
        detail=KEEP,
        meta=f"head {chain.head}",
        status=Status.ON_TRACK,
    )


def _describe_gaps(chain: EvidenceChain) -> list[Statement]:
    if not chain.gaps:
        return []
    days = join_words([format_day(entry.published_at.date()) for entry in chain.gaps[:SAID]])
    what = f"What {pluralise(len(chain.gaps), 'release')} held can't be shown: cleaned up, as the audit log tells"
    return [Statement(text=what, detail=f"In force from {days}.", status=Status.AT_RISK)]


def _describe_log(log: Sequence[str] | None) -> list[Statement]:
    if log is None:
        return []
    if not log:
        text = "The audit log holds, and tells of the same releases"
        return [Statement(text=text, status=Status.ON_TRACK)]
    return [Statement(text=text, status=Status.BREACHED) for text in log]


def _build_releases(chain: EvidenceChain, history: Sequence[Publication], names: Mapping[str, str]) -> TableBlock:
    return TableBlock(
        id="evidence-releases",
        title="The chain, release by release",
        columns=(
            Column(label="In force from", kind="day"),
            Column(label="By"),
            Column(label="Did"),
            Column(label="Came in", kind="count"),
            Column(label="Reviewed", kind="count"),
            Column(label="Changed or gone", kind="count"),
            Column(label="Stands", kind="status"),
            Column(label="What is wrong", kind="words"),
            Column(label="Hash after it", minor=True),
        ),
        rows=tuple(_list_rows(chain, history, names)),
        note="Each link has a hash over the piece, its release, the moment, and the link before. A review may go on; "
        "a piece that becomes another one, or goes for good, is a break.",
    )


def _list_rows(
    chain: EvidenceChain, history: Sequence[Publication], names: Mapping[str, str]
) -> Iterator[tuple[CellValue, ...]]:
    kinds: dict[int, Counter[str]] = {}
    heads: dict[int, str] = {}
    for link in chain.links:
        kinds.setdefault(link.publication.id, Counter())[link.kind] += 1
        heads[link.publication.id] = link.sha256
    faults: dict[int, list[str]] = {}
    for fault in chain.breaks:
        faults.setdefault(fault.publication.id, []).append(fault.text)
    gaps = {entry.id for entry in chain.gaps}
    for entry in history:
        counts, texts = kinds.get(entry.id, Counter()), faults.get(entry.id, [])
        yield (
            entry.published_at.date().isoformat(),
            names.get(entry.published_by, entry.published_by),
            ACTIONS[entry.action],
            counts["received"],
            counts["reviewed"],
            counts["changed"] + counts["removed"],
            Status.BREACHED if texts else Status.AT_RISK if entry.id in gaps else Status.ON_TRACK,
            _join_faults(texts) or ("Cleaned up." if entry.id in gaps else None),
            heads.get(entry.id),
        )


def _join_faults(texts: Sequence[str]) -> str:
    more = [f"And {len(texts) - SAID:,} more."] if len(texts) > SAID else []
    return " ".join([*texts[:SAID], *more])
