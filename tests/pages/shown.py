"""What a page shows: the pictures that it handed to the browser, and the frame behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import count
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block as Container

from components import answers, session
from components import upload_field as upload_fields
from steering.frames.blocks import (
    Block,
    Chart,
    Choice,
    Interactive,
    Notice,
    Statements,
    TableBlock,
    Tile,
    Tiles,
    leaves,
)
from steering.frames.cells import CellValue
from steering.frames.frame import Frame
from steering.picture.picture import Picture
from tests.steering.spool import bring as spooled

SELECT = re.compile(r'<select data-choose="([^"]*)"(?: aria-label="([^"]*)")?>(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]*)"( selected)?>(.*?)</option>')

# As a browser counts what it tells.
TOLD = count(1)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One part of a picture as a page handed it over: `data` is what the browser gets."""

    key: str
    data: dict[str, Any]
    picture: Picture

    @property
    def markup(self) -> str:
        """The markup of the part, with the page's head or foot where it is the first or the last one."""
        part, around = self.data["part"], {"head": "", "tail": "", "foot": ""} | self.data
        own = "" if part == "foot" else self.picture.markup[part]
        return "\n".join([around["head"], own, around["tail"], around["foot"]])


def shown(seen: AppTest | Container) -> Iterator[Shown]:
    """Every part of a picture on a page, or in a container of it, in reading order."""
    for element in seen.get("bidi_component"):
        if element.proto.component_name == "steerco_picture":
            store = session.app_state().pictures
            [data] = json.loads(element.proto.json)
            picture = store.find(data["hash"], *store.cases_of(data["hash"]))
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
    return _words(markup(seen))


def sources(seen: AppTest) -> str:
    """The line at the foot of a page or scene: where its figures come from."""
    return _words(re.findall(r'<p class="fine sources">(.*?)</p>', markup(seen))[-1])


def _words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def blocks(seen: AppTest | Container) -> list[Block]:
    """Every block that the pictures of a page show, those within others one by one, each picture once."""
    pictures = {part.picture.hash: part.picture for part in shown(seen)}
    notices = [notice for picture in pictures.values() if picture.frame for notice in picture.frame.notices]
    return [*notices, *leaves([block for picture in pictures.values() for block in picture.blocks])]


def tiles(seen: AppTest | Container) -> dict[str, Tile]:
    """Headline figures by their ids."""
    return {tile.id: tile for block in blocks(seen) if isinstance(block, Tiles) for tile in block.tiles}


def figures(seen: AppTest) -> dict[str, str]:
    """The headline figures of a page as they are written, by their ids."""
    return {id: tile.value for id, tile in tiles(seen).items()}


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


def model(seen: AppTest) -> dict[str, Any]:
    """What the browser gets for the sliders: terms, where they stand, and their stops."""
    return next(block.model for block in frame(seen).blocks if isinstance(block, Interactive))


def choices(seen: AppTest) -> dict[str, Choice]:
    """Choices of a page by the names of their filters: those of its head, then those of its frame."""
    found = [_choice(*parts) for parts in SELECT.findall(markup(seen))]
    found += [block for block in blocks(seen) if isinstance(block, Choice)]
    return {choice.name: choice for choice in found}


def _choice(name: str, label: str, body: str) -> Choice:
    found = [(unescape(value), selected, _words(text)) for value, selected, text in OPTION.findall(body)]
    (chosen,) = [value for value, selected, _ in found if selected]
    options = tuple((value, text) for value, _, text in found)
    return Choice(name=unescape(name), label=unescape(label), options=options, chosen=chosen)


def choose(seen: AppTest, name: str, value: str) -> AppTest:
    """Choose an option of a picture, or press the button that chooses it."""
    button = f'data-choose="{name}" data-value="{value}"'
    assert button in markup(seen) or value in dict(choices(seen)[name].options)
    return _browse(seen, {**seen.query_params, name: value})


def reset(seen: AppTest) -> AppTest:
    """Press the button of the head that takes back what is tried."""
    (names,) = re.findall(r'data-reset="([^"]*)"', markup(seen))
    return _browse(seen, {name: value for name, value in seen.query_params.items() if name not in names.split()})


def _browse(seen: AppTest, query: dict[str, Any]) -> AppTest:
    """Show other choices as a browser does: it tells the server when it asks for the view, then the page runs."""
    data = next(shown(seen)).data
    answers.note_visit(data["visit"], next(TOLD), query)
    seen.query_params = query
    return seen.run()


def upload_field(seen: AppTest, name: str = "") -> dict[str, Any]:
    """What a browser gets of the field for files whose name begins so."""
    fields = [element for element in seen.get("bidi_component") if element.proto.component_name == "steerco_upload"]
    found = [data for element in fields for data in json.loads(element.proto.json)]
    return dict(next(data for data in found if data["key"].startswith(name)))


def bring(seen: AppTest, files: Mapping[str, bytes], field: str = "") -> AppTest:
    """Bring files to a field as a browser does: chunk by chunk, and it tells the page their ids once they are here."""
    data, spool = upload_field(seen, field), session.app_state().spool
    name, _, edition = data["key"].rpartition("#")
    fields = {"owner": "local", "place": data["place"], "purpose": data["purpose"]}
    ids = [spooled.bring(spool, content, **fields, name=file) for file, content in files.items()]
    state = upload_fields.FieldState(ids=tuple(ids), edition=int(edition))
    seen.session_state[f"upload-field-{name}"] = state
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
