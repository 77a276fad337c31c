"""The part of the ROI page that says how sure it is: the spread of NPV, and what each unknown is worth knowing."""

from __future__ import annotations

from steering.charts import roi as charts
from steering.figures import written
from steering.frames.frame import Block, Chart, Column, Side, Table
from steering.roi.levers import MEANINGS
from steering.roi.odds import Odds
from steering.roi.picture import Picture

UNUSUAL = 0.8
"""Where more of the futures than this are worse than the case as it stands, its verdict rests on things going well."""


def odds(picture: Picture, found: Odds | None) -> tuple[Block, ...]:
    """The simulated spread beside what is worth finding out; nothing where nothing is uncertain."""
    if found is None:
        return ()
    return (Side(blocks=(_spread(picture, found), _worth(picture, found)), weights=(3, 2)),)


def said(picture: Picture, found: Odds | None) -> str:
    """The odds as a sentence, to follow the verdict."""
    if found is None:
        return ""
    low, _, high = found.outcome.percentiles
    worse = found.outcome.below(picture.now.npv) if picture.now.npv is not None else 0.5
    beside = f"; {written(worse, 'share')} are worse than the figure above" if worse > UNUSUAL else ""
    return (
        f"Eight in ten simulated futures lie between {picture.money(low)} and {picture.money(high)}, "
        f"{written(found.outcome.loss, 'share')} lose money{beside}."
    )


def _spread(picture: Picture, found: Odds) -> Chart:
    low, middle, high = found.outcome.percentiles
    marks = (("P10", low), ("P50", middle), ("P90", high))
    loss = written(found.outcome.loss, "share", 1)
    figures = (
        *((name, picture.money(value)) for name, value in marks),
        ("Expected NPV", picture.money(found.outcome.mean)),
        ("Probability of a loss", loss),
        ("Worth of knowing everything", picture.money(found.outcome.perfect_information)),
    )
    alt = (
        f"Columns of the share of {found.futures:,} simulated futures by NPV. In one of ten it is below "
        f"{picture.money(low)}, in half below {picture.money(middle)}, in one of ten above {picture.money(high)}; "
        f"{loss} lose money."
    )
    return Chart(
        id="odds",
        title="How sure is it?",
        figure=charts.odds(found.edges, found.counts, marks, picture.unit_said, found.futures),
        alt=alt,
        table=Table(
            id="odds-table",
            title="What the simulation comes to",
            columns=(Column(label="Figure"), Column(label="NPV", kind="figure")),
            rows=figures,
        ),
        note=f"{found.futures:,} futures: every line and driver that has a range varies within it, independently. "
        "Below P10 lie one in ten futures. Risk adjustments take no part.",
    )


def _worth(picture: Picture, found: Odds) -> Table:
    names = {one.line.id: one.line.name for one in picture.lines}
    return Table(
        id="worth",
        title="What is it worth to find out?",
        columns=(
            Column(label="Unknown"),
            Column(label="At most", kind="figure", help="What knowing it beforehand adds to the expected NPV"),
        ),
        rows=tuple(
            (MEANINGS[id].label if id in MEANINGS else names.get(id, id), picture.money(value))
            for id, value in found.worth_knowing
        ),
        empty="No unknown alone would change the decision.",
        note=f"Knowing everything is worth at most {picture.money(found.outcome.perfect_information)}.",
    )
