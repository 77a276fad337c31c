"""A storyboard as one HTML file that opens without a network, and prints a scene to a page.

Nothing in it may ask for anything: its own policy forbids every request, and lets run only what is named by hash.
The same pack is the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path

from steering.charts import palette
from steering.charts.base import CONFIG
from steering.charts.plotly_js import FONTS, library, map_style_ids, themed_json
from steering.conditions import ConditionState
from steering.exports.html_blocks import block, problems
from steering.exports.html_words import badge, sprites, text
from steering.exports.storyboard import SceneExport, StoryboardExport
from steering.formatting import pluralise
from steering.frames.blocks import Chart, leaves
from steering.frames.frame import Frame
from steering.months import format_month

ASSETS = Path(__file__).parent / "offline"
THEMES: tuple[palette.Theme, ...] = ("light", "dark")
HUES = ("green", "orange", "red", "gray")
# In JSON these stand only within texts, where they can be written so; nothing then ends the script around it.
HIDDEN = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def html(pack: StoryboardExport) -> bytes:
    """The whole file, in UTF-8: contents, every scene, and what draws its charts."""
    style, plotly, script = _style(), library(), _asset("offline.js")
    body = "".join([_bar(), "<main>", _cover(pack), *(_scene(part, len(pack.parts)) for part in pack.parts), "</main>"])
    maps = "".join(f'<style id="{id}"></style>' for id in map_style_ids())
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy((style, ""), (plotly, script))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{text(pack.subtitle or pack.title)}</title><style>{style}</style>{maps}</head>\n"
        f'<body>{sprites()}{body}\n<script type="application/json" id="charts">{_charts(pack)}</script>\n'
        f"<script>{plotly}</script>\n<script>{script}</script></body></html>\n"
    )
    return page.encode()


def _policy(styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    """Nothing may be fetched. Empty styles are those that plotly.js fills rule by rule, or shall not."""
    sources = f"script-src {' '.join(map(_format_hash, scripts))}; style-src {' '.join(map(_format_hash, styles))}"
    return f"default-src 'none'; {sources}; img-src data:; base-uri 'none'; form-action 'none'"


def _format_hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _bar() -> str:
    return (
        '<nav class="bar" aria-label="Scenes"><a href="#contents">Contents</a><span id="at" role="status"></span>'
        '<button type="button" id="previous">Previous</button><button type="button" id="next">Next</button>'
        '<button type="button" id="theme">Dark</button></nav>'
    )


def _cover(pack: StoryboardExport) -> str:
    rows = "".join(_entry(part) for part in pack.parts)
    total = f'<tr><td></td><td></td><td>Total</td><td class="right">{text(pack.minutes)}</td></tr>'
    head = '<th scope="col">Scene</th><th scope="col">Begins</th><th scope="col">Message</th>'
    return (
        f'<section class="cover stop" id="contents"><p class="where">{text(pack.organisation)} · {text(pack.title)}'
        f' · {format_month(pack.as_of)}</p><h1 tabindex="-1">{text(pack.subtitle or pack.title)}</h1>'
        f'<p class="headline">{text(pack.headline)}</p>{"".join(block(item) for item in pack.notices)}'
        f'<table class="contents"><thead><tr>{head}<th scope="col" class="right">Time</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot>{total}</tfoot></table>"
        "<noscript><p>Scripts are off: instead of each chart read the table below it.</p></noscript>"
        '<p class="fine keys">Right and left arrow or PageDown and PageUp go from scene to scene, Home and End to the '
        "first page and the last. Printed, each scene has a page.</p></section>"
    )


def _entry(part: SceneExport) -> str:
    return (
        f'<tr><td class="number">{part.position}</td><td class="number">{part.clock.split(" ")[0]}</td>'
        f'<td><a href="#scene-{part.position}">{text(part.message)}</a> <span class="fine">{text(part.page)}</span> '
        f'{_standing(part)}</td><td class="right">{text(part.minutes)}</td></tr>'
    )


def _standing(part: SceneExport) -> str:
    """How many claims of a scene do not hold, or that it can't be shown."""
    if part.problems:
        return '<span class="badge red">Can\'t be shown</span>'
    states = [claim.state for claim in part.claims]
    parts = [
        (state, states.count(state)) for state in (ConditionState.BROKEN, ConditionState.UNKNOWN) if state in states
    ]
    return " ".join(f'{badge(state)} <span class="fine">{pluralise(count, "claim")}</span>' for state, count in parts)


def _scene(part: SceneExport, count: int) -> str:
    where = " · ".join(item for item in (text(part.page), part.clock, text(part.minutes)) if item)
    frame = part.frame
    detail = f"<p>{text(frame.detail)}</p>" if frame and frame.detail else ""
    body = "".join(block(item) for item in (*frame.notices, *frame.blocks)) if frame else problems(part.problems)
    return (
        f'\n<section class="scene stop" id="scene-{part.position}" aria-labelledby="message-{part.position}">'
        f'<div class="sheet"><p class="where"><strong>{part.position} of {count}</strong> {where}</p>'
        f'<h2 id="message-{part.position}" tabindex="-1">{text(part.message)}</h2>'
        f"{detail}{body}{_source(part, frame) if frame else ''}</div></section>"
    )


def _source(part: SceneExport, frame: Frame) -> str:
    """Where the figures come from: ids begin as written, and are there in full for whoever points at them."""
    releases = [(f"{dataset} release", release) for dataset, release in frame.provenance.releases]
    ids = [
        f'{text(name)} <abbr title="{text(id)}">{text(id[:8])}</abbr>'
        for name, id in [*releases, ("frame", frame.sha256)]
    ]
    return f"<footer>{' · '.join([f'case {text(frame.provenance.case)}', *map(text, part.state), *ids])}</footer>"


def _charts(pack: StoryboardExport) -> str:
    """Every chart in the order of the file, once for each theme, as JSON that is safe within a script's tags."""
    blocks = (item for part in pack.parts if part.frame for item in leaves(part.frame.blocks))
    figures = [item.figure for item in blocks if isinstance(item, Chart)]
    themes = (f'"{theme}":[{",".join(themed_json(item, theme) for item in figures)}]' for theme in THEMES)
    return f'{{"config":{json.dumps(CONFIG)},{",".join(themes)}}}'.translate(HIDDEN)


@cache
def _style() -> str:
    """The style sheet, with the colours of both themes from where they are written."""
    themes = {theme: _variables(theme) for theme in THEMES}
    sheet = _asset("offline.css").replace("FONTS", FONTS)
    return sheet.replace("LIGHT", themes["light"]).replace("DARK", themes["dark"])


def _variables(theme: palette.Theme) -> str:
    theme_settings = tomllib.loads(palette.CONFIG.read_text("utf-8"))["theme"][theme]
    chart = palette.colours(theme)
    variables = {
        "ground": chart[palette.GROUND],
        "text": chart[palette.TEXT],
        "actual": chart[palette.ACTUAL],
        "panel": theme_settings["secondaryBackgroundColor"],
        "line": theme_settings["borderColor"],
        "link": theme_settings["linkColor"],
    }
    for hue in HUES:
        variables[hue] = theme_settings[f"{hue}TextColor"]
        variables[f"{hue}-ground"] = theme_settings[f"{hue}BackgroundColor"]
    return "".join(f"--{name}:{colour};" for name, colour in variables.items()) + f"color-scheme:{theme};"


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")
