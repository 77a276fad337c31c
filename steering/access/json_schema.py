"""The JSON Schema of `access.yaml`, which `python -m steering.access.json_schema docs/schemas` writes."""

from __future__ import annotations

import sys
from pathlib import Path

from steering.access.access_file import AccessRules
from steering.cases.json_schema import describe_model, render_schema

NAME = "access.schema.json"


def render_access_schema() -> str:
    """Return the schema as the text of its file."""
    return render_schema(describe_model(AccessRules, "access.yaml: by whom people sign in, and what groups are given"))


if __name__ == "__main__":
    (Path(sys.argv[1]) / NAME).write_text(render_access_schema(), encoding="utf-8")
