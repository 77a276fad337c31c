"""The picture of a frame: its markup in parts and its charts, named by the frame's hash."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from steering.addresses import hide_addresses
from steering.charts.plotly_js import chart_json
from steering.frames.blocks import Block, Chart, Interactive, Slot, TableBlock, leaves
from steering.frames.documents import Drawing, HeatMap
from steering.frames.frame import Frame
from steering.frames.wire import encode
from steering.picture.markup import render_block, render_message

# Consecutive blocks of a page, or a slot between them, whose controls the page draws by itself.
Part: TypeAlias = tuple[Block, ...] | Slot


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a viewer's browser needs: markup part by part, and by their ids charts as Plotly JSON and models of sliders.

    `hash` is that of the frame, or of the blocks where there is no frame around them. `blocks` are what is drawn.
    """

    hash: str
    markup: tuple[str, ...]
    charts: dict[str, str]
    models: dict[str, str]
    blocks: tuple[Block, ...]
    frame: Frame | None = None

    def table(self, id: str) -> TableBlock | None:
        """Return a table of the picture, also one behind a chart or a drawing; None where there is none of this id."""
        return next((table for table in _tables(leaves(self.blocks)) if table.id == id), None)

    @cached_property
    def has_addresses(self) -> bool:
        """Whether an e-mail address stands anywhere in it."""
        return hide_addresses(self.blocks) is not self.blocks or b"@" in self.json

    @cached_property
    def without_addresses(self) -> Picture:
        """The same picture without e-mail addresses, under a hash of its own."""
        # A browser keeps for good what it has under a hash.
        return replace(hide_addresses(self), hash=hashlib.sha256(f"{self.hash} without addresses".encode()).hexdigest())

    @cached_property
    def json(self) -> bytes:
        """The picture as JSON in UTF-8, without the blocks; charts and models are JSON texts within it."""
        value = {"hash": self.hash, "markup": self.markup, "charts": self.charts, "models": self.models}
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    @cached_property
    def gzip(self) -> bytes:
        """The same, compressed once for everybody."""
        return gzip.compress(self.json, compresslevel=6, mtime=0)


def draw_frame(frame: Frame) -> Picture:
    """Draw a frame: its message and its notices open the first part."""
    parts = split(frame.blocks)
    head = (render_message(frame), '<div class="notices">', *map(render_block, frame.notices), "</div>")
    markup = ["\n".join(map(render_block, _blocks(part))) for part in parts]
    return _picture(frame.sha256, ["\n".join([*head, markup[0]]), *markup[1:]], frame.blocks, frame)


def unpack_picture(packed: bytes) -> Picture:
    """Return a picture from its JSON in gzip; its blocks did not come with it."""
    value = json.loads(gzip.decompress(packed))
    names = ("hash", "charts", "models")
    return Picture(markup=tuple(value["markup"]), blocks=(), **{name: value[name] for name in names})


def draw_blocks(blocks: Sequence[Block]) -> Picture:
    """Draw blocks that belong to no frame, such as what an upload says, as one part."""
    return _picture(hash_blocks(blocks), ["\n".join(map(render_block, blocks))], blocks)


def hash_blocks(blocks: Sequence[Block]) -> str:
    """Return the hash under which the picture of such blocks is known."""
    text = json.dumps(encode(list(blocks)), sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def split(blocks: Iterable[Block]) -> tuple[Part, ...]:
    """Return the blocks of a page in runs, between which stands what the page itself draws; a run comes first."""
    parts: list[Part] = [()]
    for block in blocks:
        last = parts[-1]
        if isinstance(block, Slot):
            parts.append(block)
        elif isinstance(last, tuple):
            parts[-1] = (*last, block)
        else:
            parts.append((block,))
    return tuple(parts)


def _blocks(part: Part) -> tuple[Block, ...]:
    return part if isinstance(part, tuple) else (part,)


def _picture(name: str, markup: Sequence[str], blocks: Iterable[Block], frame: Frame | None = None) -> Picture:
    blocks = tuple(blocks)
    charts = {block.id: chart_json(block.figure) for block in leaves(blocks) if isinstance(block, Chart)}
    models = {block.id: json.dumps(block.model) for block in blocks if isinstance(block, Interactive) and block.model}
    return Picture(hash=name, markup=tuple(markup), charts=charts, models=models, blocks=blocks, frame=frame)


def _tables(every: Iterable[Block]) -> Iterator[TableBlock]:
    for block in every:
        if isinstance(block, TableBlock):
            yield block
        elif isinstance(block, (Chart, HeatMap, Drawing)):
            yield block.table
