"""A release as far as an earlier one goes: the rows whose key, or of charges whose month, the earlier one has."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.errors import StoreUnavailable
from steering.state.app_state import AppState
from steering.warehouse import Warehouse
from steering.warehouse.restrictions import Reference
from tests.steering.small_cases import KPI_ROWS, kpi, small, with_charges

FIRST = ["2026-03,rate,,1,4,", "2026-04,rate,,2,4,", "2026-04,rate,t1,,,9"]
SECOND = ["2026-03,rate,,3,4,", "2026-04,rate,t1,,,9", "2026-04,rate,t2,,,9", "2026-05,rate,,2,4,"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    opened = AppState(tmp_path / "home", with_charges(tmp_path / "case", ["2026-01-05", "2026-01-07", "2026-02-05"]))
    yield opened
    opened.close()


def publish_both(folder: Path, home: Path) -> tuple[Warehouse, str, str]:
    """The ids of two releases of KPI rows, the earlier one first."""
    app = AppState(home, small(folder, kpis=kpi(), figures=FIRST))
    earlier = app.snapshot().context.releases["kpi"]
    (folder / "datasets" / "kpi.csv").write_text("\n".join([KPI_ROWS, *SECOND, ""]), encoding="utf-8")
    later = app.snapshot().context.releases["kpi"]
    app.close()
    return Warehouse(home), later, earlier


def test_references_say_what_they_are_made_of() -> None:
    assert Reference.parse("a~b@team") == Reference(release="a", within="b", tag="team")
    assert Reference.parse("a@t~x") == Reference(release="a", tag="t~x")
    assert Reference.parse("a~b@team").parts == (
        Reference(release="a", tag="team"),
        Reference(release="b", tag="team"),
    )


def test_rows_with_a_key_of_the_earlier_release_are_left_with_their_new_values(tmp_path: Path) -> None:
    warehouse, later, earlier = publish_both(tmp_path / "case", tmp_path / "home")
    with warehouse:
        rows = warehouse.query("kpi_by_month", {"kpi": f"{later}~{earlier}"}, as_of="2026-12")
        by_month = dict(zip(rows["month"], zip(rows["figures"], rows["numerator"], strict=True), strict=True))
    # The row of April for the whole is gone, that of t2 and May are new.
    assert {month: count for month, (count, _) in by_month.items()} == {"2026-03": 1, "2026-04": 1}
    assert by_month["2026-03"][1] == 3


def test_charges_are_left_by_the_month(app: AppState) -> None:
    earlier = app.snapshot().context.releases["cost"]
    path = app.case_path / "datasets" / "cost.csv"
    text = path.read_text(encoding="utf-8")
    march = text.splitlines()[1].replace("2026-02-01", "2026-04-01").replace("2026-01", "2026-03")
    path.write_text(text.replace("100,100,100,100", "150,150,150,150", 1) + march + "\n", encoding="utf-8")
    later = app.snapshot().context.releases["cost"]
    months = {}
    for reference in (earlier, f"{later}~{earlier}", later):
        answer = app.warehouse.query("month_names_of_cost", {"cost": f"{reference}@team"})
        months[reference] = tuple(answer["month"])
    assert list(months.values()) == [("2026-01", "2026-02"), ("2026-01", "2026-02"), ("2026-01", "2026-02", "2026-03")]


def test_a_missing_earlier_release_is_told(tmp_path: Path) -> None:
    warehouse, later, _ = publish_both(tmp_path / "case", tmp_path / "home")
    with warehouse, pytest.raises(StoreUnavailable, match="missing or damaged"):
        warehouse.query("kpi_by_month", {"kpi": f"{later}~{'0' * 64}"}, as_of="2026-12")
