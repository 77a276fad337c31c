"""What else a draft holds as tables: the case's own keys, drivers, stated figures, dates."""

from __future__ import annotations

from typing import Any, get_args

from steering.cases.business import Basis, Period, Timing
from steering.cases.business_terms import Prices
from steering.cases.line import DistributionName
from steering.cases.yaml_writer import inline
from steering.catalog.business_metrics import METRICS
from steering.catalog.drivers import DRIVERS
from steering.field_types import WHOLE
from steering.finance.draft.compound import format_compound, parse_compound
from steering.finance.draft.grids import (
    CONFIDENCE,
    LONGEST,
    DraftColumn,
    Edits,
    Grid,
    apply_edits,
    as_mapping,
    format_cell,
    list_at,
    parse_cell,
    resize,
    set_key,
    with_choices,
)
from steering.finance.draft.history import Tree

# The keys of the file that hold one value each, and what they say.
BASIS = {
    "title": "Any text",
    "currency": "Three capital letters, such as USD",
    "unit": "What figures are in: 1000000 for millions",
    "period": f"One of {', '.join(get_args(Period))}",
    "periods": "How many there are after today; every list of figures follows",
    "start": "The month in which period 1 begins, such as 2026-11",
    "discount_rate": "A year, such as 0.10",
    "option": "The id of the option that is asked for",
    "prices": f"Of all lines that say nothing else: {' or '.join(get_args(Prices))}",
    "inflation": "A year, such as 3%; between real and nominal prices",
    "tax": "Such as rate: 25%, losses: carried_forward, paid_after: 1",
    "cost_of_capital": "equity_share: 60%, cost_of_equity: 12%, cost_of_debt: 6%, tax_rate: 25%",
    "fiscal_year_starts": "The month in which the fiscal year begins, 1 to 12",
    "timing": f"When flows fall in their period: {', '.join(get_args(Timing))}",
    "finance_rate": "For MIRR; otherwise the discount rate",
    "reinvest_rate": "For MIRR; otherwise the discount rate",
    "hurdle_rate": "What a project has to earn",
    "source": "Where all this comes from",
}
LABELS = {name: metric.label for name, metric in METRICS.items()}
SOURCE = (
    DraftColumn(key="source", label="Source"),
    DraftColumn(key="confidence", label="Confidence", kind="choice", options=CONFIDENCE),
    DraftColumn(key="as_of", label="As of", help="A month, such as 2026-10"),
)


def label(key: str) -> str:
    """`Discount rate` for `discount_rate`."""
    return key.replace("_", " ").capitalize()


def basis_grid(tree: Tree) -> Grid:
    """Return what holds for the whole case: a row for each key."""
    columns = (
        DraftColumn(key="key", label="What", names=True, fixed=True),
        DraftColumn(key="value", label="Value"),
        DraftColumn(key="help", label="What it says", fixed=True),
    )
    rows = tuple((label(key), format_compound(tree.get(key)), said) for key, said in BASIS.items())
    return Grid(columns=columns, rows=rows, grows=False)


