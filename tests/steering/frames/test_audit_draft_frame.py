"""What is shown of a business case while it is edited."""

from __future__ import annotations

from steering.finance.audit import audit_business_case
from steering.finance.draft import tables
from steering.finance.draft.grids import Edits
from steering.finance.draft.history import BusinessDraft, start_draft
from steering.frames.audit import draft as blocks
from tests.steering.finance.business_cases import KNOWN


def draft(*changes: tuple[str, int, str, str]) -> BusinessDraft:
    found = start_draft(KNOWN.encode())
    assert found is not None
    for sheet, row, column, text in changes:
        found = tables.edit_table(found, found.tree, sheet, Edits(changed={row: {column: text}}))
    return found


def headlines(before: BusinessDraft, after: BusinessDraft) -> dict[str, tuple[str, str | None, bool | None]]:
    begun_with, now = before.state.business, after.state.business
    assert begun_with is not None
    assert now is not None
    found = blocks.build_headlines(
        now, audit_business_case(now).metrics, audit_business_case(begun_with).metrics, "EUR"
    )
    return {tile.id: (tile.value, tile.delta, tile.good) for tile in found.tiles}


def test_headlines_say_how_far_they_have_moved_and_whether_that_is_welcome() -> None:
    found = headlines(draft(), draft(("figures", 0, "values.1", "16")))
    assert found["draft-npv"] == ("9.8573", "−0.9091", False)
    assert found["draft-payback_months"] == ("24 months", "+1.5 months", False)
    assert found["draft-roi"][2] is found["draft-irr"][2] is False


def test_headlines_that_have_not_moved_say_so() -> None:
    assert headlines(draft(), draft())["draft-npv"] == ("10.7663", "±0", None)


def test_what_never_pays_back_has_no_step() -> None:
    assert headlines(draft(), draft(("figures", 0, "values.1", "99")))["draft-payback_months"] == ("–", "±0", None)


def test_problems_are_counted_with_the_place_of_the_first() -> None:
    one = draft(("figures", 0, "values.1", "1,5"))
    assert blocks.describe_refusal(one, before=True) == (
        "1 problem in Figures by period, platform, Year 1.",
        blocks.BEFORE,
    )
    long = draft(("figures", 0, "id", "x" * 99), ("stated", 0, "value", "1"), ("basis", 6, "value", ""))
    said, instead = blocks.describe_refusal(long, before=False)
    assert said == "2 problems, the first in Basis, Discount rate, Value."
    assert instead == blocks.ALONE
    rows = blocks.build_problem_table(long).rows
    assert [row[:3] for row in rows] == [
        ("Basis", "Discount rate", "Value"),
        ("Figures by period", "x" * 99, "Line"),
    ]
