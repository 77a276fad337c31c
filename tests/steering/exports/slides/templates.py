"""Templates as companies have them, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from pptx import Presentation
from pptx.util import Inches

MAIN = b"presentationml.presentation.main+xml"


def company(*, layouts: tuple[str, ...] = (), wide: bool = True, slides: int = 2) -> bytes:
    """A template with sample slides; with `layouts` only those of these names stay."""
    deck = Presentation()
    if wide:
        deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for layout in list(deck.slide_layouts):
        if layouts and layout.name not in layouts:
            deck.slide_layouts.remove(layout)
    for _ in range(slides):
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        if slide.shapes.title is not None:
            slide.shapes.title.text = "A sample of the company"
    return save(deck)


def without_layouts() -> bytes:
    """A master without any layout."""
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        deck.slide_layouts.remove(layout)
    return save(deck)


def save(deck: object) -> bytes:
    out = io.BytesIO()
    deck.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def change(content: bytes, edit: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with its parts edited; None takes a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            part = edit(name, archive.read(name))
            if part is not None:
                copy.writestr(name, part)
    return out.getvalue()


def renamed_type(kind: bytes) -> bytes:
    """A template that says of itself to be another kind of file."""
    return change(company(), lambda name, part: part.replace(MAIN, kind) if name == "[Content_Types].xml" else part)


def bomb() -> bytes:
    """A small file that unpacks to 100 MB."""
    out = io.BytesIO(company())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/media/image99.bin", b"\0" * 100_000_000)
    return out.getvalue()