def apply_basis(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with the case's own keys as edited. With other periods, every list is longer or shorter."""
    keys = list(BASIS)
    for index, cells in sorted(edits.changed.items()):
        key, text = keys[index], cells.get("value", "")
        if "value" not in cells or text == format_compound(tree.get(key)):
            continue
        tree = set_key(tree, key, parse_compound(key, text) if text else None)
        if key == "periods" and WHOLE.fullmatch(text) and 1 <= int(text) <= LONGEST:
            tree = {**resize(tree, int(text)), "periods": text}
    return tree


def drivers_grid(tree: Tree) -> Grid:
    """Return every driver there is: where it stands, and how far it may go."""
    columns = (
        DraftColumn(key="driver", label="Driver", names=True, fixed=True),
        DraftColumn(key="value", label="Value", kind="figure"),
        DraftColumn(key="low", label="Low", kind="figure"),
        DraftColumn(key="high", label="High", kind="figure"),
        DraftColumn(key="distribution", label="Distribution", kind="choice", options=get_args(DistributionName)),
        *SOURCE,
    )
    drivers = as_mapping(tree.get("drivers"))
    rows = tuple(
        (
            DRIVERS[name].label if name in DRIVERS else name,
            *(_driver_cell(drivers.get(name), column.key) for column in columns[1:]),
        )
        for name in _drivers(tree)
    )
    return with_choices(Grid(columns=columns, rows=rows, grows=False))


def apply_drivers(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with its drivers as edited; one of which nothing is said any more is gone."""
    names, drivers = _drivers(tree), as_mapping(tree.get("drivers"))
    for index, cells in edits.changed.items():
        driver = drivers.get(names[index])
        for key, text in cells.items():
            if text != _driver_cell(driver, key):
                driver = set_key(driver if isinstance(driver, dict) else set_key({}, "value", driver), key, text)
        drivers = set_key(drivers, names[index], driver or None)
    return set_key(tree, "drivers", drivers or None) if edits.changed else tree


def _drivers(tree: Tree) -> list[str]:
    return list(dict.fromkeys([*DRIVERS, *as_mapping(tree.get("drivers"))]))


def _driver_cell(driver: Any, key: str) -> str:
    if not isinstance(driver, dict):
        return format_cell(driver) if key == "value" else ""
    return format_cell(driver.get(key))


def build_stated_grid(tree: Tree) -> Grid:
    """Build what the document claims, a row for each figure."""
    columns = (
        DraftColumn(
            key="metric",
            label="Figure",
            names=True,
            kind="choice",
            options=tuple(METRICS),
            labels=LABELS,
            default="npv",
        ),
        DraftColumn(key="value", label="Stated", kind="figure", default="0"),
        DraftColumn(key="basis", label="Basis", kind="choice", options=get_args(Basis)),
        DraftColumn(key="scenario", label="Scenario", kind="choice", options=tuple(as_mapping(tree.get("scenarios")))),
        DraftColumn(key="option", label="Option", kind="choice", options=_options(tree)),
        DraftColumn(key="against", label="Against", kind="choice", options=_options(tree)),
        DraftColumn(key="at", label="Changed on top", help="Such as discount_rate: 0.15"),
        *SOURCE,
    )
    rows = tuple(tuple(_format_stated_cell(item, column.key) for column in columns) for item in list_at(tree, "stated"))
    return with_choices(Grid(columns=columns, rows=rows))


def _options(tree: Tree) -> tuple[str, ...]:
    return tuple(format_cell(as_mapping(option).get("id")) for option in list_at(tree, "options"))


def apply_stated(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with its stated figures as edited."""
    after = [item for _, item in apply_edits(list_at(tree, "stated"), edits, _change_stated, dict)]
    return {**tree, "stated": after} if after or "stated" in tree else tree


def _format_stated_cell(item: Any, key: str) -> str:
    if not isinstance(item, dict):
        return format_cell(item) if key == "metric" else ""
    value = item.get(key)
    return inline(value)[1:-1] if key == "at" and isinstance(value, dict) else format_cell(value)


def _change_stated(item: Any, key: str, text: str) -> Any:
    if text == _format_stated_cell(item, key):
        return item
    if key == "at" and isinstance(changes := parse_cell("{" + text + "}"), dict):
        return set_key(as_mapping(item), key, changes or None)
    return set_key(as_mapping(item), key, parse_cell(text) if key == "value" else text)


def dates_grid(tree: Tree) -> Grid:
    """Return the day of each flow, where flows have one."""
    columns = (DraftColumn(key="flow", label="Flow", names=True, fixed=True), DraftColumn(key="date", label="Date"))
    rows = tuple((f"{index}" if index else "Today", format_cell(day)) for index, day in enumerate(_dates(tree)))
    return Grid(columns=columns, rows=rows, grows=False)


def apply_dates(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with its dates as edited."""
    days = _dates(tree)
    for index, cells in edits.changed.items():
        days[index] = cells.get("date") or None
    if not list_at(tree, "dates") and days:
        return {**tree, "cashflows": {**as_mapping(tree.get("cashflows")), "dates": days}}
    return {**tree, "dates": days} if days else tree


def _dates(tree: Tree) -> list[Any]:
    return list_at(tree, "dates") or list_at(tree, "cashflows", "dates")
