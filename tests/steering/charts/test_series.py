"""A chart as series: what is a row and a column of its table, and what is drawn only."""

from __future__ import annotations

import pytest

from steering.charts.series import Series, SeriesChart
from steering.frames.series_table import series_table


def chart(listed: tuple[bool, ...] | None = None) -> SeriesChart:
    series = (
        Series(name="Actual", kind="line", values=(1.04, 2.0), cells=(1.0, 2.0), help="As measured"),
        Series(name="Rate", listed=False, values=(0.1, 0.2)),
    )
    return SeriesChart(axis="Month", categories=("Jan", "Feb"), series=series, listed=listed)


def test_a_series_that_is_not_listed_is_no_column() -> None:
    table = series_table(chart(), id="t", title="T", empty="Nothing.")
    assert [(column.label, column.help) for column in table.columns] == [("Month", ""), ("Actual", "As measured")]
    assert (table.rows, table.empty) == ((("Jan", 1.0), ("Feb", 2.0)), "Nothing.")


def test_a_category_that_is_not_listed_is_no_row() -> None:
    assert chart(listed=(False, True)).rows == (("Feb", 2.0),)


def test_as_many_categories_are_listed_or_not_as_there_are() -> None:
    with pytest.raises(ValueError, match="1 of 2 categories"):
        chart(listed=(True,))


def test_series_have_a_value_for_each_category() -> None:
    with pytest.raises(ValueError, match="'Short' has 1 of 2 values"):
        SeriesChart(axis="Month", categories=("Jan", "Feb"), series=(Series(name="Short", values=(1,)),))


def test_a_text_cannot_be_drawn() -> None:
    with pytest.raises(TypeError, match="'Status' has the text 'late'"):
        list(Series(name="Status", values=("late",)).numbers)
