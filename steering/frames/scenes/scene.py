"""The frame of one scene: its message and claims, over the blocks it shows of its page, in its own state."""

from __future__ import annotations

from steering.cases.storyboard import Scene
from steering.context.case_context import Room
from steering.errors import did_you_mean, shown
from steering.formatting import listed
from steering.frames.agenda import PAGES
from steering.frames.frame import Claims, Focus, Frame, Notice, leaves
from steering.frames.scenes import block_selection, layout
from steering.frames.storyboard.page import claims
from steering.storyboard.views import filters


def scene_frame(room: Room, scene: Scene) -> Frame:
    """A scene as it is shown to the committee; without the presenter's notes and the fallback.

    The scene has to agree with the case (`steering.storyboard.views.agreed`). Equal in every process for the same
    scene, case and releases.
    """
    page = _page(room, scene)
    said = Claims(id="scene", title="", claims=claims(room, scene))
    return Frame(
        page=scene.page,
        message=scene.message,
        blocks=layout.laid(block_selection.chosen(page, scene.view.show), said, scene.message),
        provenance=page.provenance,
        notices=_notices(page, scene),
    )


def screen(frame: Frame) -> int:
    """Pixels that a scene takes from the top of the screen to its end: at most `fit.SCREEN` fits."""
    return layout.screen((*frame.notices, *frame.blocks), frame.message)


def _page(room: Room, scene: Scene) -> Frame:
    state = filters(room, scene)
    return room.once(("scene of", scene.page, state), lambda: PAGES[scene.page].frame(room, state))


def _notices(page: Frame, scene: Scene) -> tuple[Notice, ...]:
    """What the scene asks of its page that is not there."""
    found = []
    known = block_selection.names(page)
    for want in scene.view.show:
        if want not in known:
            near = did_you_mean(want, known).strip() or f"There are {listed(known)}."
            found.append(Notice(text=f"This page shows nothing named {shown(want)} now.", remedy=near))
    offered = [id for block in leaves(page.blocks) if isinstance(block, Focus) for id, _ in block.options]
    if scene.view.focus and scene.view.focus not in offered:
        near = did_you_mean(scene.view.focus, offered).strip()
        text = f"This page has nothing named {shown(scene.view.focus)} to look closer at."
        found.append(Notice(text=text, remedy=near))
    return (*page.notices, *found)
