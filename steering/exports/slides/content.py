"""What is on a slide, before it is drawn: message, blocks, claims, the presenter's words, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from steering.frames.blocks import Block, ClaimState, Leaf, Notice, Tiles

# Blocks side by side, with how wide each is.
Row: TypeAlias = tuple[tuple[Leaf, float], ...]


@dataclass(frozen=True, kw_only=True)
class SlideContent:
    """One message with what it rests on. `where` stands above the title, `lead` below it, `source` in the foot.

    A slide that `is_cover` has its title, its lead and nothing else.
    """

    title: str
    where: str = ""
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    claims: tuple[ClaimState, ...] = ()
    notices: tuple[Notice, ...] = ()
    problems: tuple[str, ...] = ()
    notes: str = ""
    source: str = ""
    is_cover: bool = False


@dataclass(frozen=True, kw_only=True)
class SlidePage:
    """What one slide of a content shows: headline figures, and below them blocks side by side."""

    tiles: Tiles | None = None
    row: Row = ()
    has_claims: bool = False


@dataclass(frozen=True, kw_only=True)
class SlideWords:
    """Words that are drawn alike. `role` is `muted`, `accent` or that of a state."""

    text: str
    bold: bool = False
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Words on a line of their own, at a size in points, `before` points below what is above."""

    words: tuple[SlideWords, ...]
    size: float = 14
    before: float = 0
    to_right: bool = False

    @property
    def text(self) -> str:
        """The words as one text."""
        return "".join(one.text for one in self.words)
