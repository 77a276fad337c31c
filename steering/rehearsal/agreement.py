"""How far reviewers are from one another: spread and outliers of a run, and kappa on runs of reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from steering.lookalikes import visible_key
from steering.rehearsal.reviews import Mark, ReviewScore

# A reviewer is named who is so many levels off everybody else, where at least so many others have scored.
OUTLYING = 2
OTHERS = 2
# What a kappa is called, from which value on: the bands of Altman (1991).
BANDS = ((0.8, "very good"), (0.6, "good"), (0.4, "moderate"), (0.2, "fair"))
POOR = "poor"


@dataclass(frozen=True, kw_only=True)
class CriterionSpread:
    """The levels that reviewers gave to a criterion, by their keys, and the names of those who stand apart."""

    criterion: str
    title: str
    weight: float
    levels: Mapping[str, int]
    outliers: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The median level."""
        return median(self.levels.values())

    @property
    def width(self) -> int:
        """The levels between the lowest and the highest."""
        return max(self.levels.values()) - min(self.levels.values())


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How far a reviewer is from the others on runs of reference.

    `distance` is the mean distance in levels from the median of the others, `lean` the same with its sign: above 0 is
    milder than the others. `kappa` is None where it is not defined: the levels of all are one and the same.
    """

    reviewer: str
    runs: int
    distance: float
    lean: float
    kappa: float | None
    # The criterion on which the reviewer is furthest from the others, and by how much.
    furthest: str
    furthest_by: float

    @property
    def words(self) -> str:
        """The agreement in a word."""
        return "not defined" if self.kappa is None else name_agreement(self.kappa)


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Cohen's weighted kappa of two raters' levels of the same things, with quadratic weights.

    1 is agreement, 0 what chance would give, below 0 less than that. None where it is not defined: no pairs, or both
    gave one and the same level throughout. Formula: 1 - observed / expected squared distance (Cohen 1968,
    doi:10.1037/h0026256); the expected one pairs each level of the one with each of the other.
    """
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    if not pairs:
        return None
    expected = sum(
        count * times * (level - other) ** 2 for level, count in firsts.items() for other, times in seconds.items()
    ) / len(pairs)
    return 1 - sum((one - other) ** 2 for one, other in pairs) / expected if expected else None


def name_agreement(kappa: float) -> str:
    """Return a kappa in a word."""
    return next((word for least, word in BANDS if kappa >= least), POOR)


def spread_scores(scores: Sequence[ReviewScore]) -> tuple[CriterionSpread, ...]:
    """Return the spread of the reviewers' levels of one run by one rubric, criterion by criterion.

    What whoever rehearsed gave themself is not among them, nor what no reviewer scored.
    """
    reviewers = [score for score in scores if score.role != "self"]
    marks = {mark.criterion: mark for score in reviewers for mark in score.marks}
    return tuple(_spread(mark, reviewers) for mark in marks.values())


def calibrate(scores: Sequence[ReviewScore]) -> tuple[Calibration, ...]:
    """Return how far each reviewer is from the others, by scores of runs of reference, the furthest first.

    Who scored no run that another scored too is left out. Scores by several rubrics must not be mixed.
    """
    names = {visible_key(score.key): score.by for score in scores if score.role != "self"}
    every = [(name, list(_list_comparisons(key, scores))) for key, name in names.items()]
    results = [_calibrate(name, rows) for name, rows in every if rows]
    return tuple(sorted(results, key=lambda item: (-item.distance, item.reviewer)))


@dataclass(frozen=True, kw_only=True)
class _Comparison:
    """A reviewer's level of a criterion of a run, with those of the others."""

    run_id: str
    title: str
    level: int
    others: tuple[int, ...]

    @property
    def gap(self) -> float:
        return self.level - median(self.others)


def _list_comparisons(key: str, scores: Sequence[ReviewScore]) -> Iterator[_Comparison]:
    """Yield what can be compared of a reviewer's scores."""
    for score in scores:
        if visible_key(score.key) != key or score.role == "self":
            continue
        others = [
            other
            for other in scores
            if other.run_id == score.run_id and other.role != "self" and visible_key(other.key) != key
        ]
        for mark in score.marks:
            levels = tuple(level for other in others if (level := other.level(mark.criterion)) is not None)
            if levels:
                yield _Comparison(run_id=score.run_id, title=mark.title, level=mark.level, others=levels)


def _calibrate(name: str, rows: Sequence[_Comparison]) -> Calibration:
    titles = dict.fromkeys(row.title for row in rows)
    gaps = {title: fmean(row.gap for row in rows if row.title == title) for title in titles}
    furthest = max(gaps, key=lambda title: abs(gaps[title]))
    return Calibration(
        reviewer=name,
        runs=len({row.run_id for row in rows}),
        distance=fmean(abs(row.gap) for row in rows),
        lean=fmean(row.gap for row in rows),
        kappa=quadratic_kappa([(row.level, other) for row in rows for other in row.others]),
        furthest=furthest,
        furthest_by=gaps[furthest],
    )


def _spread(mark: Mark, reviewers: Sequence[ReviewScore]) -> CriterionSpread:
    levels = {score.key: level for score in reviewers if (level := score.level(mark.criterion)) is not None}
    names = {score.key: score.by for score in reviewers}
    outliers = []
    for key, level in levels.items():
        others = [other for reviewer, other in levels.items() if reviewer != key]
        if len(others) >= OTHERS and min(abs(level - other) for other in others) >= OUTLYING:
            outliers.append(names[key])
    return CriterionSpread(
        criterion=mark.criterion, title=mark.title, weight=mark.weight, levels=levels, outliers=tuple(outliers)
    )
