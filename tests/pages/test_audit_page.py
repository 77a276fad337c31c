"""The claims audit: this case's own figures, the published example, a file of one's own, and drafts of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from steering.cases.business import BusinessCase
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]
WRONG = b"discount_rate: 0.1\ncashflows: {net: [-100, 110]}\nstated: [{metric: npv, value: 10}]\n"
JUDGED = "What a person has to judge can't be told from the file alone."
FAULTY = b"discount_rate: ten\nlines: [{id: a, kind: benefit, values: [0, 1]}]\n"
HOSTILE = "<b>x</b> :red[y] $z$ [w](http://w.example)"


def headers(seen: AppTest) -> list[str]:
    """What the page says about the case's own business case, then about another one."""
    return [shown.frame(seen).message, *(header.value.replace("\\", "") for header in seen.header)]


def look(seen: AppTest, at: str) -> AppTest:
    seen.button_group(key="audit-what").set_value(at).run()
    return seen


def edit(seen: AppTest) -> AppTest:
    seen.button(key="edit-case").click().run()
    assert not seen.exception
    return seen


def bring(seen: AppTest, content: bytes, name: str = "mine.yaml") -> AppTest:
    return shown.bring(look(seen, "file"), {name: content})


def address(seen: AppTest) -> str:
    """The token of the draft in the address of the page."""
    token = seen.query_params["draft"]
    return token if isinstance(token, str) else token[0]


def editor(seen: AppTest) -> str:
    """The key of the table that can be edited."""
    (key,) = [one.key for one in seen.data_editor]
    return str(key)


def typed(seen: AppTest, cells: dict[int, dict[str, Any]], **more: Any) -> AppTest:
    """The table as the browser tells it after typing: all edits since it was drawn."""
    state = {"edited_rows": cells, "added_rows": [], "deleted_rows": [], **more}
    seen.session_state[editor(seen)] = state
    seen.run()
    assert not seen.exception
    return seen


def said(seen: AppTest) -> str:
    """What the head of the draft says."""
    (alert,) = [one.value for one in (*seen.info, *seen.error) if "You are editing" in one.value]
    return re.sub(r"\\(.)", r"\1", alert).replace("  \n", " ")


def draft_metrics(seen: AppTest) -> dict[str, str]:
    return {id: tile.value for id, tile in shown.tiles(seen).items() if id in ("draft-npv", "draft-payback_months")}


def test_the_published_example_comes_and_goes(visit: Visit) -> None:
    seen = visit(page="audit")
    assert headers(seen)[0].startswith("All 8 stated figures check out as planned")
    look(seen, "published")
    assert "8 of 10 stated figures do not check out" in headers(seen)[1]
    look(seen, "own")
    assert len(headers(seen)) == 1


def test_a_file_is_audited_and_not_stored(visit: Visit) -> None:
    seen = bring(visit(page="audit"), WRONG)
    assert headers(seen)[1].startswith("mine.yaml: 1 of 1 stated figure does not check out")
    again = look(visit(page="audit"), "file")
    assert len(headers(again)) == 1


def test_a_file_is_reviewed_as_well(visit: Visit) -> None:
    tables = shown.tables(bring(visit(page="audit"), WRONG))
    today = "On today's data 1 answer is another, which Why says beside it."
    assert (
        tables["review-own"].note
        == "14 questions about the plan: 9 passed, 2 failed, 1 for a person to judge, 2 not applicable. "
        f"{today} {JUDGED}"
    )
    other = "14 questions about the plan: 5 failed, 4 for a person to judge, 5 not applicable."
    assert tables["review-other"].note == f"{other} {JUDGED}"


def test_a_file_that_can_not_be_read_says_why(visit: Visit) -> None:
    seen = bring(visit(page="audit"), b"discount_rate: ten")
    assert "can't be audited" in seen.error[0].value
    assert not seen.exception


@pytest.mark.parametrize("content", [b"", b"- a", b"a: [", b"\xff\xfe\x00", b"just text"])
def test_a_file_without_keys_offers_no_draft(visit: Visit, content: bytes) -> None:
    seen = bring(visit(page="audit"), content)
    assert "can't be audited" in seen.error[0].value
    assert "edit-case" not in [button.key for button in seen.button]


