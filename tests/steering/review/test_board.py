"""The architecture review board: it asks from what the case leaves open, and decides by its rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Tiles, leaves
from steering.review.board import (
    MOST_CONDITIONS,
    Commitment,
    ask_board,
    check_commitment,
    decide,
    last_commitment_day,
)
from steering.review.board_question import (
    ROLES,
    BoardQuestion,
    BoardSubject,
    Weight,
    name_some,
)
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from steering.storyboard.views import default_filters
from tests.steering.small_cases import starter

Lay = Callable[[Path], CaseSnapshot]
APRIL = Filters(as_of="2026-04")
RAID = """\
scale:
  probability: [{level: 1, word: Rare, share: 0.1}, {level: 4, word: Likely, share: 0.6}]
  impact: [{level: 1, word: Minor, loss: 1000}, {level: 4, word: Major, loss: 100000}]
risks:
  - id: leak
    title: Data is seen by others
    category: Security
    before: {probability: 4, impact: 4}
    after: {probability: AFTER, impact: 4}
    mitigation: Access by purpose.
    owner: Security officer
    due: 2026-07-31
    status: STATUS
"""


def questions_of(snapshot: CaseSnapshot) -> dict[str, BoardQuestion]:
    asked = ask_board(snapshot.context, default_filters(snapshot.context))
    found = {question.id: question for question in asked}
    assert len(found) == len(asked)
    return found


def with_risks(folder: Path, text: str) -> Path:
    (folder / "dossier").mkdir(exist_ok=True)
    (folder / "dossier/risks.yaml").write_text(text, encoding="utf-8")
    return folder


def risks(after: int, status: str) -> str:
    return RAID.replace("AFTER", str(after)).replace("STATUS", status)


def question(id: str, weight: Weight) -> BoardQuestion:
    return BoardQuestion(
        id=id, subject=BoardSubject.RISKS, weight=weight, text="Why?", gap=f"{id} is open.",
        condition=f"{id} is closed", points=("Why.",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def board(whole_example: CaseSnapshot) -> dict[str, BoardQuestion]:
    return questions_of(whole_example)


class TestExample:
    def test_each_role_asks_in_its_turn_the_hardest_first(self, whole_example: CaseSnapshot) -> None:
        asked = ask_board(whole_example.context, default_filters(whole_example.context))
        seats = [list(ROLES).index(question.subject) for question in asked]
        assert seats == sorted(seats)
        assert {question.role for question in asked} == set(ROLES.values())
        for subject in ROLES:
            weights = [list(Weight).index(question.weight) for question in asked if question.subject is subject]
            assert weights == sorted(weights)

    def test_gaps_are_those_of_the_files(self, board: dict[str, BoardQuestion]) -> None:
        assert "The number of teams stays at 70" in board["untested-assumptions"].gap
        assert "to validate by 15 Oct 2026" in board["untested-assumptions"].gap
        assert board["untested-assumptions"].owner == "Head of data science"
        [place] = board["untested-assumptions"].places
        assert (place.file, place.column) == ("dossier/risks.yaml", "assumptions[2]")
        assert place.row
        assert "28 working days after the baseline" in board["slip"].gap
        assert board["verdict"].weight is Weight.CONDITION

    def test_the_board_says_of_evidence_what_the_drill_says(self, board: dict[str, BoardQuestion]) -> None:
        assert board["lapses"].gap.startswith("4 of 77 controls")

    def test_each_figure_of_a_promise_is_on_the_brief(
        self, board: dict[str, BoardQuestion], whole_example: CaseSnapshot
    ) -> None:
        frame = AGENDA["brief"].build_frame(whole_example.context, whole_example.default_filters)
        promises = [entry for id, entry in board.items() if id.startswith("promise-")]
        assert len(promises) == 4
        for promise in promises:
            assert promise.points[0].removeprefix("The figure: ").rstrip(".") in frame.to_json()

    def test_every_place_is_on_its_page(self, board: dict[str, BoardQuestion], whole_example: CaseSnapshot) -> None:
        filters = default_filters(whole_example.context)
        for entry in board.values():
            frame = AGENDA[entry.page].build_frame(whole_example.context, filters)
            ids = [getattr(block, "id", "") for block in leaves(frame.blocks)]
            ids += [tile.id for block in leaves(frame.blocks) if isinstance(block, Tiles) for tile in block.tiles]
            assert not entry.place or entry.place in ids, (entry.id, entry.page, entry.place)

    def test_it_is_approved_with_conditions_by_whoever_commits_to_each(self, whole_example: CaseSnapshot) -> None:
        asked = ask_board(whole_example.context, default_filters(whole_example.context))
        commitment = Commitment(owner="Head of ML platform", by=date(2026, 12, 18))
        outcome = decide(asked, {question.id: commitment for question in asked})
        assert outcome.status is Status.CONDITIONAL
        assert len(outcome.conditions) == sum(question.weight is Weight.CONDITION for question in asked) > 5
        assert outcome.conditions[0].text.endswith("Head of ML platform, by 18 Dec 2026.")
        assert decide(asked, {}).status is Status.RETURNED


class TestGaps:
    def test_each_missing_part_returns_the_case(self, new_case: Path, lay: Lay) -> None:
        for name in ("business_case.yaml", "roadmap.yaml"):
            (new_case / name).unlink()
        text = (new_case / "case.yaml").read_text(encoding="utf-8")
        start, end = text.index("ask:"), text.index("decisions:")
        (new_case / "case.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
        board = questions_of(lay(new_case))
        missing = {"no-ask", "no-roadmap", "no-risks", "no-business-case"}
        assert missing <= board.keys()
        assert {board[id].weight for id in missing} == {Weight.RETURNS}

    @pytest.mark.parametrize(
        ("after", "status", "id", "weight"),
        [
            (4, "open", "unmitigated", Weight.RETURNS),
            (4, "mitigating", "high", Weight.CONDITION),
            (1, "mitigating", None, None),
            (4, "closed", None, None),
        ],
    )
    def test_a_risk_is_asked_about_by_what_is_left_of_it(
        self, new_case: Path, lay: Lay, after: int, status: str, id: str | None, weight: Weight | None
    ) -> None:
        board = questions_of(lay(with_risks(new_case, risks(after, status))))
        asked = {key: board[key].weight for key in ("unmitigated", "high") if key in board}
        assert asked == ({id: weight} if id else {})
        assert "no-risks" not in board

    def test_a_mitigation_that_changes_nothing_is_asked_about(self, new_case: Path, lay: Lay) -> None:
        board = questions_of(lay(with_risks(new_case, risks(4, "mitigating"))))
        assert board["idle"].gap == "“Data is seen by others” (score 16 before and after)."
        assert board["idle"].owner == "Security officer"

    def test_a_day_that_has_passed_is_asked_about(self, tmp_path: Path, lay: Lay) -> None:
        on_time = with_risks(starter(tmp_path / "on-time"), risks(1, "mitigating"))
        late = with_risks(starter(tmp_path / "late"), risks(1, "mitigating").replace("2026-07-31", "2026-04-29"))
        last = with_risks(starter(tmp_path / "last"), risks(1, "mitigating").replace("2026-07-31", "2026-04-30"))
        assert "overdue-mitigations" not in questions_of(lay(on_time))
        assert "overdue-mitigations" not in questions_of(lay(last))
        assert "due on 29 Apr 2026" in questions_of(lay(late))["overdue-mitigations"].gap

    def test_risks_without_security_are_asked_for_it(self, new_case: Path, lay: Lay) -> None:
        text = risks(1, "mitigating").replace("Security", "Delivery").replace("Delivery officer", "Lead")
        assert "no-security-risk" in questions_of(lay(with_risks(new_case, text)))

    def test_a_wrong_assumption_returns_the_case(self, new_case: Path, lay: Lay) -> None:
        more = "assumptions:\n  - {id: a, text: Prices stay., owner: Buyer, status: invalid}\n"
        entry = questions_of(lay(with_risks(new_case, risks(1, "mitigating") + more)))["wrong-assumption"]
        assert (entry.weight, entry.gap, entry.owner) == (Weight.RETURNS, "“Prices stay” (invalid).", "Buyer")

    def test_a_milestone_that_passed_in_silence_is_asked_about(self, new_case: Path, lay: Lay) -> None:
        file = new_case / "roadmap.yaml"
        text = file.read_text(encoding="utf-8")
        assert "passed-days" not in questions_of(lay(new_case))
        file.write_text(text.replace("baseline: 2026-05-15", "baseline: 2026-04-15"), encoding="utf-8")
        later = new_case.rename(new_case.with_name("later"))
        entry = questions_of(lay(later))["passed-days"]
        assert entry.gap == "1 date passed without an actual one: Security review, 15 Apr 2026."
        assert entry.places[0].column == "milestones[0]"

    def test_a_milestone_without_an_owner_is_asked_about(self, new_case: Path, lay: Lay) -> None:
        file = new_case / "roadmap.yaml"
        text = file.read_text(encoding="utf-8").replace(", owner: Chief information security officer", "")
        file.write_text(text, encoding="utf-8")
        assert questions_of(lay(new_case))["owners"].gap == "Without an owner: Security review."


class TestCommitments:
    @pytest.fixture
    def paper(self, new_case: Path, lay: Lay) -> DatedCase:
        return DatedCase(context=lay(new_case).context, filters=APRIL)

    def test_horizon_ends_the_last_day(self, paper: DatedCase) -> None:
        assert last_commitment_day(paper.context) == date(2026, 12, 31)

    @pytest.mark.parametrize(
        ("owner", "by", "says"),
        [
            ("  ", date(2026, 6, 1), "Say who closes it"),
            ("  ", None, "such as Head of the platform. Say by which day."),
            ("x" * 81, date(2026, 6, 1), "at most 80 characters"),
            ("Head of ML platform", None, "Say by which day."),
            ("Head of ML platform", date(2026, 4, 30), "30 Apr 2026 is no day to come"),
            ("Head of ML platform", date(2027, 1, 1), "Take a day up to 31 Dec 2026."),
            ("Head of ML platform", date(2026, 5, 1), ""),
            ("Head of ML platform", date(2026, 12, 31), ""),
        ],
    )
    def test_a_commitment_has_a_role_and_a_day_to_come(
        self, paper: DatedCase, owner: str, by: date | None, says: str
    ) -> None:
        sentence = check_commitment(Commitment(owner=owner, by=by), paper)
        assert says in sentence
        assert bool(sentence) == bool(says)


class TestOutcome:
    COMMITMENT = Commitment(owner="Lead", by=date(2026, 6, 1))

    def test_nothing_open_is_approved(self) -> None:
        assert decide([], {}).status is Status.APPROVED
        advice = [question("a", Weight.ADVICE)]
        outcome = decide(advice, {})
        assert (outcome.status, outcome.advice) == (Status.APPROVED, tuple(advice))

    def test_a_gap_without_which_nothing_is_approved_returns_whatever_is_promised(self) -> None:
        outcome = decide([question("a", Weight.RETURNS)], {"a": self.COMMITMENT})
        assert (outcome.status, outcome.reasons) == (Status.RETURNED, ("Head of risk: a is open.",))

    def test_each_open_gap_needs_a_commitment(self) -> None:
        asked = [question("a", Weight.CONDITION), question("b", Weight.CONDITION)]
        outcome = decide(asked, {"a": self.COMMITMENT})
        assert outcome.status is Status.RETURNED
        assert outcome.reasons == ("Head of risk: nobody commits to “b is closed”.",)
        assert decide(asked, {"a": self.COMMITMENT, "b": self.COMMITMENT}).status is Status.CONDITIONAL

    @pytest.mark.parametrize(
        ("number", "status"), [(MOST_CONDITIONS, Status.CONDITIONAL), (MOST_CONDITIONS + 1, Status.RETURNED)]
    )
    def test_too_many_conditions_are_no_approval(self, number: int, status: Status) -> None:
        asked = [question(f"q{index}", Weight.CONDITION) for index in range(number)]
        assert decide(asked, {entry.id: self.COMMITMENT for entry in asked}).status is status


def test_names_are_told_apart_where_they_hold_commas() -> None:
    assert name_some(["a", "b"]) == "a and b"
    assert name_some("abcdef") == "a, b, c, d and 2 more"
    assert name_some(["a, b", "c"]) == "a, b; c"
