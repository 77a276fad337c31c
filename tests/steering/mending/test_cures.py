"""What is offered for a cell that is written another way, and what is not."""

from __future__ import annotations

import pytest

from steering.catalog.contracts import ColumnType
from steering.mending.cures import CURES, cure_text

# By cure and kind of column: a text, and what becomes of it; None where the cure doesn't fit.
CASES: list[tuple[str, ColumnType, str, str | None]] = [
    ("decimal-comma", "decimal", "4,2", "4.2"),
    ("decimal-comma", "decimal", "-,5", "-0.5"),
    ("decimal-comma", "decimal", "1.234.567,8", "1234567.8"),
    ("decimal-comma", "decimal", "4.2", None),
    ("decimal-comma", "decimal", "1,2,3", None),
    ("thousands", "decimal", "1,234,567", "1234567"),
    ("thousands", "decimal", "1 234.5", "1234.5"),
    ("thousands", "count", "1.234", "1234"),
    ("thousands", "count", "1.234.567", "1234567"),
    # It is a number as it stands.
    ("thousands", "decimal", "1.234", None),
    ("thousands", "count", "12,34", None),
    ("percent", "decimal", "28,5 %", "0.285"),
    ("percent", "decimal", "5‰", "0.005"),
    ("unit", "decimal", "USD 12.5", "12.5"),
    ("unit", "count", "12 users", "12"),
    ("unit", "decimal", "28%", None),
    ("unit", "decimal", "many", None),
    ("minus", "decimal", "(5)", "-5"),
    ("minus", "decimal", "−5", "-5"),
    ("nothing", "decimal", "#DIV/0!", ""),
    ("month", "month", "3/2026", "2026-03"),
    ("month", "month", "Mär 2026", "2026-03"),
    ("month", "month", "13/2026", None),
    ("month-of-day", "month", "2026-03-15", "2026-03"),
    ("month-of-day", "month", "31.03.2026", "2026-03"),
    # The third of April or the fourth of March: who mends it says so.
    ("month-of-day", "month", "3/4/2026", None),
    ("month-of-day-first", "month", "3/4/2026", "2026-04"),
    ("month-of-month-first", "month", "3/4/2026", "2026-03"),
    ("month-of-number", "month", "46082", "2026-03"),
    ("month-of-day", "month", "2026-03-01", None),
    ("day", "moment", "31/3/2026 10:30", "2026-03-31 10:30"),
    # It is read as it is.
    ("day", "moment", "31.03.2026 10:30", None),
    ("day-first", "moment", "3/4/2026", "2026-04-03"),
    ("moment-of-seconds", "moment", "1772323200", "2026-03-01T00:00:00Z"),
    ("hyphens", "identifier", "Team 07", "Team-07"),
    ("control", "text", "Cl\u200baims", "Claims"),
    ("digest", "sha256", f"SHA256:{'A' * 64}", "a" * 64),
    ("address", "uri", "evidence.example/ev", "https://evidence.example/ev"),
]


@pytest.mark.parametrize(("cure", "kind", "text", "new"), CASES, ids=[f"{case[0]}-{case[2][:16]}" for case in CASES])
def test_a_cure_gives_what_is_meant_or_nothing(cure: str, kind: ColumnType, text: str, new: str | None) -> None:
    assert cure_text(CURES[cure], kind, text, ()) == new


@pytest.mark.parametrize(
    ("text", "new"),
    [("Production", "production"), ("not started", "not_started"), ("prodction", "production"), ("flying", None)],
)
def test_the_nearest_choice_is_offered_where_one_is_near(text: str, new: str | None) -> None:
    assert cure_text(CURES["choice"], "choice", text, ("not_started", "production")) == new


def test_a_name_is_spelled_as_elsewhere_where_only_one_is_alike() -> None:
    assert cure_text(CURES["spelling"], "identifier", "Team 07", ("team-07", "team-08")) == "team-07"
    assert cure_text(CURES["spelling"], "identifier", "Team 07", ("team-07", "team_07")) is None
    assert cure_text(CURES["hyphens"], "identifier", "Team 07", ("team-07",)) is None
