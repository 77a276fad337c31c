"""A business case from a spreadsheet of somebody's own: what its mapping names becomes a draft, or nothing does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from steering.cases.number_texts import suggest_number
from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.errors import FileRefused, Problem, quote_input
from steering.finance.draft.case_keys import is_same, place_value
from steering.finance.draft.changes import compare_trees
from steering.finance.draft.grids import (
    as_mapping,
    count_periods,
    figure_lists,
    format_cell,
    free_name,
    list_at,
    resize,
    with_figure,
)
from steering.finance.draft.history import BusinessDraft, Tree, change_draft
from steering.imports.cell_texts import WrongCell
from steering.imports.draft_import import DraftImport
from steering.imports.mapped_tables import Cell, MappedContent, MappedLine, collect_ranges
from steering.ingest.spreadsheet import Spreadsheet

# What a line may be worked out from instead of its amounts.
WORKED_OUT = ("amount", "begins", "ends", "quantity", "price", "share", "growth")
LONGEST_ID = 40


@dataclass(kw_only=True)
class _Target:
    """The tree that is filled, and the cell from which each place of it comes."""

    tree: Tree
    cells: dict[tuple[str | int, ...], Cell] = field(default_factory=dict)


def import_spreadsheet(
    spreadsheet: Spreadsheet, mapping: SpreadsheetMapping, draft: BusinessDraft | None
) -> DraftImport:
    """Return the draft with what a mapping names in a spreadsheet; without a draft a new one.

    Raises:
        FileRefused: with every cell that does not hold what it should; the draft is as it was.
    """
    content = collect_ranges(spreadsheet, mapping)
    target = _Target(tree=draft.tree if draft else {})
    last = mapping.tables[0].last_period if mapping.tables else None
    if last is not None:
        _check_horizon(content, last)
    if content.problems:
        raise FileRefused(spreadsheet.name, content.problems)
    _fill_keys(target, content)
    ids = dict(mapping.lines)
    if last is not None:
        ids = _fill_lines(target, content, mapping, last)
    after = change_draft(draft, target.tree) if draft else BusinessDraft(target.tree)
    if problems := _find_problems(after, target, content):
        raise FileRefused(spreadsheet.name, problems)
    return DraftImport(
        draft=after,
        changes=compare_trees(draft.tree if draft else {}, after.tree),
        notes=tuple(content.notes),
        mapping=replace(mapping, lines=ids, spreadsheet=spreadsheet.name[:160]),
    )


def _check_horizon(content: MappedContent, last: int) -> None:
    text, cell = content.keys.get("periods", ("", ("", 0, 0)))
    if text and text != str(last):
        remedy = "Choose the same periods in both, or take periods out of the mapping."
        content.refuse(cell, text, f"{last}, as the amounts have", remedy)


def _fill_keys(target: _Target, content: MappedContent) -> None:
    for key, (text, cell) in content.keys.items():
        group, dot, name = key.partition(".")
        parts = (group, name) if dot else (key,)
        was = _value_at(target.tree, parts)
        if not is_same(was, text):
            target.tree = place_value(target.tree, parts, text)
        target.cells[parts] = cell


def _value_at(tree: Tree, parts: tuple[str, ...]) -> Any:
    value: Any = tree
    for part in parts:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _fill_lines(target: _Target, content: MappedContent, mapping: SpreadsheetMapping, last: int) -> dict[str, str]:
    """Put the lines of a spreadsheet into the tree, and return the id of each label."""
    tree = {key: value for key, value in target.tree.items() if key != "cashflows"}
    if count_periods(tree) != last:
        tree = dict(resize(tree, last))
    if "periods" not in tree and not figure_lists(tree):
        tree["periods"] = str(last)
    lines = list_at(tree, "lines")
    ids = _name_lines(lines, content.lines, mapping)
    gone = {id for label, id in mapping.lines.items() if label not in ids} - set(ids.values())
    lines = [line for line in lines if format_cell(as_mapping(line).get("id")) not in gone]
    places = {format_cell(as_mapping(line).get("id")): index for index, line in enumerate(lines)}
    for line in content.lines:
        id = ids[line.label]
        if id not in places:
            places[id] = len(lines)
            lines.append({"id": id, "kind": line.kind, "label": line.label})
        index = places[id]
        lines[index] = _fill_line(as_mapping(lines[index]), line)
        for period, cell in enumerate(line.cells):
            if cell:
                target.cells["lines", index, "values", period] = cell
    others = [id for id in places if id not in ids.values()]
    if others:
        content.notes.append(f"Not in the spreadsheet, so unchanged: {', '.join(map(quote_input, others[:10]))}.")
    target.tree = {**tree, "lines": lines}
    return ids


def _fill_line(line: dict[str, Any], content: MappedLine) -> dict[str, Any]:
    before = list_at(line, "values")
    before += [None] * (len(content.values) - len(before))
    values = [
        was if was is not None and is_same(was, text) else with_figure(was, text)
        for was, text in zip(before, content.values, strict=False)
    ]
    others = {key: value for key, value in line.items() if key not in WORKED_OUT}
    return {**others, "kind": content.kind, "values": values}


def _name_lines(lines: list[Any], content: list[MappedLine], mapping: SpreadsheetMapping) -> dict[str, str]:
    """Return the id of each label: that of the mapping, that of a line with this label, or a new one."""
    items = [as_mapping(line) for line in lines]
    known = {format_cell(item.get("id")): item for item in items}
    by_label = {format_cell(item.get("label")).casefold(): id for id, item in known.items() if item.get("label")}
    ids = {line.label: mapping.lines[line.label] for line in content if line.label in mapping.lines}
    for line in content:
        like = by_label.get(line.label.casefold()) or next((id for id in known if id == line.label), "")
        if line.label not in ids and like and like not in {*ids.values(), *mapping.lines.values()}:
            ids[line.label] = like
    for line in content:
        if line.label not in ids:
            ids[line.label] = free_name(_slug(line.label), {*known, *ids.values(), *mapping.lines.values()})
    return {line.label: ids[line.label] for line in content}


def _slug(label: str) -> str:
    letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", letters.casefold()).strip("_")[:LONGEST_ID].strip("_") or "line"


def _find_problems(draft: BusinessDraft, target: _Target, content: MappedContent) -> list[Problem]:
    """Return what the parser of the file refuses of what came from a cell, each with its cell."""
    problems = []
    for problem in draft.state.problems:
        places = (problem.spot[:length] for length in range(len(problem.spot), 0, -1))
        cell = next((target.cells[place] for place in places if place in target.cells), None)
        if cell and problem.severity == "error":
            remedy = suggest_number(problem.found) or "Correct the cell, or choose another."
            wrong = WrongCell(problem.found, problem.expected, remedy)
            problems.append(wrong.as_problem(content.spreadsheet, *cell))
    return problems
