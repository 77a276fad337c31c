"""Files of the dossier changed on purpose in the example case, without laying it anew; and what the rules find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.cases.dossier.files import FILES
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.finding import DossierFinding
from steering.dossier.rules import RULES

NOW = Filters(as_of="2026-10")


def replace_file(context: CaseContext, id: str, text: str) -> CaseContext:
    """Return the context with one file of the dossier replaced by a text, which has to be right."""
    file = next(file for file in FILES if file.id == id)
    document = parse_yaml(text, file.name)
    value, problems = validate_as(document, file.model)
    assert value is not None, [str(problem) for problem in problems]
    mistakes = [str(problem) for problem in file.check(value, document) if problem.severity == "error"]
    assert not mistakes, mistakes
    dossier = replace(context.case.dossier, **{id: value})
    case = replace(context.case, dossier=dossier, texts={**context.case.texts, file.name: document})
    return replace(context, case=case, results=LruCache(50))


def text_of(context: CaseContext, id: str) -> str:
    """Return a file of the dossier as it is written."""
    return context.case.texts[f"dossier/{id}.yaml"].text


def change_file(context: CaseContext, id: str, *changes: tuple[str, str]) -> CaseContext:
    """Return the context with words of one file changed, each of which has to be there."""
    text = text_of(context, id)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return replace_file(context, id, text)


def find(context: CaseContext, rule: str, filters: Filters = NOW) -> list[DossierFinding]:
    """Return what one rule finds."""
    chosen = next(entry for entry in RULES if entry.id == rule)
    return list(chosen.find(DatedCase(context=context, filters=filters)))


def texts(findings: Sequence[DossierFinding]) -> list[str]:
    """Return what findings say."""
    return [finding.text for finding in findings]
