"""The JSON Schemas in docs/schemas: what the code gives, and what it makes of good and bad files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from steering.access.json_schema import NAME, render_access_schema
from steering.cases.dossier.files import FILES as DOSSIER_FILES
from steering.cases.json_schema import render_schema, schemas, write
from steering.cases.loader import load_case
from steering.errors import CaseRefused
from steering.exports.decision_pack.json_schema import SCHEMA, render_manifest_schema
from tests.docs.markdown import ROOT

FILES = {
    "case.schema.json": "case.yaml",
    "metrics.schema.json": "metrics.yaml",
    "business_case.schema.json": "business_case.yaml",
    "roadmap.schema.json": "roadmap.yaml",
    "storyboard.schema.json": "storyboard.yaml",
    "decisions.schema.json": "decisions.yaml",
    "questions.schema.json": "questions.yaml",
    "spreadsheet.schema.json": "spreadsheet.yaml",
    "rubric.schema.json": "rubrics/pitch.yaml",
    **{file.schema: file.name for file in DOSSIER_FILES},
}
CASES = [ROOT / "data" / "starter", *sorted(path for path in (ROOT / "data" / "cases").iterdir() if path.is_dir())]

CORE = (
    ("null", r"^(?:~|null|)$", "~n"),
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$", "-+.0123456789"),
)


class AsEditors(yaml.SafeLoader):
    """Reads YAML by the core schema of YAML 1.2, as editors do: no dates, and no words that mean yes or no."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for tag, pattern, starts in CORE:
    AsEditors.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(pattern), [*starts, *([""] * (tag == "null"))]
    )


def as_editor(text: str) -> Any:
    """A YAML text with numbers as numbers and months as text."""
    return yaml.load(text, Loader=AsEditors)


def complaints(name: str, text: str) -> list[str]:
    """What the schema of that name finds wrong with a text."""
    return [error.message for error in Draft202012Validator(schemas()[name]).iter_errors(as_editor(text))]


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_what_the_code_gives(name: str) -> None:
    kept = (ROOT / "docs" / "schemas" / name).read_text("utf-8")
    cure = "Run: python -m steering.cases.json_schema docs/schemas"
    assert kept == render_schema(schemas()[name]), cure


def test_there_are_no_other_files(tmp_path: Path) -> None:
    write(tmp_path / "new")
    kept = {path.name for path in (ROOT / "docs" / "schemas").iterdir()}
    assert kept - {NAME, SCHEMA} == {path.name for path in (tmp_path / "new").iterdir()} == set(FILES)


def test_the_schema_of_access_is_what_the_code_gives() -> None:
    kept = (ROOT / "docs" / "schemas" / NAME).read_text("utf-8")
    assert kept == render_access_schema(), "Run: python -m steering.access.json_schema docs/schemas"
    Draft202012Validator.check_schema(json.loads(kept))


def test_the_schema_of_a_manifest_is_what_the_code_gives() -> None:
    kept = (ROOT / "docs" / "schemas" / SCHEMA).read_text("utf-8")
    cure = "Run: python -m steering.exports.decision_pack.json_schema docs/schemas"
    assert kept == render_manifest_schema(), cure
    Draft202012Validator.check_schema(json.loads(kept))


@pytest.mark.parametrize("name", FILES)
def test_it_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("name", FILES)
def test_the_cases_of_the_project_are_valid(name: str, case: Path) -> None:
    if not (case / FILES[name]).exists():
        pytest.skip(f"{case.name} has no {FILES[name]}, which a case may do without.")
    assert complaints(name, (case / FILES[name]).read_text("utf-8")) == []


SPOILT = [
    ("case.yaml", "organisation:", "organization:"),
    ("case.yaml", "currency: USD", "currency: dollars"),
    ("case.yaml", "as_of: 2026-04", "as_of: April 2026"),
    ("case.yaml", "months: 12", "months: a year"),
    ("case.yaml", "amount: {value: 250000", "amount: {figure: 250000"),
    ("case.yaml", "plan: {2026-09: 1}", "plan: {September: 1}"),
    ("case.yaml", "counts_from: production", "counts_from: productive"),
    ("metrics.yaml", "better: higher", "better: up"),
    ("metrics.yaml", "unit: count", "unit: teams"),
    ("metrics.yaml", "tolerance: 20%", "tolerance: 20 percent"),
    ("metrics.yaml", 'op: ">="', 'op: "=>"'),
    ("metrics.yaml", "  name: Lead time", "  id: lead\n  name: Lead time"),
    ("metrics.yaml", "owner: Head of the platform", "owner:"),
    ("metrics.yaml", "lead_time:", "lead time:"),
    ("business_case.yaml", "period: year", "period: decade"),
    ("business_case.yaml", "kind: cost", "kind: expense"),
    ("business_case.yaml", "timing: end", "timing: late"),
    ("roadmap.yaml", "phases:", "fases:"),
]


@pytest.mark.parametrize(("file", "good", "bad"), SPOILT)
def test_schema_and_loader_refuse_the_same(file: str, good: str, bad: str, tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    given = [name for name in FILES.values() if (ROOT / "data" / "starter" / name).exists()]
    for name in given:
        text = (ROOT / "data" / "starter" / name).read_text("utf-8")
        assert name != file or good in text
        (case / name).parent.mkdir(exist_ok=True)
        (case / name).write_text(text.replace(good, bad, 1) if name == file else text, "utf-8")
    schema = next(name for name, described in FILES.items() if described == file)
    assert complaints(schema, (case / file).read_text("utf-8"))
    with pytest.raises(CaseRefused):
        load_case(case, tmp_path)


@pytest.mark.parametrize("tolerance", ["1", "0.5", "15%", '"2 %"', "12.5%"])
@pytest.mark.parametrize("value", ["target", "3", "-0.5", "true"])
def test_schema_and_loader_take_the_same_conditions(tolerance: str, value: str, tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "case.yaml").write_text((ROOT / "data" / "starter" / "case.yaml").read_text("utf-8"), "utf-8")
    text = (ROOT / "data" / "starter" / "metrics.yaml").read_text("utf-8")
    old = '{op: ">=", value: target, tolerance: 1}'
    assert old in text
    text = text.replace(old, f'{{op: ">=", value: {value}, tolerance: {tolerance}}}')
    (case / "metrics.yaml").write_text(text, "utf-8")
    assert complaints("metrics.schema.json", text) == []
    assert load_case(case, tmp_path).kpis["teams_in_production"].status.amber is not None