class TestDraft:
    def test_a_figure_that_is_typed_is_audited_at_once(self, visit: Visit) -> None:
        seen = edit(visit(page="audit"))
        headline = "You are editing a copy of this case's business case. All 8 stated figures check out."
        assert f"**{headline}**" in said(seen)
        before = draft_metrics(seen)
        typed(seen, {0: {"c3": "3.55"}})
        assert "7 of 8 stated figures do not check out" in said(seen)
        assert draft_metrics(seen) != before
        assert headers(seen)[0].startswith("All 8 stated figures check out as planned")

    def test_a_draft_survives_a_reload_with_its_history(self, visit: Visit) -> None:
        seen = typed(edit(visit(page="audit")), {0: {"c3": "3.55"}})
        again = visit(page="audit", draft=address(seen))
        assert "7 of 8 stated figures do not check out" in said(again)
        assert draft_metrics(again) == draft_metrics(seen)
        again.button(key="draft-undo").click().run()
        assert "All 8 stated figures check out." in said(again)
        assert "7 of 8 stated figures do not check out" in said(seen.run())

    def test_what_can_not_be_worked_out_keeps_the_state_before_and_says_where(self, visit: Visit) -> None:
        seen = edit(visit(page="audit"))
        before = draft_metrics(seen)
        typed(seen, {0: {"c3": "1,5"}})
        assert "1 problem in Figures by period, platform_run, Q1." in said(seen)
        assert "The figures are of the state before," in said(seen)
        assert draft_metrics(seen) == before
        (wrong,) = shown.rows(shown.tables(seen)["draft-problems"])
        assert wrong == wrong | {
            "Table": "Figures by period",
            "Row": "platform_run",
            "Column": "Q1",
            "Found": "'1,5'",
        }

    def test_edits_add_up_and_undo_goes_back_one_by_one(self, visit: Visit) -> None:
        seen = edit(visit(page="audit"))
        figures = [draft_metrics(seen)]
        typed(seen, {0: {"c3": "1.60"}})
        figures.append(draft_metrics(seen))
        typed(seen, {0: {"c3": "1.60", "c4": "2.00"}})
        figures.append(draft_metrics(seen))
        assert figures[0] != figures[1] != figures[2]
        for expected in (figures[1], figures[0]):
            seen.button(key="draft-undo").click().run()
            assert draft_metrics(seen) == expected
        assert seen.button(key="draft-undo").disabled
        seen.button(key="draft-redo").click().run()
        assert draft_metrics(seen) == figures[1]
        assert seen.data_editor[0].value.iloc[0, 3] == "1.60"

    def test_what_was_typed_in_one_table_is_there_after_another(self, visit: Visit) -> None:
        seen = typed(edit(visit(page="audit")), {0: {"c3": "3.55"}})
        seen.button_group(key=sheet_choice(seen)).set_value("stated").run()
        typed(seen, {0: {"c1": "7.3"}})
        seen.button_group(key=sheet_choice(seen)).set_value("figures").run()
        assert seen.data_editor[0].value.iloc[0, 3] == "3.55"
        typed(seen, {1: {"c3": "0.60"}})
        business = drafted(seen)
        assert [str(line.values[1].value) for line in business.lines[:2]] == ["3.55", "0.60"]
        assert str(business.stated[0].value) == "7.3"

    def test_rows_come_and_go(self, visit: Visit) -> None:
        seen = edit(visit(page="audit"))
        rows = len(seen.data_editor[0].value)
        new = {"c0": "training", "c1": "cost", **{f"c{index}": "0.5" for index in range(2, 15)}}
        typed(seen, {}, added_rows=[new], deleted_rows=[4])
        assert "stated figures do not check out" in said(seen)
        assert "training" in [line.id for line in drafted(seen).lines]
        ids = [line.id for line in drafted(seen).as_written.lines]
        assert ids[-1] == "training"
        assert "support" not in ids
        assert len(ids) == rows

    def test_more_and_fewer_periods(self, visit: Visit) -> None:
        seen = edit(visit(page="audit"))
        seen.button(key="draft-more").click().run()
        assert seen.data_editor[0].value.shape[1] == 16
        seen.button(key="draft-fewer").click().run()
        assert seen.data_editor[0].value.shape[1] == 15
        assert "All 8 stated figures check out" in said(seen)

    def test_a_faulty_file_is_corrected_in_the_page(self, visit: Visit) -> None:
        seen = edit(bring(visit(page="audit"), FAULTY))
        assert said(seen) == (
            "**You are editing a copy of mine.yaml. 1 problem in Basis, Discount rate, Value.** "
            "Correct what is listed below the table, and the audit appears."
        )
        assert draft_metrics(seen) == {}
        seen.button_group(key=sheet_choice(seen)).set_value("basis").run()
        typed(seen, {6: {"c1": "0.10"}})
        assert "**You are editing a copy of mine.yaml. No figure is stated.**" in said(seen)
        assert draft_metrics(seen)["draft-npv"] == "0.9091"

    def test_each_beginning_has_a_draft_of_its_own_until_it_is_discarded(self, visit: Visit) -> None:
        seen = typed(edit(visit(page="audit")), {0: {"c3": "3.55"}})
        edit(look(seen, "published"))
        assert "the published example. 8 of 10 stated figures do not check out" in said(seen)
        look(seen, "own")
        assert "7 of 8 stated figures do not check out" in said(seen)
        seen.button(key="discard-draft").click().run()
        assert not seen.data_editor
        assert "8 of 10" in said(look(seen, "published"))

    def test_another_visitor_sees_nothing_of_it(self, visit: Visit) -> None:
        typed(edit(visit(page="audit")), {0: {"c3": "3.55"}})
        assert not visit(page="audit").data_editor

    @pytest.mark.parametrize("text", ["", "=1+1", HOSTILE, "x" * 10_000, "\x00", None, "1\n2"])
    def test_whatever_is_typed_is_told_in_its_place(self, visit: Visit, text: str | None) -> None:
        seen = edit(visit(page="audit"))
        typed(seen, {1: {"c3": text}})
        assert "problem" in said(seen)
        assert "Figures by period, platform_team, Q1." in said(seen)

    def test_hostile_names_are_shown_as_text(self, visit: Visit) -> None:
        content = f"discount_rate: x\nlines: [{{id: '{HOSTILE}', kind: cost, values: [0, 1]}}]\n".encode()
        seen = edit(bring(visit(page="audit"), content, f"{HOSTILE}.yaml"))
        (head,) = [one.value for one in seen.error if "You are editing" in one.value]
        assert "<b>" not in head.replace("\\<", "")
        assert ":red[" not in head.replace("\\[", "")


