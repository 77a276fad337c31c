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
from tests.steering.small_cases import change, small


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
    assert checklist.note.startswith(
        "14 questions about the plan: 9 passed, 2 failed, 1 for a person to judge, 2 not applicable."
    )
    assert [row[0] for row in checklist.rows].count("failed") == 2
    assert isinstance(places, TableBlock)
    text = (example.context.case.folder / "business_case.yaml").read_text(encoding="utf-8")
    row = text[: text.index("\n  worst:")].count("\n") + 2
    assert [place[1] for place in places.rows].count(f"business_case.yaml, row {row}, scenarios.worst") == 1


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
    context = lay(small(tmp_path / "case")).context
    assert review.build_case_review(context, Filters(as_of="2026-04"), (), id="own") == ()


class TestToday:
    """The review answers for the plan; where today's data gives another answer, both are said."""

    CASE = """\
discount_rate: 0.1
hurdle_rate: 0.15
lines:
  - {id: c, kind: cost, values: [100, 0, 0]}
  - {id: b, kind: benefit, values: [0, 100, 100], scales_with: adoption}
scenarios:
  worst: {benefits: 0.9}
stated:
  - {metric: npv, value: 73.5537}
  - {metric: total_costs, value: 100}
"""
    CHARTER = """\
adoption:
  counts_from: production
  waves:
    - {id: "1", name: All, start: 2026-01, teams: 4, plan: {2026-01: 1, 2026-04: 2}}
"""

    def whys(
        self, lay: Callable[[Path], Laid], folder: Path, adopted: int, horizon: int = 12
    ) -> tuple[dict[str, str], str]:
        rows = [
            f"2026-04,T{team},Team {team},Unit,1,{'production' if team < adopted else 'onboarding'},3,0"
            for team in range(4)
        ]
        case = small(folder, teams=rows)
        with (case / "case.yaml").open("a", encoding="utf-8") as file:
            file.write(self.CHARTER)
        change(case, "months: 12", "months: 4")
        (case / "business_case.yaml").write_text(self.CASE, encoding="utf-8")
        frame = audit.build_frame(lay(case).context, Filters(as_of="2026-04"))
        checklist = next(block for block in blocks(frame) if getattr(block, "id", "") == "review-own")
        assert isinstance(checklist, TableBlock)
        assert checklist.title == "Financial review of the plan"
        return {str(row[1]): str(row[2]) for row in checklist.rows}, checklist.note

    def test_what_today_contradicts_is_said_beside_the_plan(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        whys, note = self.whys(lay, tmp_path / "case", adopted=1)
        stated = whys["Do the stated figures follow from the cash flows?"]
        assert stated == (
            "As planned: All 2 stated figures check out. On today's data: 1 of 2 stated figures does not check out."
        )
        worst = whys["Does the pessimistic case earn the hurdle rate?"]
        assert worst.startswith("As planned: In the scenario worst NPV at the hurdle rate of 15% is 46.31")
        assert "On today's data: In the scenario worst NPV at the hurdle rate of 15% is \N{MINUS SIGN}26.843" in worst
        first_year = whys["Is adoption in the first year within 30 to 50%, or justified?"]
        assert first_year == (
            "As planned: The plan has 50% of 4 teams by Apr 2026. On today's data: 25% of 4 teams by Apr 2026."
        )
        assert "On today's data 3 answers are another, which Why says beside it." in note

    def test_what_goes_as_planned_is_said_once(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        whys, note = self.whys(lay, tmp_path / "case", adopted=2)
        assert not [why for why in whys.values() if "On today's data" in why]
        assert "On today's data" not in note
