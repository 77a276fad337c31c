"""Storyboard: the scenes of the demo, one by one or all in a list."""

from functools import partial

from components import shell, storyboard, storyboard_scene
from steering.frames.agenda import AGENDA

ITEM = AGENDA["storyboard"]

if asked := storyboard_scene.asked():
    shell.guarded(ITEM, partial(storyboard.step_through, asked))
else:
    shell.page(ITEM, storyboard.scenes)
