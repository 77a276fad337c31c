"""The financial review on the claims audit: its two tables, for the case and for a file that is brought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from steering.cases.business_file import open_business_case, text_of
from steering.context.filters import Filters
from steering.finance.explain import PUBLISHED
from steering.frames.audit import page as audit
from steering.frames.audit import review
from steering.frames.blocks import TableBlock
from steering.review.subject import ReviewSubject
from steering.state.case_snapshot import CaseSnapshot as Laid
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small


def published() -> tuple[TableBlock, ...]:
    business, _ = open_business_case(PUBLISHED)
    return review.build_review(
        ReviewSubject(business=business, text=text_of(PUBLISHED.read_bytes(), PUBLISHED.name)), id="other"
    )


def test_the_case_s_own_checklist_comes_last_before_the_place_for_another(example: Laid) -> None:
    found = list(blocks(audit.build_frame(example.context, Filters(as_of="2026-10"))))
    assert [block.id for block in found[-3:]] == ["review-own", "review-places-own", "audit-file"]
    checklist, places = found[-3:-1]
    assert isinstance(checklist, TableBlock)
    assert checklist.note.startswith("10 questions: 8 passed, 2 failed.")
    assert [row[0] for row in checklist.rows].count("failed") == 2
    assert isinstance(places, TableBlock)
    text = (example.context.case.folder / "business_case.yaml").read_text(encoding="utf-8")
    row = text[: text.index("\n  worst:")].count("\n") + 2
    assert places.rows[-1][1] == f"business_case.yaml, row {row}, scenarios.worst"


def test_a_question_s_own_row_names_two_places_and_the_second_table_all() -> None:
    checklist, places = published()
    answer, question, why, where, todo = checklist.rows[0]
    assert (question, answer) == ("Does every input have a value, a unit, a source, a confidence and a date?", "failed")
    assert why == "2 of 2 inputs lack something; 6 things to add."
    assert str(where).endswith("lines[0].confidence; and 4 more places")
    assert str(todo).endswith("and 1 more thing")
    assert sum(str(row[1]).endswith((".source", ".confidence", ".as_of")) for row in places.rows) == 6
    assert {row[0] for row in places.rows} == {"failed", "for a person to judge"}


def test_what_passes_has_nothing_to_do() -> None:
    checklist, _ = published()
    assert [row[3:] for row in checklist.rows if row[0] == "passed"] == [(None, None), (None, None)]


def test_a_case_without_a_business_case_has_no_checklist(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    assert review.build_case_review(lay(small(tmp_path / "case")).context.case, id="own") == ()
