"""The model of a rubric, `rubrics/*.yaml`: what a rehearsal is scored by, each level in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.folder import list_names, read_regular
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import LARGEST, Document, parse_yaml
from steering.errors import Problem, did_you_mean, quote_input
from steering.field_types import STRICT, Identifier, Label, Ratio, Words

FOLDER, ENDING = "rubrics", ".yaml"
# How many a case may have.
MOST = 50
# The rubrics of every case, unless it has one of the same id.
DEFAULTS = Path(__file__).parents[2] / "data" / FOLDER


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Criterion:
    """What is looked at, its share of the score, and each level in words, the lowest first.

    `scenes` are those of the storyboard in which it shows.
    """

    id: Identifier
    title: Label
    weight: Annotated[Ratio, Field(gt=0, le=1)]
    levels: Annotated[tuple[Words, ...], Field(min_length=2, max_length=7)]
    scenes: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Rubric:
    """The content of a file of `rubrics`. `scale` names the levels of every criterion, the lowest first."""

    id: Identifier
    title: Label
    scale: Annotated[tuple[Label, ...], Field(min_length=2, max_length=7)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20)]
    purpose: Words | None = None


def rubric_paths(folder: Path) -> tuple[Path, ...]:
    """Return the files of a case's folder that hold rubrics, at most so many."""
    names = [name for name in list_names(folder / FOLDER) if name.endswith(ENDING)]
    return tuple(folder / FOLDER / name for name in names[:MOST])


def read_rubrics(folder: Path, scenes: Sequence[str] | None) -> tuple[tuple[Rubric, ...], tuple[Problem, ...]]:
    """Return a case's own rubrics that are right, and every problem of the others.

    Each problem is a warning: it never closes the case. `scenes` are the ids of the storyboard's, None where it can't
    be read.
    """
    rubrics: list[Rubric] = []
    problems = [*_find_unread_files(folder)]
    for path in rubric_paths(folder):
        document = _read_document(folder, path)
        if isinstance(document, Problem):
            problems.append(document)
            continue
        rubric, mistakes = validate_as(document, Rubric)
        if rubric:
            mistakes += tuple(check_rubric(rubric, document, scenes, [other.id for other in rubrics]))
        if rubric and not mistakes:
            rubrics.append(rubric)
        problems += mistakes
    return tuple(rubrics), tuple(replace(problem, severity="warning") for problem in problems)


def check_rubric(
    rubric: Rubric, text: Document, scenes: Sequence[str] | None, others: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield every disagreement within a rubric, with the storyboard's scenes, and with `others` of the same folder.

    Where the scenes can't be read (None), they are not compared.
    """
    if rubric.id in others:
        yield text.at(("id",), quote_input(rubric.id), "an id of no other rubric of this case", "Give it another id.")
    total = sum((criterion.weight for criterion in rubric.criteria), Decimal(0))
    if total != 1:
        change = f"Take off {format_share(total - 1)}." if total > 1 else f"Add {format_share(1 - total)}."
        yield text.at(
            ("criteria",), f"weights that add up to {format_share(total)}", "weights that add up to 100%", change
        )
    ids = [criterion.id for criterion in rubric.criteria]
    for index, criterion in enumerate(rubric.criteria):
        where = ("criteria", index)
        if criterion.id in ids[:index]:
            yield text.at((*where, "id"), quote_input(criterion.id), "an id used once", "Give it another id.")
        if len(criterion.levels) != len(rubric.scale):
            number = f"{len(criterion.levels)} levels"
            expected = f"{len(rubric.scale)}, one for each level of the scale"
            yield text.at((*where, "levels"), number, expected, "Describe each level once, the lowest first.")
        for position, scene in enumerate(criterion.scenes):
            if scenes is not None and scene not in scenes:
                remedy = did_you_mean(scene, scenes).strip() or "Use the id of a scene, or remove it."
                place = (*where, "scenes", position)
                yield text.at(place, quote_input(scene), "a scene of storyboard.yaml", remedy)


def list_rubrics(own: Sequence[Rubric]) -> tuple[Rubric, ...]:
    """Return the default rubrics, each replaced by the case's own of the same id, then the others of its own."""
    rubrics = {rubric.id: rubric for rubric in default_rubrics()} | {rubric.id: rubric for rubric in own}
    return tuple(rubrics.values())


@cache
def default_rubrics() -> tuple[Rubric, ...]:
    """Return the rubrics that every case has, the first one for a rehearsal."""
    rubrics = []
    for path in sorted(DEFAULTS.glob("*.yaml"), key=lambda path: path.name):
        rubric, problems = validate_as(parse_yaml(path.read_text(encoding="utf-8"), path.name), Rubric)
        assert rubric, problems  # a test reads them too
        rubrics.append(rubric)
    return tuple(sorted(rubrics, key=lambda rubric: rubric.id != "executive-dry-run"))


def _read_document(folder: Path, path: Path) -> Document | Problem:
    """Return a file as a document, or why it is none."""
    name = _name(path.name)
    try:
        document = parse_yaml(read_regular(folder, path, LARGEST).decode("utf-8-sig"), name)
    except (OSError, ValueError) as error:
        reason = "a byte that is not UTF-8" if isinstance(error, UnicodeDecodeError) else None
        found = reason or getattr(error, "strerror", None) or str(error)
        return Problem(file=name, found=found, expected="a YAML text file", remedy="Make it a readable text file.")
    if document.tree is None and not document.problems:
        remedy = "Write its keys, or remove it."
        return Problem(file=name, found="an empty file", expected="a rubric", remedy=remedy)
    return document


def _find_unread_files(folder: Path) -> Iterator[Problem]:
    names = list_names(folder / FOLDER)
    for name in names:
        if name.endswith(".yml"):
            remedy = f"Rename it to {_name(name).removeprefix(FOLDER + '/').removesuffix('.yml')}{ENDING}."
            found = f"the file {quote_input(name)}, which nothing reads"
            yield Problem(file=_name(name), found=found, expected=f"files that end in {ENDING}", remedy=remedy)
    count = sum(name.endswith(ENDING) for name in names)
    if count > MOST:
        found, expected = f"{count:,} rubrics", f"at most {MOST}"
        yield Problem(file=FOLDER, found=found, expected=expected, remedy="Remove those that nobody scores by.")


def _name(name: str) -> str:
    return f"{FOLDER}/{name if name.isprintable() else quote_input(name)}"


def format_share(value: Decimal) -> str:
    """Return a share as it was written: `20%`, `12.5%`."""
    return f"{(value * 100).normalize():f}%"
