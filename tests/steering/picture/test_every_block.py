"""A kind of block has one template, and no template is left over."""

from __future__ import annotations

import pytest

from steering.frames.blocks import BLOCKS
from steering.picture.markup import TEMPLATES

# What is no block: macros, the head and the foot of a page, the message of a frame, why a scene can't be shown,
# and where a figure comes from.
OTHERS = {"parts", "head", "foot", "message", "problems", "lineage"}


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_kind_of_block_has_a_template(kind: str) -> None:
    assert (TEMPLATES / f"{kind}.html").is_file()


def test_no_template_is_left_over() -> None:
    assert {template.name for template in TEMPLATES.iterdir()} == {f"{name}.html" for name in OTHERS | set(BLOCKS)}
