"""What `dossier/governance.yaml` may say; one mistake at a time, each with its place and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steering.small_cases import change, loaded, problems_of

FILE = "dossier/governance.yaml"
TEXT = """\
charter: {purpose: Decides, scope: Everything, members: [cto]}
roles:
  - {id: cto, name: Chief technology officer}
policies:
  - {id: p, title: A policy, version: "1", summary: Do it}
workflows:
  - id: w
    title: A workflow
    states: [{id: a, name: A, days: 3}, {id: b, name: B, end: true}]
    moves: [{from: a, to: b, by: [cto]}]
raci:
  - {id: x, activity: Something, roles: {cto: R/A}}
review_board: {name: Board, rule: RRULE:FREQ=MONTHLY, start: 2026-01-31}
exceptions:
  - {id: e, policy: p, reason: Because, granted: 2026-01-31}
"""


@pytest.fixture
def governed(new_case: Path) -> Path:
    (new_case / "dossier").mkdir(exist_ok=True)
    (new_case / FILE).write_text(TEXT, encoding="utf-8")
    return new_case


def test_it_is_read_with_letters_in_one_order(governed: Path) -> None:
    governance = loaded(governed).dossier.governance
    assert governance is not None
    assert governance.raci[0].roles == {"cto": "AR"}
    assert (governance.workflows[0].moves[0].from_, governance.workflows[0].states[1].is_end) == ("a", True)


def test_contradictions_are_no_errors_of_the_file(governed: Path) -> None:
    change(governed, "roles: {cto: R/A}", "roles: {cto: AI, nobody: A}", FILE)
    change(governed, "policy: p", "policy: other", FILE)
    change(governed, "by: [cto]", "by: [nobody]", FILE)
    assert loaded(governed).dossier.governance is not None


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "expected"),
    [
        ("{cto: R/A}", "{cto: X}", "raci[0].roles.cto", "'X'", "letters out of R, A, C and I"),
        ("{cto: R/A}", "{cto: R and A}", "raci[0].roles.cto", "'R and A'", "letters out of R, A, C and I"),
        ("to: b", "to: z", "workflows[0].moves[0].to", "'z'", "a state of this file"),
        ("from: a,", "from: z,", "workflows[0].moves[0].from", "'z'", "a state of this file"),
        ("by: [cto]", "by: []", "workflows[0].moves[0].by", "'[]'", "at least 1 item"),
        ("id: b,", "id: a,", "workflows[0].states[1].id", "'a'", "an id used once in states"),
        ("days: 3", "days: -3", "workflows[0].states[0].days", "'-3'", "at least 0"),
        ("start: 2026-01-31", "start: soon", "review_board.start", "'soon'", "a date as YYYY-MM-DD"),
        ("RRULE:FREQ=MONTHLY", "every month", "review_board.rule", "'every month'", "parts such as FREQ=MONTHLY"),
        ("RRULE:FREQ=MONTHLY", "FREQ=SECONDLY", "review_board.rule", "'FREQ=SECONDLY'", "FREQ as one of DAILY"),
        ("granted: 2026-01-31", "granted: 2026-01-31, expires: 2026-01-30", "exceptions[0].expires", "2026-01-30",
         "a day from 2026-01-31 on"),
        ("granted: 2026-01-31", "granted: 2026-01-31, closed: 2025-01-30", "exceptions[0].closed", "2025-01-30",
         "a day from 2026-01-31 on"),
        ("id: cto, name", "id: <b>cto</b>, name", "roles[0].id", "'<b>cto</b>'", "a name of up to 64 letters"),
        ("{id: p, title", "{id: p, titel", "policies[0].titel", "the key 'titel'", "a known key"),
    ],
)  # fmt: skip
def test_one_mistake_is_told(governed: Path, old: str, new: str, place: str, found: str, expected: str) -> None:
    told = problems_of(change(governed, old, new, FILE))
    mine = [problem for problem in told if problem.column == place and problem.found == found]
    assert mine and expected in mine[0].expected, told


def test_all_mistakes_are_told_at_once(governed: Path) -> None:
    change(governed, "{cto: R/A}", "{cto: X}", FILE)
    change(governed, "FREQ=MONTHLY", "FREQ=NEVER", FILE)
    change(governed, "title: A policy", "titel: A policy", FILE)
    assert {"raci[0].roles.cto", "review_board.rule", "policies[0].titel"} <= {
        problem.column for problem in problems_of(governed)
    }


@pytest.mark.parametrize("key", ["roles", "policies", "raci", "exceptions"])
def test_an_id_is_used_once(governed: Path, key: str) -> None:
    lines = TEXT.splitlines()
    entry = lines[lines.index(f"{key}:") + 1]
    (governed / FILE).write_text(TEXT.replace(entry, f"{entry}\n{entry}"), encoding="utf-8")
    assert [(problem.column, problem.expected) for problem in problems_of(governed)] == [
        (f"{key}[1].id", f"an id used once in {key}")
    ]
