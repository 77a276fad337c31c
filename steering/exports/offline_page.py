"""One HTML file that opens without a network, with pictures as pages show them: its frame, its policy, its parts.

Nothing in it may ask for anything: its own policy forbids every request, and lets run only what is named by hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from steering.charts.plotly_js import library, map_style_ids
from steering.picture.style import script as picture_script
from steering.picture.style import style_sheet
from steering.picture.words import text

ASSETS = Path(__file__).parent / "offline"
# In JSON these stand only within texts, where they can be written so; nothing then ends the script around it.
HIDDEN = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
NO_SCRIPTS = "<noscript><p>Scripts are off: instead of each chart read the table below it.</p></noscript>"


def render_page(title: str, body: str, *, look: str = "") -> bytes:
    """Return the whole file in UTF-8, with what draws its charts. `look` names a style sheet beside the shared one."""
    style = style_sheet() + _asset("offline.css") + (_asset(look) if look else "")
    plotly, pictures, script = library(), picture_script(), _asset("offline.js")
    maps = "".join(f'<style id="{id}"></style>' for id in map_style_ids())
    page = (
        '<!doctype html>\n<html lang="en" class="steerco"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy((style, ""), (plotly, pictures, script))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{text(title)}</title><style>{style}</style>{maps}</head>\n"
        f"<body>{body}\n<script>{plotly}</script>\n"
        f'<script type="module">{pictures}</script>\n<script type="module">{script}</script></body></html>\n'
    )
    return page.encode("utf-8", "replace")


def render_bar(label: str) -> str:
    """Return the bar by which one goes from part to part."""
    return (
        f'<nav class="bar" aria-label="{text(label)}"><a href="#contents">Contents</a>'
        '<span id="at" role="status"></span>'
        '<button type="button" id="previous">Previous</button><button type="button" id="next">Next</button>'
        '<button type="button" id="theme">Dark</button></nav>'
    )


def render_picture(id: str, markup: Sequence[str], charts: Mapping[str, str]) -> str:
    """Return a picture and the charts that it draws."""
    return (
        f'<steerco-picture stage id="{id}">{"".join(markup)}</steerco-picture>'
        f'<script type="application/json" data-charts="{id}">{hide_markup(charts)}</script>'
    )


def hide_markup(value: Any) -> str:
    """Return a value as JSON that can stand in a script of the page."""
    return json.dumps(value).translate(HIDDEN)


def render_source(case: str, state: Sequence[str], releases: Sequence[tuple[str, str]], frame: str) -> str:
    """Return where figures come from: ids begin as written, and are there in full for whoever points at them."""
    names = [*((f"{dataset} release", release) for dataset, release in releases), ("frame", frame)]
    ids = [f'{text(name)} <abbr title="{text(id)}">{text(id[:8])}</abbr>' for name, id in names]
    return f"<footer>{' · '.join([f'case {text(case)}', *map(text, state), *ids])}</footer>"


def _policy(styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    """Nothing may be fetched. Empty styles are those that plotly.js fills rule by rule, or shall not."""
    sources = f"script-src {' '.join(map(_format_hash, scripts))}; style-src {' '.join(map(_format_hash, styles))}"
    return f"default-src 'none'; {sources}; img-src data:; base-uri 'none'; form-action 'none'"


def _format_hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")
