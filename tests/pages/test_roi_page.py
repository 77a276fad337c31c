"""The drivers of the ROI page: scenario, ground and sliders, in the URL and on every page that follows them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import shown

Visit = Callable[..., AppTest]


def headline(seen: AppTest) -> str:
    """The page's message."""
    return shown.frame(seen).message


def test_a_scenario_is_chosen_and_kept_in_the_url(visit: Visit) -> None:
    seen = visit(page="roi")
    before = headline(seen)
    shown.choose(seen, "scenario", "worst")
    assert seen.query_params == {"scenario": "worst"}
    assert headline(seen) != before
    assert headline(seen).startswith("Not worth funding")


def test_a_driver_moves_every_figure_and_can_be_taken_back(visit: Visit) -> None:
    before = shown.figures(visit(page="roi"))
    seen = visit(page="roi", benefit_delay_months="6")
    assert shown.model(seen)["values"]["benefit_delay_months"] == 6
    assert all(value != before[id] for id, value in shown.figures(seen).items())
    shown.reset(seen)
    assert seen.query_params == {}
    assert shown.figures(seen) == before
    assert shown.model(seen)["values"]["benefit_delay_months"] == 0


def test_a_link_carries_the_scenario_and_the_drivers(visit: Visit) -> None:
    seen = visit(page="roi", scenario="best", cost_factor="1.2", basis="plan")
    assert shown.choices(seen)["scenario"].chosen == "best"
    assert shown.choices(seen)["basis"].chosen == "plan"
    assert shown.model(seen)["values"]["cost_factor"] == pytest.approx(1.2)
    assert "as planned" in headline(seen)


def test_sliders_show_the_scenario(visit: Visit) -> None:
    seen = visit(page="roi", scenario="worst")
    values = shown.model(seen)["values"]
    assert (values["cost_factor"], values["benefit_factor"]) == pytest.approx((1.1, 0.8))
    assert shown.model(seen)["terms"]["stands"]["cost_factor"] == pytest.approx(1.1)


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
    assert "What-if: scenario Worst." in shown.words(seen)
    assert "What-if" not in shown.words(base)


def test_the_drawer_answers_once(visit: Visit) -> None:
    seen = shown.ask(visit(page="roi"), "cash")
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
    assert "What-if: final adoption 50% (beyond the range of" in shown.words(seen)
    assert shown.model(seen)["values"]["adoption_ceiling"] == pytest.approx(0.5)
    enter("benefit_delay_months", "3 months")
    assert shown.model(seen)["values"]["benefit_delay_months"] == 3
    for text, told in (("50", "write 50%, or 0.5"), ("half", "expected a factor from 0"), ("", "Found nothing")):
        enter("benefit_factor", text)
        assert any(told in error.value.replace("\\", "") for error in seen.error), text
        assert "benefit_factor" not in seen.query_params
