"""One HTML file to read and to print, which runs and fetches nothing: what sheets and reports for auditors stand on."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from steering.picture.style import style_sheet
from steering.picture.words import text

STYLE = """
html { font: 15px/1.5 var(--font); background: var(--ground); color: var(--text); }
body { margin: 0; overflow-wrap: anywhere; }
main { max-width: 62rem; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; line-height: 1.25; margin: 4px 0; text-wrap: balance; }
h2 { font-size: 18px; margin: 28px 0 6px; }
h3 { font-size: 15px; margin: 20px 0 4px; }
p { margin: 4px 0; }
.value { font-size: 22px; font-weight: 650; font-variant-numeric: tabular-nums; }
.fine { color: var(--gray); font-size: 14px; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 3px 24px; margin: 6px 0; }
dt { color: var(--gray); }
dd { margin: 0; font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, "Liberation Mono", Menlo, monospace; font-size: 12.5px; }
pre { white-space: pre-wrap; padding: 10px 12px; margin: 6px 0; border-radius: 6px; background: var(--panel); }
section section { border-left: 3px solid var(--line); padding-left: 14px; margin: 12px 0; }
@media (max-width: 600px) {
  main { padding: 16px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 6px; }
}
@page { size: A4; margin: 18mm; }
@media print {
  main { max-width: none; padding: 0; }
  h2, h3, dt { break-after: avoid; }
  pre { border: 1px solid #999; }
}
"""


def render_printed_page(title: str, markup: str, style: str = "") -> bytes:
    """Return a page in UTF-8 with this markup, in which whatever somebody wrote is escaped; `style` is what it adds."""
    sheet = style_sheet() + STYLE + style
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = (
        '<!doctype html>\n<html lang="en" class="steerco"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{text(title)}</title><style>{sheet}</style></head>\n"
        f"<body><main>{markup}</main></body></html>\n"
    )
    return page.encode("utf-8", "replace")


def render_facts(facts: Iterable[tuple[str, str]]) -> str:
    """Return names with their values, those without one left out."""
    return f"<dl>{''.join(f'<dt>{text(name)}</dt><dd>{text(value)}</dd>' for name, value in facts if value)}</dl>"
