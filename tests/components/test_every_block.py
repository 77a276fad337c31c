"""A kind of block is known wherever frames are shown: on a page, in an offline file, and in the height of a scene."""

from __future__ import annotations

import pytest

from components import blocks as page
from steering.exports import html_blocks as offline
from steering.frames.block_heights import height
from steering.frames.blocks import BLOCKS


@pytest.mark.parametrize("place", [page.block, offline.block, height], ids=["page", "offline file", "height"])
def test_every_kind_of_block_is_known(place: object) -> None:
    assert set(BLOCKS.values()) <= set(getattr(place, "registry", ()))
