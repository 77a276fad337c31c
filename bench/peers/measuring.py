"""Everything that is measured beside the peers, one part after the other, as rows of the results."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.peers import crowds, moving, timings
from bench.peers.content import prepared
from bench.peers.screen import browser
from bench.peers.servers import ours
from bench.rows import Row

PARTS = ("filter", "page", "start", "people", "memory")
ABOUT = """\
Our Costs page, on the example case with 1 million generated charges, and the same page in Dash and in plain
Streamlit with default settings (`bench/peers`). All three get their figures from the same functions over the same
store, and remember them, so that what differs is how a page is drawn, sent and run again. All show the same sentences,
tiles, charts and tables. Ours alone has the table and the downloads of each chart, a question to each figure, the menu,
the choices in its address, and the look closer at a chosen team. Plain Streamlit asks for nothing outside and does not
watch its files; all else is its default. Dash runs on the server that comes with it.

Servers, Chromium and people share two processors. Servers take turns within one run. A time ends with the last change
of a tile or chart (page and start: of anything) in the page, by the page's own clock, and only once the page shows the
figures it was asked for. People are sessions over Streamlit's own protocol without a browser; theirs ends with the last
element received. `n` counts changes, and a ratio is the median of the ratios pair by pair.
"""


def measure(
    *,
    rows: int = 1_000_000,
    rounds: int = 10,
    seconds: float = 60.0,
    changes: int = 3000,
    parts: tuple[str, ...] = PARTS,
    store: Path | None = None,
) -> list[Row]:
    """Our page beside its peers. People come in a third of the rounds, because each of those takes `seconds`.

    `store` keeps the generated costs for the next time; without it they are made again and deleted.
    """
    with tempfile.TemporaryDirectory(prefix="steerco-peers-") as name:
        folder = Path(name)
        content = prepared(store or folder, rows)
        found: list[Row] = []
        in_chromium = {
            "drivers": moving.moving_rows,
            "filter": timings.filter_rows,
            "page": timings.page_rows,
            "start": timings.start_rows,
        }
        for part, measured in in_chromium.items():
            if part in parts:
                # A browser of its own: what one measurement leaves behind is not the next one's.
                with browser() as opened:
                    found += measured(opened, content, folder, rounds)
        if "people" in parts:
            found += crowds.people_rows(content, folder, max(1, rounds // 3), seconds)
        if "memory" in parts:
            found.append(crowds.soak_row(ours(), content, folder, changes, crowds.headings(content)))
        return found


def drivers(*, rows: int = 20_000, rounds: int = 10) -> list[Row]:
    """The sliders of our ROI page beside Dash."""
    with tempfile.TemporaryDirectory(prefix="steerco-peers-") as name, browser() as opened:
        folder = Path(name)
        return moving.moving_rows(opened, prepared(folder, rows), folder, rounds)


def collections(*, rows: int, rounds: int, seconds: float, changes: int, store: Path | None = None) -> list[Row]:
    """Our app with each way to collect garbage."""
    with tempfile.TemporaryDirectory(prefix="steerco-peers-") as name:
        folder = Path(name)
        return crowds.collection_rows(prepared(store or folder, rows), folder, max(1, rounds // 3), seconds, changes)
