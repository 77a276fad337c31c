"""The bytes of a presentation, the same each time: parts in their order, with one time for all of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

# The earliest time that a zip can hold.
MOMENT = (1980, 1, 1, 0, 0, 0)
STAMP = "1980-01-01T00:00:00Z"
# What a workbook says of when it was made.
TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
CORE = "docProps/core.xml"


def pack_presentation(content: bytes) -> bytes:
    """Return the presentation with fixed times, also within the workbooks of its charts."""
    return _repack(content, lambda name, part: _repack(part, _fix_times) if name.endswith(".xlsx") else part)


def _fix_times(name: str, part: bytes) -> bytes:
    return TIMES.sub(rb"\g<1>" + STAMP.encode() + rb"\g<3>", part) if name == CORE else part


def _repack(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            entry = zipfile.ZipInfo(info.filename, MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            copy.writestr(entry, change(info.filename, archive.read(info)))
    return out.getvalue()
