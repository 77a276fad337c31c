"""Figures as people type them, against the answer of a question."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.rehearsal.figures import FigureOutcome, judge_figure, parse_figure
from steering.rehearsal.question import AnswerUnit, AskedFigure, build_figure

NPV = build_figure(4_910_070.0, "money", "USD 4.9M")
TRAINED = build_figure(0.4634, "share", "46%")
DELAY = build_figure(3.737, "months", "3.7 months")
TEAMS = build_figure(27.0, "count", "27")
LOSS = build_figure(-516_400.0, "money", "−USD 516k")


@pytest.mark.parametrize(
    "text",
    [
        *("4.9M", "4,9 Mio", "USD 4.9 million", "4.9 m", "4,910,000", "4.910.000", "4 910 000", "4'910'000"),
        *("$4.9M", "4.9m USD", "4.9 mn", "4900k", "about 4.9M", "4,9 Mio.", "€ 4.9 million", "0.0049 bn"),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str) -> None:
    assert judge_figure(text, NPV).outcome is FigureOutcome.RIGHT


@pytest.mark.parametrize("text", ["46%", "46 %", "0.46", "0,46", "46 percent", "46 per cent", "46,3 %", "+46%"])
def test_a_share_is_read_as_per_cent_or_as_a_part_of_one(text: str) -> None:
    assert judge_figure(text, TRAINED).outcome is FigureOutcome.RIGHT


@pytest.mark.parametrize(
    ("text", "figure"),
    [("3.7", DELAY), ("3,7 months", DELAY), ("4m", DELAY), ("27", TEAMS), ("27 teams", TEAMS), ("−516k", LOSS)],
)
def test_other_units_are_read(text: str, figure: AskedFigure) -> None:
    assert judge_figure(text, figure).outcome is FigureOutcome.RIGHT


@pytest.mark.parametrize("text", ["-516k", "−USD 516k", "USD -516k", "(516k)", "minus 516,000", "-$516k"])
def test_below_zero_is_read_in_each_way_of_writing_it(text: str) -> None:
    assert judge_figure(text, LOSS).outcome is FigureOutcome.RIGHT


@pytest.mark.parametrize(
    ("text", "told"), [("4.9", "4.9 is not USD 4.9M"), ("4.9k", "4,900 is not"), ("4.9B", "4,900,000,000 is not")]
)
def test_a_wrong_scale_is_told_as_such(text: str, told: str) -> None:
    judgement = judge_figure(text, NPV)
    assert judgement.outcome is FigureOutcome.WRONG_SCALE
    assert told in judgement.text


@pytest.mark.parametrize("text", ["46", "0.46%"])
def test_a_share_at_the_wrong_scale_is_told_as_such(text: str) -> None:
    assert judge_figure(text, TRAINED).outcome is FigureOutcome.WRONG_SCALE


def test_a_wrong_sign_is_told_as_such() -> None:
    assert judge_figure("516k", LOSS).outcome is FigureOutcome.WRONG_SIGN
    assert "below 0" in judge_figure("516k", LOSS).text


@pytest.mark.parametrize(("text", "figure"), [("5.2M", NPV), ("44%", TRAINED), ("28", TEAMS), ("5", DELAY)])
def test_beyond_the_tolerance_it_is_wrong(text: str, figure: AskedFigure) -> None:
    assert judge_figure(text, figure).outcome is FigureOutcome.WRONG


@pytest.mark.parametrize("text", ["", "no idea", "4.9 parsecs", "1.2.3,4,5", "1,23,456", "<b>4</b>", "%", "nan", "inf"])
def test_what_is_no_figure_says_what_is_expected(text: str) -> None:
    judgement = judge_figure(text, NPV)
    assert judgement.outcome is FigureOutcome.UNREADABLE
    assert "such as 4.9M" in judgement.text


UNITS: tuple[AnswerUnit, ...] = ("money", "share", "months", "count")


@given(st.integers(1, 10**9), st.sampled_from(["", ",", " ", "'", "\u202f"]))
def test_thousands_may_be_separated_in_any_way(number: int, separator: str) -> None:
    text = f"{number:,}".replace(",", separator)
    assert parse_figure(text, "money").value == number


@given(st.decimals(min_value="0.1", max_value=999, places=2), st.sampled_from([("k", 1e3), ("M", 1e6), ("bn", 1e9)]))
def test_point_and_comma_mean_the_same_before_a_scale(number: Decimal, scale: tuple[str, float]) -> None:
    name, factor = scale
    text = f"{number}{name}"
    value = parse_figure(text, "money").value
    assert value == pytest.approx(float(str(number)) * factor)
    assert parse_figure(text.replace(".", ","), "money").value == value
    assert parse_figure(f"-{text}", "money").value == -value


@given(st.floats(min_value=1, max_value=1e12), st.floats(min_value=-1, max_value=1))
def test_within_the_tolerance_is_right_and_at_twice_of_it_is_not(value: float, part: float) -> None:
    figure = build_figure(value, "money", "it")
    assert judge_figure(f"{value + 0.99 * part * figure.tolerance:.6f}", figure).outcome is FigureOutcome.RIGHT
    assert judge_figure(f"{value + 2 * figure.tolerance:.6f}", figure).outcome is not FigureOutcome.RIGHT


@given(st.text(max_size=80), st.sampled_from(UNITS))
def test_no_text_breaks_it(text: str, unit: AnswerUnit) -> None:
    assert judge_figure(text, build_figure(1.0, unit, "1")).text
