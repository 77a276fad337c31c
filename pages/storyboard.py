"""Storyboard: the scenes of the demo, one by one or all in a list."""

from functools import partial

from components import shell, storyboard, storyboard_scene
from steering.frames.agenda import AGENDA

ITEM = AGENDA["storyboard"]

if scene_id := storyboard_scene.scene_id():
    shell.with_error_boundary(ITEM, partial(storyboard.render_scene, scene_id))
else:
    shell.render_page(ITEM, storyboard.render_storyboard, storyboard.adapt_frame)
