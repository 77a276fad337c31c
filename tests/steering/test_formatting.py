"""How figures, amounts, lists and months are written, at the places where rounding changes the words."""

from __future__ import annotations

import math
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from steering import field_types, formatting, months
from steering.conditions import Tolerance
from steering.errors import CaseRefused, Problem, did_you_mean, quote_input
from steering.status import Status, against_plan
from steering.warehouse.answer import Answer, rows_as

UNITS = ["count", "share", "days", "hours", "money", "score", "per_team", "points"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "USD 0"),
        (9_999, "USD 9,999"),
        (10_000, "USD 10k"),
        (999_499, "USD 999k"),
        (999_500, "USD 1.0M"),
        (4_200_000, "USD 4.2M"),
        (999_949_999, "USD 999.9M"),
        (999_950_000, "USD 1.0B"),
        (-850_000, "−USD 850k"),
        (-0.2, "USD 0"),
    ],
)
def test_money(value: float, written: str) -> None:
    assert formatting.format_money(value, "USD") == written


def test_small_amounts_keep_the_decimals_that_are_asked_for() -> None:
    assert formatting.format_value(0.0021, "money", 4) == "USD 0.0021"
    assert formatting.format_value(4_200_000, "money", 4) == "USD 4.2M"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "written", "change"),
    [
        (0.625, "share", 1, "62.5%", "+62.5 pts"),
        (0.0, "count", None, "0", "0"),
        (-0.0001, "share", None, "0%", "0.0 pts"),
        (1234.0, "count", None, "1,234", "+1,234"),
        (-1.25, "score", None, "−1.2", "−1.2"),
        (4.5, "days", 1, "4.5 days", "+4.5 days"),
        (None, "count", None, "–", "–"),
        (math.nan, "share", None, "–", "–"),
        (math.inf, "money", None, "–", "–"),
    ],
)
def test_units(value: float | None, unit: str, decimals: int | None, written: str, change: str) -> None:
    assert formatting.format_value(value, unit, decimals) == written
    assert formatting.format_delta(value, unit, decimals) == change


@pytest.mark.parametrize(
    ("value", "bare"),
    [
        (0, "0"),
        (27.0, "27"),
        (0.1 + 0.2, "0.3"),
        (1234567, "1,234,567"),
        (800 / 13, "61.5385"),
        (-1e-15, "0"),
        (-2.5, "−2.5"),
        (1e-4, "0.0001"),
    ],
)
def test_bare_figures(value: float, bare: str) -> None:
    assert formatting.format_number(value) == bare


@given(st.floats(), st.sampled_from(UNITS), st.none() | st.integers(0, 6))
def test_no_figure_is_ever_written_with_an_exponent(value: float, unit: str, decimals: int | None) -> None:
    for text in (
        formatting.format_value(value, unit, decimals),
        formatting.format_delta(value, unit, decimals),
        formatting.format_number(value),
    ):
        assert not re.search(r"\d[eE][+-]?\d|nan|inf|-0\b|−0$", text)


def test_words() -> None:
    assert [formatting.pluralise(number, "team") for number in (0, 1, 2, 1000)] == [
        "no teams",
        "1 team",
        "2 teams",
        "1,000 teams",
    ]
    assert formatting.pluralise(2, "entry", "entries") == "2 entries"
    assert [formatting.join_words(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize("text", ["2026-10", "1900-01", "2199-12"])
def test_months(text: str) -> None:
    assert months.is_month(text) and months.add_months(text, 0) == text


@pytest.mark.parametrize(
    "text", ["2026-00", "2026-13", "2026-1", "1899-12", "2200-01", "2026-10\n", "20٢٦-10", "", "2026-10-01"]
)
def test_what_is_no_month(text: str) -> None:
    assert not months.is_month(text)


@given(st.integers(1900 * 12, 2199 * 12 + 11), st.integers(-24, 24))
def test_months_count_on(number: int, steps: int) -> None:
    month = months.add_months("0000-01", number)
    assert months.is_month(month) and months.month_index(month) == number
    later = months.add_months(month, steps)
    assert months.month_index(later) - months.month_index(month) == steps and (later > month) == (steps > 0)
    assert len(months.month_range(month, later)) == max(0, steps + 1)


@given(st.text() | st.decimals(allow_nan=True).map(str) | st.floats().map(str))
def test_a_number_is_finite_or_refused(text: str) -> None:
    try:
        figure = field_types.parse_number(text)
    except ValueError as error:
        assert "a plain number" in str(error)
    else:
        assert figure.is_finite() and math.isfinite(float(figure)) and abs(figure) < 10**18
        assert str(Tolerance(amount=abs(figure), relative=False))


def test_against_plan() -> None:
    found = [against_plan(*pair) for pair in ((31, 31), (32, 31), (27, 31), (26, 31), (17, 20), (0, 1), (1, 0))]
    on, risk, off = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK
    assert found == [on, on, risk, off, risk, off, on]
    assert against_plan(0, 0) is against_plan(3, None) is Status.UNKNOWN


class TestFacts:
    def test_whatever_stands_for_nothing_becomes_none(self) -> None:
        found = [(1, 1.5, "x", math.inf), (None, math.nan, None, -math.inf)]
        rows = rows_as(Answer(columns=tuple("abcd"), rows=found), dict)
        assert rows == ({"a": 1, "b": 1.5, "c": "x", "d": None}, dict.fromkeys("abcd"))

    def test_no_rows_are_no_facts(self) -> None:
        assert rows_as(Answer(columns=("a",), rows=()), dict) == ()


class TestProblems:
    problem = Problem(file="case.yaml", row=3, column="as_of", found="'x'", expected="a month", remedy="Correct it.")

    def test_it_names_the_place_the_finding_and_the_cure(self) -> None:
        assert str(self.problem) == "case.yaml, row 3, as_of: found 'x'; expected a month. Correct it."

    def test_a_thousand_are_listed_and_all_are_counted(self) -> None:
        refused = CaseRefused("The case x", [self.problem] * 1500)
        assert (len(refused.problems), refused.count) == (1000, 1500)
        assert str(refused).startswith("The case x: 1500 problems. First: case.yaml, row 3")
        assert "1 problem." in str(CaseRefused("The case x", [self.problem]))

    def test_found_values_are_cut_and_printable(self) -> None:
        assert quote_input("x" * 100) == repr("x" * 80 + "…")
        assert quote_input("a\x1b[31m\n\u202e") == r"'a\x1b[31m\n\u202e'"

    def test_the_nearest_name(self) -> None:
        assert did_you_mean("adoptoin", ["kpi", "adoption"]) == " Did you mean 'adoption'?"
        assert did_you_mean("zzz", ["kpi", "adoption"]) == ""


def test_dates_are_written_one_way() -> None:
    day = TypeAdapter(field_types.Day)
    assert day.validate_python("2026-11-27") == date(2026, 11, 27)
    for text in ("20261127", "2026-W48-5", "0001-01-01", "2026-02-30", "2026-11-27T00:00"):
        with pytest.raises(ValueError, match="YYYY-MM-DD"):
            day.validate_python(text)
