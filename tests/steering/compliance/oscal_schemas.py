"""NIST's JSON Schemas of OSCAL, as a judge of documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

FOLDER = Path(__file__).parents[2] / "data" / "oscal"
# Two of ECMAScript's classes of signs, which Python's patterns do not have: letters and figures of any script.
CLASSES = {r"(\p{L}|_)(\p{L}|\p{N}|[.\-_])*": r"(?:[^\W\d]|_)[\w.\-]*"}


@cache
def validator(model: str) -> Draft7Validator:
    """Return the judge of documents of a model, such as `assessment-results`."""
    text = (FOLDER / f"oscal_{model}_schema.json").read_text(encoding="utf-8")
    for pattern, own in CLASSES.items():
        text = text.replace(json.dumps(pattern)[1:-1], json.dumps(own)[1:-1])
    assert r"\\p{" not in text
    schema = json.loads(text)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def list_errors(model: str, document: Mapping[str, Any]) -> list[str]:
    """Return what NIST's schema has against a document."""
    return [f"{error.json_path}: {error.message}" for error in validator(model).iter_errors(document)]
