"""JSON Schemas of a case's YAML files, derived from the models that read them, for editors that know YAML.

`python -m steering.cases.json_schema docs/schemas` writes them. They tell the shape of a file as an editor reads
it, with numbers as numbers; what the files must agree on with one another only the loader knows.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from steering import field_types
from steering.cases.business import BusinessCase
from steering.cases.decisions import PastDecisions
from steering.cases.dossier.files import FILES as DOSSIER_FILES
from steering.cases.model import Charter, Kpi
from steering.cases.questions import QuestionList
from steering.cases.roadmap import Roadmap
from steering.cases.rubrics import Rubric
from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.cases.storyboard import Script

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NUMBER = {"type": ["number", "string"]}
SHARE = rf"^\s*{field_types.FIGURE.pattern.removeprefix('[+-]?')}\s*%?\s*$"
FIGURE = {"$ref": "#/$defs/SourcedFigure"}
LINK = {"$ref": "#/$defs/Link"}
# What is written in the condition grammar, with keys of its own around it.
CONDITIONS = {"Condition", "GateCondition", "ClaimSpec", "Term"}
TOLERANCE: Schema = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": SHARE}]}
BOUND: Schema = {
    "anyOf": [NUMBER, {"type": "boolean"}, {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}]
}


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles of fields, which only repeat their keys."""

    def field_title_should_be_set(self, _schema: Any) -> bool:
        return False


def schemas() -> dict[str, Schema]:
    """Return the schema of each file of a case that has one, by the schema's file name."""
    return {
        "case.schema.json": describe_model(Charter, "case.yaml: what is asked for, of whom, and the plan"),
        "metrics.schema.json": describe_model(
            dict[field_types.Identifier, Kpi], "metrics.yaml: one block per KPI, named by its id"
        ),
        "business_case.schema.json": describe_model(BusinessCase, "business_case.yaml: what it costs and returns"),
        "roadmap.schema.json": describe_model(Roadmap, "roadmap.yaml: phases, waves, milestones, gates, committee"),
        "storyboard.schema.json": describe_model(Script, "storyboard.yaml: the scenes of the demo"),
        "decisions.schema.json": describe_model(PastDecisions, "decisions.yaml: what the committee has decided before"),
        "questions.schema.json": describe_model(
            QuestionList, "questions.yaml: questions of the drill that no data gives rise to"
        ),
        "spreadsheet.schema.json": describe_model(
            SpreadsheetMapping, "spreadsheet.yaml: which cells of a spreadsheet are the business case"
        ),
        "rubric.schema.json": describe_model(Rubric, "rubrics/*.yaml: what a rehearsal is scored by"),
        **{file.schema: describe_model(file.model, f"{file.name}: {file.about}") for file in DOSSIER_FILES},
    }


def write(folder: Path) -> None:
    """Write every schema into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(render_schema(schema), encoding="utf-8")


def render_schema(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def describe_model(model: Any, title: str) -> Schema:
    """Return the schema of a model under a title."""
    schema: Schema = TypeAdapter(model).json_schema(schema_generator=_Untitled)
    definitions = schema.get("$defs", {})
    if "Kpi" in definitions:
        # The id of a KPI is the key of its block.
        del definitions["Kpi"]["properties"]["id"]
        definitions["Kpi"]["required"].remove("id")
    for name in CONDITIONS & set(definitions):
        definitions[name]["properties"]["value"] = BOUND
        definitions[name]["properties"]["tolerance"] = TOLERANCE
    shape: Schema = _as_written(schema)
    return {"$schema": DRAFT, **shape, "title": title}


def _as_written(part: Any) -> Any:
    """Allow a figure to stand alone, and no other keys in a mapping whose keys follow a pattern."""
    if isinstance(part, list):
        return [_as_written(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part == FIGURE:
        return {"anyOf": [NUMBER, FIGURE]}
    if part == LINK:
        return {"anyOf": [{"type": "string"}, LINK]}
    extra = {"additionalProperties": False} if "patternProperties" in part else {}
    return {key: _as_written(value) for key, value in part.items()} | extra


if __name__ == "__main__":
    write(Path(sys.argv[1]))
