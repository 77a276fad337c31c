"""What the business case leaves open: its verdict, the alternative, and what fails the financial review."""

from __future__ import annotations

from collections.abc import Iterator

from steering.context.dated_case import DatedCase
from steering.review.board_question import BoardQuestion, BoardSubject, Weight
from steering.review.financial import review_case
from steering.roi.verdict import judge_case
from steering.status import Status

FILE = "business_case.yaml"
SUBJECT = BoardSubject.BUSINESS_CASE
# What a verdict does to the outcome; worth funding asks nothing.
GRADES = {
    Status.UNCERTAIN: Weight.CONDITION,
    Status.NOT_WORTH_FUNDING: Weight.RETURNS,
    Status.UNKNOWN: Weight.RETURNS,
}
STATES = {Status.FAILED: Weight.CONDITION, Status.TO_JUDGE: Weight.ADVICE}


def find_gaps(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Yield what the finance partner asks."""
    if paper.case.business is None:
        yield BoardQuestion(
            id="no-business-case",
            subject=SUBJECT,
            weight=Weight.RETURNS,
            text="What does it cost, and what does it return?",
            gap="The case has no business case.",
            condition="The case has a business case with costs, benefits and ranges",
            points=("The costs by kind.", "The benefits, and how sure they are.", "When it has paid back."),
            places=(paper.at(FILE, (), "no business case", "costs and benefits", "Write business_case.yaml."),),
            page="roi",
        )
        return
    yield from _ask_about_verdict(paper)
    yield from _ask_about_alternative(paper)
    for item in review_case(paper.case):
        if weight := STATES.get(item.state):
            yield BoardQuestion(
                id=f"finance-{item.id}",
                subject=SUBJECT,
                weight=weight,
                text=item.question,
                gap=item.why,
                condition=f"The financial review passes: {item.question}",
                points=("Say plainly where it does not.", "What the figure becomes once it is put right.", "By when."),
                places=item.places,
                page="audit",
                place="review-own",
            )


def _ask_about_verdict(paper: DatedCase) -> Iterator[BoardQuestion]:
    verdict = judge_case(paper.context, paper.filters)
    weight = GRADES.get(verdict.grade) if verdict else None
    if verdict is None or weight is None:
        return
    gap = " ".join(text for text in (f"{verdict.headline}.", verdict.disagreement) if text)
    yield BoardQuestion(
        id="verdict",
        subject=SUBJECT,
        weight=weight,
        text="Is it worth the money on today's figures?",
        gap=gap,
        condition="The business case is worth funding by its own rule",
        points=(verdict.rule_text, "What it would take to pass.", "At which figure we would stop."),
        places=(
            paper.at(FILE, (), verdict.headline, "a case worth funding", "Change the plan, or what is asked for."),
        ),
        page="roi",
        place="npv",
    )


def _ask_about_alternative(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Ask what happens otherwise, where no scenario of the ask says so."""
    ask, business = paper.case.charter.ask, paper.case.business
    if ask is None or business is None or ask.without in business.scenarios:
        return
    yield BoardQuestion(
        id="alternative",
        subject=SUBJECT,
        weight=Weight.CONDITION,
        text="What happens if we do not approve this?",
        gap="No scenario of the business case does without the ask.",
        condition="The business case has the scenario without the ask",
        points=("What is lost, and when.", "What is saved.", "Which other way was looked at."),
        places=(
            paper.at(
                "case.yaml",
                ("ask",),
                "no `without`",
                "the scenario that does without the ask",
                "Add the scenario to business_case.yaml, and name it in `without:`.",
            ),
        ),
        page="roi",
        place="npv",
    )
