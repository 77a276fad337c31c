"""The markup of every kind of block is what its golden file says, in `tests/steering/picture/golden/<kind>.html`.

After a change of a template that is meant, write the files anew and read what git shows of them:

    .venv/bin/python -m tests.steering.picture.golden

The files hold markup with a line for each element, as `golden.outline` writes it; the blocks are
those of `examples.py`.
"""

from __future__ import annotations

import pytest

from steering.frames.blocks import BLOCKS
from tests.steering.picture import golden
from tests.steering.picture.examples import EXAMPLES

DRAWN = golden.drawn()


@pytest.mark.parametrize("name", DRAWN)
def test_the_markup_is_as_its_golden_file_says(name: str) -> None:
    assert DRAWN[name] == (golden.FOLDER / f"{name}.html").read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in golden.FOLDER.iterdir()} == set(DRAWN)


def test_there_are_examples_of_every_kind() -> None:
    assert {kind: {type(block) for block in blocks} for kind, blocks in EXAMPLES.items()} == {
        kind: {block} for kind, block in BLOCKS.items()
    }


def test_an_outline_has_a_line_for_each_element() -> None:
    markup = '<div><p class="a">x &lt;b&gt;\n y</p>\n<br><p>z <em>w</em></p></div><pre>a\n b</pre>'
    lines = ["<div>", '  <p class="a">x &lt;b&gt; y</p>', "  <br>", "  <p>", "    z", "    <em>w</em>", "  </p>"]
    assert golden.outline(markup) == "\n".join([*lines, "</div>", "<pre>a", " b</pre>", ""])
