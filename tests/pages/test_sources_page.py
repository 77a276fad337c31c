"""The Sources page without a browser: a file brought, looked at, published and taken back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from components import answers, session
from steering.actors import LOCAL
from steering.catalog.contracts import contract
from steering.catalog.file_types import FILE_TYPES
from steering.frames.code_block import Code
from steering.ingest import datasets
from steering.web.frames import frame_routes
from tests.actors import somebody
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]

HEADER = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
GOOD = HEADER + "2026-10,T1,Claims,Care,1,scaled,30,4\n2026-09,T1,=1+1,Care,1,pilot,5,0\n"
BAD = HEADER + "2026-10,T1,Claims,Care,1,flying,30,4\n2026-10,T2,Claims,Care,1,scaled,many,4\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """One team, which is a pilot, in one month."""
    return case_folders.one_row(tmp_path / "case")


def bring(seen: AppTest, text: str, name: str = "new.csv") -> AppTest:
    return shown.bring(seen, {name: text.encode()})


def press(seen: AppTest, key: str) -> AppTest:
    return seen.button(key=key).click().run()


def labels(seen: AppTest) -> list[str]:
    return [button.label for button in seen.button]


def notices(seen: AppTest) -> list[str]:
    return [notice.text for notice in shown.notices(seen)]


def entries() -> list[tuple[str, str]]:
    records = session.app_state().records
    return [(entry.action, entry.source_name) for entry in records.history("case", "adoption")]


def adopted(visit: Visit) -> str:
    return shown.frame(visit(page="adoption")).message[:9]


def taken(seen: AppTest, table: str) -> bool:
    """Whether a table can be taken along as it is shown: as CSV and as a workbook, at the links below it."""
    (part,) = [part for part in shown.shown(seen) if f'data-table="{table}"' in part.markup]
    assert "take" in part.data["can"].split()
    browser = TestClient(Starlette(routes=frame_routes(answers.find_picture, answers.note_download)))
    text, workbook = (browser.get(f"/frames/{part.data['hash']}/{table}.{ending}") for ending in ("csv", "xlsx"))
    block = part.picture.table(table)
    assert block is not None
    return len(list(csv.reader(StringIO(text.text)))) == 1 + len(block.rows) and workbook.content.startswith(b"PK")


class TestUpload:
    def test_a_good_file_is_shown_before_it_is_published(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        assert not seen.exception and not seen.error
        assert any("can be published: 2 rows" in said.value for said in seen.info)
        assert {"Publish to this case", "Discard"} <= set(labels(seen))
        assert {"preview", "first-rows"} <= shown.tables(seen).keys()
        assert [row["team"] for row in shown.rows(shown.tables(seen)["first-rows"])] == ["=1+1", "Claims"]
        assert entries() == [("publish", "adoption.csv")]

    def test_what_it_would_change_is_shown_before_it_is_published(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        assert any("would change" in said.value for said in seen.markdown)
        (examples,) = [shown.rows(table) for name, table in shown.tables(seen).items() if name == "row-changes"]
        assert {row["Row"] for row in examples} >= {"Changed", "Added"}
        assert ("stage", "pilot", "scaled") in {(row["Column"], row["Current"], row["This file"]) for row in examples}
        assert entries() == [("publish", "adoption.csv")]

    def test_what_a_roll_back_would_change_is_shown_before_it_is_done(self, visit: Visit, case: Path) -> None:
        seen = press(bring(visit(case, "sources"), GOOD), "publish")
        assert "row-changes" not in shown.tables(seen)
        seen = press(seen, "roll-back")
        assert [
            row["After rolling back"]
            for row in shown.rows(shown.tables(seen)["row-changes"])
            if row["Column"] == "stage"
        ] == ["pilot"]
        assert [action for action, _ in entries()] == ["publish", "publish"]

    def test_the_same_data_has_nothing_to_compare(self, visit: Visit, case: Path) -> None:
        seen = press(bring(visit(case, "sources"), GOOD), "publish")
        assert "figures-compared" not in shown.tables(bring(seen, GOOD))

    def test_the_uploader_names_every_type_of_file_that_is_read(self, visit: Visit, case: Path) -> None:
        hint = shown.upload_field(visit(case, "sources"))["hint"]
        assert all(file_type.label in hint for file_type in FILE_TYPES)
        assert "Up to 2 GB a file." in hint

    def test_the_uploader_is_empty_again(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        first, second = shown.upload_field(seen), shown.upload_field(seen.run())
        assert first["here"] == second["here"] == [] and first["key"] == second["key"] == "case-adoption#1"
        assert any("can be published" in said.value for said in seen.info), "a rerun keeps what was staged"

    def test_several_files_are_one_dataset(self, visit: Visit, case: Path) -> None:
        seen = visit(case, "sources")
        shown.bring(seen, {"a.csv": GOOD.encode(), "b.csv": BAD.replace("many", "1").encode()})
        (refused,) = seen.error
        assert r"a\.csv and 1 more file was not accepted: 3 problems" in refused.value
        listed = shown.rows(shown.tables(seen)["problems"])
        assert [row["File"] for row in listed] == ["b.csv", "b.csv", "a.csv"], "each problem names its file"

    def test_months_that_leave_are_told_and_stay_where_asked(self, visit: Visit, case: Path) -> None:
        later = HEADER + "2026-11,T1,Claims,Care,1,scaled,30,4\n"
        seen = bring(visit(case, "sources"), later)
        assert any("Oct 2026 leaves the current release" in warning.value for warning in seen.warning)
        columns = {row["Row"] for row in shown.rows(shown.tables(seen)["row-changes"])}
        assert "Removed" in columns, "the month that would leave"
        seen.checkbox(key="replace-months").check().run()
        changes = shown.rows(shown.tables(seen)["row-changes"])
        assert {row["Row"] for row in changes} == {"Added"}, "what stays is part of what is compared"
        assert "With these months" in changes[0]
        press(seen, "publish")
        assert [said.value for said in seen.success] == [
            r"Published\. Current release\: 2 rows from new\.csv\, beside 1 earlier month\."
        ]

    def test_where_no_month_leaves_nothing_is_asked(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        assert not seen.warning and not [box for box in seen.checkbox if box.key == "replace-months"]

    def test_it_is_published_once_and_every_page_shows_it(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        assert adopted(visit) == "0 of 1 te"
        press(seen, "publish")
        assert [said.value for said in seen.success] == [r"Published\. Current release\: 2 rows from new\.csv\."]
        assert "Publish to this case" not in labels(seen)
        seen.run()
        assert entries() == [("publish", "adoption.csv"), ("publish", "new.csv")]
        assert adopted(visit) == "1 of 1 te"

    def test_a_bad_file_lists_all_of_its_problems_and_changes_nothing(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), BAD)
        (refused,) = seen.error
        assert "was not accepted: 2 problems" in refused.value
        assert "Publish to this case" not in labels(seen)
        problems = shown.tables(seen)["problems"]
        assert problems.title == "What to correct"
        assert [(row["Row"], row["Column"]) for row in shown.rows(problems)] == [(2, "stage"), (3, "active_users")]
        assert entries() == [("publish", "adoption.csv")]
        assert not press(seen, "discard").error

    def test_a_corrected_file_replaces_a_refused_one(self, visit: Visit, case: Path) -> None:
        seen = bring(bring(visit(case, "sources"), BAD), GOOD)
        assert not seen.error
        assert "Publish to this case" in labels(seen)

    def test_a_file_of_another_kind_is_told_what_is_expected(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), "PK", "book.xlsm")
        (refused,) = seen.error
        assert r"book\.xlsm was not accepted" in refused.value
        assert "Save as" in str(shown.tables(seen)["problems"].rows)

    def test_a_discarded_file_is_gone(self, visit: Visit, case: Path) -> None:
        seen = press(bring(visit(case, "sources"), GOOD), "discard")
        assert "Publish to this case" not in labels(seen)
        assert entries() == [("publish", "adoption.csv")]

    def test_what_is_in_force_already_need_not_be_published(self, visit: Visit, case: Path) -> None:
        seen = visit(case, "sources")
        bring(seen, (case / "datasets" / "adoption.csv").read_text("utf-8"), "copy.csv")
        assert any("the same data as the current release" in said.value for said in seen.info)
        assert seen.button(key="publish").disabled

    def test_a_name_is_shown_as_text(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), BAD, "<b>:red[x]<b>.csv")
        assert r"\<b\>\:" in seen.error[0].value

    def test_two_datasets_are_in_hand_at_once(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        shown.choose(seen, "focus", "kpi")
        assert "Publish to this case" not in labels(seen)
        bring(seen, "month,kpi_id,value\n2026-10,lead_time,4\n", "kpi.csv")
        assert any(r"kpi\.csv can be published" in said.value for said in seen.info)
        shown.choose(seen, "focus", "adoption")
        assert any(r"new\.csv can be published" in said.value for said in seen.info)

    def test_a_release_that_is_gone_before_publishing_is_a_sentence(self, visit: Visit, case: Path, home: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        for rows in (home / "releases" / "adoption").glob("*/rows.parquet"):
            rows.unlink()
        assert not seen.run().exception
        assert any("rows of this release" in said for said in notices(seen))


class TestTwoVisitors:
    def test_the_second_is_shown_what_changed_in_between_and_decides_again(self, visit: Visit, case: Path) -> None:
        one, other = bring(visit(case, "sources"), GOOD, "one.csv"), visit(case, "sources")
        bring(other, GOOD.replace("scaled", "pilot"), "other.csv")
        one.text_input(key="reason-adoption").set_value("October closed")
        press(one, "publish")
        press(other, "publish")
        assert [name for _, name in entries()] == ["adoption.csv", "one.csv"]
        assert any("changed meanwhile" in said for said in notices(other))
        (told,) = [said.value for said in other.warning if "While you were deciding" in said.value]
        assert r"published one\.csv" in told and "October closed" in told
        between = shown.rows(shown.tables(other)["row-changes-between"])
        assert ("stage", "pilot", "scaled") in {
            (row["Column"], row["When you decided"], row["Current now"]) for row in between
        }
        assert ("stage", "scaled", "pilot") in {
            (row["Column"], row["Current"], row["This file"]) for row in shown.rows(shown.tables(other)["row-changes"])
        }
        press(other, "publish")
        assert [name for _, name in entries()] == ["adoption.csv", "one.csv", "other.csv"]
        assert adopted(visit) == "0 of 1 te"
        assert not [said for said in other.warning if "While you were deciding" in said.value]

    def test_one_sees_nothing_of_what_the_other_has_in_hand(self, visit: Visit, case: Path) -> None:
        bring(visit(case, "sources"), GOOD)
        assert "Publish to this case" not in labels(visit(case, "sources"))


KPIS = "month,kpi_id,value\n2026-10,lead_time,4\n"


class TestTogether:
    def test_two_datasets_are_compared_and_published_at_once(self, visit: Visit, case: Path) -> None:
        seen = bring(visit(case, "sources"), GOOD)
        shown.choose(seen, "focus", "kpi")
        bring(seen, KPIS, "kpi.csv")
        assert seen.button(key="publish").label == "Publish to this case"
        seen.checkbox(key="together-kpi").check().run()
        assert seen.button(key="publish").label == "Publish to this case, 2 datasets together"
        press(seen, "publish")
        assert [said.value for said in seen.success] == [r"Published KPI and adoption together\."]
        records = session.app_state().records
        assert [records.in_force("case")[name].source_name for name in ("adoption", "kpi")] == ["new.csv", "kpi.csv"]
        shown.choose(seen, "focus", "adoption")
        assert "Discard" not in labels(seen), "nothing is staged any more"


class TestApproval:
    @pytest.fixture
    def asks(self, case: Path) -> Path:
        text = (case / "case.yaml").read_text("utf-8")
        (case / "case.yaml").write_text(text + "needs_approval: true\n", "utf-8")
        return case

    def test_a_publication_waits_for_somebody_else(self, visit: Visit, asks: Path) -> None:
        seen = bring(visit(asks, "sources"), GOOD)
        assert seen.button(key="publish").label == "Propose"
        press(seen, "publish")
        assert entries() == [("publish", "adoption.csv")]
        assert [said.value.split(r"\.")[0] for said in seen.success] == ["Proposed"]
        (proposal,) = session.app_state().records.proposals.list_waiting(["case"], by=LOCAL)
        assert f"approve-{proposal.id}" not in [button.key for button in seen.button], "it is their own"
        press(seen, f"turn-down-{proposal.id}")
        assert session.app_state().records.proposals.find(proposal.id, by=LOCAL).state == "withdrawn"

    def test_somebody_else_sees_what_would_change_and_approves(self, visit: Visit, asks: Path) -> None:
        press(bring(visit(asks, "sources"), GOOD), "publish")
        records = session.app_state().records
        (own,) = records.proposals.list_waiting(["case"], by=LOCAL)
        records.proposals.turn_down(own.id, by=LOCAL)
        theirs = records.proposals.make(own.releases, by=somebody("learner"), reason="October closed")
        seen = visit(asks, "sources")
        assert any("October closed" in said.value and "learner" in said.value for said in seen.markdown)
        assert "figures-compared" in shown.tables(seen)
        press(seen, f"approve-{theirs.id}")
        assert entries() == [("publish", "adoption.csv"), ("publish", "new.csv")]
        row = shown.rows(shown.tables(seen)["history"])[0]
        assert (row["By"], row["Approved by"], row["Why"]) == ("learner", "local", "October closed")
        assert adopted(visit) == "1 of 1 te"


class TestRollback:
    def published(self, visit: Visit, case: Path) -> AppTest:
        return press(bring(visit(case, "sources"), GOOD), "publish")

    def test_there_is_none_at_first(self, visit: Visit, case: Path) -> None:
        assert "Roll back" not in labels(visit(case, "sources"))

    def test_it_names_what_comes_back_and_asks(self, visit: Visit, case: Path) -> None:
        seen = press(self.published(visit, case), "roll-back")
        assert any("will be restored" in said.value and "adoption" in said.value for said in seen.markdown)
        assert adopted(visit) == "1 of 1 te"
        press(seen, "cancel-roll-back")
        assert len(entries()) == 2

    def test_it_goes_back_once_and_stays(self, visit: Visit, case: Path) -> None:
        seen = press(press(self.published(visit, case), "roll-back"), "confirm-roll-back")
        assert [said.value for said in seen.success] == [r"Rolled back\. Current release\: 1 row from adoption\.csv\."]
        seen.run()
        assert entries()[2:] == [("rollback", "adoption.csv")]
        assert adopted(visit) == "0 of 1 te"

    def test_any_release_can_come_back_with_its_reason(self, visit: Visit, case: Path) -> None:
        seen = self.published(visit, case)
        press(bring(seen, GOOD.replace("30", "31"), "third.csv"), "publish")
        seen = press(seen, "roll-back")
        options = seen.selectbox(key="roll-back-to").options
        assert [option.split(" · ")[1] for option in options] == ["new.csv", "adoption.csv"]
        first = session.app_state().records.history("case", "adoption")[0]
        seen.session_state["roll-back-to"] = first.id
        seen = press(seen, "roll-back")
        assert any("from adoption" in said.value and "will be restored" in said.value for said in seen.markdown)
        seen.text_input(key="roll-back-reason").set_value("Both were wrong")
        press(seen, "confirm-roll-back")
        assert entries()[3:] == [("rollback", "adoption.csv")]
        history = shown.rows(shown.tables(seen)["history"])
        assert (history[0]["Action"], history[0]["Why"]) == ("rollback", "Both were wrong")
        press(seen, "roll-back")
        assert [option.split(" · ")[1] for option in seen.selectbox(key="roll-back-to").options] == [
            "third.csv",
            "new.csv",
        ]

    def test_a_first_upload_can_be_taken_back_to_no_data(self, visit: Visit, case: Path) -> None:
        usage = "month,team_id,kind,used\n2026-10,T1,gpu_hours,4\n"
        seen = press(bring(visit(case, "sources", focus="usage"), usage, "usage.csv"), "publish")
        seen = press(seen, "roll-back")
        assert any("Nothing will be current of the usage data" in said.value for said in seen.markdown)
        press(seen, "confirm-roll-back")
        assert [said.value for said in seen.success] == [r"Rolled back\. There is no current usage data\."]
        assert "usage" not in session.app_state().records.in_force("case")
        press(press(seen, "roll-back"), "confirm-roll-back")
        assert session.app_state().records.in_force("case")["usage"].source_name == "usage.csv"

    def test_who_is_overtaken_is_told(self, visit: Visit, case: Path) -> None:
        seen = press(self.published(visit, case), "roll-back")
        other = bring(visit(case, "sources"), GOOD.replace("30", "31"), "other.csv")
        press(other, "publish")
        press(seen, "confirm-roll-back")
        assert any("changed meanwhile" in said for said in notices(seen))
        assert [action for action, _ in entries()] == ["publish"] * 3


class TestPage:
    @pytest.mark.parametrize("dataset", datasets())
    def test_a_link_leads_to_a_dataset(self, visit: Visit, dataset: str) -> None:
        seen = visit(page="sources", focus=dataset)
        assert shown.choices(seen)["focus"].chosen == dataset
        assert shown.tables(seen)["dictionary"].title == f"Data dictionary: {contract(dataset).title}"
        assert seen.query_params == {"focus": dataset}

    def test_without_data_it_offers_templates(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(case_folders.bare(tmp_path / "case"), "sources")
        assert shown.frame(seen).message == "No dataset is published yet"
        assert "take-template" in [button.key for button in seen.get("download_button")]
        assert "take-csv" not in [button.key for button in seen.get("download_button")]
        bring(seen, GOOD)
        press(seen, "publish")
        assert shown.frame(seen).message == "1 dataset published, latest data Oct 2026"

    def test_every_table_can_be_taken_along(self, visit: Visit) -> None:
        for page in ("brief", "adoption", "kpis", "sources"):
            seen = visit(page=page)
            ids = [id for id, table in shown.tables(seen).items() if table.rows]
            assert (ids or page == "brief") and len(ids) == len(set(ids)), page
            ids += [chart.table.id for chart in shown.charts(seen).values()]
            assert [id for id in ids if not taken(seen, id)] == [], page

    def test_the_queries_are_there_one_by_one(self, visit: Visit) -> None:
        seen = visit(page="sources")
        (code,) = [block for block in shown.blocks(seen) if isinstance(block, Code)]
        (query,) = [passage.text for passage in code.passages if passage.name == "kpi_by_month"]
        assert "from kpi" in query
        assert "<summary>kpi_by_month</summary>" in shown.markup(seen)

    def test_a_closer_look_of_another_page_is_forgotten(self, visit: Visit) -> None:
        seen = visit(page="sources", focus="lead_time")
        assert seen.query_params == {}
        assert shown.choices(seen)["focus"].chosen == "adoption"

    def test_the_problems_of_a_case_can_be_taken_along(self, visit: Visit, tmp_path: Path) -> None:
        assert taken(visit(case_folders.broken(tmp_path / "case"), "sources"), "problems-case")
