"""A workbook of Steerco's that comes back: its inputs become changes of a draft, what else was changed is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steering.errors import FileRefused, Problem, quote_input
from steering.exports.workbook.layout import CONSTANTS, FORMAT, VIEW, hash_case
from steering.finance.draft.case_keys import is_same, place_value
from steering.finance.draft.changes import TreeChange, compare_trees
from steering.finance.draft.history import BusinessDraft, Tree, change_draft
from steering.imports.cell_texts import WrongCell, is_same_value, number_text
from steering.imports.draft_import import DraftImport
from steering.imports.fixed_cells import compare_fixed
from steering.imports.issued_workbook import IssueMarks, issue_again
from steering.imports.workbook_inputs import InputCell, list_inputs
from steering.ingest.spreadsheet import Spreadsheet

# What an empty cell can't take out of a list, because each position means something.
LISTS = ("values", "shares", "rates", "costs", "benefits", "net", "quantity", "price", "share", "dates")
DATES = "dates"


@dataclass(frozen=True, kw_only=True)
class InputChange:
    """An input that holds something else than when it was issued; `text` is None where it is empty now."""

    input: InputCell
    parts: tuple[str, ...]
    text: str | None


def import_workbook(
    returned: Spreadsheet, marks: IssueMarks, draft: BusinessDraft, others: Sequence[Tree] = ()
) -> DraftImport:
    """Return a draft with the inputs that were changed in a workbook.

    The workbook was made from the draft as it is or once was, or from one of `others`. What was changed since, in the
    draft as well as in the workbook, stays as it is in the draft and is told.

    Raises:
        FileRefused: the workbook is of another version, or of none of these.
    """
    if marks.format != str(FORMAT):
        raise _refuse(returned, f"a workbook of version {marks.format or 'unknown'}", f"version {FORMAT}")
    base = _find_base(marks, (draft.tree, *reversed(draft.past), *others))
    if base is None:
        found = f"a workbook of another business case, or of an older state ({marks.case_hash[:12]})"
        raise _refuse(returned, found, "a workbook of the business case that is open here")
    business = BusinessDraft(base).state.business
    assert business is not None  # its hash is known
    issued = issue_again(business)
    inputs = list(list_inputs(issued))
    refusals: list[Problem] = []
    changes = list(_find_changes(returned, inputs, refusals))
    tree = _take_changes(returned, changes, base, draft.tree, refusals)
    positions = {(input.sheet, (input.row, input.column)) for input in inputs}
    refusals += compare_fixed(issued, returned, positions)
    after = change_draft(draft, tree)
    return DraftImport(
        draft=after,
        changes=compare_trees(draft.tree, tree),
        refusals=tuple(refusals),
        notes=() if base == draft.tree else ("The workbook was made from an older state of this business case.",),
    )


def _refuse(book: Spreadsheet, found: str, expected: str) -> FileRefused:
    remedy = "Download the workbook again here, and put the changes into that one."
    return FileRefused(book.name, [Problem(file=book.name, found=found, expected=expected, remedy=remedy)])


def _find_base(marks: IssueMarks, trees: Sequence[Tree]) -> Tree | None:
    for tree in trees:
        business = BusinessDraft(tree).state.business
        if business is not None and hash_case(business) == marks.case_hash:
            return tree
    return None


def _find_changes(returned: Spreadsheet, inputs: Sequence[InputCell], refusals: list[Problem]) -> Iterator[InputChange]:
    """Yield the inputs that hold something else; keys that are gone, unknown or there twice are refused."""
    now: dict[str, list[InputCell]] = {}
    for input in list_inputs(returned):
        now.setdefault(input.key, []).append(input)
    for before in inputs:
        after = now.pop(before.key, [])
        if len(after) == 1:
            yield from _compare_input(returned, before, after[0], refusals)
        elif after:
            places = ", ".join(other.place for other in after)
            remedy = "Remove the copies. Nothing is taken over for this key."
            refusals.append(_problem(returned, after[-1], f"{before.key} in {places}", "each key once", remedy))
        elif before.sheet in {sheet.name for sheet in returned.sheets}:
            remedy = "To take it out of the business case, take it out of the draft here."
            refusals.append(_problem(returned, before, f"no row or column for {before.key}", "each key once", remedy))
    for key, strangers in now.items():
        if any(stranger.cell is not None for stranger in strangers):
            remedy = "Add it in the draft here, then download the workbook again."
            found = f"the key {quote_input(key)}"
            refusals.append(_problem(returned, strangers[0], found, "a key of this business case", remedy))


def _problem(book: Spreadsheet, input: InputCell, found: str, expected: str, remedy: str) -> Problem:
    return Problem(file=book.name, column=input.place, found=found, expected=expected, remedy=remedy)


def _compare_input(
    returned: Spreadsheet, before: InputCell, after: InputCell, refusals: list[Problem]
) -> Iterator[InputChange]:
    was, now = (cell.value if cell else None for cell in (before.cell, after.cell))
    has_formula = after.cell is not None and bool(after.cell.formula)
    if before.key.startswith(VIEW) or (is_same_value(was, now) and not has_formula):
        return
    parts = tuple(_unescape(part) for part in before.key.split("/"))
    if before.key.startswith(CONSTANTS) or DATES in parts:
        remedy = "Change dates in the draft here." if DATES in parts else "It belongs to the calculation: put it back."
        refusals.append(_problem(returned, after, quote_input(now), quote_input(was), remedy))
        return
    try:
        text = number_text(after.cell)
    except WrongCell as wrong:
        refusals.append(wrong.as_problem(returned, after.sheet, after.row, after.column))
        return
    if not text and set(parts[:-1]) & set(LISTS):
        remedy = "Write 0 where nothing is paid or gained."
        refusals.append(_problem(returned, after, "an empty cell", "a number", remedy))
    elif was is None or not text or not is_same(number_text(before.cell), text):
        yield InputChange(input=after, parts=parts, text=text or None)


def _unescape(part: str) -> str:
    return part.replace("%2A", "*").replace("%2F", "/").replace("%25", "%")


def _take_changes(
    returned: Spreadsheet, changes: Sequence[InputChange], base: Tree, tree: Tree, refusals: list[Problem]
) -> Tree:
    """Return the tree with all changes that do not run into others, and that the file of a business case may say."""
    elsewhere = {change.name: change.after for change in compare_trees(base, tree)}
    accepted: dict[tuple[str, ...], tuple[InputChange, TreeChange]] = {}
    for change in changes:
        steps = _list_steps(base, change)
        clash = next((elsewhere[step.name] for step in steps if step.name in elsewhere), None)
        if steps and clash is None and _apply(tree, change) is not None:
            accepted[change.parts] = change, steps[0]
        elif not steps and _apply(base, change) is None:
            remedy = "Leave it as it was issued."
            refusals.append(_problem(returned, change.input, quote_input(change.text or ""), "no input here", remedy))
        elif steps and clash != steps[0].after:
            found, now = quote_input(change.text or ""), clash or "nothing"
            remedy = "It was changed here since. Decide which one counts, and enter it here."
            refusals.append(_problem(returned, change.input, found, f"{now}, as in the draft", remedy))
    after = _apply_all(tree, accepted)
    for key, problem in _find_wrong(tree, after, accepted).items():
        change, _ = accepted.pop(key)
        remedy = "Correct the cell. It is not taken over."
        refusals.append(_problem(returned, change.input, problem.found, problem.expected, remedy))
    return _apply_all(tree, accepted)


def _list_steps(base: Tree, change: InputChange) -> tuple[TreeChange, ...]:
    after = _apply(base, change)
    return () if after is None else compare_trees(base, after)


def _apply(tree: Tree, change: InputChange) -> Tree | None:
    """Return the tree with a change, written as the value was before; None where its place is gone."""
    try:
        return place_value(tree, change.parts, change.text)
    except KeyError:
        return None


def _apply_all(tree: Tree, accepted: Mapping[tuple[str, ...], tuple[InputChange, TreeChange]]) -> Tree:
    for change, _ in accepted.values():
        tree = _apply(tree, change) or tree
    return tree


def _find_wrong(
    before: Tree, after: Tree, accepted: Mapping[tuple[str, ...], tuple[InputChange, TreeChange]]
) -> dict[tuple[str, ...], Problem]:
    """Return what the parser of the file refuses of the changes, by key."""
    spots = {_join(step.spot): key for key, (_, step) in accepted.items()}
    wrong = {}
    if before == after:
        return {}
    for problem in BusinessDraft(after).state.problems:
        spot = _join(problem.spot)
        near = (key for place, key in spots.items() if spot == place or spot.startswith(f"{place}/"))
        if problem.severity == "error" and (key := next(near, None)):
            wrong[key] = problem
    return wrong


def _join(spot: Sequence[str | int]) -> str:
    """Return a place in one word: groups of a scenario may be written with a dot or as keys."""
    return "/".join(str(part) for part in spot).replace(".", "/")
