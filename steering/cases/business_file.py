"""A business case read from its file: as a frozen value, or every problem at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from steering.cases.business import BusinessCase
from steering.cases.business_checks import check_business
from steering.cases.ledger import is_ordered, order_flows
from steering.cases.recovery import check_the_rest
from steering.cases.resolve import resolve
from steering.cases.validate import problems_of
from steering.cases.yaml_reader import LARGEST, Document, Place, parse_yaml
from steering.errors import FileRefused, Problem

GROUPS = ("lines", "drivers", "inputs")


def read_business(document: Document) -> tuple[BusinessCase | None, tuple[Problem, ...]]:
    """Read the business case of a document, or None, with every problem. Warnings leave it acceptable."""
    whole = _unfold(document)
    if whole.tree is None and whole.problems:
        return None, whole.problems
    case, mistakes = problems_of(whole, BusinessCase)
    basics = (*whole.problems, *(mistake.problem for mistake in mistakes))
    if case is None:
        return None, (*basics, *check_the_rest(whole, mistakes))
    problems = (*basics, *check_business(case, whole))
    acceptable = all(problem.severity == "warning" for problem in problems)
    if not acceptable:
        return case, problems
    return resolve(case if is_ordered(case.days) else order_flows(case)), problems


def open_business_case(path: Path) -> tuple[BusinessCase, tuple[Problem, ...]]:
    """Return the business case in a file, with its warnings.

    Raises:
        FileRefused: with every problem of the file, or the reason why it can't be read.
    """
    return parse_business_case(content(path), path.name)


def content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        FileRefused: it can't be read, or is far larger than a business case.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise _refuse(path.name, "a file of over 5 MB", "Give the business case alone.")
        return path.read_bytes()
    except OSError as error:
        remedy = "Give the path of a business_case.yaml that you may read."
        raise _refuse(path.name, str(error.strerror or error), remedy) from error


def parse_business_case(written: bytes, name: str) -> tuple[BusinessCase, tuple[Problem, ...]]:
    """Return the business case in the bytes of a file of this name, with its warnings.

    Raises:
        FileRefused: with every problem of the file, or the reason why it can't be read.
    """
    case, problems = read_business(text_of(written, name))
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if case is None or errors:
        raise FileRefused(f"The business case {name}", errors)
    return case, problems


def text_of(written: bytes, name: str) -> Document:
    """Return the bytes of a file of this name as a text with keys.

    Raises:
        FileRefused: with the reason why they are none.
    """
    if len(written) > LARGEST:
        raise _refuse(name, "a file of over 5 MB", "Give the business case alone.")
    try:
        document = parse_yaml(written.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        found = f"a byte that is not UTF-8 at position {error.start}"
        raise _refuse(name, found, "Save the file as UTF-8.") from error
    if document.tree is None and not document.problems:
        raise _refuse(name, "an empty file", "Write its keys: discount_rate, periods, lines.")
    if document.tree is not None and not isinstance(document.tree, dict):
        raise _refuse(name, "no keys", "Begin with `key: value` lines.")
    return document


def _refuse(name: str, found: str, remedy: str) -> FileRefused:
    problem = Problem(file=name, found=found, expected="a business case as a YAML text file", remedy=remedy)
    return FileRefused(f"The business case {name}", [problem])


def _unfold(document: Document) -> Document:
    """Return the document with `lines.<id>` and `drivers.<name>` of scenarios and `at` put into their groups."""
    if not isinstance(document.tree, dict):
        return document
    whole = replace(document, tree=dict(document.tree), lines=dict(document.lines))
    assert isinstance(whole.tree, dict)  # it was made so above
    problems: list[Problem] = []
    scenarios = whole.tree.get("scenarios")
    if isinstance(scenarios, dict):
        blocks = {name: _group_keys(block, whole, ("scenarios", name), problems) for name, block in scenarios.items()}
        whole.tree["scenarios"] = blocks
    figures = whole.tree.get("stated")
    if isinstance(figures, list):
        whole.tree["stated"] = [
            _with_at(figure, whole, ("stated", index), problems) for index, figure in enumerate(figures)
        ]
    return replace(whole, problems=(*whole.problems, *problems))


def _with_at(stated: Any, document: Document, place: Place, problems: list[Problem]) -> Any:
    if not isinstance(stated, dict) or "at" not in stated:
        return stated
    return stated | {"at": _group_keys(stated["at"], document, (*place, "at"), problems)}


def _group_keys(block: Any, document: Document, place: Place, problems: list[Problem]) -> Any:
    if not isinstance(block, dict):
        return block
    groups = {key: dict(value) if isinstance(value, dict) else value for key, value in block.items()}
    for key, value in block.items():
        group, dot, name = key.partition(".")
        if not dot or group not in GROUPS or not isinstance(groups.setdefault(group, {}), dict):
            continue
        if name in groups[group]:
            problems.append(document.at((*place, key), f"{key} twice", "it once", "Remove one of the two."))
        del groups[key]
        groups[group][name] = value
        line = document.lines.get((*place, key))
        if line is not None:
            document.lines.setdefault((*place, group), line)
            document.lines[(*place, group, name)] = line
    return groups
