"""One scene, one screen: which blocks of its page a scene shows, and how tall they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.frames.frame import (
    Ask,
    Block,
    Chart,
    Claims,
    Findings,
    Focus,
    Frame,
    Leaf,
    Notice,
    Place,
    Side,
    Table,
    Tile,
    Tiles,
)

SCREEN = 720
"""Pixels of the smallest screen that a scene has to fit, 1280 across."""
HEAD = 96
"""Pixels of the stage's own bar above a scene, and of the source line below it."""
LINE = 26
GAP = 16
LEAST, MOST_ROWS = 200, 8
"""A chart is never lower than this; a table within a scene never has more rows, the grid scrolls."""


def leaves(frame: Frame) -> tuple[Leaf, ...]:
    """The blocks of a page one by one, without those that only a visitor at the page can use."""
    every = (inner for block in frame.blocks for inner in (block.blocks if isinstance(block, Side) else (block,)))
    return tuple(one for one in every if not isinstance(one, (Focus, Place, Notice)))


def name(block: Leaf) -> str:
    """What a scene calls a block in `show`."""
    if isinstance(block, Tiles):
        return "tiles"
    return "ask" if isinstance(block, Ask) else getattr(block, "id", "")


def names(frame: Frame) -> tuple[str, ...]:
    """Everything that a scene can ask of a page: its blocks, and its headline figures one by one."""
    found = leaves(frame)
    return tuple(dict.fromkeys([*(name(block) for block in found), *_single(found)]))


def chosen(frame: Frame, show: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of a page that a scene shows, laid out for one screen: headline figures first, the rest abreast."""
    found = leaves(frame)
    wanted = list(show) or _default(found)
    tiles = _tiles(found, wanted)
    others = tuple(block for want in wanted for block in found if name(block) == want and not isinstance(block, Tiles))
    abreast = (Side(blocks=others),) if len(others) > 1 else others
    return (*((Tiles(tiles=tiles),) if tiles else ()), *abreast)


def _default(found: Sequence[Leaf]) -> list[str]:
    """The headline figures and the first chart; a page without charts shows its first two lists."""
    charts = [name(block) for block in found if isinstance(block, Chart)][:1]
    lists = [name(block) for block in found if isinstance(block, Findings)][:2]
    tiles = ["tiles"] if any(isinstance(block, Tiles) for block in found) else []
    return [*tiles, *(charts or lists)]


def _single(found: Sequence[Leaf]) -> dict[str, Tile]:
    """Each headline figure by its id, or by `tiles.<id>` where a block of the page has the same one."""
    taken = {name(block) for block in found}
    every = [tile for block in found if isinstance(block, Tiles) for tile in block.tiles]
    return {tile.id if tile.id not in taken else f"tiles.{tile.id}": tile for tile in every}


def _tiles(found: Sequence[Leaf], wanted: Sequence[str]) -> tuple[Tile, ...]:
    """The headline figures asked for: all those of the page's first row, or single ones."""
    first = next((block.tiles for block in found if isinstance(block, Tiles)), ())
    if "tiles" in wanted:
        return first
    single = _single(found)
    return tuple(single[want] for want in wanted if want in single)


def fitted(blocks: Sequence[Block], claims: Claims, room: int) -> tuple[Block, ...]:
    """The blocks with their charts as tall as what the rest leaves of the screen, within reason."""
    spare = room - height(claims) - sum(height(block) for block in blocks) - GAP * (len(blocks) + 1)
    return tuple(_stretched(block, spare) for block in blocks)


def _stretched(block: Block, spare: int) -> Block:
    if isinstance(block, Side):
        most = height(block) + spare
        return replace(block, blocks=tuple(_at_most(inner, most) for inner in block.blocks))
    return _at_most(block, height(block) + spare) if isinstance(block, Chart) else block


def _at_most(block: Leaf, most: int) -> Leaf:
    """A chart no taller than so many pixels, its heading included."""
    if not isinstance(block, Chart) or height(block) <= most:
        return block
    layout = block.figure["layout"]
    lower = max(LEAST, layout["height"] - (height(block) - most))
    return replace(block, figure={**block.figure, "layout": {**layout, "height": lower}})


def height(block: Block, across: int = 1) -> int:
    """How many pixels a block takes on a screen of 1280 across, where so many blocks share the width."""
    if isinstance(block, Side):
        return max(height(inner, len(block.blocks)) for inner in block.blocks)
    if isinstance(block, Tiles):
        rows = 1 if len(block.tiles) <= 4 else 2
        return rows * 142 + (rows - 1) * GAP
    if isinstance(block, Chart):
        return int(block.figure["layout"]["height"]) + 44 + (LINE if block.note else 0)
    if isinstance(block, Table):
        return 48 + 36 * (min(len(block.rows), 15) + 1) + (LINE if block.note else 0)
    if isinstance(block, Findings):
        return 74 + sum(_finding(f"{one.text} {one.status or ''}", one.detail, across) for one in block.findings)
    if isinstance(block, Claims):
        return 34 + sum(LINE * lines(f"{one.state} {one.text} {one.reason}", 1) for one in block.claims)
    return 120


def _finding(text: str, detail: str, across: int) -> int:
    return LINE * (lines(text, across) + (lines(detail, across) if detail else 0)) + 8


def lines(text: str, across: int) -> int:
    """How many lines a text takes in its part of the width."""
    return -(-len(text) // (130 // across))
