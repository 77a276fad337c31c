"""What somebody wrote in Markdown, as markup that runs and fetches nothing; the only user of markdown_it.

HTML is shown as text, a picture as its words, a link leads to the web, to an e-mail or to a heading of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from steering.picture.words import clean

# Characters of a text that are shown: no page is read further, and one that is longer would hold up the others.
LONGEST = 200_000
WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)
# The heading of a block is the second level of a page, so what is within begins below it.
FIRST, LAST = 3, 6
SCROLL = '<div class="scroll" tabindex="0" role="group" aria-label="{}">'
TOO_LONG = "\n\n*The text is longer than {:,} characters; the rest of it is not shown.*"


def render_prose(markdown: str, id: str) -> Markup:
    """Return Markdown as markup; `id` is that of its block, which makes the names of its headings unique on a page."""
    text = markdown if len(markdown) <= LONGEST else markdown[:LONGEST] + TOO_LONG.format(LONGEST)
    parser = _parser()
    tokens = parser.parse(str(clean(text)))
    _level_headings(tokens)
    anchors = _name_headings(tokens, id)
    _confine(tokens, anchors)
    return Markup(parser.renderer.render(list(_frame_wide(tokens)), parser.options, {}))  # noqa: S704


@cache
def _parser() -> MarkdownIt:
    """The parser of Markdown with tables and crossed-out words, and without HTML."""
    return MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})


@dataclass(kw_only=True)
class HeadingLevels:
    """Turns the levels of a text's headings into levels of the page, without a gap between one and the next."""

    above: list[int] = field(default_factory=list)

    def enter(self, level: int) -> None:
        """Take the next heading of the text, of a level from 1 to 6."""
        while self.above and self.above[-1] >= level:
            self.above.pop()
        self.above.append(level)

    @property
    def current(self) -> int:
        """The level of that heading on the page."""
        return min(FIRST + len(self.above) - 1, LAST)


def _level_headings(tokens: Sequence[Token]) -> None:
    levels = HeadingLevels()
    for token in tokens:
        # A heading holds no other one, so its end is of the level that was placed last.
        if token.type == "heading_open":
            levels.enter(int(token.tag[1:]))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{levels.current}"


def _name_headings(tokens: Sequence[Token], id: str) -> dict[str, str]:
    """Give each heading an id, and return them by the name under which a text links to them."""
    names: dict[str, str] = {}
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            slug = _slug(content.content)
            if slug and slug not in names:
                names[slug] = f"{id}--{slug}"
                opening.attrSet("id", names[slug])
    return names


def _slug(text: str) -> str:
    """A heading's name in links: small letters, and hyphens for blanks."""
    return re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", text.strip().lower()))


def _confine(tokens: Sequence[Token], anchors: dict[str, str]) -> None:
    """Take away links that lead elsewhere than they may, and show pictures as their words."""
    for token in tokens:
        if token.children:
            token.children = list(_confine_line(token.children, anchors))


def _confine_line(children: Sequence[Token], anchors: dict[str, str]) -> Iterator[Token]:
    is_open: list[bool] = []
    for child in children:
        # Entities may stand for characters that a text must not hold.
        child.content = str(clean(child.content))
        if child.type == "image":
            yield _word("Image: " + (child.content or "without a description"))
        elif child.type == "link_open":
            is_open.append(_aim(child, anchors))
            if is_open[-1]:
                yield child
        elif child.type != "link_close" or is_open.pop():
            yield child


def _word(text: str) -> Token:
    return Token(type="text", tag="", nesting=0, content=f"[{text}]")


def _aim(link: Token, anchors: dict[str, str]) -> bool:
    """Set where a link leads; False where it leads nowhere that it may."""
    address = str(link.attrGet("href") or "")
    link.attrs = {}
    if address.startswith("#"):
        target = anchors.get(address[1:].lower())
        link.attrs = {"href": f"#{target}"}
        return target is not None
    # Who follows a link keeps the page, and tells nobody where they came from.
    link.attrs = {"href": address, "target": "_blank", "rel": "noopener noreferrer"}
    return bool(WEB.match(address))


def _frame_wide(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens with a box around each table, and code in a box of its own, so that what is wide scrolls within."""
    for token in tokens:
        if token.type == "table_open":
            yield _html(SCROLL.format("Table"))
            yield token
        elif token.type == "table_close":
            yield token
            yield _html("</div>\n")
        elif token.type in ("fence", "code_block"):
            # The language of code is somebody's text and says nothing here.
            code = Markup('<pre class="scroll" tabindex="0">{}</pre>\n').format(token.content)
            yield _html(code)
        else:
            if token.type == "th_open":
                token.attrSet("scope", "col")
            token.attrs = _without_style(token)
            yield token


def _html(markup: str) -> Token:
    return Token(type="html_block", tag="", nesting=0, content=markup)


def _without_style(token: Token) -> dict[str, str | int | float]:
    """The attributes of a token with a class for its alignment: pages refuse styles that stand in their markup."""
    attrs = {name: value for name, value in token.attrs.items() if name != "style"}
    return attrs | {"class": "right"} if token.attrs.get("style") == "text-align:right" else attrs
