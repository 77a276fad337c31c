"""The lists of the dossier's files as tables: what is not changed stays as it is written, whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.cases.dossier.files import FILES, DossierFile
from steering.cases.dossier.texts import FILE_OF, judge_text
from steering.cases.new import STARTER
from steering.cases.yaml_reader import parse_yaml
from steering.dossier.table_columns import value_at
from steering.dossier.tables import DossierTable, edit_table, list_tables, place_problem
from steering.finance.draft.grids import Edits
from steering.state.app_state import EXAMPLE

GOVERNANCE, RISKS = FILE_OF["dossier/governance.yaml"], FILE_OF["dossier/risks.yaml"]
CHANGE, COMPLIANCE = FILE_OF["dossier/change.yaml"], FILE_OF["dossier/compliance.yaml"]
OWN = """\
# Ours
roles:
  - {id: cto, name: CTO} # the first
  - id: cfo
    name: 'CFO'

# What binds us
policies:
  - id: eight
    title: Eight
    version: "1"
    summary: >-
      In two
      lines
    controls: [CC6.1, "a, b"]
raci:
  - id: funding
    activity: Funding
    roles: {cto: A, cfo: R}
"""


def texts() -> Iterator[tuple[DossierFile, str]]:
    for folder in (EXAMPLE, STARTER):
        for file in FILES:
            if (path := Path(folder) / file.name).exists():
                yield file, path.read_text(encoding="utf-8")


def every_table() -> list[Any]:
    return [
        pytest.param(file, text, table, id=f"{file.id}-{index}-{table.id}")
        for index, (file, text) in enumerate(texts())
        for table in list_tables(file, text)
    ]


def cells(table: DossierTable, row: int) -> dict[str, str]:
    grid = table.grid
    return dict(zip([column.key for column in grid.columns], grid.rows[row], strict=True))


def table_of(file: DossierFile, text: str, id: str) -> DossierTable:
    return next(table for table in list_tables(file, text) if table.id == id)


def edit(file: DossierFile, text: str, id: str, **edits: Any) -> str:
    return edit_table(file, text, table_of(file, text, id).place, Edits(**edits))


def tree_of(text: str) -> Any:
    document = parse_yaml(text, "")
    assert not document.problems
    return document.tree


@pytest.mark.parametrize(("file", "text", "table"), every_table())
def test_what_is_typed_again_as_it_is_changes_nothing(file: DossierFile, text: str, table: DossierTable) -> None:
    again = {index: cells(table, index) for index in range(len(table.rows))}
    assert edit_table(file, text, table.place, Edits(changed=again)) == text


@pytest.mark.parametrize(("file", "text", "table"), every_table())
def test_rows_that_are_written_out_again_say_the_same(file: DossierFile, text: str, table: DossierTable) -> None:
    """Each cell says all that its value is: new rows with the same cells are the same rows."""
    shown, count = {column.keys[0] for column in table.columns}, len(table.rows)
    again = edit_table(file, text, table.place, Edits(added=[cells(table, index) for index in range(count)]))
    part = tree_of(again)
    for key in table.place:
        part = part[key] if table.rows else []
    rows = [{key: value for key, value in row.items() if key in shown and value is not None} for row in table.rows]
    assert part[count:] == rows


@pytest.mark.parametrize(("file", "text", "table"), every_table())
def test_a_row_that_is_added_and_removed_again_leaves_the_text(
    file: DossierFile, text: str, table: DossierTable
) -> None:
    count, key = len(table.rows), table.columns[0].id
    more = edit_table(file, text, table.place, Edits(added=[{key: "brand-new"}]))
    assert "brand-new" in more and more != text
    fewer = edit_table(file, more, table.place, Edits(removed=frozenset({count})))
    assert fewer == text if count else tree_of(fewer) != tree_of(more)


def test_every_list_of_records_is_a_table_and_nothing_else() -> None:
    ids = [table.id for table in list_tables(GOVERNANCE, (EXAMPLE / GOVERNANCE.name).read_text(encoding="utf-8"))]
    assert ids[:4] == ["roles", "policies", "workflows", "workflows[0].states"] and ids[-2:] == ["raci", "exceptions"]
    assert [table.id for table in list_tables(RISKS, "")] == [
        "scale.probability", "scale.impact", "risks", "assumptions", "issues", "dependencies",
    ]  # fmt: skip


def test_only_the_line_of_a_changed_cell_changes() -> None:
    after = edit(GOVERNANCE, OWN, "roles", changed={0: {"name": "Chief technology officer"}, 1: {"name": "Chief: f"}})
    assert after == OWN.replace("CTO}", "Chief technology officer}").replace("'CFO'", "'Chief: f'")


def test_what_stands_below_a_list_stays_below_what_is_added_and_is_not_removed_with_its_last_row() -> None:
    more = edit(GOVERNANCE, OWN, "roles", added=[{"id": "ciso", "name": "CISO"}])
    assert more == OWN.replace("'CFO'\n", "'CFO'\n  - id: ciso\n    name: CISO\n")
    fewer = edit(GOVERNANCE, OWN, "roles", removed=frozenset({1}))
    assert fewer == OWN.replace("  - id: cfo\n    name: 'CFO'\n", "")


def test_rows_are_added_removed_and_emptied() -> None:
    after = edit(
        GOVERNANCE, OWN, "roles", changed={1: {"name": ""}}, added=[{"id": "ciso", "name": "CISO"}, {"id": ""}],
        removed=frozenset({0}),
    )  # fmt: skip
    assert tree_of(after)["roles"] == [{"id": "cfo"}, {"id": "ciso", "name": "CISO"}]
    assert "# Ours" in after and "# What binds us" in after
    none = edit(GOVERNANCE, after, "roles", removed=frozenset({0, 1}))
    assert tree_of(none)["roles"] == [] and "# What binds us" in none


@pytest.mark.parametrize(
    ("id", "cells", "place", "value"),
    [
        ("policies", {"controls": "CC6.1"}, ("policies", 0, "controls"), ["CC6.1"]),
        ("policies", {"controls": 'CC7.1, "a, b",'}, ("policies", 0, "controls"), ["CC7.1", "a, b"]),
        ("policies", {"controls": "x: y, ], null"}, ("policies", 0, "controls"), ["x: y", "]", "null"]),
        ("policies", {"summary": "# no comment"}, ("policies", 0, "summary"), "# no comment"),
        ("policies", {"summary": "[a, b]"}, ("policies", 0, "summary"), "[a, b]"),
        ("policies", {"version": "1.10"}, ("policies", 0, "version"), "1.10"),
        ("raci", {"roles.cto": ""}, ("raci", 0, "roles"), {"cfo": "R"}),
        ("raci", {"roles.*": "ciso: C"}, ("raci", 0, "roles"), {"cto": "A", "cfo": "R", "ciso": "C"}),
        ("raci", {"roles.*": "}{"}, ("raci", 0, "roles"), {"cto": "A", "cfo": "R", "}{": None}),
    ],
)
def test_a_cell_is_read_as_its_column_says(id: str, cells: dict[str, str], place: Any, value: Any) -> None:
    part = tree_of(edit(GOVERNANCE, OWN, id, changed={0: cells}))
    for key in place:
        part = part[key]
    assert part == value


def test_figures_keep_their_source_and_parts_come_and_go() -> None:
    text = "risks:\n  - id: a\n    before: {probability: 3, impact: 4, loss: {value: 2, source: Survey}}\n"
    assert cells(table_of(RISKS, text, "risks"), 0)["before.loss"] == "value: 2, source: Survey"
    for typed, loss in (("5", "5"), ("value: 7, source: Ledger", {"value": "7", "source": "Ledger"}), ("a: b", "a: b")):
        (risk,) = tree_of(edit(RISKS, text, "risks", changed={0: {"before.loss": typed}}))["risks"]
        assert risk["before"]["loss"] == loss
    gone = edit(RISKS, text, "risks", changed={0: dict.fromkeys(("before.probability", "before.impact"), "")})
    assert tree_of(gone)["risks"][0]["before"] == {"loss": {"value": "2", "source": "Survey"}}


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (OWN.replace("    title: Eight\n", ""), 1, "Title"),
        (OWN.replace("    version:", "    review_by: soon\n    version:"), 1, "Review by"),
        (OWN.replace("id: eight", "id: with a space"), 1, "Id"),
    ],
)
def test_a_problem_has_its_row_and_column_in_its_table(text: str, row: int, column: str) -> None:
    (problem,) = judge_text(GOVERNANCE.name, text)
    told = place_problem(problem, list_tables(GOVERNANCE, text))
    assert (told.file, told.row, told.column) == ("Policies", row, column)


def test_a_problem_of_a_list_within_a_row_is_in_its_own_table() -> None:
    text = "workflows:\n  - {id: a, title: Release, states: [{id: x}]}\n"
    problem, *_ = judge_text(GOVERNANCE.name, text)
    told = place_problem(problem, list_tables(GOVERNANCE, text))
    assert (told.file, told.row, told.column) == ("Release: states", 1, "Name")
    (lone,) = judge_text(GOVERNANCE.name, "charter: {purpose: A}\n")[:1]
    assert place_problem(lone, list_tables(GOVERNANCE, "charter: {purpose: A}\n")) == lone


@pytest.mark.parametrize("text", ["roles: [\n", "- a\n", "roles: &a []\n", "roles: []\nroles: []\n", "just words\n"])
def test_a_text_that_would_lose_something_has_no_tables(text: str) -> None:
    assert list_tables(GOVERNANCE, text) == ()
    assert edit_table(GOVERNANCE, text, ("roles",), Edits(added=[{"id": "a"}])) == text


@pytest.mark.parametrize("text", ["", "# Only a comment\n", "# Without an end"])
def test_a_file_without_keys_begins_in_a_table(text: str) -> None:
    after = edit(GOVERNANCE, text, "roles", added=[{"id": "cto", "name": "CTO"}])
    assert after.startswith(text) and tree_of(after) == {"roles": [{"id": "cto", "name": "CTO"}]}


def test_edits_of_what_is_not_there_change_nothing() -> None:
    edits = {"changed": {-1: {"name": "x"}, 99: {"name": "x"}, 0: {"nam": "x"}}, "removed": frozenset({50})}
    assert edit(GOVERNANCE, OWN, "roles", **edits) == OWN
    assert edit_table(GOVERNANCE, OWN, ("workflows", 4, "states"), Edits(added=[{"id": "x"}])) == OWN


@settings(max_examples=40, deadline=None)
@given(
    id=st.sampled_from(["roles", "policies", "raci"]),
    row=st.integers(0, 1),
    text=st.text(alphabet=st.sampled_from("ab,:#[]{}&*!|>'\"%@`-? \t\n0.\u2028é"), max_size=30) | st.text(max_size=20),
)
def test_any_text_in_any_cell_is_kept_or_judged_and_touches_nothing_else(id: str, row: int, text: str) -> None:
    table = table_of(GOVERNANCE, OWN, id)
    for column in table.columns:
        after = edit_table(GOVERNANCE, OWN, table.place, Edits(changed={row: {column.id: text}}))
        tree, before = tree_or_none(after), tree_of(OWN)
        judge_text(GOVERNANCE.name, after)
        if tree is None:
            continue
        assert [key for key in before if tree.get(key) != before[key]] in ([], [id])
        if row < len(table.rows) and column.shape == "word" and after != OWN and text.strip():
            assert value_at(tree[id][row], column.keys) == text.strip()


def tree_or_none(text: str) -> Any:
    """What a text says; nothing where it has characters that no file may have."""
    document = parse_yaml(text, "")
    return None if document.problems else document.tree
