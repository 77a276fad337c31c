"""The calendar of a case: what is in it, on which days, and that a calendar replaces what has changed."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from steering.cases.dossier.change import ChangePlan, Communication
from steering.cases.dossier.governance import Governance, ReviewBoard
from steering.context.case_context import CaseContext
from steering.exports.calendar import calendar
from steering.recurrence import list_days, parse_rule
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.exports.calendars import CalendarEvent, read_calendar

UNTIL = date(2031, 12, 31)
HOSTILE = "<b>=1+1</b>; a, b\\n c\r\nBEGIN:VALARM\r\nשלום 🎉 " + "ö" * 120


@pytest.fixture(scope="module")
def example(example_store: Path, example_case: Path) -> Iterator[CaseContext]:
    installation = AppState(example_store, example_case)
    yield installation.snapshot().context
    installation.close()


@pytest.fixture(scope="module")
def events(example: CaseContext) -> list[CalendarEvent]:
    return read_calendar(calendar(example).content)


def with_board(context: CaseContext, **changes: object) -> CaseContext:
    board = replace(ReviewBoard(name="Board", rule="FREQ=DAILY", start=date(2026, 1, 1)), **changes)  # type: ignore[arg-type]
    dossier = replace(context.case.dossier, governance=Governance(review_board=board), change=None)
    return replace(context, case=replace(context.case, dossier=dossier))


def only_board(context: CaseContext) -> CalendarEvent:
    return next(event for event in read_calendar(calendar(context).content) if event.summary.endswith("Board"))


def test_every_date_of_the_files_is_in_it(events: list[CalendarEvent], example_case: Path) -> None:
    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in example_case.rglob("*.yaml")}
    kinds = Counter(event.lines["CATEGORIES"] for event in events)
    assert kinds["Milestone"] == len(files["roadmap"]["milestones"])
    assert kinds["Gate"] == len(files["roadmap"]["gates"])
    assert kinds["Steering committee"] == len(files["roadmap"]["committee"])
    assert kinds["Communication"] == len(files["change"]["communications"])
    assert kinds["Action"] == sum(len(item.get("actions", [])) for item in files["decisions"]["decisions"])
    assert kinds["Review board"] == 1
    assert {event.day for event in events} >= {item["date"] for item in files["roadmap"]["committee"]}
    assert len({event.uid for event in events}) == len(events)


def test_an_entry_is_a_whole_day_for_which_nobody_is_busy(events: list[CalendarEvent]) -> None:
    for event in events:
        assert int(event.lines["DTEND"]) > int(event.lines["DTSTART"])
        assert event.lines["TRANSP"] == "TRANSPARENT"
        assert event.lines["DTSTAMP"].endswith("Z")


def test_the_board_recurs_as_the_page_says(events: list[CalendarEvent], example: CaseContext) -> None:
    board = example.case.dossier.governance.review_board  # type: ignore[union-attr]
    assert board is not None
    event = next(event for event in events if event.lines["CATEGORIES"] == "Review board")
    days = list_days(parse_rule(board.rule), board.start, board.start, UNTIL)
    assert event.list_days(UNTIL) == [day for day in days if day not in board.skips]
    assert len(days) > 50


@pytest.mark.parametrize("seed", range(60))
def test_any_rule_recurs_as_dateutil_reads_it(example: CaseContext, seed: int) -> None:
    chance = random.Random(seed)
    frequency = chance.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}", *([f"INTERVAL={chance.randint(2, 4)}"] if chance.random() < 0.5 else [])]
    if chance.random() < 0.6:
        number = chance.choice(["", "2", "-1"]) if frequency in ("MONTHLY", "YEARLY") else ""
        parts.append(f"BYDAY={number}{chance.choice(['MO', 'TH'])},{number}FR")
    elif frequency != "WEEKLY" and chance.random() < 0.5:
        parts.append(f"BYMONTHDAY={chance.choice(['1,15', '-1', '31'])}")
    if chance.random() < 0.3:
        parts.append("BYMONTH=3,9")
    if chance.random() < 0.3 and frequency != "DAILY":
        parts.append(f"BYSETPOS={chance.choice(['1', '-1'])}")
    parts += chance.choice([[], [f"COUNT={chance.randint(1, 9)}"], ["UNTIL=20290630T120000Z"]])
    rule, start = ";".join(parts), date(2026, 1, 1) + timedelta(days=chance.randint(0, 400))
    days = list_days(parse_rule(rule), start, start, UNTIL)
    skips = tuple(chance.sample(days[:6], min(len(days[:6]), chance.randint(0, 2))))
    left = [day for day in days if day not in skips]
    room = with_board(example, rule=rule, start=start, skips=skips)
    if left and left[0] < date(2031, 1, 1):
        assert only_board(room).list_days(UNTIL) == left, rule
    else:
        assert [remark.where for remark in calendar(room).remarks] == ["Review board: Board"], rule


def test_what_never_recurs_is_a_remark(example: CaseContext) -> None:
    file = calendar(with_board(example, rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))
    assert "names no day" in file.remarks[0].text
    assert all(event.lines["CATEGORIES"] != "Review board" for event in read_calendar(file.content))


def test_text_of_users_is_text(example: CaseContext) -> None:
    entry = Communication(id="x", message=HOSTILE, channel="a;b,c", rule="FREQ=DAILY", start=date(2026, 1, 1))
    change = ChangePlan(communications=(entry,))
    dossier = replace(example.case.dossier, change=change)
    charter = replace(example.case.charter, title="Costs; a, b\\n")
    room = replace(example, case=replace(example.case, dossier=dossier, charter=charter))
    content = calendar(room).content
    event = next(event for event in read_calendar(content) if event.lines["CATEGORIES"] == "Communication")
    assert HOSTILE.replace("\r\n", "\n") in event.description
    assert "Channel: a;b,c" in event.description
    assert b"\r\nBEGIN:VALARM" not in content
    assert b"\\n c\\nBEGIN:VALARM" in content.replace(b"\r\n ", b"")
    assert b"NAME:Halden Health Group (fictional): Costs\\; a\\, b\\\\n\r\n" in content


def test_the_same_case_is_the_same_bytes(example: CaseContext, example_store: Path, example_case: Path) -> None:
    again = AppState(example_store, example_case)
    assert calendar(again.snapshot().context).content == calendar(example).content
    again.close()


def test_a_changed_day_keeps_its_uid(tmp_path: Path, new_case: Path) -> None:
    installation = AppState(tmp_path / "home", new_case)
    before = read_milestone(installation.snapshot())
    roadmap = new_case / "roadmap.yaml"
    roadmap.write_text(
        roadmap.read_text("utf-8").replace("baseline: 2026-05-15", "baseline: 2026-05-15, forecast: 2027-03-19"),
        "utf-8",
    )
    after = read_milestone(installation.snapshot())
    installation.close()
    assert after.uid == before.uid
    assert (after.day, after.sequence) == (date(2027, 3, 19), before.sequence + 1)
    assert after.day != before.day


def read_milestone(snapshot: CaseSnapshot) -> CalendarEvent:
    events = read_calendar(calendar(snapshot.context).content)
    return next(event for event in events if event.summary == "Milestone: Security review")


def test_a_case_without_dates_is_an_empty_calendar(lay: Callable[[Path], CaseSnapshot], new_case: Path) -> None:
    (new_case / "roadmap.yaml").unlink()
    shutil.copytree(new_case, new_case.with_name("bare"))
    context = lay(new_case.with_name("bare")).context
    charter = replace(context.case.charter, ask=None, decisions=())
    room = replace(context, case=replace(context.case, charter=charter), decisions=())
    file = calendar(room)
    assert (read_calendar(file.content), file.remarks) == ([], ())
    assert file.name.endswith(".ics")
