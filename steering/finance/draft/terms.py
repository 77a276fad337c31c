"""What lines are worked out from, as tables: their terms, options, inputs, indexes, exchange rates, later rates."""

from __future__ import annotations

from typing import get_args

from steering.cases.business_terms import Prices
from steering.cases.line import OwnTiming
from steering.finance.draft.compound import (
    NAME,
    apply_list,
    apply_mapping,
    change_compound,
    format_compound,
    list_grid,
    mapping_grid,
)
from steering.finance.draft.grids import (
    CONFIDENCE,
    DraftColumn,
    DraftTable,
    Edits,
    Grid,
    apply_edits,
    as_mapping,
    list_at,
    with_choices,
)
from steering.finance.draft.history import Tree
from steering.finance.draft.lines import cell
from steering.finance.draft.renames import follow_renames

# What a part of a mapping is that is written as one value.
ALONE = {"inputs": "value", "indexes": "rates", "exchange_rates": "rate"}
# Tables whose names lines and scenarios use.
FOLLOWED = ("inputs", "options", "indexes")
YES_OR_NO = ("true", "false")
SOURCE = DraftColumn(key="source", label="Source")
AS_OF = DraftColumn(key="as_of", label="As of", help="A month, such as 2026-10")
LINE = DraftColumn(key="id", label="Line", names=True, fixed=True)
TERMS = (
    DraftColumn(key="amount", label="Amount a period", kind="figure", help="Instead of figures by period"),
    DraftColumn(key="begins", label="Begins", kind="figure", help="The first period of the amount; otherwise 1"),
    DraftColumn(key="ends", label="Ends", kind="figure", help="The last period of the amount; otherwise the last one"),
    DraftColumn(key="quantity", label="Quantity", help="A number, an input, or several: people, hours"),
    DraftColumn(key="price", label="Price", help="A number or an input"),
    DraftColumn(key="share", label="Share", help="A number such as 50%, or an input"),
    DraftColumn(key="growth", label="Growth a year", help="A rate such as 3%, or an index, from the second year on"),
    DraftColumn(key="prices", label="Prices", kind="choice", options=get_args(Prices)),
    DraftColumn(key="currency", label="Currency", help="Another than the case's, such as EUR"),
    DraftColumn(key="timing", label="Timing", kind="choice", options=get_args(OwnTiming)),
    DraftColumn(key="options", label="Options", help="Those that have it: buy, build; or by share: buy: 0.5, build: 1"),
    DraftColumn(key="end_value", label="Value at the end", help="amount: 50, or share: 20%, or growth: 2%"),
    DraftColumn(key="depreciation", label="Depreciation", help="Such as method: straight_line, years: 3"),
    DraftColumn(key="taxable", label="Taxable", kind="choice", options=YES_OR_NO),
    DraftColumn(key="cashable", label="Cash", kind="choice", options=YES_OR_NO, help="Whether a benefit becomes cash"),
    DraftColumn(key="owner", label="Owner", help="The role that has to deliver it"),
    DraftColumn(key="kpi", label="KPI", help="The id of the KPI that measures it"),
    DraftColumn(key="sunk", label="Sunk", kind="choice", options=YES_OR_NO, help="Spent already: told and left out"),
)


def terms_grid(tree: Tree) -> Grid:
    """Return what each line is worked out from, in which options it is, and who has to deliver it."""
    rows = [
        (cell(line, "id"), *(format_compound(as_mapping(line).get(column.key)) for column in TERMS))
        for line in list_at(tree, "lines")
    ]
    return with_choices(Grid(columns=(LINE, *TERMS), rows=tuple(rows), grows=False))


def apply_terms(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with what its lines are worked out from as edited."""
    if not edits.changed:
        return tree
    after = apply_edits(list_at(tree, "lines"), Edits(changed=edits.changed), change_compound, dict)
    return {**tree, "lines": [line for _, line in after]}


def _list_table(title: str, key: str, *columns: DraftColumn) -> DraftTable:
    return DraftTable(
        title=title,
        grid=lambda tree: list_grid(tree, key, columns),
        apply=lambda tree, edits: _follow(tree, apply_list(tree, key, edits), key, edits),
    )


def _mapping_table(title: str, key: str, new: str, *columns: DraftColumn) -> DraftTable:
    alone = ALONE[key]

    def grid(tree: Tree) -> Grid:
        return mapping_grid(tree, key, columns, alone=alone)

    def apply(tree: Tree, edits: Edits) -> Tree:
        return _follow(tree, apply_mapping(tree, key, edits, alone=alone, new=new), key, edits)

    return DraftTable(title=title, grid=grid, apply=apply)


def _follow(before: Tree, after: Tree, key: str, edits: Edits) -> Tree:
    return follow_renames(before, after, key, edits) if key in FOLLOWED else after


def _name(label: str, help: str = "") -> DraftColumn:
    return DraftColumn(key=NAME, label=label, names=True, help=help)


# The tables of this module by the key of the file that each shows.
TERM_TABLES: dict[str, DraftTable] = {
    "terms": DraftTable(title="Quantities, prices and owners", grid=terms_grid, apply=apply_terms),
    "options": _list_table(
        "Options",
        "options",
        DraftColumn(key="id", label="Option", names=True, help="Its id, without spaces"),
        DraftColumn(key="label", label="Label"),
        DraftColumn(key="baseline", label="Baseline", kind="choice", options=YES_OR_NO),
        DraftColumn(key="starts_after", label="Starts after", kind="figure", help="Periods by which all comes later"),
        DraftColumn(key="discount_rate", label="Discount rate", kind="figure"),
        DraftColumn(key="risks", label="Risks", help="Ids of the risk register, with commas"),
        DraftColumn(key="summary", label="Summary"),
    ),
    "inputs": _mapping_table(
        "Inputs",
        "inputs",
        "new_input",
        _name("Input", "Its name, without spaces"),
        DraftColumn(key="value", label="Value", kind="figure"),
        DraftColumn(key="values", label="Values by period", help="Instead of one value: 10, 12, 14"),
        DraftColumn(key="unit", label="Unit"),
        DraftColumn(key="low", label="Low", kind="figure"),
        DraftColumn(key="high", label="High", kind="figure"),
        DraftColumn(key="label", label="Label"),
        SOURCE,
        DraftColumn(key="confidence", label="Confidence", kind="choice", options=CONFIDENCE),
        AS_OF,
    ),
    "indexes": _mapping_table(
        "Price indexes",
        "indexes",
        "new_index",
        _name("Index"),
        DraftColumn(key="rates", label="Rates a year", help="One, or one for each year from the second on: 3%, 2.5%"),
        SOURCE,
        AS_OF,
    ),
    "exchange_rates": _mapping_table(
        "Exchange rates",
        "exchange_rates",
        "EUR",
        _name("Currency"),
        DraftColumn(key="rate", label="Rate", kind="figure", help="What one unit is worth in the case's currency"),
        DraftColumn(key="date", label="Date"),
        SOURCE,
    ),
    "later_rates": _list_table(
        "Later discount rates",
        "later_rates",
        DraftColumn(key="after_year", label="After year", kind="figure", names=True),
        DraftColumn(key="rate", label="Rate", kind="figure"),
    ),
    "optimism_bias": _list_table(
        "Optimism bias",
        "optimism_bias",
        DraftColumn(key="reference_class", label="Reference class", names=True),
        DraftColumn(key="lines", label="Lines", help="Ids of lines of costs, with commas"),
        DraftColumn(key="share", label="Share", kind="figure"),
        SOURCE,
    ),
}
