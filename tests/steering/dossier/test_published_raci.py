"""Published RACI matrices read as `governance.yaml`: as they are printed, with what each rule has against them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from steering.cases.dossier.governance import Governance
from steering.context.case_context import CaseContext
from steering.dossier.finding import DossierFinding
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.dossier.planting import find, replace_file

FOLDER = Path(__file__).parents[2] / "data" / "raci"
SOURCES: dict[str, Any] = yaml.safe_load((FOLDER / "sources.yaml").read_text("utf-8"))
RULES = ("raci-accountable", "raci-responsible", "raci-contradictions", "raci-roles")
INDEX = re.compile(r"raci\[(\d+)\]")


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def read_matrix(name: str) -> tuple[list[str], list[list[str]]]:
    """Return the roles of a matrix, and its rows: an activity, then letters as they are printed."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head[1:], rows


def lay_matrix(name: str, context: CaseContext) -> CaseContext:
    """Return the example with the matrix as its governance; JSON is YAML too."""
    roles, rows = read_matrix(name)
    governance = {
        "roles": [{"id": slug(role), "name": role} for role in roles],
        "raci": [
            {
                "id": slug(activity),
                "activity": activity,
                "roles": {slug(role): cell for role, cell in zip(roles, cells, strict=True) if cell},
            }
            for activity, *cells in rows
        ],
    }
    return replace_file(context, "governance", json.dumps(governance))


def governance_of(context: CaseContext) -> Governance:
    governance = context.case.dossier.governance
    assert governance is not None
    return governance


def name_activities(findings: list[DossierFinding], rows: list[list[str]]) -> list[str]:
    """Return the activity at each place."""
    matches = [INDEX.match(place.column or "") for finding in findings for place in finding.places]
    return [rows[int(match[1])][0] for match in matches if match]


def test_each_matrix_has_its_source() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(SOURCES)
    assert len(SOURCES) == 5
    assert all(entry["source"] and entry["licence"] for entry in SOURCES.values())


@pytest.mark.parametrize("name", SOURCES)
def test_every_letter_is_read_as_it_is_printed(name: str, example: CaseSnapshot) -> None:
    roles, rows = read_matrix(name)
    raci = governance_of(lay_matrix(name, example.context)).raci
    for row, (activity, *cells) in zip(raci, rows, strict=True):
        assert row.activity == activity
        for role, cell in zip(roles, cells, strict=True):
            assert set(row.roles.get(slug(role), "")) == set(re.findall("[RACI]", cell))


@pytest.mark.parametrize("name", SOURCES)
def test_each_has_the_findings_that_it_has(name: str, example: CaseSnapshot) -> None:
    context, (_, rows) = lay_matrix(name, example.context), read_matrix(name)
    found = {rule: name_activities(find(context, rule), rows) for rule in RULES}
    assert {rule: activities for rule, activities in found.items() if activities} == SOURCES[name]["findings"]


def test_two_who_answer_for_one_thing_are_named(example: CaseSnapshot) -> None:
    texts = [entry.text for entry in find(lay_matrix("incident-response", example.context), "raci-accountable")]
    assert texts == [
        "Nobody is accountable for “Incident Detection”",
        "“Regulatory Assessment” has 2 accountable roles: Incident Commander and CISO",
        "“External Communication” has 2 accountable roles: Incident Commander and CISO",
    ]
