"""What a page shows: the pictures that it handed to the browser, and the frame behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block as Container

from components import session
from steering.frames.blocks import Block, Chart, Notice, TableBlock, Tile, Tiles, leaves
from steering.frames.frame import Frame
from steering.picture.picture import Picture


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One part of a picture as a page handed it over: `data` is what the browser gets."""

    key: str
    data: dict[str, Any]
    picture: Picture

    @property
    def markup(self) -> str:
        """The markup of the part."""
        return self.picture.markup[self.data["part"]]


def shown(seen: AppTest | Container) -> Iterator[Shown]:
    """Every part of a picture on a page, or in a container of it, in reading order."""
    for element in seen.get("bidi_component"):
        if element.proto.component_name == "steerco_picture":
            data = json.loads(element.proto.json)
            picture = session.app_state().pictures.find(data["hash"])
            assert picture is not None, "the page handed over a picture that nobody has"
            yield Shown(key=element.proto.id.split("-", 2)[2], data=data, picture=picture)


def frame(seen: AppTest) -> Frame:
    """The frame of the page."""
    return next(part.picture.frame for part in shown(seen) if part.picture.frame)


def blocks(seen: AppTest | Container) -> list[Block]:
    """Every block that the pictures of a page show, those within others one by one, each picture once."""
    pictures = {part.picture.hash: part.picture for part in shown(seen)}
    notices = [notice for picture in pictures.values() if picture.frame for notice in picture.frame.notices]
    return [*notices, *leaves([block for picture in pictures.values() for block in picture.blocks])]


def tiles(seen: AppTest | Container) -> dict[str, Tile]:
    """Headline figures by their ids."""
    return {tile.id: tile for block in blocks(seen) if isinstance(block, Tiles) for tile in block.tiles}


def tables(seen: AppTest | Container) -> dict[str, TableBlock]:
    """Tables by their ids, those behind charts apart."""
    return {block.id: block for block in blocks(seen) if isinstance(block, TableBlock)}


def charts(seen: AppTest | Container) -> dict[str, Chart]:
    """Charts by their ids."""
    return {block.id: block for block in blocks(seen) if isinstance(block, Chart)}


def notices(seen: AppTest | Container) -> list[Notice]:
    """Notices, those of the frame first."""
    return [block for block in blocks(seen) if isinstance(block, Notice)]
