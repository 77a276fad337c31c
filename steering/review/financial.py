"""The financial review: what finance asks of a business case before anybody believes its figures."""

from __future__ import annotations

from steering.cases.case import Case
from steering.review.alternatives import check_alternatives
from steering.review.benefits import check_double_running, check_labels, check_ranges
from steering.review.capital import check_capital
from steering.review.checklist import ChecklistItem, ChecklistQuestion, ask_question
from steering.review.contingency import check_contingency
from steering.review.double_counting import check_double_counting
from steering.review.inputs import check_conventions, check_sources
from steering.review.prices import check_prices
from steering.review.realisation import check_realisation
from steering.review.returns import check_first_year, check_pessimistic, check_stated
from steering.review.subject import ReviewSubject, subject_of
from steering.status import Status

PROFILE = "financial-review"
QUESTIONS: tuple[ChecklistQuestion[ReviewSubject], ...] = (
    ChecklistQuestion(
        id="inputs",
        words="Does every input have a value, a unit, a source, a confidence and a date?",
        answer=check_sources,
    ),
    ChecklistQuestion(id="conventions", words="Are horizon, rate and timing stated?", answer=check_conventions),
    ChecklistQuestion(id="ranges", words="Do most benefits have a range?", answer=check_ranges),
    ChecklistQuestion(id="savings", words="Are savings called savings, and not revenue?", answer=check_labels),
    ChecklistQuestion(
        id="realisation",
        words="Does each benefit say whether it is cash, who owns it and what measures it?",
        answer=check_realisation,
    ),
    ChecklistQuestion(
        id="twice", words="Is everything counted once, and is it money still to come?", answer=check_double_counting
    ),
    ChecklistQuestion(
        id="contingency",
        words="Is the contingency the percentage that it says, and no cost raised twice?",
        answer=check_contingency,
    ),
    ChecklistQuestion(
        id="double-running",
        words="Is the time modelled in which old and new run side by side?",
        answer=check_double_running,
    ),
    ChecklistQuestion(
        id="adoption", words="Is adoption in the first year within 30 to 50%, or justified?", answer=check_first_year
    ),
    ChecklistQuestion(
        id="pessimistic", words="Does the pessimistic case earn the hurdle rate?", answer=check_pessimistic
    ),
    ChecklistQuestion(
        id="prices",
        words="Are prices and rates of one kind, and do rates of exchange and of capital say where they come from?",
        answer=check_prices,
    ),
    ChecklistQuestion(id="capital", words="Is what is bought written off, where tax is paid?", answer=check_capital),
    ChecklistQuestion(
        id="options",
        words="Is there a choice of at least three ways, one of them to do nothing, and is the best asked for?",
        answer=check_alternatives,
    ),
    ChecklistQuestion(id="stated", words="Do the stated figures follow from the cash flows?", answer=check_stated),
)


def financial(paper: ReviewSubject) -> tuple[ChecklistItem, ...]:
    """Return every question of the financial review, answered."""
    return ask_question(QUESTIONS, paper)


def review_case(case: Case) -> tuple[ChecklistItem, ...]:
    """Return the financial review of a case; none of it is applicable where it has no business case."""
    paper = subject_of(case)
    return financial(paper) if paper else unread_review("This case has no business case yet.")


def unread_review(why: str) -> tuple[ChecklistItem, ...]:
    """Return every question where there is nothing to ask it about."""
    state = Status.NOT_APPLICABLE
    return tuple(
        ChecklistItem(id=question.id, question=question.words, state=state, why=why, places=())
        for question in QUESTIONS
    )
