"""Reviews as tables: scores side by side, their revisions, and how far reviewers are from one another."""

from __future__ import annotations

from collections.abc import Sequence

from steering.cases.rubrics import Rubric
from steering.formatting import MINUS, format_moment, join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.rehearsal.agreement import Calibration, spread_scores
from steering.rehearsal.reviews import ReviewScore, Role

ROLE_WORDS: dict[Role, str] = {"instructor": "Instructor", "peer": "Peer", "self": "Own score"}


def format_score(score: ReviewScore) -> str:
    """`3.2 of 4`."""
    return f"{score.value:.1f} of {len(score.scale)}"


def tabulate_scores(rubric: Rubric, scores: Sequence[ReviewScore]) -> TableBlock:
    """Return the levels of one run side by side, with the median, the spread, and who stands apart.

    Each score is by the rubric as it is now.
    """
    spreads = {spread.criterion: spread for spread in spread_scores(scores)}
    columns = [Column(label="Criterion"), Column(label="Weight", kind="share", minor=True)]
    columns += [Column(label=f"{score.by} ({ROLE_WORDS[score.role].lower()})") for score in scores]
    compares = len(scores) - sum(score.role == "self" for score in scores) > 1
    if compares:
        columns += [
            Column(label="Median", help="The middle level of the reviewers, without one's own score"),
            Column(label="Spread", kind="count", help="Levels between the lowest and the highest reviewer"),
            Column(label="Stands apart", help="Who is two levels or more off every other reviewer"),
        ]
    rows: list[tuple[str | int | float | None, ...]] = []
    for criterion in rubric.criteria:
        levels = [score.level(criterion.id) for score in scores]
        words = [f"{level} · {rubric.scale[level - 1]}" if level else "" for level in levels]
        spread = spreads.get(criterion.id) if compares else None
        ends = (f"{spread.middle:g}", spread.width, join_words(spread.outliers)) if spread else ()
        rows.append((criterion.title, float(criterion.weight), *words, *ends))
    middles = ("", None, "") if compares else ()
    rows.append(("Score", 1.0, *(format_score(score) for score in scores), *middles))
    return TableBlock(
        id="scores-side-by-side", title="Side by side", columns=tuple(columns), rows=tuple(rows), empty="No score yet."
    )


def tabulate_revisions(scores: Sequence[ReviewScore]) -> TableBlock:
    """Return revisions of scores, the last first."""
    columns = (
        Column(label="When"),
        Column(label="Who"),
        Column(label="As", minor=True),
        Column(label="Rubric"),
        Column(label="Revision", kind="count"),
        Column(label="Score"),
        Column(label="Why", kind="words"),
    )
    rows = tuple(
        (
            format_moment(score.at),
            score.by,
            ROLE_WORDS[score.role],
            score.rubric_title,
            score.revision,
            format_score(score),
            score.why,
        )
        for score in sorted(scores, key=lambda score: -score.number)
    )
    return TableBlock(
        id="score-revisions", title="Revisions, the last first", columns=columns, rows=rows, empty="No score yet."
    )


def tabulate_notes(scores: Sequence[ReviewScore]) -> TableBlock:
    """Return what reviewers wrote to single criteria."""
    columns = (Column(label="Criterion"), Column(label="Who"), Column(label="Note", kind="words"))
    notes = [(mark.title, score.by, mark.note) for score in scores for mark in score.marks if mark.note]
    rows = tuple(sorted(notes, key=lambda note: note[0]))
    return TableBlock(id="score-notes", title="Notes", columns=columns, rows=rows, empty="Nobody wrote a note.")


def tabulate_calibration(results: Sequence[Calibration]) -> TableBlock:
    """Return how far each reviewer is from the others, the furthest first."""
    columns = (
        Column(label="Reviewer"),
        Column(label="Runs", kind="count"),
        Column(label="Distance", help="The mean distance in levels from the median of the others"),
        Column(label="Leans", help="Whether the reviewer gives more or fewer levels than the others"),
        Column(label="Kappa", help="Agreement beyond chance with quadratic weights: 1 is agreement, 0 is chance"),
        Column(label="Agreement"),
        Column(label="Furthest on", help="The criterion on which the reviewer is furthest from the others"),
    )
    rows = tuple(
        (
            result.reviewer,
            result.runs,
            f"{result.distance:.2f}",
            _lean(result.lean),
            "" if result.kappa is None else f"{result.kappa:.2f}".replace("-", MINUS),
            result.words,
            f"{result.furthest}: {_lean(result.furthest_by)}" if result.furthest_by else "",
        )
        for result in results
    )
    return TableBlock(
        id="calibration",
        title=f"{pluralise(len(results), 'reviewer')} beside one another",
        columns=columns,
        rows=rows,
        empty="Two reviewers have to score the same run of reference.",
    )


def _lean(levels: float) -> str:
    if abs(levels) < 0.05:
        return "level"
    return f"{abs(levels):.1f} {'milder' if levels > 0 else 'stricter'}"