def sheet_choice(seen: AppTest) -> str:
    """The key of the choice of tables."""
    (key,) = [str(one.key) for one in seen.button_group if str(one.key).startswith("draft-sheet")]
    return key


def drafted(seen: AppTest) -> BusinessCase:
    """The business case that is drafted of the case's own."""
    business: BusinessCase | None = seen.session_state["audit-halden"].drafts["own"].draft.state.business
    assert business is not None
    return business


def test_a_case_without_a_business_case_offers_the_others(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.one_row(tmp_path / "small"), page="audit")
    assert headers(seen) == ["Nothing to audit yet"]
    assert list(seen.button_group(key="audit-what").options) == ["Published example", "Your file"]
    assert "published example" in said(edit(look(seen, "published")))


class TestKept:
    """A business case is stored only when somebody says so, and is gone for good when they say that."""

    def test_what_is_brought_is_kept_when_asked_and_opened_in_a_later_visit(self, visit: Visit) -> None:
        seen = bring(visit(page="audit"), WRONG)
        result = headers(seen)
        assert "Save here" in [button.label for button in seen.button]
        assert not look(visit(page="audit"), "file").expander
        seen.button(key="keep-case").click().run()
        assert [one.value.replace("\\", "") for one in seen.toast] == ['Saved "mine.yaml".']
        later = look(visit(page="audit"), "file")
        assert [one.label for one in later.expander] == ["1 saved business case"]
        press(later, "open-case-")
        assert headers(later) == result

    def test_it_is_kept_once_and_removed_for_good(self, visit: Visit) -> None:
        seen = bring(visit(page="audit"), WRONG)
        for _ in range(2):
            seen.button(key="keep-case").click().run()
        assert [one.label for one in seen.expander] == ["1 saved business case"]
        press(seen, "remove-case-")
        assert not seen.expander
        assert not look(visit(page="audit"), "file").expander

    def test_a_draft_is_kept_as_it_is_typed(self, visit: Visit) -> None:
        seen = typed(edit(visit(page="audit")), {0: {"c3": "3.55"}})
        seen.button(key="keep-draft").click().run()
        later = look(visit(page="audit"), "file")
        press(later, "open-case-")
        assert "7 of 8 stated figures do not check out" in headers(later)[-1]


def press(seen: AppTest, key: str) -> AppTest:
    """Press the only button whose key begins so."""
    (button,) = [one for one in seen.button if str(one.key).startswith(key)]
    return button.click().run()
