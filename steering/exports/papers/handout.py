"""The demo as a handout: a scene a page, with its message, its figures and charts, its claims and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from steering.conditions import ConditionState
from steering.exports.pack_file import PackFile, Remark
from steering.exports.papers.paper import Paper, PaperPart, last_day, pack_paper, set_paper
from steering.exports.papers.sources import SHORT
from steering.exports.papers.typesetter import PaperSize
from steering.exports.storyboard import SceneExport, StoryboardExport
from steering.formatting import pluralise
from steering.frames.blocks import Block, Chart, Claims, Column, Columns, Notice, TableBlock, Tabs, leaves
from steering.months import format_month
from steering.progress import report

# Rows of a table that a page has room for.
MOST_ROWS = 14
CLAIMS = "What it claims"
STATES = {
    ConditionState.HOLDS: "",
    ConditionState.BROKEN: "not supported",
    ConditionState.UNKNOWN: "can't be checked",
}


def demo_handout(pack: StoryboardExport, *, size: PaperSize = "a4") -> PackFile:
    """Set the handout of a storyboard: a page of contents, then a page for each scene."""
    report("Setting", 0.0)
    month = format_month(pack.as_of)
    paper = Paper(
        kind="Demo handout",
        title=pack.subtitle or pack.title,
        organisation=pack.organisation,
        about=f"{pack.title} · as of {month}",
        message=pack.headline,
        parts=(_write_contents(pack), *(_write_scene(part, len(pack.parts)) for part in pack.parts)),
        foot=(pack.organisation, pack.title, f"Demo handout, {month}"),
        remarks=tuple(remark for part in pack.parts for remark in _list_remarks(part)),
    )
    result = set_paper(paper, size=size, day=last_day(pack.as_of))
    return pack_paper(paper, result, name=(pack.case, "demo-handout", pack.as_of))


def _write_contents(pack: StoryboardExport) -> PaperPart:
    """The list of scenes, with how their claims stand, and what is to be known of the storyboard itself."""
    rows = tuple(
        (str(part.position), part.clock.split(" ")[0], part.message, part.page, _describe_claims(part), part.minutes)
        for part in pack.parts
    )
    columns = (
        Column(label="Scene"),
        Column(label="Begins"),
        Column(label="Message", kind="words"),
        Column(label="Page"),
        Column(label="Claims"),
        Column(label="Time"),
    )
    table = TableBlock(id="contents", title="", columns=columns, rows=rows, note=f"Total: {pack.minutes}.")
    return PaperPart(title="Scenes", blocks=(*pack.notices, table))


def _describe_claims(part: SceneExport) -> str | None:
    if part.problems:
        return "can't be shown"
    states = [claim.state for claim in part.claims]
    counts = [f"{states.count(state)} {words}" for state, words in STATES.items() if words and state in states]
    if counts:
        return ", ".join(counts)
    return f"{pluralise(len(states), 'claim')} held" if states else None


def _write_scene(part: SceneExport, count: int) -> PaperPart:
    where = (f"Scene {part.position} of {count}", part.page, part.clock, part.minutes)
    frame = part.frame
    blocks: tuple[Block, ...] = tuple(Notice(text=problem) for problem in part.problems)
    if frame is not None:
        blocks = (*frame.notices, *_fit_blocks(frame.blocks))
    return PaperPart(
        title=frame.message if frame else part.message,
        above=" · ".join(text for text in where if text),
        detail=frame.detail if frame else "",
        blocks=blocks,
        extras=tuple(_list_twins(blocks)),
        source=_describe_source(part),
        new_page=True,
        fits=True,
    )


def _fit_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks one below the other, tables with as many rows as a page has room for, and claims under a title."""
    for block in blocks:
        if isinstance(block, Claims):
            yield replace(block, title=CLAIMS)
        elif isinstance(block, TableBlock):
            yield _cut_table(block)
        elif isinstance(block, (Columns, Tabs)):
            yield from _fit_blocks(leaves([block]))
        else:
            yield block


def _cut_table(table: TableBlock) -> TableBlock:
    more = len(table.rows) - MOST_ROWS
    if more <= 0:
        return table
    note = f"{more:,} more in Steerco. {table.note}".strip()
    return replace(table, rows=table.rows[:MOST_ROWS], texts=table.texts[:MOST_ROWS], note=note)


def _list_twins(blocks: Iterable[Block]) -> Iterator[TableBlock]:
    """Yield the figures of each chart as a table, for a page that has room for them."""
    for leaf in leaves(blocks):
        if isinstance(leaf, Chart):
            yield replace(leaf.table, title=leaf.table.title or f"{leaf.title}, in figures")


def _list_remarks(part: SceneExport) -> Iterator[Remark]:
    """Yield what is not shown as it is on its page."""
    where = f"Scene {part.position}"
    if part.frame is None:
        yield Remark(where=where, text=f"The scene can't be shown: {' '.join(part.problems)}")
        return
    tables = [leaf for leaf in leaves(part.frame.blocks) if isinstance(leaf, TableBlock)]
    for table in tables:
        if len(table.rows) > MOST_ROWS:
            yield Remark(where=where, text=f"{table.title} has its first {MOST_ROWS} of {len(table.rows):,} rows.")


def _describe_source(part: SceneExport) -> str:
    if part.frame is None:
        return ""
    source = part.frame.provenance
    releases = (f"{dataset} release {release[:SHORT]}" for dataset, release in source.releases)
    return " · ".join((f"case {source.case}", *part.state, *releases, f"frame {part.frame.sha256[:SHORT]}"))
