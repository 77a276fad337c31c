"""A storyboard as one HTML file that opens without a network, and prints a scene to a page.

Nothing in it may ask for anything: its own policy forbids every request, and lets run only what is named by hash.
The same pack is the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from steering.charts.plotly_js import library, map_style_ids
from steering.conditions import ConditionState
from steering.exports.storyboard import SceneExport, StoryboardExport
from steering.formatting import pluralise
from steering.frames.frame import Frame
from steering.months import format_month
from steering.picture.markup import render_block, render_problems
from steering.picture.picture import draw_frame
from steering.picture.style import script as picture_script
from steering.picture.style import style_sheet
from steering.picture.words import badge, text

ASSETS = Path(__file__).parent / "offline"
# In JSON these stand only within texts, where they can be written so; nothing then ends the script around it.
HIDDEN = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def html(pack: StoryboardExport) -> bytes:
    """The whole file, in UTF-8: contents, every scene, and what draws its charts."""
    style, plotly, pictures, script = (
        style_sheet() + _asset("offline.css"),
        library(),
        picture_script(),
        _asset("offline.js"),
    )
    body = "".join([_bar(), "<main>", _cover(pack), *(_scene(part, len(pack.parts)) for part in pack.parts), "</main>"])
    maps = "".join(f'<style id="{id}"></style>' for id in map_style_ids())
    page = (
        '<!doctype html>\n<html lang="en" class="steerco"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy((style, ""), (plotly, pictures, script))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{text(pack.subtitle or pack.title)}</title><style>{style}</style>{maps}</head>\n"
        f"<body>{body}\n<script>{plotly}</script>\n"
        f'<script type="module">{pictures}</script>\n<script type="module">{script}</script></body></html>\n'
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
        f'<p class="headline">{text(pack.headline)}</p>{_notices(pack)}'
        f'<table class="contents"><thead><tr>{head}<th scope="col" class="right">Time</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot>{total}</tfoot></table>"
        "<noscript><p>Scripts are off: instead of each chart read the table below it.</p></noscript>"
        '<p class="fine keys">Right and left arrow or PageDown and PageUp go from scene to scene, Home and End to the '
        "first page and the last. Printed, each scene has a page.</p></section>"
    )


def _notices(pack: StoryboardExport) -> str:
    return f"<steerco-picture>{''.join(map(render_block, pack.notices))}</steerco-picture>" if pack.notices else ""


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
    return (
        f'\n<section class="scene stop" id="scene-{part.position}" aria-label="{text(part.message)}">'
        f'<div class="sheet"><p class="where"><strong>{part.position} of {count}</strong> {where}</p>'
        f"{_picture(part)}{_source(part, part.frame) if part.frame else ''}</div></section>"
    )


def _picture(part: SceneExport) -> str:
    """The picture of a scene with the charts that it draws; of a faulty one why it can't be shown."""
    if part.frame is None:
        head = f'<h1 tabindex="-1">{text(part.message)}</h1>'
        return f"<steerco-picture stage>{head}{render_problems(part.problems)}</steerco-picture>"
    picture, name = draw_frame(part.frame), f"picture-{part.position}"
    charts = json.dumps(picture.charts).translate(HIDDEN)
    return (
        f'<steerco-picture stage id="{name}">{"".join(picture.markup)}</steerco-picture>'
        f'<script type="application/json" data-charts="{name}">{charts}</script>'
    )


def _source(part: SceneExport, frame: Frame) -> str:
    """Where the figures come from: ids begin as written, and are there in full for whoever points at them."""
    releases = [(f"{dataset} release", release) for dataset, release in frame.provenance.releases]
    ids = [
        f'{text(name)} <abbr title="{text(id)}">{text(id[:8])}</abbr>'
        for name, id in [*releases, ("frame", frame.sha256)]
    ]
    return f"<footer>{' · '.join([f'case {text(frame.provenance.case)}', *map(text, part.state), *ids])}</footer>"


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")
