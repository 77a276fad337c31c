"""What is measured beside the peers, part by part, as rows of the results."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from bench.peers import crowds, filters, moving, timings
from bench.peers.content import Content, prepared
from bench.peers.screen import browser
from bench.rows import Row

CONTENT = """\
Our Costs page, on the example case with 1 million generated charges, and the same page in Dash and in plain
Streamlit with default settings (`bench/peers`). All three get their figures from the same functions over the same
store, and remember them, so that what differs is how a page is drawn, sent and run again. All show the same sentences,
tiles, charts and tables. Ours alone has the table and the downloads of each chart, a question to each figure, the menu,
the choices in its address, and the look closer at a chosen team. Plain Streamlit asks for nothing outside and does not
watch its files; all else is its default. Dash runs on the server that comes with it.

Servers, Chromium and people share two processors. Servers take turns within one run. `n` counts changes, and a ratio is
the median of the ratios pair by pair.
"""
FILTERS = """\
A time begins with the press on the option (in ours, whose lists are the browser's own, with their event `change`) and
ends with the last change of a tile or chart by the page's own clock, and only once the whole page shows the figures it
was asked for. In sight is what lies within 1280 x 800 pixels; charts in closed parts of a page are not waited for. On
the other pages of the meeting, which the peers do not have, any change in sight counts, and Dash's Costs page in the
same run says how fast the machine is.
"""
PAGES = """\
A time ends with the last change of anything in the page, charts out of sight among it, and only once the page shows the
figures it was asked for. Menu and running sign do not count.
"""
PEOPLE = """\
People have the page open as sessions over Streamlit's own protocol. A change of ours is what the browser then asks for,
`GET /view/costs?as_of=…` over a connection that stays open, until its body has come and is read as JSON; one of plain
Streamlit is a run of the page until its last element has come. Nothing is drawn, every answer is held against the month
that was asked for, and every month was asked for before. The people are one process beside the server, on the same two
processors: what they take themselves is told.
"""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a part is measured with. People come in a third of the rounds, because each of those takes `seconds`."""

    content: Content
    folder: Path
    rounds: int = 10
    seconds: float = 60.0
    changes: int = crowds.CHANGES

    @property
    def stays(self) -> int:
        """Rounds of people."""
        return max(1, self.rounds // 3)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section of the results: its title, what to know about it, and what measures its rows."""

    title: str
    about: str
    measure: Callable[[Setting], list[Row]]


def _in_chromium(*functions: Callable[[Browser, Content, Path, int], list[Row]]) -> Callable[[Setting], list[Row]]:
    def measure(setting: Setting) -> list[Row]:
        rows: list[Row] = []
        for function in functions:
            # A browser of its own: what one measurement leaves behind is not the next one's.
            with browser() as opened:
                rows += function(opened, setting.content, setting.folder, setting.rounds)
        return rows

    return measure


def _people(setting: Setting) -> list[Row]:
    return crowds.people_rows(setting.content, setting.folder, setting.stays, setting.seconds)


def _memory(setting: Setting) -> list[Row]:
    return [crowds.memory_row(setting.content, setting.folder, setting.changes)]


def _collections(setting: Setting) -> list[Row]:
    return crowds.collection_rows(setting.content, setting.folder, setting.stays, setting.seconds, setting.changes)


PARTS = {
    "filter": Part(
        title="Filters beside Dash and plain Streamlit",
        about=f"{CONTENT}\n{FILTERS}",
        measure=_in_chromium(filters.filter_rows, filters.page_filter_rows),
    ),
    "page": Part(title="Pages beside Dash and plain Streamlit", about=PAGES, measure=_in_chromium(timings.page_rows)),
    "start": Part(title="Start beside a one-line Streamlit app", about=PAGES, measure=_in_chromium(timings.start_rows)),
    "people": Part(title="Many people", about=PEOPLE, measure=_people),
    "memory": Part(title="Memory", about=PEOPLE, measure=_memory),
}
# Measured when somebody asks for it, and in no section of the results.
ASIDE = {
    "drivers": Part(title="Sliders beside Dash", about=moving.ABOUT, measure=_in_chromium(moving.moving_rows)),
    "collections": Part(title="Ways to collect garbage", about=PEOPLE, measure=_collections),
}


@contextmanager
def setting_of(rows: int = 1_000_000, store: Path | None = None, **numbers: float) -> Iterator[Setting]:
    """The content with a cost table of so many charges; `store` keeps it, otherwise it is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="steerco-peers-") as name:
        folder = Path(name)
        yield Setting(content=prepared(store or folder, rows), folder=folder, **numbers)


def drivers(*, rows: int = 20_000, rounds: int = 10) -> list[Row]:
    """The sliders of our ROI page beside Dash."""
    with setting_of(rows, rounds=rounds) as setting:
        return ASIDE["drivers"].measure(setting)
