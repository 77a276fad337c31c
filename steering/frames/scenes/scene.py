"""The frame of one scene: its message and claims, over the blocks it shows of its page, in its own state."""

from __future__ import annotations

from steering.addresses import hide_addresses
from steering.cases.storyboard import Scene
from steering.context.case_context import CaseContext
from steering.errors import did_you_mean, quote_input
from steering.formatting import join_words
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Claims, Notice
from steering.frames.frame import Frame
from steering.frames.scenes import block_selection
from steering.frames.storyboard.page import check_message, check_scene_claims
from steering.storyboard.views import filters


def scene_frame(context: CaseContext, scene: Scene) -> Frame:
    """Return a scene as it is shown to the committee; without the presenter's notes, the fallback and addresses.

    The scene has to agree with the case (`steering.storyboard.views.agreed`). Equal in every process for the same
    scene, case and releases.
    """
    page = _page(context, scene)
    claims = check_scene_claims(context, scene)
    message, detail = check_message(scene.message, claims)
    said = Claims(id="scene", title="", claims=claims)
    frame = Frame(
        page=scene.page,
        message=message,
        detail=detail,
        blocks=(*block_selection.select_blocks(page, scene.view.show), *((said,) if claims else ())),
        provenance=page.provenance,
        notices=_notices(page, scene),
    )
    # A scene is on stage, where others look on, and in the offline copy, which goes on to anybody.
    return hide_addresses(frame)


def _page(context: CaseContext, scene: Scene) -> Frame:
    state = filters(context, scene)
    return context.cached(("scene of", scene.page, state), lambda: SCENE_PAGES[scene.page].build_frame(context, state))


def _notices(page: Frame, scene: Scene) -> tuple[Notice, ...]:
    """Return what the scene asks of its page that is not there."""
    notices = []
    names = block_selection.block_names(page)
    for want in scene.view.show:
        if want not in names:
            near = did_you_mean(want, names).strip() or f"There are {join_words(names)}."
            notices.append(Notice(text=f"This page shows nothing named {quote_input(want)} now.", remedy=near))
    options = page.focus_options
    if scene.view.focus and scene.view.focus not in options:
        near = did_you_mean(scene.view.focus, options).strip()
        text = f"This page has no details for {quote_input(scene.view.focus)}."
        notices.append(Notice(text=text, remedy=near))
    return (*page.notices, *notices)
