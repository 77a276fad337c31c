"""The report of the business case computes what is read, and no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from steering.conditions import Condition, evaluate_condition
from steering.context.cache import LruCache
from steering.context.filters import Filters
from steering.finance.model import compute_npv
from steering.metrics.lookup import observer
from steering.roi.report import roi_report
from steering.state.case_snapshot import CaseSnapshot

NOW = Filters(as_of="2026-10", drivers=(("cost_factor", 1.05),))


def test_a_condition_on_npv_computes_npv_alone(whole_example: CaseSnapshot) -> None:
    context = whole_example.context
    evaluate_condition(Condition(metric="npv", op=">", value=Decimal(0)), observer(context, NOW))
    assert set(vars(roi_report(context, NOW))) == {"case", "assumptions", "filters", "npv"}


def test_a_condition_on_npv_asks_for_no_kpi(whole_example: CaseSnapshot) -> None:
    asked: list[str] = []
    known = whole_example.context

    def query(name: str, **values: object) -> object:
        asked.append(name)
        return known.query(name, **values)

    context = replace(known, query=query, results=LruCache(100))
    evaluate_condition(Condition(metric="npv", op=">", value=Decimal(0)), observer(context, NOW))
    assert asked
    assert not any(name.startswith("kpi") for name in asked)


@pytest.mark.parametrize("basis", ["today", "plan"])
def test_npv_alone_is_that_of_all_metrics(whole_example: CaseSnapshot, basis: str) -> None:
    report = roi_report(whole_example.context, replace(NOW, basis=basis))
    assert report.npv == report.now.npv == report.metric("npv")
    assert report.risk_adjusted == report.risk_adjusted_metrics.npv == report.metric("npv", risk_adjusted=True)
    assert report.risk_adjusted == compute_npv(
        report.business,
        None,
        report.assumptions.scenario,
        links=report.assumptions.links,
        risk_adjusted=True,
    )


def test_threads_read_the_same_report(whole_example: CaseSnapshot) -> None:
    report = roi_report(whole_example.context, replace(NOW, drivers=(("cost_factor", 1.07),)))
    with ThreadPoolExecutor(8) as pool:
        scenarios = list(pool.map(lambda _: report.scenarios, range(16)))
    assert all(part == scenarios[0] for part in scenarios)
