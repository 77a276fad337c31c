"""A frame's blocks as HTML, each kind in one way; charts as places that a script draws in."""

from __future__ import annotations

from functools import singledispatch

from steering.exports.html_words import RIGHT, badge, cell, icon, text
from steering.frames.blocks import (
    Arrow,
    Block,
    Cell,
    Chart,
    Claims,
    Column,
    Columns,
    Drilldown,
    FundingRequest,
    Interactive,
    Notice,
    Slot,
    Statement,
    Statements,
    TableBlock,
    Tabs,
    Tile,
    Tiles,
)
from steering.frames.code_block import Code

# How many headline figures stand in a row, and the largest weight of a block beside others, by the style sheet.
MOST_ABREAST, WIDEST = 8, 12

# Characters of a figure that still fit beside another on a phone, and of a cell whose words stay on one line.
LONG, SHORT = 9, 12
ARROWS: dict[Arrow, str] = {"up": "↑", "down": "↓"}


@singledispatch
def block(part: Block) -> str:
    """One block of a frame."""
    raise TypeError(f"nothing writes a {type(part).__name__}")


@block.register
def _(part: Tiles) -> str:
    count = len(part.tiles)
    abreast = min(count if count <= 4 else -(-count // 2), MOST_ABREAST)
    long = any(len(tile.value) > LONG for tile in part.tiles)
    return f'<div class="tiles n{abreast}{" long" if long else ""}">{"".join(_tile(item) for item in part.tiles)}</div>'


def _tile(tile: Tile) -> str:
    # Where the label already is the status, the figure counts things of that status.
    counts = tile.status is not None and tile.label.lower() == tile.status
    label = badge(tile.status) if tile.status and counts else text(tile.label)
    words = badge(tile.status) if tile.status and not counts else ""
    note = f'{words} <span class="fine">{text(tile.note)}</span>' if tile.note else words
    return (
        f'<div class="tile"><p class="label">{label}</p><p class="value">{text(tile.value)}</p>'
        f"{_delta(tile)}{_element('p', 'meta', note)}</div>"
    )


def _delta(tile: Tile) -> str:
    """The change, with its arrow; its colour says whether it is welcome."""
    if tile.delta is None:
        return ""
    colour = {True: "green", False: "red", None: "gray"}[tile.good]
    arrow = f"{ARROWS[tile.arrow]} " if tile.arrow else ""
    since = f' <span class="fine">{text(tile.since)}</span>' if tile.since else ""
    return f'<p class="delta"><span class="badge {colour}">{arrow}{text(tile.delta)}</span>{since}</p>'


@block.register
def _(part: Chart) -> str:
    alt, rows = text(part.alt), _table(part.table)
    return (
        f'<figure class="chart"><figcaption>{_title(part.title)}</figcaption>'
        f'<div class="plot" role="img" aria-label="{alt}"></div>{_element("p", "fine", text(part.note))}'
        f"<details><summary>{text(part.table.title or part.title)} as a table</summary>{rows}</details></figure>"
    )


@block.register
def _(part: TableBlock) -> str:
    note = _element("p", "fine", text(part.note))
    return f'<div class="listing">{_title(part.title)}{_table(part)}{note}</div>'


def _table(table: TableBlock) -> str:
    if not table.rows:
        return f'<p class="quiet">{text(table.empty)}</p>'
    head = "".join(f'<th scope="col"{_align(column)}>{text(column.label)}</th>' for column in table.columns)
    rows = "".join("<tr>" + "".join(map(_cell, row, table.columns)) + "</tr>" for row in table.cells)
    # Whatever can be scrolled has to be reached by keyboard.
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(table.title) or "Table"}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(content: Cell, column: Column) -> str:
    kind = _align(column) or (' class="short"' if len(content.text) <= SHORT else "")
    return f"<td{kind}>{cell(content, column)}</td>"


def _align(column: Column) -> str:
    return ' class="right"' if column.kind in RIGHT else ""


@block.register
def _(part: Statements) -> str:
    said = "".join(_finding(item) for item in part.findings)
    body = f"<ul>{said}</ul>" if said else f'<p class="quiet">{text(part.empty)}</p>'
    return f'<div class="card">{_title(part.title)}{body}</div>'


def _finding(one: Statement) -> str:
    status = f" {badge(one.status)}" if one.status else ""
    first = _element("strong", "", text(one.text)) + status
    parts = [first, text(one.detail), _element("span", "fine", text(one.meta))]
    return f"<li>{'<br>'.join(part for part in parts if part)}</li>"


@block.register
def _(part: Claims) -> str:
    said = "".join(
        f"<li>{badge(item.state)} {text(item.text)} {_element('span', 'fine', text(item.reason))}</li>"
        for item in part.claims
    )
    body = f"<ul>{said}</ul>" if said else f'<p class="quiet">{text(part.empty)}</p>'
    return f'<div class="card claims">{_title(part.title)}{body}</div>'


@block.register
def _(part: Notice) -> str:
    remedy = f" {text(part.remedy)}" if part.remedy else ""
    return f'<p class="notice">{icon("info")}<span><strong>{text(part.text)}</strong>{remedy}</span></p>'


@block.register
def _(part: FundingRequest) -> str:
    due = f' <span class="badge blue">{icon("schedule")}{text(part.decide_by)}</span>' if part.decide_by else ""
    figures = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in part.figures)
    return (
        f'<div class="card ask"><div><p class="label">The ask</p><p class="value">{text(part.amount)}</p></div>'
        f"<div><p><strong>{text(part.title)}</strong>{due}<br>{text(part.purpose)}</p>{_element('dl', '', figures)}"
        f"{_element('p', 'fine', text(part.note))}</div></div>"
    )


@block.register
def _(part: Code) -> str:
    passages = "".join(
        f"<details><summary>{text(item.name)}</summary>{_element('p', '', text(item.about))}"
        f'<pre class="scroll" tabindex="0">{text(item.text)}</pre></details>'
        for item in part.passages
    )
    return f'<div class="listing">{_title(part.title)}{passages}</div>'


@block.register
def _(part: Drilldown) -> str:
    chosen = dict(part.options).get(part.chosen, part.chosen)
    return f'<p class="fine">{text(part.label)}: {text(chosen)}</p>'


@block.register
def _(_: Slot) -> str:
    return ""


@block.register
def _(part: Tabs) -> str:
    return "".join(
        f"<h2>{text(item.label)}</h2>{''.join(map(block, item.blocks))}" for item in part.parts if item.blocks
    )


@block.register
def _(part: Interactive) -> str:
    return "".join(block(item) for item in part.blocks)


@block.register
def _(part: Columns) -> str:
    weights = part.weights or (1,) * len(part.blocks)
    inner = zip(part.blocks, weights, strict=True)
    return (
        f'<div class="side">{"".join(f"<div class=g{min(by, WIDEST)}>{block(item)}</div>" for item, by in inner)}</div>'
    )


def problems(found: tuple[str, ...]) -> str:
    """Why a scene can't be shown, each reason on a line of its own."""
    items = "".join(f"<li>{text(reason)}</li>" for reason in found)
    head = f"{icon('error')}<strong>This scene can't be shown as it is written.</strong>"
    return f'<div class="fault"><p>{head}</p><ul>{items}</ul></div>'


def _title(title: str) -> str:
    return _element("h3", "", text(title))


def _element(tag: str, name: str, inner: str) -> str:
    """An element, where there is something in it."""
    kind = f' class="{name}"' if name else ""
    return f"<{tag}{kind}>{inner}</{tag}>" if inner else ""
