"""The block that shows code or text as written, such as the queries of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One piece of code or of text that is shown as written: its name, what it is about, and the text."""

    name: str
    text: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Code:
    """Passages of which the viewer reads one at a time; which one is the viewer's own affair."""

    kind: ClassVar[str] = "code"
    id: str
    title: str
    label: str
    passages: tuple[Passage, ...]
    language: str
