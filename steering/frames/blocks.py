"""The blocks that a frame is made of, as plain values with every word in them; renderers only place them.

Every text is plain text: whoever shows a block escapes it for its own medium. `kind` says in JSON what a block is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from steering.charts.series import SeriesChart
from steering.conditions import ConditionState
from steering.formatting import MINUS
from steering.frames.code_block import Code
from steering.frames.documents import Drawing, HeatMap, Prose
from steering.frames.table_block import Cell as Cell
from steering.frames.table_block import Column as Column
from steering.frames.table_block import TableBlock as TableBlock
from steering.status import Status

Arrow = Literal["up", "down"]
ARROWS: dict[str, Arrow] = {"+": "up", MINUS: "down"}


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One headline figure. `delta` is the formatted change, `arrow` its direction, by its sign where none is passed.

    `good` says whether the change is welcome, None: neutral. `short` is the label where there is little room.
    """

    id: str
    label: str
    value: str
    short: str = ""
    delta: str | None = None
    arrow: Arrow | None = None
    since: str = ""
    good: bool | None = None
    note: str = ""
    status: Status | None = None
    help: str = ""

    def __post_init__(self) -> None:
        if self.delta and self.arrow is None:
            object.__setattr__(self, "arrow", ARROWS.get(self.delta[0]))


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """Headline figures in a row."""

    kind: ClassVar[str] = "tiles"
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Series as a figure, in Plotly JSON with colours by role, as a table, and in words.

    `about` is the metric that it shows, where that can be questioned rather than the chart. `method` as of a table.
    """

    kind: ClassVar[str] = "chart"
    id: str
    title: str
    series: SeriesChart
    figure: dict[str, Any]
    table: TableBlock
    note: str = ""
    method: str = ""
    about: str = ""

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        return self.series.alt


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement in a list, with its status, and a link to a page, its block (`place`) and its details.

    `figure` is what it says of its subject, the text, in figures.
    """

    text: str
    figure: str = ""
    detail: str = ""
    meta: str = ""
    status: Status | None = None
    page: str | None = None
    place: str = ""
    focus: str = ""


@dataclass(frozen=True, kw_only=True)
class Statements:
    """A question and the statements that answer it."""

    kind: ClassVar[str] = "statements"
    id: str
    title: str
    findings: tuple[Statement, ...]
    empty: str = "Nothing to report."


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something the viewer must know before reading on, and what to do about it."""

    kind: ClassVar[str] = "notice"
    text: str
    remedy: str = ""
    page: str | None = None


@dataclass(frozen=True, kw_only=True)
class FundingRequest:
    """The ask: its amount, its purpose, the day to decide by, and the figures that it is judged by.

    `waiting` says what a month costs that the decision waits, `option` which way to go it is for, and against what.
    """

    kind: ClassVar[str] = "funding_request"
    title: str
    amount: str
    purpose: str
    decide_by: str = ""
    figures: tuple[Tile, ...] = ()
    waiting: str = ""
    option: str = ""
    note: str = ""
    page: str | None = None

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The amount, the figures and the day as headline figures of one row."""
        amount = Tile(id="ask-amount", label="The ask", value=self.amount, note=self.title)
        day = (Tile(id="ask-day", label="Decide by", value=self.decide_by),) if self.decide_by else ()
        return (amount, *self.figures, *day)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A choice that changes what a page shows: value -> label, and the chosen value. `name` is the filter's."""

    kind: ClassVar[str] = "choice"
    name: str = "focus"
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class ClaimState:
    """One sentence that is claimed, whether the data supports it, and the reason."""

    text: str
    state: ConditionState
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Sentences that are claimed; each holds, is broken or can't be checked."""

    kind: ClassVar[str] = "claims"
    id: str
    title: str
    claims: tuple[ClaimState, ...]
    empty: str = "No claims."


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Where a page offers an action, such as an upload; an export has nothing there."""

    kind: ClassVar[str] = "slot"
    id: str
    about: str


Leaf: TypeAlias = (
    Tiles
    | Chart
    | TableBlock
    | HeatMap
    | Drawing
    | Prose
    | Statements
    | Notice
    | FundingRequest
    | Choice
    | Code
    | Claims
    | Slot
)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Blocks side by side; on a narrow screen one below the other."""

    kind: ClassVar[str] = "columns"
    blocks: tuple[Leaf, ...]
    weights: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Interactive:
    """Headline figures and a chart that follow sliders where a viewer may move them; elsewhere they stand still.

    `note` is about both; `model` is what a browser needs to work them out while a slider moves, as plain values.
    """

    kind: ClassVar[str] = "interactive"
    id: str
    tiles: Tiles
    chart: Chart
    note: str = ""
    model: dict[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Leaf, ...]:
        """The figures, then the chart."""
        return (self.tiles, self.chart)


# A block that holds no parts of a page.
Piece: TypeAlias = Leaf | Columns


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One answer of a page that goes deeper: what it is called, and its blocks."""

    id: str
    label: str
    blocks: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Tabs:
    """Parts of a page of which a viewer looks at one at a time, the first one first; one after the other on paper.

    `id` is the name under which a link says which one is open.
    """

    kind: ClassVar[str] = "tabs"
    id: str
    parts: tuple[Tab, ...]


Block: TypeAlias = Piece | Interactive | Tabs
# Every class of block by its kind.
BLOCKS: dict[str, type[Block]] = {block.kind: block for block in get_args(Block)}


def leaves(blocks: Iterable[Block]) -> Iterator[Leaf]:
    """Yield blocks one by one, in reading order, those within others as well."""
    for block in blocks:
        if isinstance(block, Tabs):
            for part in block.parts:
                yield from leaves(part.blocks)
        elif isinstance(block, (Columns, Interactive)):
            yield from block.blocks
        else:
            yield block
