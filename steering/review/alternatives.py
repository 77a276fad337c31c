"""What a review asks of the choice: that there is one, with doing nothing among it, and that the best is asked for."""

from __future__ import annotations

import re

from steering.cases.business_terms import Option
from steering.errors import Problem, quote_input
from steering.finance.options import OptionFigures
from steering.formatting import format_number, pluralise
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item, skip_item
from steering.review.subject import ReviewSubject, says_nothing

FEWEST = 3
NOTHING = re.compile(
    r"\b(?:nothing|status quo|as[- ](?:is|today|now|before)|today|current(?:ly)?|existing|unchanged|no change|"
    r"business as usual|go on|carry on|continue|stay|keep|do[- ]minimum)\b",
    re.IGNORECASE,
)
# NPVs that differ by a smaller share are the same.
SAME = 1e-9


def check_alternatives(paper: ReviewSubject) -> ChecklistAnswer:
    """Check number and baseline of the options, and that the one asked for is worth most, or that it says why not."""
    options = paper.business.options
    if not options:
        return skip_item("The case has one way to go, held against nothing.")
    figures = OptionFigures(paper.business)
    asked, best = figures.asked, figures.find(figures.ranking[0])
    doubts = [*_few(paper), *_baseline(paper, figures.baseline)]
    own, most = (figures.increment(each.id, figures.baseline.id).npv for each in (asked, best))
    if own is None or most is None:
        return leave_to_person("The NPV of an option is beyond what can be computed.", *doubts)
    worths = (
        f"{best.label} is worth {format_number(most)}, and {asked.label}, which is asked for, {format_number(own)}."
    )
    if most - own > SAME * max(abs(most), abs(own)):
        place = paper.at(
            "options",
            options.index(asked),
            "summary",
            found=f"{quote_input(asked.label)} asked for, which is not worth most",
            expected=f"{quote_input(best.label)}, or why not",
            remedy="Say in `summary` why it is asked for all the same, or ask for the one that is worth most.",
        )
        if asked.summary is None or says_nothing(asked.summary):
            return fail_item(worths, place, *doubts)
        return leave_to_person(f"{worths} It says: {asked.summary}", place, *doubts)
    against = f"Of {pluralise(len(options), 'option')}, {asked.label} is worth most against {figures.baseline.label}."
    return leave_to_person(against, *doubts) if doubts else pass_item(against)


def _few(paper: ReviewSubject) -> tuple[Problem, ...]:
    count = len(paper.business.options)
    if count >= FEWEST:
        return ()
    remedy = "Ask what else was thought of: to do the minimum, to buy, to build, to share with others."
    found = f"{pluralise(count, 'option')}, the baseline included"
    return (paper.at("options", found=found, expected=f"{FEWEST} or more", remedy=remedy),)


def _baseline(paper: ReviewSubject, baseline: Option) -> tuple[Problem, ...]:
    """Return the baseline where its words do not say that nothing is done."""
    if NOTHING.search(f"{baseline.id.replace('_', ' ')} {baseline.label} {baseline.summary or ''}"):
        return ()
    remedy = "Ask what happens if nothing is decided, and make that the baseline."
    index = paper.business.options.index(baseline)
    found = f"{quote_input(baseline.label)} as the baseline"
    return (paper.at("options", index, "baseline", found=found, expected="to do nothing", remedy=remedy),)
