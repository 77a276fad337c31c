"""The heat map says in colour what its table says in words; the guide has the rules by which it is sorted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from plotly import graph_objects as go

from steering.charts import palette
from steering.frames.blocks import Chart, Statements
from steering.overview.case_facts import CaseFacts
from steering.overview.heat_map import COLUMNS, MOST_DRAWN, build_overview, tabulate_overview
from steering.overview.help_rules import list_rules, sort_by_need
from steering.overview.learner_progress import LearnerProgress, PersonFacts
from steering.overview.owners import WorkOwner
from steering.records.people import Person
from steering.records.workspaces import Workspace
from steering.rehearsal.practice import Practice
from steering.rehearsal.readiness import VerdictState
from tests.steering.charts.readers import colours_in
from tests.steering.rehearsal.run_examples import make_run, take

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def learner(title: str, **facts: object) -> LearnerProgress:
    person = Person(id=title, issuer="link", subject=title, name=title)
    workspace = Workspace(id=f"w-{title}", cohort_id="c", title=title, made_at=NOW)
    values: dict[str, Any] = {
        "owner": WorkOwner(title=title, people=(person,), workspace=workspace),
        "case": CaseFacts(),
        **facts,
    }
    return LearnerProgress(**values)


GOOD = learner(
    "Ann",
    case=CaseFacts(claim_count=4),
    practice=Practice(runs=(make_run(2, take(60, 120, 60)), make_run(1, take(60, 120, 70)))),
    person=PersonFacts(verdict=VerdictState.READY, unmet=(), sitting=3, hard=3),
    last_seen=NOW,
    minutes={"discover": 90},
)
POOR = learner(
    "<b>Ben</b>",
    case=CaseFacts(failures=("A.", "B.", "C."), claim_count=4, open_claims=("D.", "E.")),
    practice=Practice(runs=(make_run(2, take(60, 220, 160)), make_run(1, take(60, 120, 70)))),
    person=PersonFacts(verdict=VerdictState.NOT_YET, unmet=("Claims hold",), sitting=1, hard=3),
    to_answer=2,
    to_review=True,
    last_seen=NOW - dt.timedelta(days=20),
    minutes={"discover": 13 * 60, "design": 60},
)


def build(*learners: LearnerProgress) -> tuple[Statements, Chart]:
    _, first, chart = build_overview(sort_by_need(learners, NOW), NOW)
    assert isinstance(first, Statements) and isinstance(chart, Chart)
    return first, chart


def test_every_field_is_said_in_words() -> None:
    _, chart = build(GOOD, POOR)
    assert [column.label for column in chart.table.columns[1:10]] == [column.title for column in COLUMNS]
    rows = {row[0]: row[1:] for row in chart.table.texts}
    assert rows["Ann"][:9] == (
        "passed", "4 of 4", "2 of 2", "0:10 better", "ready", "3 of 3", "done", "2 of 90", "20 Nov 2026",
    )  # fmt: skip
    assert rows["<b>Ben</b>"][:9] == (
        "3 failed", "2 of 4", "1 of 2", "3:10 worse", "1 not met", "1 of 3", "2 to answer, to review", "14 of 90",
        "31 Oct 2026",
    )  # fmt: skip
    assert rows["<b>Ben</b>"][9:12] == ("13", "1", "0")


def test_the_figure_draws_the_words_of_the_table_on_the_level_of_each() -> None:
    _, chart = build(GOOD, POOR)
    (trace,) = chart.figure["data"]
    words = [[text.replace("<", "&lt;").replace(">", "&gt;") for text in row[1:10]] for row in chart.table.texts]
    assert trace["text"] == words
    assert trace["y"] == ["&lt;b&gt;Ben&lt;/b&gt;", "Ann"]
    assert trace["z"] == [[2, 2, 0, 2, 2, 2, 2, 1, 2], [0, 0, 0, 0, 0, 0, 0, 0, 0]]
    assert trace["hovertext"] == words
    assert trace["customdata"][0] == ["✕", "✕", "✓", "✕", "✕", "✕", "✕", "!", "✕"]
    go.Figure(data=chart.figure["data"], layout=chart.figure["layout"])
    assert colours_in(chart.figure) <= set(palette.colours("light"))


def test_what_can_not_be_told_has_no_colour_and_no_words() -> None:
    _, chart = build(learner("Cara"))
    (trace,) = chart.figure["data"]
    assert trace["z"][0][1:8] == [None, 2, None, None, None, None, None]
    assert trace["text"][0][1] == trace["customdata"][0][1] == ""


def test_those_who_need_help_are_named_with_every_reason() -> None:
    first, chart = build(GOOD, POOR)
    assert [(finding.text, finding.figure) for finding in first.findings] == [("<b>Ben</b>", "105 points")]
    assert first.findings[0].detail == (
        "was last seen 20 days ago, on 31 Oct 2026; runs are 3:10 further off their plan than at first; 1 of 3 hard "
        "questions are answered reliably; not met: claims hold; 2 of 4 claims not supported by the data; "
        "2 comments without an answer; Discover took 13 of 12 hours; 3 checks of the case failed; "
        "nobody has reviewed the last complete run."
    )
    assert "<b>Ben</b>" in chart.alt and "Ann" not in chart.alt


def test_of_many_the_first_are_drawn_and_all_are_in_the_file() -> None:
    many = [learner(f"Learner {number:03}") for number in range(MOST_DRAWN + 5)]
    needs = sort_by_need(many, NOW)
    *_, chart = build_overview(needs, NOW)
    assert isinstance(chart, Chart)
    assert len(chart.table.rows) == MOST_DRAWN and f"{len(many)}" in chart.note
    assert len(tabulate_overview(needs, NOW).rows) == len(many)


def test_two_of_one_name_have_a_row_each() -> None:
    _, chart = build(learner("Ann"), learner("Ann"))
    assert [row[0] for row in chart.table.rows] == ["Ann", "Ann (2)"]


@pytest.mark.parametrize(("title", "points"), list_rules())
def test_the_guide_has_every_rule_with_its_points(title: str, points: str, repo: Path) -> None:
    assert f"| {title} | {points} |" in (repo / "docs/guides/instructor.md").read_text(encoding="utf-8")
