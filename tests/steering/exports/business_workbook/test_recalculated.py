"""The workbook, worked out anew by LibreOffice, gives the figures of the app: as issued, and with other inputs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from steering.cases.business import BusinessCase
from steering.cases.business_file import open_business_case
from steering.exports.workbook.layout import CHECKS, RESULTS, SENSITIVITY
from steering.exports.workbook.workbook import business_workbook
from steering.finance.metrics import Metrics
from steering.finance.model import evaluate_all
from steering.finance.sensitivity import compute_tornado
from tests import libreoffice
from tests.docs.markdown import ROOT
from tests.steering.exports.business_workbook.case_changes import LEFT, apply_changes, draw_change
from tests.steering.exports.business_workbook.cell_files import StoredBook
from tests.steering.exports.business_workbook.drawn_cases import DRAWN, open_drawn, text_of

PUBLISHED = sorted((ROOT / "tests" / "data" / "business" / "published").glob("*.yaml"))
FILES = {
    "halden": ROOT / "data" / "cases" / "halden" / "business_case.yaml",
    "starter": ROOT / "data" / "starter" / "business_case.yaml",
    **{path.stem: path for path in PUBLISHED},
}
NAMES = [*FILES, *DRAWN]
# Those of which every cell is compared.
WHOLE = ["halden", "starter", *DRAWN, "guano-real", "homenet", "nz-treasury-cba-tool", "green-book-to-year-90"]
CLOSE = 1e-9
# Cases whose inputs are changed, each so many times; fifty in all.
CHANGED = {"halden": 2, "starter": 8, "halves": 8, "carried": 8, "months": 8, "guano-real": 8, "homenet": 8}
SEED = 19
LARGEST_CHANGE = 4


@dataclass(frozen=True, kw_only=True)
class OpenedBook:
    """A case, the workbook as issued or changed, and the same worked out anew."""

    case: BusinessCase
    issued: StoredBook
    anew: StoredBook


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, OpenedBook]:
    """Every workbook, opened in one run of LibreOffice."""
    if libreoffice.find() is None:
        pytest.skip(libreoffice.MISSING)
    folder, out = tmp_path_factory.mktemp("issued"), tmp_path_factory.mktemp("anew")
    books = dict(_issue())
    books |= dict(_change(books))
    for name, (_, content) in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    files = [folder / f"{name}.xlsx" for name in books]
    libreoffice.convert(files, "xlsx", out, tmp_path_factory.mktemp("profile"))
    return {
        name: OpenedBook(
            case=case,
            issued=StoredBook(file=content),
            anew=StoredBook(file=(out / f"{name}.xlsx").read_bytes()),
        )
        for name, (case, content) in books.items()
    }


def _issue() -> Iterator[tuple[str, tuple[BusinessCase, bytes]]]:
    for name in NAMES:
        case = open_drawn(name) if name in DRAWN else open_business_case(FILES[name])[0]
        yield name, (case, business_workbook(case, name).content)


def _change(books: Mapping[str, tuple[BusinessCase, bytes]]) -> Iterator[tuple[str, tuple[BusinessCase, bytes]]]:
    for name, count in CHANGED.items():
        text = text_of(name) if name in DRAWN else Path(FILES[name]).read_text("utf-8")
        book, chance = StoredBook(file=books[name][1]), random.Random(f"{SEED} {name}")
        figures = {
            key: book.content(*place)
            for key, place in book.keys.items()
            if not key.startswith(LEFT) and isinstance(book.content(*place), float)
        }
        number = 0
        while number < count:
            keys = chance.sample(sorted(figures), chance.randint(1, LARGEST_CHANGE))
            changes = {key: draw_change(key, figures[key], chance) for key in keys}
            case = apply_changes(text, changes)
            if case is not None:
                number += 1
                content = book.change({book.keys[key]: figure for key, figure in changes.items()})
                yield f"{name}-{number}", (case, content)


def differences(case: BusinessCase, book: StoredBook) -> list[str]:
    """Return the metrics of base and scenarios that are not those of the app."""
    runs, found = book.metrics(RESULTS), []
    # A case as issued without risk adjustments has no such runs.
    for basis in (False, True) if "Base, risk-adjusted" in runs else (False,):
        for name, metrics in evaluate_all(case, risk_adjusted=basis).items():
            label = ("Base" if name is None else name) + (", risk-adjusted" if basis else "")
            found += [f"{label}, {text}" for text in _differences(metrics, runs[label])]
    return found


def _differences(metrics: Metrics, figures: Mapping[str, Any]) -> Iterator[str]:
    for name, figure in figures.items():
        expected = getattr(metrics, name)
        if not _is_same(figure, "none" if expected is None else expected):
            yield f"{name}: {figure} instead of {expected}"


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return bool(one == other)
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), 1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_of_every_scenario_is_that_of_the_app(name: str, opened: Mapping[str, OpenedBook]) -> None:
    book = opened[name]
    assert differences(book.case, book.anew) == []
    runs = book.anew.metrics(RESULTS)
    assert {"npv", "irr", "payback_months"} <= runs["Base"].keys()
    assert ("Base, risk-adjusted" in runs) == book.case.has_risk_adjustments


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_stored_is_what_is_worked_out_anew(name: str, opened: Mapping[str, OpenedBook]) -> None:
    book = opened[name]
    different = [
        (sheet, place, cell.formula, cell.content, book.anew.content(sheet, *place))
        for sheet, cells in book.issued.sheets.items()
        for place, cell in cells.items()
        if cell.formula is not None and not _is_same(cell.content or 0, book.anew.content(sheet, *place) or 0)
    ]
    # What is 0 but for rounding is so against the amounts of the case.
    size = max(
        1.0, *(abs(bar or 0) for bar in (evaluate_all(book.case)[None].npv, evaluate_all(book.case)[None].pv_costs))
    )
    assert [one for one in different if abs(float(one[3]) - float(one[4])) > CLOSE * size] == []


@pytest.mark.parametrize("name", NAMES)
def test_all_checks_hold_as_issued(name: str, opened: Mapping[str, OpenedBook]) -> None:
    assert opened[name].anew.content(CHECKS, 3, 1) == "All checks hold"


@pytest.mark.parametrize("name", [f"{name}-{number + 1}" for name, count in CHANGED.items() for number in range(count)])
def test_changed_inputs_give_what_the_app_gives(name: str, opened: Mapping[str, OpenedBook]) -> None:
    book = opened[name]
    assert differences(book.case, book.anew) == []
    assert str(book.anew.content(CHECKS, 3, 1)).startswith("Inputs are other than as issued")


def test_fifty_changes_are_tried() -> None:
    assert sum(CHANGED.values()) == 50


@pytest.mark.parametrize("name", ["halden", "starter", "halves", "lumps"])
def test_sensitivities_are_those_of_the_tornado(name: str, opened: Mapping[str, OpenedBook]) -> None:
    book = opened[name]
    ends = [sorted((bar.npv_low, bar.npv_high)) for bar in compute_tornado(book.case)]
    rows = list(_swings(book.anew))
    assert ends
    for end in ends:
        assert any(_is_same(end[0], row[0]) and _is_same(end[1], row[1]) for row in rows), end


def _swings(book: StoredBook) -> Iterator[list[float]]:
    """Yield both ends of NPV of each row of the sensitivities."""
    cells, columns = book.sheet(SENSITIVITY), {}
    for (row, column), cell in sorted(cells.items()):
        if cell.content in ("NPV at the low end", "NPV at the high end"):
            columns = {**columns, cell.content: column}
        elif columns.get("NPV at the high end") == column and isinstance(cell.content, float):
            yield sorted((book.content(SENSITIVITY, row, columns["NPV at the low end"]), cell.content))
