"""A storyboard as one HTML file that opens without a network, and prints a scene to a page.

The same pack is the same bytes.
"""

from __future__ import annotations

from steering.conditions import ConditionState
from steering.exports.offline_page import NO_SCRIPTS, render_bar, render_page, render_picture, render_source
from steering.exports.storyboard import SceneExport, StoryboardExport
from steering.exports.witness import render_witness
from steering.formatting import pluralise
from steering.months import format_month
from steering.picture.markup import render_block, render_problems
from steering.picture.picture import draw_frame
from steering.picture.words import badge, text
from steering.records.audit_log import LogHead


def html(pack: StoryboardExport, audit: LogHead | None = None) -> bytes:
    """The whole file, in UTF-8: contents, every scene, and what draws its charts; a witness of the audit log's end."""
    scenes = "".join(_scene(part, len(pack.parts)) for part in pack.parts)
    return render_page(pack.subtitle or pack.title, f"{render_bar('Scenes')}<main>{_cover(pack, audit)}{scenes}</main>")


def _cover(pack: StoryboardExport, audit: LogHead | None) -> str:
    rows = "".join(_entry(part) for part in pack.parts)
    total = f'<tr><td></td><td></td><td>Total</td><td class="right">{text(pack.minutes)}</td></tr>'
    head = '<th scope="col">Scene</th><th scope="col">Begins</th><th scope="col">Message</th>'
    return (
        f'<section class="cover stop" id="contents"><p class="where">{text(pack.organisation)} · {text(pack.title)}'
        f' · {format_month(pack.as_of)}</p><h1 tabindex="-1">{text(pack.subtitle or pack.title)}</h1>'
        f'<p class="headline">{text(pack.headline)}</p>{_notices(pack)}'
        f'<table class="contents"><thead><tr>{head}<th scope="col" class="right">Time</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot>{total}</tfoot></table>"
        f"{NO_SCRIPTS}"
        '<p class="fine keys">Right and left arrow or PageDown and PageUp go from scene to scene, Home and End to the '
        f"first page and the last. Printed, each scene has a page.</p>{render_witness(audit)}</section>"
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
        f"{_picture(part)}{_source(part)}</div></section>"
    )


def _picture(part: SceneExport) -> str:
    """The picture of a scene with the charts that it draws; of a faulty one why it can't be shown."""
    if part.frame is None:
        head = f'<h1 tabindex="-1">{text(part.message)}</h1>'
        return f"<steerco-picture stage>{head}{render_problems(part.problems)}</steerco-picture>"
    picture = draw_frame(part.frame)
    return render_picture(f"picture-{part.position}", picture.markup, picture.charts)


def _source(part: SceneExport) -> str:
    if part.frame is None:
        return ""
    source = part.frame.provenance
    return render_source(source.case, part.state, source.releases, part.frame.sha256)
