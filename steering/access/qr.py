"""QR codes of links, as pictures that need nothing else."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

# Modules of white around a code, as readers ask for.
QUIET_ZONE = 4


@lru_cache(maxsize=200)
def draw_qr(link: str) -> bytes:
    """Return the QR code of a link as SVG, dark on white in every theme, so that each reader takes it."""
    out = io.BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(out, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue()
