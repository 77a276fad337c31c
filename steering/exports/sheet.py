"""A frame without charts, such as minutes, as one HTML page to read and to print; it runs and fetches nothing."""

from __future__ import annotations

import base64
import hashlib

from steering.frames.frame import Frame
from steering.picture.markup import render_block, render_message
from steering.picture.style import style_sheet
from steering.picture.words import text

STYLE = """
html { font: 16px/1.5 var(--font); background: var(--ground); color: var(--text); }
body { margin: 0; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 24px; }
@page { size: A4; margin: 18mm; }
@media print { main { max-width: none; padding: 0; } }
"""


def render_sheet(frame: Frame, foot: str = "") -> bytes:
    """Return the page in UTF-8; `foot` is markup below the frame."""
    style = style_sheet() + STYLE
    parts = [render_message(frame), *(render_block(block) for block in (*frame.notices, *frame.blocks))]
    hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    page = (
        '<!doctype html>\n<html lang="en" class="steerco"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{text(frame.message)}</title><style>{style}</style></head>\n"
        f"<body><main><steerco-picture>{''.join(parts)}</steerco-picture>{foot}</main></body></html>\n"
    )
    return page.encode("utf-8", "replace")
