"""Every figure can be questioned: what it means, how it is worked out, from which rows, and where else it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from steering.catalog.business_metrics import METRICS
from steering.context.filters import Filters
from steering.frames.agenda import ITEMS, AgendaItem
from steering.frames.blocks import Chart, FundingRequest, TableBlock, Tiles
from steering.frames.figure_value import WAITING
from steering.frames.frame import Frame
from steering.metrics.lineage import datasets_of_query, definitions, lineage_of
from steering.state.case_snapshot import CaseSnapshot as Laid
from steering.warehouse import query_names, query_text
from tests.steering.frames.walking import blocks

NOW = Filters(as_of="2026-10")
# The storyboard shows no figure of its own.
PAGES = [item for item in ITEMS if item.has_lineage and item.in_scenes]


def asked(frame: Frame) -> Iterator[str]:
    """The ids of everything on a page that has a button to question it."""
    for block in blocks(frame):
        if isinstance(block, Tiles):
            yield from (tile.id for tile in block.tiles)
        elif isinstance(block, (Chart, TableBlock)):
            yield getattr(block, "about", "") or block.id
            yield from (figure for figure, _ in getattr(block, "figures", ()))
        elif isinstance(block, FundingRequest) and block.waiting:
            yield WAITING


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_every_figure_of_a_page_has_an_answer(whole_example: Laid, page: AgendaItem) -> None:
    context = whole_example.context
    for view in (replace(NOW, against="worst"), replace(NOW, focus="team:T01")):
        frame = page.build_frame(context, view)
        found = {figure: lineage_of(context, NOW, page.id, figure) for figure in asked(frame)}
        assert found
        assert [figure for figure, said in found.items() if said is None] == []
        assert all(said.definition for said in found.values() if said)


def test_every_query_named_exists() -> None:
    named = {name for page in definitions().values() for figure in page.values() for name in figure.queries}
    assert named <= set(query_names())


def test_a_page_has_no_definitions_for_what_it_does_not_show(whole_example: Laid) -> None:
    for page in PAGES:
        views = [
            replace(NOW, against="worst"),
            replace(NOW, scenario="worst"),
            replace(NOW, focus="team:T01"),
            replace(NOW, focus="service:Object storage"),
        ]
        shown = {figure for view in views for figure in asked(page.build_frame(whole_example.context, view))}
        kinds = shown | {re.split("[-.]", figure)[0] for figure in shown}
        # The accounts are those of a case with tax, of which their own test asks.
        others = {"closer-teams", "strangers", "profit", "cash-years", "reconciliation"}
        assert set(definitions().get(page.id, {})) - kinds <= others, page.id


def test_a_kpi_says_its_own_definition_and_rows(whole_example: Laid) -> None:
    context = whole_example.context
    found = lineage_of(context, NOW, "kpis", "lead_time")
    assert found is not None
    kpi = context.case.kpis["lead_time"]
    assert (found.definition, found.formula, found.owner) == (kpi.definition, kpi.formula, kpi.owner)
    assert [one.name for one in found.queries] == ["kpi_by_month"]
    (read,) = found.releases
    text = (context.case.folder / "datasets" / "kpi.csv").read_text(encoding="utf-8").splitlines()
    assert read.rows_used == sum(line.split(",")[1] == "lead_time" for line in text)
    assert read.rows == len(text) - 1
    assert read.release == context.releases["kpi"]
    assert "Brief: headline figure" in {use.text for use in found.uses}


def test_an_earlier_month_uses_fewer_rows(whole_example: Laid) -> None:
    context = whole_example.context
    now, then = (lineage_of(context, view, "adoption", "adopted") for view in (NOW, replace(NOW, as_of="2026-05")))
    assert now is not None
    assert then is not None
    assert then.releases[0].rows_used == 4 * 70
    assert now.releases[0].rows_used == now.releases[0].rows
    unit = lineage_of(context, replace(NOW, unit="Claims"), "adoption", "adopted")
    assert unit is not None
    assert unit.releases[0].rows_used < now.releases[0].rows_used


def test_charges_are_counted_not_rollup_rows(whole_example: Laid) -> None:
    found = lineage_of(whole_example.context, NOW, "costs", "spend")
    assert found is not None
    (read,) = found.releases
    assert read.rows_used == read.rows


@pytest.mark.parametrize("metric", ["npv", "irr", "payback_months"])
def test_a_metric_of_the_business_case_says_what_it_follows(whole_example: Laid, metric: str) -> None:
    found = lineage_of(whole_example.context, replace(NOW, drivers=(("cost_factor", 1.1),)), "roi", metric)
    assert found is not None
    assert found.definition == METRICS[metric].definition
    assert {read.dataset for read in found.releases} == {"adoption", "cost"}
    assert ("cost_factor", "1.1") in found.parameters
    assert "business_case.yaml" in found.inputs


def test_npv_says_where_else_it_counts(whole_example: Laid) -> None:
    found = lineage_of(whole_example.context, NOW, "roi", "npv")
    assert found is not None
    texts = [use.text for use in found.uses]
    assert {"Brief: return of the ask", "ROI scenarios: headline figures", "Roadmap: condition of Gate 3"} <= {*texts}
    assert any(text.startswith("Storyboard: ") for text in texts)


def test_an_unknown_figure_has_no_answer(whole_example: Laid) -> None:
    assert lineage_of(whole_example.context, NOW, "adoption", "nonsense") is None


def test_needs_are_read_off_the_first_line() -> None:
    assert datasets_of_query(query_text("adoption_by_month")) == ("adoption",)
