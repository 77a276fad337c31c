"""The scores of a run as tables: reviewers side by side for each rubric, and why each of them scored so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from steering.formatting import format_day
from steering.frames.blocks import Block, Column, TableBlock
from steering.rehearsal.review_tables import ROLE_WORDS, format_score
from steering.rehearsal.reviews import ReviewScore


def build_score_blocks(scores: Sequence[ReviewScore]) -> tuple[Block, ...]:
    """Return the tables of these scores, those by another version of a rubric apart; none where there is no score."""
    ordered = sorted(scores, key=lambda score: (score.rubric, score.rubric_sha256, score.number))
    groups = [list(group) for _, group in groupby(ordered, key=lambda score: (score.rubric, score.rubric_sha256))]
    titles = Counter(group[0].rubric_title for group in groups)
    return tuple(
        block
        for number, group in enumerate(groups)
        for block in _build_tables(number, group, _name_rubric(group[0], titles))
    )


def _name_rubric(score: ReviewScore, titles: Mapping[str, int]) -> str:
    """The rubric's title, with the beginning of its version where two tables would be named alike."""
    version = f", version {score.rubric_sha256[:8]}" if titles[score.rubric_title] > 1 else ""
    return f"{score.rubric_title}{version}"


def _build_tables(number: int, scores: Sequence[ReviewScore], title: str) -> Iterator[TableBlock]:
    first = scores[0]
    criteria = [
        (mark.title, mark.weight, *(_describe_level(score, mark.criterion) for score in scores)) for mark in first.marks
    ]
    means = tuple(format_score(score) for score in scores)
    yield TableBlock(
        id=f"scores-{number}",
        title=title,
        columns=(
            Column(label="Criterion", kind="words"),
            Column(label="Weight", kind="share"),
            *(Column(label=name_reviewer(score)) for score in scores),
        ),
        rows=(*criteria, ("Mean by weight", None, *means)),
    )
    reasons = tuple(reason for score in scores for reason in _list_reasons(score))
    if reasons:
        columns = (Column(label="Reviewer"), Column(label="About"), Column(label="Why", kind="words"))
        yield TableBlock(id=f"reasons-{number}", title=f"Why: {title}", columns=columns, rows=reasons)


def name_reviewer(score: ReviewScore) -> str:
    """`Grace, instructor`, `Ada, own score`."""
    return f"{score.by}, {ROLE_WORDS[score.role].lower()}"


def _describe_level(score: ReviewScore, criterion: str) -> str | None:
    level = score.level(criterion)
    return None if level is None else f"{level} · {score.scale[level - 1]}"


def _list_reasons(score: ReviewScore) -> Iterator[tuple[str, str, str]]:
    name = f"{name_reviewer(score)}, {format_day(score.at.date())}"
    if score.why:
        yield name, "The score", score.why
    yield from ((name, mark.title, mark.note) for mark in score.marks if mark.note)
