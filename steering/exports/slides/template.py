"""A company's own template: read with a limit, refused in one message where slides can't be put on it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation as Deck

from steering.archives import DAMAGE, find_zip_fault, list_members
from steering.errors import SteercoError
from steering.formatting import format_bytes
from steering.spool import purposes

# A template with more bytes than this is refused before it is read.
MOST_BYTES = purposes.MOST_BYTES[purposes.TEMPLATE]
# How files begin that Office has encrypted, and those of PowerPoint before 2007.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN, TYPES = "ppt/presentation.xml", "[Content_Types].xml"
PRESENTATION = b"presentationml.presentation.main+xml"
# A template that PowerPoint opens as a new presentation, and one that shows itself.
ALSO = re.compile(rb"presentationml\.(template|slideshow)\.main\+xml")
MACROS = b"macroEnabled"
SAVE = "Open it in PowerPoint and save it as a presentation (.pptx)"


def read_template(path: Path) -> bytes:
    """Return the bytes of a template's file. Raises SteercoError where it is too large or can't be read."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SteercoError(_tell_size(size))
        return path.read_bytes()
    except OSError as error:
        raise SteercoError(f"The template {path.name} can't be read: {error.strerror}.") from error


def open_template(content: bytes) -> Deck:
    """Return the presentation that a template is. Raises SteercoError, in one sentence, where it can't be one."""
    if len(content) > MOST_BYTES:
        raise SteercoError(_tell_size(len(content)))
    if content.startswith(OLE):
        raise SteercoError(
            f"The template has a password, or is from before PowerPoint 2007. {SAVE} without a password."
        )
    try:
        deck = Presentation(io.BytesIO(_check_package(content)))
        layouts = len(deck.slide_layouts)
    except (KeyError, IndexError, AttributeError, SyntaxError, PythonPptxError, *DAMAGE) as error:
        raise SteercoError(f"The template is damaged and can't be opened. {SAVE} again.") from error
    if not layouts:
        raise SteercoError(
            "The template has no layouts. Add one with a title in PowerPoint's slide master, or take another."
        )
    return deck


def _check_package(content: bytes) -> bytes:
    """Return the package as a presentation; templates and slide shows are presentations under another name."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise SteercoError(f"The template is no PowerPoint file. {SAVE}.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        fault = find_zip_fault(list_members(archive), len(content))
        if fault:
            raise SteercoError(f"The template was refused, because it holds {fault[0]}. {SAVE} without large pictures.")
        names = archive.namelist()
        if MAIN not in names or TYPES not in names:
            raise SteercoError(f"The template is no PowerPoint presentation: it has no {MAIN}. {SAVE}.")
        types = archive.read(TYPES)
        if MACROS in types:
            raise SteercoError(f"The template holds macros. {SAVE} without them.")
        if not ALSO.search(types):
            return content
        return _rename_type(archive, ALSO.sub(PRESENTATION, types))


def _rename_type(archive: zipfile.ZipFile, types: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            copy.writestr(info, types if info.filename == TYPES else archive.read(info))
    return out.getvalue()


def _tell_size(size: int) -> str:
    most = format_bytes(MOST_BYTES)
    return f"The template has {format_bytes(size)}, more than {most}. Take one without pictures and sample slides."
