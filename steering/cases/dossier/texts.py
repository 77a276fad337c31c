"""The files of the dossier that are edited as text, YAML, decision records and views: what is wrong with a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from steering.cases.case_files import find_no_keys
from steering.cases.dossier.adrs import ADRS, adr_paths, parse_adr
from steering.cases.dossier.adrs import LARGEST as LARGEST_ADR
from steering.cases.dossier.files import FILES, DossierFile
from steering.cases.dossier.mermaid_views import LARGEST as LARGEST_VIEW
from steering.cases.dossier.mermaid_views import VIEWS, view_paths
from steering.cases.new import STARTER
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import UNPRINTABLE, parse_yaml
from steering.errors import Problem, quote_input

FILE_OF = {file.name: file for file in FILES}


def list_adr_names(folder: Path) -> tuple[str, ...]:
    """Return the decision records of a case's folder as files of the case, also those that can't be read as one."""
    return tuple(f"{ADRS}/{path.name}" for path in adr_paths(folder))


def list_view_names(folder: Path) -> tuple[str, ...]:
    """Return the views in Mermaid of a case's folder as files of the case, also those that can't be drawn."""
    return tuple(f"{VIEWS}/{path.name}" for path in view_paths(folder))


def is_view(name: str) -> bool:
    """Return whether a file of the dossier is a view in Mermaid."""
    return name.startswith(f"{VIEWS}/")


def judge_text(name: str, text: str) -> tuple[Problem, ...]:
    """Return all that is wrong with the text of a file, the errors first; with an error it is not to be saved.

    Whether a view can be drawn is not known here.
    """
    if name in FILE_OF:
        problems = _judge_yaml(FILE_OF[name], text)
    else:
        limit = LARGEST_VIEW if is_view(name) else LARGEST_ADR
        problems = _judge_plain(name, text, limit) or (() if is_view(name) else _judge_adr(name, text))
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def has_errors(problems: Sequence[Problem]) -> bool:
    """Return whether a text with these problems can't take the place of its file."""
    return any(problem.severity == "error" for problem in problems)


def start_text(name: str) -> str:
    """Return the text with which a file that is not there begins: that of a new case, or a line that says its use."""
    file = STARTER / name
    if file.is_file():
        return file.read_text(encoding="utf-8")
    return f"# {FILE_OF[name].about}\n" if name in FILE_OF else ""


def _judge_yaml(file: DossierFile, text: str) -> tuple[Problem, ...]:
    document = parse_yaml(text, file.name)
    if lacks := find_no_keys(document):
        return lacks
    value, problems = validate_as(document, file.model)
    return problems if value is None else (*problems, *file.check(value, document))


def _judge_plain(name: str, text: str, limit: int) -> tuple[Problem, ...]:
    if strange := UNPRINTABLE.search(text):
        row, sign = (
            text.count("\n", 0, strange.start()) + 1,
            f"the unprintable character {quote_input(strange.group())}",
        )
        return (Problem(file=name, row=row, found=sign, expected="plain text", remedy="Remove the character."),)
    if len(text.encode()) > limit:
        found, expected = "a text of over 1 MB", "a text of up to 1 MB"
        return (Problem(file=name, found=found, expected=expected, remedy="Keep what belongs elsewhere there."),)
    return ()


def _judge_adr(name: str, text: str) -> tuple[Problem, ...]:
    record, problems = parse_adr(text, name)
    # A record that can't be read is left out of its page: nobody would find it again there.
    return problems if record else tuple(replace(problem, severity="error") for problem in problems)
