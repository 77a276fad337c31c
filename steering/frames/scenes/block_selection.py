"""Which blocks of its page a scene shows: those named in `show`, or headline figures and the first picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.frames.blocks import (
    Chart,
    Choice,
    Columns,
    FundingRequest,
    Interactive,
    Leaf,
    Notice,
    Piece,
    Slot,
    Statements,
    Tile,
    Tiles,
)
from steering.frames.blocks import leaves as iterate_leaves
from steering.frames.documents import Drawing, HeatMap
from steering.frames.frame import Frame

PICTURES = (Chart, Drawing, HeatMap)
# The chart of the Brief, which leads with lists.
SINCE = "since"


def leaves(frame: Frame) -> tuple[Leaf, ...]:
    """Return the blocks of a page one by one, without those that only a visitor at the page can use."""
    return tuple(leaf for leaf in iterate_leaves(frame.blocks) if not isinstance(leaf, (Choice, Slot, Notice)))


def block_name(block: Leaf) -> str:
    """Return what a scene calls a block in `show`."""
    if isinstance(block, Tiles):
        return "tiles"
    return "ask" if isinstance(block, FundingRequest) else getattr(block, "id", "")


def block_names(frame: Frame) -> tuple[str, ...]:
    """Return everything that a scene can ask of a page: its blocks, and its headline figures one by one."""
    blocks = leaves(frame)
    return tuple(dict.fromkeys([*(block_name(block) for block in blocks), *_single(blocks)]))


def select_blocks(frame: Frame, show: Sequence[str]) -> tuple[Piece | Interactive, ...]:
    """Select the blocks of a page that a scene shows: the ask, headline figures, then the others side by side."""
    blocks = leaves(frame)
    names = list(show) or _default(blocks)
    tiles = _tiles(blocks, names)
    selection = [block for want in names for block in blocks if block_name(block) == want]
    asks = tuple(block for block in selection if isinstance(block, FundingRequest))
    others = tuple(block for block in selection if not isinstance(block, (FundingRequest, Tiles)))
    live = _interactive(frame, others)
    if live and tiles:
        # The presenter's sliders move the figures and the chart of every screen.
        rest = tuple(block for block in others if block != live.chart)
        return (*asks, replace(live, tiles=Tiles(tiles=tiles), note=""), *_abreast(rest))
    return (*asks, *((Tiles(tiles=tiles),) if tiles else ()), *_abreast(others))


def _abreast(blocks: tuple[Leaf, ...]) -> tuple[Piece, ...]:
    return (Columns(blocks=blocks),) if len(blocks) > 1 else blocks


def _interactive(frame: Frame, shown: Sequence[Leaf]) -> Interactive | None:
    """Return what of a page follows sliders, where its chart is shown."""
    live = (block for block in frame.blocks if isinstance(block, Interactive))
    return next((block for block in live if block.chart in shown), None)


def _default(found: Sequence[Leaf]) -> list[str]:
    """Return headline figures and the first chart or drawing; a page of lists shows the first two of them."""
    charts = [block_name(block) for block in found if isinstance(block, PICTURES) and block.id != SINCE][:1]
    lists = [block_name(block) for block in found if isinstance(block, Statements)][:2]
    tiles = ["tiles"] if any(isinstance(block, Tiles) for block in found) else []
    return [*tiles, *charts] if charts else lists or tiles


def _single(found: Sequence[Leaf]) -> dict[str, Tile]:
    """Return each headline figure by its id, or by `tiles.<id>` where a block of the page has the same one."""
    names = {block_name(block) for block in found}
    every = [tile for block in found if isinstance(block, Tiles) for tile in block.tiles]
    return {tile.id if tile.id not in names else f"tiles.{tile.id}": tile for tile in every}


def _tiles(found: Sequence[Leaf], wanted: Sequence[str]) -> tuple[Tile, ...]:
    """Return the requested headline figures: all of the page's first row, or single ones."""
    first = next((block.tiles for block in found if isinstance(block, Tiles)), ())
    if "tiles" in wanted:
        return first
    single = _single(found)
    return tuple(single[want] for want in wanted if want in single)
