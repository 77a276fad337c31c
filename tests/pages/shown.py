"""What a page shows: the pictures that it handed to the browser, and the frame behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block as Container

from components import session
from steering.frames.blocks import Block, Chart, Choice, Notice, Statements, TableBlock, Tile, Tiles, leaves
from steering.frames.cells import CellValue
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
            yield Shown(key=element.key, data=data, picture=picture)


def frame(seen: AppTest) -> Frame:
    """The frame of the page."""
    return next(part.picture.frame for part in shown(seen) if part.picture.frame)


def markup(seen: AppTest | Container) -> str:
    """The markup of all parts, as the browser places it."""
    return "\n".join(part.markup for part in shown(seen))


def words(seen: AppTest | Container) -> str:
    """The words of all parts, as they are read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup(seen))).split())


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


def rows(table: TableBlock) -> list[dict[str, CellValue]]:
    """The rows of a table, each by its headings."""
    headings = [column.label for column in table.columns]
    return [dict(zip(headings, row, strict=True)) for row in table.rows]


def charts(seen: AppTest | Container) -> dict[str, Chart]:
    """Charts by their ids."""
    return {block.id: block for block in blocks(seen) if isinstance(block, Chart)}


def notices(seen: AppTest | Container) -> list[Notice]:
    """Notices, those of the frame first."""
    return [block for block in blocks(seen) if isinstance(block, Notice)]


def statements(seen: AppTest | Container) -> dict[str, Statements]:
    """Lists of statements by their ids."""
    return {block.id: block for block in blocks(seen) if isinstance(block, Statements)}


def choices(seen: AppTest | Container) -> dict[str, Choice]:
    """Choices by the names of their filters."""
    return {block.name: block for block in blocks(seen) if isinstance(block, Choice)}


def choose(seen: AppTest, name: str, value: str) -> AppTest:
    """Choose an option in a picture, as `session.choose_clicked` does for a click."""
    assert value in dict(choices(seen)[name].options)
    seen.query_params[name] = value
    return seen.run()


def ask(seen: AppTest, id: str) -> AppTest:
    """Ask for the source of a figure, as `session.question_clicked` does for a click on its button."""
    (name,) = {
        found
        for part in shown(seen)
        if "ask" in part.data["can"].split()
        for found in re.findall(rf'data-ask="{id}" data-name="([^"]*)"', part.markup)
    }
    seen.session_state["question"] = session.PendingQuestion(figure=(id, unescape(name)))
    return seen.run()
