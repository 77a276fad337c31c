"""Markup as a person reads it, and the golden files that hold it; run as a module it writes them anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from steering.frames.frame import Frame, Provenance
from steering.picture.markup import render_block, render_foot, render_head, render_message, render_problems
from steering.picture.words import ICONS
from tests.steering.picture.examples import BARE_HEAD, EXAMPLES, HEAD
from tests.steering.picture.reading import VOID

FOLDER = Path(__file__).parent / "golden"
ICON_NAMES = {str(paths): name for name, paths in ICONS.items()}


@dataclass
class Element:
    """An element: its start tag as written, and what is in it."""

    tag: str
    start: str
    inner: list[Element | str] = field(default_factory=list)


class Outline(HTMLParser):
    """Reads markup into elements."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.root = Element("", "")
        self.path = [self.root]
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, self.get_starttag_text() or "")
        self.path[-1].inner.append(element)
        if tag not in VOID:
            self.path.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.path[-1].inner.append(Element(tag, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self.path.pop()

    def handle_data(self, data: str) -> None:
        words = escape(data if self.path[-1].tag == "pre" else " ".join(data.split()), quote=False)
        if words:
            self.path[-1].inner.append(words)


def outline(markup: str) -> str:
    """Markup with a line for each element or text, indented; an icon is its name."""
    return "".join(f"{line}\n" for one in Outline(markup).root.inner for line in _lines(one))


def _lines(one: Element | str) -> list[str]:
    if isinstance(one, str):
        return [one]
    end = "" if one.tag in VOID else f"</{one.tag}>"
    if one.start.startswith('<svg class="icon"'):
        paths = "".join(inner.start for inner in one.inner if isinstance(inner, Element))
        return [f'<svg class="icon" … {ICON_NAMES[paths]}>']
    if all(isinstance(inner, str) for inner in one.inner):
        return ["".join([one.start, *map(str, one.inner), end])]
    return [one.start, *(f"  {line}" for inner in one.inner for line in _lines(inner)), end]


def drawn() -> dict[str, str]:
    """Name of a golden file -> what it should hold: each kind of block, what surrounds blocks, a scene's problems."""
    source = Provenance(case="halden", as_of="2026-10", unit=None, releases=())
    frame = Frame(page="costs", message="Spend is above the budget", detail="By 5%.", blocks=(), provenance=source)
    markup = {kind: list(map(render_block, blocks)) for kind, blocks in EXAMPLES.items()}
    markup |= {
        "head": [render_head(HEAD), render_head(BARE_HEAD)],
        "foot": [render_foot("Halden · as of Oct 2026 · all business units")],
        "message": [render_message(frame)],
        "problems": [render_problems(["page: found 'x'", "minutes: none"])],
    }
    return {name: "\n".join(map(outline, parts)) for name, parts in markup.items()}


def write() -> None:
    """Write every golden file as the templates are now, and take away those of kinds that are gone."""
    for file in FOLDER.glob("*.html"):
        file.unlink()
    for name, text in drawn().items():
        (FOLDER / f"{name}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    write()
