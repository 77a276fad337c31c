"""What the evidence leaves open: controls that rest on none, on pieces that have expired, or on ones that soon do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from steering.catalog.contracts import dataset_label
from steering.compliance.evidence import ControlEvidence, list_controls
from steering.context.dated_case import DatedCase
from steering.formatting import format_day
from steering.review.board_question import BoardQuestion, BoardSubject, Weight, name_some

FILE = "datasets/evidence.csv"
SUBJECT = BoardSubject.EVIDENCE
# The share of controls of which the evidence has expired from which on the case is returned.
TOO_MANY = 1 / 3
# Days for which evidence has to keep: as far ahead as a gate is judged.
AHEAD = 90


def find_gaps(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Yield what the security architect asks."""
    controls = list_controls(paper.context, paper.filters.as_of)
    if not controls:
        yield BoardQuestion(
            id="no-evidence",
            subject=SUBJECT,
            weight=Weight.CONDITION,
            text="How do you show that the controls work?",
            gap=f"The case has no approved {dataset_label('evidence')}.",
            condition="Evidence of the controls is collected and approved before anything goes live",
            points=("Which controls apply.", "Who collects the evidence.", "When an auditor first sees it."),
            places=(paper.at(FILE, (), "no approved evidence", "a piece for each control", "Bring the dataset."),),
            page="sources",
            place="datasets",
        )
        return
    yield from _ask_about_lapses(paper, controls)
    yield from _ask_about_ends(paper, controls)


def _ask_about_lapses(paper: DatedCase, controls: Sequence[ControlEvidence]) -> Iterator[BoardQuestion]:
    day = format_day(paper.today)
    lapses = [control for control in controls if not control.is_current]
    if lapses:
        names = name_some(control.control_id for control in lapses)
        yield BoardQuestion(
            id="lapses",
            subject=SUBJECT,
            weight=Weight.RETURNS if len(lapses) > TOO_MANY * len(controls) else Weight.CONDITION,
            text="Which controls could you not show an auditor today?",
            gap=f"{len(lapses)} of {len(controls)} controls have no evidence that counts on {day}: {names}.",
            condition=f"Current evidence for {names}",
            points=(f"The number: {len(lapses)}.", "Which, and since when.", "Who collects it again, by when."),
            places=(
                paper.at(
                    FILE,
                    (),
                    f"{len(lapses)} controls with expired evidence",
                    "current evidence for each",
                    "Collect it again and bring the dataset.",
                ),
            ),
            page="sources",
            place="datasets",
        )


def _ask_about_ends(paper: DatedCase, controls: Sequence[ControlEvidence]) -> Iterator[BoardQuestion]:
    until = paper.today + timedelta(days=AHEAD)
    ending = [
        control
        for control in controls
        if control.is_current and control.expired_on and control.expired_on <= until.isoformat()
    ]
    if ending:
        names = name_some(control.control_id for control in ending)
        yield BoardQuestion(
            id="ending",
            subject=SUBJECT,
            weight=Weight.ADVICE,
            text=f"Which evidence expires within {AHEAD} days, and who renews it?",
            gap=f"The evidence for {len(ending)} of {len(controls)} controls expires by {format_day(until)}: {names}.",
            condition=f"Evidence is renewed before it expires: {names}",
            points=(f"The number: {len(ending)}.", "Who renews it.", "What reminds them."),
            page="sources",
            place="datasets",
        )
