"""The financial review: what finance asks of a business case before anybody believes its figures."""

from __future__ import annotations

from steering.cases.case import Case
from steering.review.benefits import called_what_they_are, double_running, ranged
from steering.review.checklist import Item, Question, asked
from steering.review.contingency import as_it_says
from steering.review.double_counting import counted_once
from steering.review.inputs import conventions, sourced
from steering.review.returns import first_year, pessimistic, stated
from steering.review.subject import Paper, paper_of
from steering.status import Status

PROFILE = "financial-review"
QUESTIONS: tuple[Question[Paper], ...] = (
    Question(
        id="inputs",
        words="Does every input have a value, a unit, a source, a confidence and a date?",
        answer=sourced,
    ),
    Question(id="conventions", words="Are horizon, rate and timing stated?", answer=conventions),
    Question(id="ranges", words="Do most benefits have a range?", answer=ranged),
    Question(id="savings", words="Are savings called savings, and not revenue?", answer=called_what_they_are),
    Question(id="twice", words="Is everything counted once?", answer=counted_once),
    Question(id="contingency", words="Is the contingency the percentage that it says?", answer=as_it_says),
    Question(
        id="double-running", words="Is the time modelled in which old and new run side by side?", answer=double_running
    ),
    Question(id="adoption", words="Is adoption in the first year within 30 to 50 %, or justified?", answer=first_year),
    Question(id="pessimistic", words="Does the pessimistic case earn the hurdle rate?", answer=pessimistic),
    Question(id="stated", words="Do the stated figures follow from the cash flows?", answer=stated),
)


def financial(paper: Paper) -> tuple[Item, ...]:
    """Every question of the financial review, answered."""
    return asked(QUESTIONS, paper)


def of_case(case: Case) -> tuple[Item, ...]:
    """The financial review of a case; none of it is applicable where it has no business case."""
    paper = paper_of(case)
    return financial(paper) if paper else unread("This case has no business case yet.")


def unread(why: str) -> tuple[Item, ...]:
    """Every question where there is nothing to ask it about."""
    state = Status.NOT_APPLICABLE
    return tuple(Item(id=one.id, question=one.words, state=state, why=why, places=()) for one in QUESTIONS)
