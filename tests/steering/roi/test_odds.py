"""The simulated odds of the example: they agree with the model, add up, and say what is worth finding out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.frames import roi
from steering.frames.frame import Chart, Table
from steering.installation import Table as Laid
from steering.roi.odds import BARS, odds
from steering.room import Filters
from tests.steering.finance.business_cases import KNOWN
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
CERTAIN = KNOWN.replace(", low: 0.9, high: 1.25", "").replace(
    "  benefit_delay_months: {value: 0, low: 0, high: 12}\n  benefit_factor: {low: 0.5, high: 1.1}\n",
    "  benefit_factor: {value: 1}\n",
)


def test_every_future_is_counted_once(whole_example: Laid) -> None:
    found = odds(whole_example.room, NOW)
    assert found is not None
    assert sum(found.counts) == found.futures == 2**14
    assert BARS <= len(found.counts) <= BARS + 2
    assert list(found.edges) == sorted(found.edges)
    assert min(abs(edge) for edge in found.edges) == pytest.approx(0, abs=1e-9), "no bar mixes losses and gains"


def test_the_loss_is_what_lies_below_zero(whole_example: Laid) -> None:
    found = odds(whole_example.room, NOW)
    assert found is not None
    below = sum(count for edge, count in zip(found.edges, found.counts, strict=False) if edge < -1e-9)
    assert below / found.futures == pytest.approx(found.outcome.loss, abs=1e-9)


def test_the_plan_is_better_than_today_and_the_worst_is_worse(whole_example: Laid) -> None:
    means = []
    for view in (replace(NOW, basis="plan"), NOW, replace(NOW, scenario="worst")):
        found = odds(whole_example.room, view)
        assert found is not None
        means.append(found.outcome.mean)
    assert means == sorted(means, reverse=True)


def test_no_unknown_is_worth_more_than_all_of_them(whole_example: Laid) -> None:
    found = odds(whole_example.room, NOW)
    assert found is not None
    assert found.worth_knowing
    assert all(0 < value <= found.outcome.perfect_information + 1e-9 for _, value in found.worth_knowing)
    values = [value for _, value in found.worth_knowing]
    assert values == sorted(values, reverse=True)


def test_the_same_figures_give_the_same_futures(whole_example: Laid) -> None:
    first, second = (roi.frame(whole_example.room, NOW) for _ in range(2))
    assert first.sha256 == second.sha256


def test_the_page_says_it(whole_example: Laid) -> None:
    frame = roi.frame(whole_example.room, NOW)
    found = odds(whole_example.room, NOW)
    assert found is not None
    assert f"{found.outcome.loss:.0%} lose money" in frame.detail
    chart = next(block for block in blocks(frame) if getattr(block, "id", "") == "odds")
    worth = next(block for block in blocks(frame) if getattr(block, "id", "") == "worth")
    assert isinstance(chart, Chart)
    assert isinstance(worth, Table)
    assert sum(chart.figure["data"][0]["y"]) == pytest.approx(1)
    knowing = [figure for figure, _ in worth.figures if figure == "worth"]
    assert len(knowing) == len(found.worth_knowing)
    assert len(worth.figures) == len(worth.rows)


def test_where_nothing_is_uncertain_nothing_is_simulated(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    case = small(tmp_path / "case")
    (case / "business_case.yaml").write_text(CERTAIN, encoding="utf-8")
    room = lay(case).room
    assert odds(room, Filters(as_of="2026-04")) is None
    assert not any(getattr(block, "id", "") == "odds" for block in blocks(roi.frame(room, Filters(as_of="2026-04"))))
