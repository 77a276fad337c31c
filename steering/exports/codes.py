"""The QR codes of a meeting's links as one HTML file to print: a card for each person, to be cut out."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from steering.picture.words import text

STYLE = """\
@page { margin: 12mm; }
body { margin: 0; font: 15px/1.4 sans-serif; color: #111; background: #fff; }
h1 { font-size: 20px; margin: 0 0 4mm; }
main { display: grid; grid-template-columns: repeat(2, 1fr); gap: 6mm; }
section { display: grid; grid-template-columns: 42mm 1fr; gap: 5mm; align-items: center; padding: 4mm;
  border: 1px dashed #888; break-inside: avoid; overflow-wrap: anywhere; }
img { width: 42mm; height: 42mm; }
strong { display: block; font-size: 17px; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, kw_only=True)
class CodeCard:
    """A card of the sheet: whose it is, what they may do, and the QR code of their link as SVG."""

    name: str
    role: str
    code: bytes


def write_sheet(title: str, day: str, cards: Sequence[CodeCard]) -> bytes:
    """Return the sheet as an HTML file that needs nothing else."""
    body = "".join(map(_card, cards))
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{text(title)}: QR codes</title><style>{STYLE}</style></head>"
    )
    return f"{head}<body><h1>{text(title)}, {text(day)}</h1><main>{body}</main></body></html>\n".encode()


def _card(card: CodeCard) -> str:
    image = base64.b64encode(card.code).decode()
    picture = f'<img alt="QR code of {text(card.name)}" src="data:image/svg+xml;base64,{image}">'
    return f"<section>{picture}<div><strong>{text(card.name)}</strong>{text(card.role)}</div></section>"
