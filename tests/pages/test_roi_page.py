"""The drivers of the ROI page: scenario, ground and sliders, in the URL and on every page that follows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from tests.pages import shown
from tests.pages.roi_panel import figures, panel

Visit = Callable[..., AppTest]


def headline(seen: AppTest) -> str:
    """The page's message."""
    return shown.frame(seen).message


def box(seen: AppTest, label: str) -> Selectbox[Any]:
    return next(one for one in seen.selectbox if one.label == label)


def test_a_scenario_is_chosen_and_kept_in_the_url(visit: Visit) -> None:
    seen = visit(page="roi")
    before = headline(seen)
    box(seen, "Scenario").select("worst").run()
    assert seen.query_params == {"scenario": "worst"}
    assert headline(seen) != before
    assert headline(seen).startswith("Not worth funding")


def test_a_driver_moves_every_figure_and_can_be_taken_back(visit: Visit) -> None:
    before = figures(visit(page="roi"))
    seen = visit(page="roi", benefit_delay_months="6")
    assert panel(seen)["values"]["benefit_delay_months"] == 6
    assert all(value != before[id] for id, value in figures(seen).items())
    seen.button(key="drivers-back").click().run()
    assert seen.query_params == {}
    assert figures(seen) == before
    assert panel(seen)["values"]["benefit_delay_months"] == 0


def test_a_link_carries_the_scenario_and_the_drivers(visit: Visit) -> None:
    seen = visit(page="roi", scenario="best", cost_factor="1.2", basis="plan")
    assert box(seen, "Scenario").value == "best"
    assert box(seen, "Adoption and costs").value == "plan"
    assert panel(seen)["values"]["cost_factor"] == pytest.approx(1.2)
    assert "as planned" in headline(seen)


def test_sliders_show_the_scenario(visit: Visit) -> None:
    seen = visit(page="roi", scenario="worst")
    values = panel(seen)["values"]
    assert (values["cost_factor"], values["benefit_factor"]) == pytest.approx((1.1, 0.8))
    assert panel(seen)["terms"]["stands"]["cost_factor"] == pytest.approx(1.1)


@pytest.mark.parametrize(
    "query",
    [
        {"scenario": "nonsense"},
        {"benefit_delay_months": "-3"},
        {"benefit_delay_months": "six"},
        {"discount_rate": "nan"},
        {"cost_factor": "1e9"},
        {"basis": "wish"},
    ],
)
def test_what_does_not_exist_is_left_out(visit: Visit, query: dict[str, str]) -> None:
    seen = visit(page="roi", **query)
    assert not seen.exception
    assert headline(seen) == headline(visit(page="roi"))
    assert seen.query_params == {}


def test_the_brief_says_what_is_tried_and_stays_on_the_base(visit: Visit) -> None:
    seen, base = visit(page="brief", scenario="worst"), visit(page="brief")
    assert shown.frame(seen) == shown.frame(base)
    said = {part.value for part in seen.markdown} - {part.value for part in base.markdown}
    assert any("What-if: scenario Worst." in part for part in said)


def test_the_drawer_answers_once(visit: Visit) -> None:
    seen = visit(page="roi")
    seen.button(key="ask-cash").click().run()
    assert any("the cumulative total" in part.value.replace("\\", "") for part in seen.markdown)
    seen.run()
    assert not any("the cumulative total" in part.value.replace("\\", "") for part in seen.markdown)


def test_two_figures_are_chosen_and_kept_in_the_url(visit: Visit) -> None:
    seen = visit(page="roi")
    assert shown.choices(seen)["focus"].label == "Two at once"
    assert shown.choices(seen)["focus"].chosen == "benefit_factor~cost_factor"
    shown.choose(seen, "focus", "benefit_factor~adoption_ceiling")
    assert seen.query_params == {"focus": "benefit_factor~adoption_ceiling"}
    assert shown.choices(seen)["focus"].chosen == "benefit_factor~adoption_ceiling"
    assert shown.charts(seen)["surface"].title == "Benefits × Final adoption"


def test_a_pair_that_does_not_exist_leaves_the_url(visit: Visit) -> None:
    seen = visit(page="roi", focus="luck~cost_factor")
    assert not seen.exception
    assert "focus" not in seen.query_params


def test_any_value_can_be_typed_and_what_is_none_is_told(visit: Visit) -> None:
    seen = visit(page="roi")

    def enter(driver: str, text: str) -> None:
        seen.selectbox(key="driver-name").select(driver)
        seen.text_input(key="driver-text").input(text)
        next(button for button in seen.button if button.label == "Try it").click().run()

    enter("adoption_ceiling", "50 %")
    assert seen.query_params == {"adoption_ceiling": "0.5"}
    assert any("final adoption 50% (beyond the range of" in text.value.replace("\\", "") for text in seen.markdown)
    assert panel(seen)["values"]["adoption_ceiling"] == pytest.approx(0.5)
    enter("benefit_delay_months", "3 months")
    assert panel(seen)["values"]["benefit_delay_months"] == 3
    for text, told in (("50", "write 50%, or 0.5"), ("half", "expected a factor from 0"), ("", "Found nothing")):
        enter("benefit_factor", text)
        assert any(told in error.value.replace("\\", "") for error in seen.error), text
        assert "benefit_factor" not in seen.query_params
