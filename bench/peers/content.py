"""What all peers show: the case with a large cost table, its store, and the figures of the Costs page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.focus_rows import write
from steering.context.filters import Filters
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Block, Chart, FundingRequest, Leaf, Tabs, Tiles, leaves
from steering.frames.costs import page as costs
from steering.frames.frame import Frame
from steering.months import format_month
from steering.state.app_state import EXAMPLE, AppState
from steering.state.case_snapshot import CaseSnapshot as Laid

ALL_UNITS = "All business units"


@dataclass(frozen=True, kw_only=True)
class Content:
    """A case and the store its data is published in: what a server is started with."""

    case: Path
    home: Path

    @classmethod
    def from_environment(cls) -> Content:
        """What the environment names: the other side of `environment`."""
        return cls(case=Path(os.environ["STEERCO_CASE"]), home=Path(os.environ["STEERCO_HOME"]))

    def environment(self) -> dict[str, str]:
        """The variables by which a server of any kind finds them."""
        return {"STEERCO_CASE": str(self.case), "STEERCO_HOME": str(self.home)}

    def laid(self) -> Laid:
        """The table of the case. It is looked at once: it stays as it is from then on."""
        return AppState(self.home, self.case).snapshot()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a browser has to show: the tiles' figures, x and y of every trace of every chart, and a sentence."""

    tiles: tuple[str, ...] = ()
    charts: tuple[tuple[tuple[Any, Any], ...], ...] = ()
    text: str = ""


def prepared(folder: Path, rows: int) -> Content:
    """The example case with a generated cost table of `rows` charges, published; what is there already is kept."""
    case, home = folder / f"case-{rows}" / "halden", folder / f"home-{rows}"
    costs_of_it = case / "datasets" / "cost.parquet"
    if not costs_of_it.exists():
        shutil.copytree(EXAMPLE, case, ignore=shutil.ignore_patterns("cost.csv.gz"), dirs_exist_ok=True)
        made = costs_of_it.with_name("being-made.parquet")
        write(made, rows=rows)
        made.rename(costs_of_it)
    content = Content(case=case, home=home)
    content.laid()
    return content


def of_costs(table: Laid, as_of: str | None = None, unit: str | None = None) -> Frame:
    """The frame of the Costs page, made once for everybody, as on our page."""
    return table.frame(costs.build_frame, Filters(as_of=as_of or table.default_filters.as_of, unit=unit))


def of_page(table: Laid, page: str, as_of: str | None = None, unit: str | None = None) -> Frame:
    """The frame of one of our pages, as our page has it."""
    item, default = AGENDA[page], table.default_filters
    filters = replace(default, as_of=as_of or default.as_of, unit=unit)
    return table.frame(item.build_frame, filters if item.model else filters.without_model)


def seen(frame: Frame) -> Seen:
    """What a browser shows of a frame once it is drawn, whatever draws it; of parts only the first one is open."""
    shown = tuple(leaves(_open(frame.blocks)))
    charts = tuple(
        tuple((trace.get("x"), trace.get("y")) for trace in leaf.figure["data"])
        for leaf in shown
        if isinstance(leaf, Chart)
    )
    return Seen(tiles=_figures(shown), charts=charts, text=frame.message)


def _open(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Tabs):
            yield from next((tab.blocks for tab in block.parts if tab.blocks), ())
        else:
            yield block


def _figures(shown: Iterable[Leaf]) -> tuple[str, ...]:
    """An ask and the figures it is judged by are drawn as tiles as well."""
    return tuple(tile.value for leaf in shown if isinstance(leaf, Tiles | FundingRequest) for tile in leaf.tiles)


def months(table: Laid) -> dict[str, str]:
    """The months to choose from: value -> label."""
    return {month: format_month(month) for month in table.months}


def units(table: Laid) -> dict[str, str]:
    """The business units to choose from: value -> label; an empty value for all."""
    return {"": ALL_UNITS, **{unit: unit for unit in table.units}}
