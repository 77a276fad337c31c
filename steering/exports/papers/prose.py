"""What somebody wrote in Markdown as values of a paper: the markup of the page, read again."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from steering.picture.prose import FIRST, render_prose

# Elements of the page's markup that a paper has as well; of others it has what they hold.
KINDS = {
    "p": "paragraph",
    "ul": "bullets",
    "ol": "numbers",
    "li": "item",
    "blockquote": "quote",
    "pre": "code",
    "table": "table",
    "tr": "row",
    "th": "head",
    "td": "cell",
    "em": "emphasis",
    "strong": "strong",
    "s": "struck",
    "code": "verbatim",
    "a": "link",
    "br": "break",
    "hr": "rule",
    **{f"h{level}": "heading" for level in range(1, 7)},
}
ALONE = ("br", "hr")


def write_prose(markdown: str, id: str, level: int) -> list[dict[str, Any]]:
    """Return Markdown as nodes, its headings below a heading of this level."""
    reader = MarkupReader(level=level)
    reader.feed(str(render_prose(markdown, id)))
    reader.close()
    return reader.nodes


@dataclass(kw_only=True)
class MarkupReader(HTMLParser):
    """Reads the markup of prose, which is well formed, into nodes of kind, text and parts."""

    level: int
    nodes: list[dict[str, Any]] = field(default_factory=list)
    above: list[list[dict[str, Any]]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a node, and read its parts into it until it ends."""
        if tag not in KINDS:
            return
        node: dict[str, Any] = {"kind": KINDS[tag], "parts": []}
        if node["kind"] == "heading":
            node["level"] = self.level + 1 + int(tag[1:]) - FIRST
        if tag == "a":
            node["target"] = dict(attrs).get("href") or ""
        self.nodes.append(node)
        if tag not in ALONE:
            self.above.append(self.nodes)
            self.names.append(tag)
            self.nodes = node["parts"]

    def handle_endtag(self, tag: str) -> None:
        """End the node that was begun last, if it is this one."""
        if self.names and self.names[-1] == tag:
            self.names.pop()
            self.nodes = self.above.pop()

    def handle_data(self, data: str) -> None:
        """Take a text; blanks between blocks are none."""
        is_inline = bool(self.names) and self.names[-1] not in ("ul", "ol", "table", "tr", "blockquote")
        if data.strip() or is_inline:
            self.nodes.append({"kind": "text", "text": data})
