"""The rule of the views in Mermaid: each can be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding, DossierRule
from steering.drawings.mermaid import draw_mermaid
from steering.errors import Problem
from steering.status import Status


def _find_undrawable(dated: DatedCase) -> Iterator[DossierFinding]:
    for view in dated.case.dossier.views:
        result = draw_mermaid(view.text, view.file)
        if isinstance(result, Problem):
            text = f"The view “{view.title}” can't be drawn"
            yield DossierFinding(text=text, status=Status.BREACHED, places=(result,))


RULES = (
    DossierRule(
        id="view-drawn", profile="docs-quality", page="architecture", place="findings", find=_find_undrawable,
        question="Can every view be drawn?",
    ),
)  # fmt: skip
