"""The RAID log worked out by hand: scores, expected losses, their order and what is overdue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from steering.cases.risks import Raid
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.roadmap.raid import compute_expected_loss, due, matrix, rate_risks
from steering.status import Status

REST = "title: A risk, category: C, owner: O, mitigation: M"
LOG = """\
scale:
  probability:
    - {level: 1, word: Rare, share: 0.1}
    - {level: 3, word: Possible, share: 0.5}
    - {level: 5, word: Certain, share: 0.9}
  impact:
    - {level: 1, word: Small, loss: 1000}
    - {level: 4, word: Large, loss: {value: 50000, source: Estimate}}
    - {level: 5, word: Severe, loss: 200000}
risks:
  - {id: a, <<>>, before: {probability: 3, impact: 4}, after: {probability: 1, impact: 4}}
  - {id: b, <<>>, before: {probability: 5, impact: 5}, after: {probability: 3, impact: 5}}
  - {id: c, <<>>, before: {probability: 5, impact: 4, loss: 70000}, after: {probability: 1, impact: 4, loss: 70000}}
  - {id: d, <<>>, before: {probability: 5, impact: 5}, after: {probability: 5, impact: 5}, status: closed}
"""


@pytest.fixture(scope="module")
def log() -> Raid:
    found, problems = validate_as(parse_yaml(LOG.replace("<<>>", REST), "dossier/risks.yaml"), Raid)
    assert found, problems
    return found


def test_scores_and_expected_losses(log: Raid) -> None:
    found = {one.risk.id: one for one in rate_risks(log)}
    assert {id: (one.before.score, one.after.score) for id, one in found.items()} == {
        "a": (12, 4),
        "b": (25, 15),
        "c": (20, 4),
        "d": (25, 25),
    }
    assert {id: (one.before.expected, one.after.expected) for id, one in found.items()} == {
        "a": (Decimal(25000), Decimal(5000)),
        "b": (Decimal(180000), Decimal(100000)),
        "c": (Decimal(63000), Decimal(7000)),
        "d": (Decimal(180000), Decimal(180000)),
    }


def test_the_worst_that_is_left_comes_first_and_the_closed_last(log: Raid) -> None:
    assert [(one.number, one.risk.id) for one in rate_risks(log)] == [(1, "b"), (2, "c"), (3, "a"), (4, "d")]


def test_only_live_risks_are_summed(log: Raid) -> None:
    total = compute_expected_loss(rate_risks(log))
    assert (total.before, total.after) == (Decimal(268000), Decimal(112000))


def test_the_matrix_holds_the_live_risks(log: Raid) -> None:
    found = rate_risks(log)
    assert matrix(found, "before") == {(5, 5): (1,), (5, 4): (2,), (3, 4): (3,)}
    assert matrix(found, "after") == {(3, 5): (1,), (1, 4): (2, 3)}


def test_levels_of_a_score(log: Raid) -> None:
    found = {one.risk.id: one for one in rate_risks(log)}
    assert [found["a"].after.level, found["a"].before.level, found["b"].after.level] == ["low", "medium", "high"]


@pytest.mark.parametrize(
    ("day", "done", "threatened", "status"),
    [
        (date(2026, 4, 30), False, False, Status.OPEN),
        (date(2026, 4, 29), False, False, Status.OVERDUE),
        (date(2026, 4, 29), False, True, Status.OVERDUE),
        (date(2026, 4, 29), True, True, Status.DONE),
        (date(2026, 5, 1), False, True, Status.AT_RISK),
        (None, False, False, Status.OPEN),
        (None, True, False, Status.DONE),
    ],
)
def test_what_is_due(day: date | None, done: bool, threatened: bool, status: Status) -> None:
    assert due(day, done, date(2026, 4, 30), threatened=threatened) is status
