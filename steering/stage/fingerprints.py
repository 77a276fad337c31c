"""What a meeting was begun with, as hashes: the files of its case, and the scenarios that people kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from steering.context.case_context import CaseContext

# The name of what is no file.
SCENARIOS = "saved scenarios"


def hash_case(context: CaseContext) -> Mapping[str, str]:
    """Return a hash of each file of the case by its name, and one of the scenarios that people kept."""
    texts = {name: document.text for name, document in context.case.texts.items()}
    kept = sorted(f"{item.name} {item.sha256}" for item in context.scenarios)
    return {name: _hash(text) for name, text in {**texts, SCENARIOS: "\n".join(kept)}.items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
