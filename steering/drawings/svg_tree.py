"""An SVG as a tree of elements, for those that draw one anew from it; nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from steering.drawings.svg import UnsafeSvg

# So deep is no drawing, and a walk through it would not come back.
MOST_DEPTH = 200


@dataclass(kw_only=True)
class SvgElement:
    """An element: its name, its attributes, and what is in it in order, elements and texts."""

    tag: str
    attributes: dict[str, str]
    content: list[SvgElement | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The names of its classes."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def style(self) -> dict[str, str]:
        """What it sets by its style attribute and, where that says nothing, by attributes."""
        pairs = (part.partition(":") for part in self.attributes.get("style", "").split(";"))
        styles = {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}
        return self.attributes | styles

    @property
    def children(self) -> tuple[SvgElement, ...]:
        """The elements in it, without its texts."""
        return tuple(child for child in self.content if isinstance(child, SvgElement))

    def walk(self) -> Iterator[SvgElement]:
        """Yield the element and every one within, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_tree(svg: str) -> SvgElement:
    """Return the outermost element of an SVG. Raises UnsafeSvg for what is no XML, and for one nested too deeply."""
    root = SvgElement(tag="", attributes={})
    path = [root]

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(path) > MOST_DEPTH:
            raise UnsafeSvg(f"A drawing has at most {MOST_DEPTH} elements within each other.")
        element = SvgElement(tag=name, attributes=dict(attributes))
        path[-1].content.append(element)
        path.append(element)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.CharacterDataHandler = lambda text: path[-1].content.append(text)
    try:
        parser.Parse(svg.encode("utf-8"), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise UnsafeSvg(f"This is no SVG: {error}.") from error
    return root.children[0]
