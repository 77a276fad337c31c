"""The JSON Schema of a pack's manifest.

`python -m steering.exports.decision_pack.json_schema docs/schemas` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from steering.cases.json_schema import describe_model, render_schema
from steering.exports.decision_pack.manifest import PackManifest

SCHEMA = "pack-manifest.schema.json"


def render_manifest_schema() -> str:
    """Return the schema as the text of its file."""
    return render_schema(describe_model(PackManifest, "manifest.json of a decision pack: what was issued"))


if __name__ == "__main__":
    (Path(sys.argv[1]) / SCHEMA).write_text(render_manifest_schema(), encoding="utf-8")
