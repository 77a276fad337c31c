"""A file of the pack: its bytes, and what it could not show as the pages do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is not shown as it is on its page: where (slide, page or sheet), and how it is shown there and why."""

    where: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PackFile:
    """One file that people take along. The same case in the same state gives the same bytes."""

    name: str
    media_type: str
    content: bytes
    remarks: tuple[Remark, ...] = ()
