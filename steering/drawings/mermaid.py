"""Mermaid as a drawing, made here and without a network; the only user of mmdr.

Of a text only what is drawn counts: instructions to the renderer, links and scripts are left out before it is read, and
whatever the renderer makes is drawn anew (`mermaid_svg.py`). A text that can't be drawn is one problem.
"""

from __future__ import annotations

import re

import mmdr

from steering.drawings.mermaid_svg import redraw
from steering.drawings.svg import UnsafeSvg
from steering.errors import Problem
from steering.formatting import printable

# The kinds of diagram that are drawn in the theme's colours; others would be drawn in colours of their own.
KINDS = (
    "flowchart",
    "graph",
    "sequenceDiagram",
    "stateDiagram",
    "stateDiagram-v2",
    "classDiagram",
    "erDiagram",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Deployment",
    "C4Dynamic",
)
# So much is read at a glance many times over; more would not be drawn in the time of a page.
MOST_CHARACTERS, MOST_LINES, LONGEST_LINE = 50_000, 1_000, 2_000
# Characters that the renderer makes of it, and what it says where it would take too long for it.
MOST_DRAWN, TOO_MUCH = 1_000_000, "resource limit"
# How many pixels of a label stand on one line.
SETTINGS = '%%{init: {"flowchart": {"wrappingWidth": 240}}}%%\n'
# What a text may say beside its diagram: settings at its head, instructions to the renderer, comments.
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n[ \t]*---[ \t]*(?:\n|\Z)", re.DOTALL)
INSTRUCTION = re.compile(r"%%\{.*?\}%%", re.DOTALL)
COMMENT = re.compile(r"^[ \t]*%%.*$", re.MULTILINE)
# Statements that link, run or colour. A statement begins a line or follows a semicolon.
STATEMENT = re.compile(
    r"(?P<start>^|;)[ \t]*(?:click|callback|link|links|href|style|linkStyle|classDef|cssClass|UpdateElementStyle|"
    r"UpdateRelStyle|UpdateLayoutConfig)\b(?![ \t]*(?:-|=|\.|~|<|:|\[|\(|\{|>|@))[^;\n]*",
    re.MULTILINE,
)
PREFIX = re.compile(r"^Diagram parse error \([\w-]+\): ")
# Characters of a reason that are shown, and rows that are tried one by one.
SHOWN, MOST_TRIED = 160, 200


def draw_mermaid(text: str, file: str) -> str | Problem:
    """Return a Mermaid text as a clean SVG, or why it can't be drawn. `file` is where the text is from."""
    plain = strip_mermaid(text)
    problem = _check_size(text, file) or _check_kind(plain, file)
    if problem:
        return problem
    try:
        svg = _render(plain)
        return _explain(TOO_MUCH, plain, file) if len(svg) > MOST_DRAWN else redraw(svg)
    except (ValueError, UnsafeSvg) as error:
        return _explain(str(error), plain, file)


def _render(plain: str) -> str:
    """Return what the renderer makes of a text. Raises ValueError where it refuses it."""
    return mmdr.render(SETTINGS + plain).svg()


def strip_mermaid(text: str) -> str:
    """Return a text without what is no part of its diagram; what is left stays in its row."""
    text = printable(text).encode("utf-8", "replace").decode("utf-8")
    for pattern in (FRONT_MATTER, INSTRUCTION, COMMENT):
        text = pattern.sub(_keep_rows, text)
    return STATEMENT.sub(r"\g<start>", text)


def _keep_rows(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _check_size(text: str, file: str) -> Problem | None:
    lines = text.splitlines()
    longest = max(map(len, lines), default=0)
    measures = (
        (len(text), MOST_CHARACTERS, "characters"),
        (len(lines), MOST_LINES, "lines"),
        (longest, LONGEST_LINE, "characters in a line"),
    )
    for number, most, unit in measures:
        if number > most:
            return Problem(
                file=file,
                found=f"{number:,} {unit}",
                expected=f"at most {most:,}",
                remedy="Divide the diagram into several, each with one message.",
            )
    return None


def _check_kind(plain: str, file: str) -> Problem | None:
    words = plain.split(maxsplit=1)
    kind = words[0].rstrip(";") if words else ""
    if kind in KINDS:
        return None
    row = plain[: len(plain) - len(plain.lstrip())].count("\n") + 1
    return Problem(
        file=file,
        row=row,
        found=repr(kind[:SHOWN]) if kind else "no diagram",
        expected=f"one of {', '.join(KINDS)}",
        remedy="Begin the text with the kind of its diagram.",
    )


def _explain(reason: str, plain: str, file: str) -> Problem:
    if TOO_MUCH in reason:
        return Problem(
            file=file,
            found="more boxes and arrows than can be laid out",
            expected="a diagram that fits on a page",
            remedy="Divide the diagram into several, each with one message.",
        )
    row = _find_row(plain, reason)
    found = " ".join(PREFIX.sub("", reason).split())[:SHOWN]
    remedy = "Correct the text; it is shown as it is written until then."
    return Problem(file=file, row=row, found=found, expected="a Mermaid diagram", remedy=remedy)


def _find_row(plain: str, reason: str) -> int | None:
    """Return the first row that is refused for the same reason when it is the only one of its diagram."""
    rows = plain.splitlines()
    head = next(index for index, row in enumerate(rows) if row.strip())
    for index, row in enumerate(rows[head + 1 : head + 1 + MOST_TRIED], start=head + 2):
        try:
            _render(f"{rows[head]}\n{row}")
        except ValueError as error:
            if str(error) == reason:
                return index
    return None
