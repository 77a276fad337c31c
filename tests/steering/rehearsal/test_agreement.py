"""Agreement of reviewers: kappa against published values, spread, outliers, and the distance from the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from steering.rehearsal.agreement import calibrate, name_agreement, quadratic_kappa, spread_scores
from steering.rehearsal.reviews import Mark, ReviewScore, Role

# Two radiologists' readings of 85 xeromammograms (Boyd et al. 1982), as in Stata's manual of `kap`, which gives 0.6714
# with the weights w2, and the percentages 94.77 and 84.09.
RADIOLOGISTS = ((21, 12, 0, 0), (4, 17, 1, 0), (3, 9, 15, 2), (0, 0, 0, 1))
# The first two raters of the data `anxiety` of the R package irr, whose help gives 0.297 with squared weights.
ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
)


def pairs_of(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The pairs of a table of counts, the one rater's levels down, the other's across."""
    cells = ((row, column, count) for row, counts in enumerate(table) for column, count in enumerate(counts))
    return [(row, column) for row, column, count in cells for _ in range(count)]


@pytest.mark.parametrize(
    ("pairs", "published"),
    [
        (pairs_of(RADIOLOGISTS), 0.6714),
        (list(zip(*ANXIETY, strict=True)), 0.297),
        # The tests of Hamner's metrics, from which many programs have theirs.
        ([(1, 1), (2, 2), (1, 2)], 0.4),
        ([(1, 1), (2, 2), (3, 3), (1, 1), (2, 3), (3, 2)], 0.75),
        ([(1, 1), (2, 2), (3, 3)], 1.0),
        ([(1, 2), (3, 4), (5, 6)], 0.8421),
        ([(1, 2), (3, 4), (3, 5), (5, 6)], 0.6957),
    ],
)
def test_kappa_is_what_others_have_published(pairs: list[tuple[int, int]], published: float) -> None:
    kappa = quadratic_kappa(pairs)
    assert kappa == pytest.approx(published, abs=0.0005 if published == 0.297 else 0.00005)
    assert quadratic_kappa([(other, one) for one, other in pairs]) == pytest.approx(kappa)


def test_kappa_is_not_defined_without_pairs_or_without_any_difference() -> None:
    assert quadratic_kappa([]) is None
    assert quadratic_kappa([(2, 2), (2, 2)]) is None
    # The same level throughout from the one says nothing about agreement, and is no better than chance.
    assert quadratic_kappa([(2, 1), (2, 2), (2, 3)]) == pytest.approx(0)


def test_kappa_in_a_word() -> None:
    words = [name_agreement(kappa) for kappa in (1, 0.8, 0.79, 0.6, 0.4, 0.2, 0.19, -1)]
    assert words == ["very good", "very good", "good", "good", "moderate", "fair", "poor", "poor"]


def score(by: str, levels: Sequence[int], role: Role = "peer", run: str = "one") -> ReviewScore:
    marks = tuple(
        Mark(criterion=id, title=id.title(), weight=0.5, level=level)
        for id, level in zip(("ask", "time"), levels, strict=True)
    )
    return ReviewScore(
        rubric="short",
        rubric_title="Short",
        rubric_sha256="0",
        scale=("a", "b", "c", "d"),
        role=role,
        why="",
        marks=marks,
        number=1,
        run_id=run,
        by=by,
        at=dt.datetime(2026, 11, 29, tzinfo=dt.UTC),
        revision=1,
    )


def test_spread_names_who_stands_apart() -> None:
    scores = [score("Ann", (1, 3)), score("Ben", (3, 3)), score("Cleo", (4, 2)), score("Ada", (4, 4), "self")]
    ask, time = spread_scores(scores)
    assert (ask.title, ask.middle, ask.width, ask.outliers) == ("Ask", 3, 3, ("Ann",))
    assert (time.middle, time.width, time.outliers) == (3, 1, ())
    assert list(ask.levels) == ["Ann", "Ben", "Cleo"]


def test_of_two_nobody_is_the_one_who_stands_apart() -> None:
    ask, _ = spread_scores([score("Ann", (1, 3)), score("Ben", (4, 3))])
    assert (ask.width, ask.middle, ask.outliers) == (3, 2.5, ())
    assert spread_scores([score("Ada", (1, 1), "self")]) == ()


def test_the_distance_is_from_the_median_of_the_others() -> None:
    scores = [
        *(score("Ann", (1, 2)), score("Ben", (3, 2)), score("Cleo", (4, 3)), score("Ada", (4, 4), "self")),
        # Nobody else has scored this run.
        score("Ann", (4, 4), run="two"),
    ]
    results = {item.reviewer: item for item in calibrate(scores)}
    ann = results["Ann"]
    assert set(results) == {"Ann", "Ben", "Cleo"}
    # Ask: 1 against 3.5; time: 2 against 2.5.
    assert (ann.runs, ann.distance, ann.lean, ann.furthest, ann.furthest_by) == (1, 1.5, -1.5, "Ask", -2.5)
    assert ann.kappa == pytest.approx(quadratic_kappa([(1, 3), (1, 4), (2, 2), (2, 3)]))
    # Ask: 3 against 2.5; time: 2 against 2.5. What is milder here is harsher there.
    assert (results["Ben"].distance, results["Ben"].lean) == (0.5, 0)
    assert [item.reviewer for item in calibrate(scores)] == ["Ann", "Cleo", "Ben"]


def test_whoever_agrees_throughout_at_one_level_has_no_kappa() -> None:
    (ann, _) = calibrate([score("Ann", (2, 2)), score("Ben", (2, 2))])
    assert (ann.distance, ann.kappa, ann.words) == (0, None, "not defined")


def test_two_of_one_name_are_two_reviewers() -> None:
    scores = [
        replace(score("Ann (1)", (1, 3)), person="id-1"),
        replace(score("Ann (2)", (3, 3)), person="id-2"),
        replace(score("Ann (2)", (4, 3)), person="id-2", run_id="two"),
        score("Ben", (4, 3)),
        score("Ben", (4, 3), run="two"),
    ]
    assert {result.reviewer: result.runs for result in calibrate(scores)} == {"Ann (1)": 1, "Ann (2)": 2, "Ben": 2}
    ask, _ = spread_scores([item for item in scores if item.run_id == "one"])
    assert (dict(ask.levels), ask.outliers) == ({"id-1": 1, "id-2": 3, "Ben": 4}, ("Ann (1)",))
