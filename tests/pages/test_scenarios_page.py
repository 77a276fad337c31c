"""Scenarios that visitors keep on the ROI page: kept, compared, proposed, approved, and opened by others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import shown
from tests.pages.case_folders import HOSTILE, bare

Visit = Callable[..., AppTest]
MOVED = {"scenario": "slow_roll_out", "cost_factor": "1.1"}
LEAN = "saved.lean"


def press(seen: AppTest, key: str) -> AppTest:
    return seen.button(key=key).click().run()


def fill(seen: AppTest, key: str, text: str) -> AppTest:
    """Write into a field whose key begins like this: that of the form counts up."""
    field = next(one for one in (*seen.text_input, *seen.text_area) if (one.key or "").startswith(key))
    field.set_value(text)
    return seen


def keep(seen: AppTest, name: str = "Lean", note: str = "") -> AppTest:
    return press(fill(fill(seen, "keep-name", name), "keep-note", note), "keep-scenario")


def propose(seen: AppTest) -> AppTest:
    return press(press(seen, f"propose-{LEAN}"), "confirm-propose")


def text(seen: AppTest) -> str:
    """Everything that the page says, without the escapes of Markdown."""
    said = [part.value for kind in (seen.markdown, seen.subheader, seen.info) for part in kind]
    return "\n".join([*said, shown.words(seen)]).replace("\\", "")


def toasts(seen: AppTest) -> list[str]:
    return [one.value.replace("\\", "") for one in seen.toast]


def errors(seen: AppTest) -> list[str]:
    return [one.value.replace("\\", "") for one in seen.error]


def drawn(seen: AppTest) -> list[str]:
    """What any page says at its head, and the figures of its tiles."""
    return [shown.frame(seen).message, *(tile.value for tile in shown.tiles(seen).values())]


def has(seen: AppTest, key: str) -> bool:
    return any(button.key == key for button in seen.button)


def test_from_drivers_to_an_approved_scenario_that_another_visitor_opens(visit: Visit) -> None:
    seen = visit(page="roi", **MOVED)
    before = shown.figures(seen)
    keep(seen, note="If finance insists")
    assert toasts(seen) == ['Saved "Lean" as a draft.']
    assert seen.query_params == {"scenario": LEAN}
    assert shown.figures(seen) == before
    assert "Scenario: Lean." in text(seen)
    assert "edit_note: Draft] **Lean**" in text(seen)
    assert "If finance insists" in text(seen)

    press(seen, f"compare-{LEAN}")
    assert seen.query_params == {"scenario": LEAN, "against": "base"}
    assert "Lean against Base" in text(seen)
    assert "Bridge from Base to Lean" in text(seen)

    press(seen, f"propose-{LEAN}")
    assert "edit_note: Draft] **Lean**" in text(seen), "nothing has happened yet"
    assert "Propose Lean?** Everybody who opens this case sees it as proposed" in text(seen)
    press(seen, "confirm-propose")
    assert toasts(seen) == ['"Lean" is proposed.']
    assert "how_to_vote: Proposed] **Lean**" in text(seen)

    press(seen, f"approve-{LEAN}")
    assert "An approved scenario can no longer be changed" in text(seen)
    press(seen, "confirm-approve")
    assert toasts(seen) == ['"Lean" is approved.']
    assert "lock: Approved] **Lean**" in text(seen)
    assert "by local, who had proposed it" in text(seen)
    assert not has(seen, "confirm-approve")
    assert "1 saved scenario, 1 approved" in text(seen)
    assert not has(seen, f"propose-{LEAN}")
    assert not has(seen, f"approve-{LEAN}")

    press(seen, f"more-{LEAN}")
    (address,) = [code.value for code in seen.code]
    assert address == f"/roi?scenario={LEAN}"
    assert not has(seen, "withdraw-scenario")
    assert "Approved; it can no longer be changed" in text(seen)

    other = visit(page="roi", scenario=LEAN)
    assert shown.figures(other) == before
    assert other.query_params == {"scenario": LEAN}
    assert "lock: Approved] **Lean**" in text(other)


def test_every_page_says_what_is_tried_and_resets_it(visit: Visit) -> None:
    keep(visit(page="roi", cost_factor="1.2"))
    seen = visit(page="brief", scenario=LEAN, benefit_factor="0.2")
    tried = "What-if: scenario Lean, benefits 20% (beyond the range of 70% to 115%)."
    assert tried in text(seen)
    assert "Middle NPV, whole case" in text(seen)
    shown.reset(seen)
    assert "What-if" not in text(seen)
    assert seen.query_params == {}


def test_nothing_is_listed_at_first_and_drivers_can_be_moved_on_top(visit: Visit) -> None:
    seen = visit(page="roi")
    assert "Saved scenarios" in text(seen)
    keep(seen)
    seen.query_params["cost_factor"] = "1.2"
    seen.run()
    assert shown.model(seen)["values"]["cost_factor"] == pytest.approx(1.2)
    assert seen.query_params == {"scenario": LEAN, "cost_factor": "1.2"}
    assert "Scenario: Lean, with your drivers." in text(seen)
    press(seen, f"open-{LEAN}")
    assert seen.query_params == {"scenario": LEAN}


def test_it_is_opened_on_the_ground_it_was_made_on(visit: Visit) -> None:
    keep(visit(page="roi", basis="plan"))
    seen = press(visit(page="roi", scenario="worst"), f"open-{LEAN}")
    assert seen.query_params == {"scenario": LEAN, "basis": "plan"}
    press(seen, f"more-{LEAN}")
    assert [code.value for code in seen.code] == [f"/roi?scenario={LEAN}&basis=plan"]


def test_a_name_that_is_none_or_taken_is_one_sentence_and_keeps_the_form(visit: Visit) -> None:
    seen = keep(visit(page="roi"), "  ")
    assert errors(seen) == ["The name is empty. Give one of 1 to 80 characters."]
    keep(seen)
    keep(seen, "LEAN")
    assert errors(seen) == ["There is a saved scenario named 'Lean' already. Choose another name."]
    seen.run()
    assert errors(seen) == []


def test_what_is_wrong_with_a_name_is_said_in_the_form(visit: Visit) -> None:
    seen = keep(visit(page="roi", **MOVED), "")
    (popover,) = [part for part in seen.get("popover") if part.proto.popover.label == "Save as scenario"]
    assert [one.value.replace("\\", "") for one in popover.error] == [
        "The name is empty. Give one of 1 to 80 characters."
    ]
    assert errors(keep(seen, "Lean")) == []
    assert toasts(seen) == ['Saved "Lean" as a draft.']


def test_who_approves_their_own_proposal_is_told(visit: Visit) -> None:
    seen = keep(visit(page="roi", **MOVED))
    press(propose(seen), f"approve-{LEAN}")
    (warning,) = seen.warning
    assert warning.value.replace("\\", "").startswith("**You proposed this. Approving it yourself is recorded as such.")


def test_a_step_that_is_not_wanted_leaves_it_as_it_was(visit: Visit) -> None:
    seen = keep(visit(page="roi", **MOVED))
    press(press(seen, f"propose-{LEAN}"), "cancel-step")
    assert not has(seen, "confirm-propose")
    assert "edit_note: Draft] **Lean**" in text(seen)
    propose(seen)
    press(press(seen, f"approve-{LEAN}"), "cancel-step")
    assert not has(seen, "confirm-approve")
    assert "how_to_vote: Proposed] **Lean**" in text(seen)


def test_a_step_of_a_scenario_that_has_changed_meanwhile_is_asked_about_no_more(visit: Visit) -> None:
    seen = press(keep(visit(page="roi", **MOVED)), f"propose-{LEAN}")
    other = press(visit(page="roi"), f"more-{LEAN}")
    press(fill(other, "change-name", "Leaner"), "change-scenario")
    seen.run()
    assert not has(seen, "confirm-propose")


def test_a_proposed_one_that_is_changed_is_a_draft_again(visit: Visit) -> None:
    seen = propose(keep(visit(page="roi")))
    press(seen, f"more-{LEAN}")
    fill(seen, "change-name", "Leaner")
    press(seen, "change-scenario")
    assert toasts(seen) == ['Changed "Leaner"; it is a draft.']
    assert "edit_note: Draft] **Leaner**" in text(seen)
    assert seen.query_params == {"scenario": LEAN}


def test_the_drivers_of_the_page_are_taken_over_when_asked(visit: Visit) -> None:
    seen = keep(visit(page="roi"))
    moved = visit(page="roi", scenario=LEAN, cost_factor="1.2")
    press(moved, f"more-{LEAN}")
    assert moved.checkbox[0].value is True
    press(moved, "change-scenario")
    assert moved.query_params == {"scenario": LEAN}
    assert shown.figures(visit(page="roi", scenario=LEAN)) == shown.figures(moved) != shown.figures(seen)


def test_a_change_without_a_difference_is_told(visit: Visit) -> None:
    seen = press(keep(visit(page="roi")), f"more-{LEAN}")
    press(seen, "change-scenario")
    assert toasts(seen) == ['"Lean" is unchanged.']


def test_a_withdrawn_one_is_listed_still_and_can_be_proposed_again(visit: Visit) -> None:
    seen = press(press(keep(visit(page="roi")), f"more-{LEAN}"), "withdraw-scenario")
    assert toasts(seen) == ['"Lean" is withdrawn.']
    assert "block: Withdrawn] **Lean**" in text(seen)
    assert "Lean" not in str(shown.choices(visit(page="roi"))["scenario"].options)
    assert toasts(propose(seen)) == ['"Lean" is proposed.']


def test_the_form_of_one_does_not_show_what_was_written_into_anothers(visit: Visit) -> None:
    seen = keep(keep(visit(page="roi")), "Other")
    fill(press(seen, f"more-{LEAN}"), "change-name", "Written and left")
    press(seen, "more-saved.other")
    assert [field.value for field in seen.text_input if (field.key or "").startswith("change-name")] == ["Other"]


class TestTwoTabs:
    def both(self, visit: Visit) -> tuple[AppTest, AppTest]:
        """Two visitors who look at the same proposed scenario."""
        propose(keep(visit(page="roi")))
        return visit(page="roi"), visit(page="roi")

    def test_of_two_who_approve_one_does(self, visit: Visit) -> None:
        tabs = self.both(visit)
        for tab in tabs:
            press(tab, f"approve-{LEAN}")
        first, second = (press(tab, "confirm-approve") for tab in tabs)
        assert toasts(first) == ['"Lean" is approved.']
        assert errors(second) == [
            "The scenario 'Lean' is approved and never changes again. Save what you want under another name."
        ]

    def test_of_two_who_rename_one_does(self, visit: Visit) -> None:
        tabs = self.both(visit)
        for tab, name in zip(tabs, ("Here", "There"), strict=True):
            fill(press(tab, f"more-{LEAN}"), "change-name", name)
        first, second = (press(tab, "change-scenario") for tab in tabs)
        assert toasts(first) == ['Changed "Here"; it is a draft.']
        assert errors(second) == ["The scenario 'Here' has changed meanwhile. Look at it again before changing it."]


class TestLinks:
    @pytest.mark.parametrize("page", ["roi", "storyboard"])
    @pytest.mark.parametrize(
        ("choice", "instead"), [("scenario", "The base is shown instead."), ("against", "Nothing is compared.")]
    )
    def test_an_unknown_scenario_is_told_and_falls_back(
        self, visit: Visit, page: str, choice: str, instead: str
    ) -> None:
        keep(visit(page="roi"))
        seen = visit(page=page, **{choice: "saved.laen"})
        assert f"There is no scenario named 'saved.laen'. Did you mean 'saved.lean'? {instead}" in text(seen)
        assert seen.query_params == {}
        assert drawn(seen) == drawn(visit(page=page))
        assert "no scenario named" not in text(seen.run())

    def test_a_long_or_hostile_one_is_text(self, visit: Visit) -> None:
        seen = visit(page="roi", scenario=HOSTILE["script"] + "x" * 5000)
        assert not seen.exception
        (said,) = re.findall("<strong>(There is no scenario named.*?)</strong>", shown.markup(seen))
        assert "&lt;script&gt;" in said
        assert len(said) < 400
        assert "<script" not in shown.markup(seen)

    def test_a_page_without_the_business_case_says_nothing(self, visit: Visit) -> None:
        assert "no scenario named" not in text(visit(page="kpis", scenario="nonsense"))

    def test_a_page_that_has_it_says_nothing(self, visit: Visit) -> None:
        assert "no scenario named" not in text(visit(page="roi", scenario="worst", against="base"))

    def test_a_case_without_a_business_case_has_nothing_to_keep(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(bare(tmp_path / "case"), "roi", scenario="saved.lean", against="base")
        assert "Waiting for the business case" in text(seen)
        assert seen.query_params == {}
        assert not has(seen, "keep-scenario")


def test_what_to_compare_with_can_be_chosen_and_taken_back(visit: Visit) -> None:
    seen = visit(page="roi", scenario="best")
    offered = [label for _, label in shown.choices(seen)["against"].options]
    assert offered == ["Nothing", "Base", "Best", "Worst", "Slow roll out", "Without tranche 3"]
    assert "Best against Worst" in text(shown.choose(seen, "against", "worst"))
    assert "Best against Worst" not in text(shown.choose(seen, "against", ""))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_any_name_is_text_on_every_page(visit: Visit, name: str) -> None:
    short = name[:80].strip()
    seen = keep(visit(page="roi"), short, short)
    assert not seen.exception
    assert errors(seen) == []
    id = seen.query_params["scenario"]
    for page in ("roi", "brief"):
        other = visit(page=page, scenario=id[0] if isinstance(id, list) else id, against="base")
        assert not other.exception
        assert len(other.error) == 0
        for part in other.markdown:
            assert "<script>" not in part.value and "](http" not in part.value, part.value
        assert "<script" not in shown.markup(other) and 'href="http' not in shown.markup(other)


def test_many_are_listed_in_part(visit: Visit) -> None:
    seen = visit(page="roi")
    for number in range(7):
        keep(seen, f"Number {number}")
    assert "7 saved scenarios" in text(seen)
    assert [one.label for one in seen.expander if one.label.endswith("more")] == ["2 more"]
    assert has(seen, "more-saved.number-6")
    assert not has(seen, "more-saved.number-1")


def test_a_changed_business_case_is_told(visit: Visit, example_case: Path, tmp_path: Path) -> None:
    case = tmp_path / "halden"
    shutil.copytree(example_case, case, ignore=shutil.ignore_patterns("cost*", "evidence*", "usage*"))
    seen = keep(visit(case, "roi"))
    assert "The business case has changed since then." not in text(seen)
    file = case / "business_case.yaml"
    file.write_text(file.read_text("utf-8").replace("discount_rate: 0.10 ", "discount_rate: 0.11 "), "utf-8")
    assert "The business case has changed since then." in text(seen.run())
