"""What a review asks of the outcome: adoption that can be believed, a pessimistic case that pays, figures that hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from steering import months
from steering.cases.business import Scenario
from steering.cases.case import Case
from steering.cases.model import AdoptionPlan
from steering.finance.audit import audit_business_case
from steering.finance.model import compute_npv, evaluate
from steering.formatting import format_number, pluralise
from steering.review.checklist import ChecklistAnswer, fail_item, leave_to_person, pass_item, skip_item
from steering.review.subject import CHARTER, ReviewSubject, says_nothing

# The share of all teams that usually has adopted a platform after its first year.
LEAST, MOST = 0.30, 0.50
A_YEAR = 12
NO_RATE = "it has no one rate of return"
# NPV that is this small a share of the costs is 0.
NOUGHT = 1e-9
# A scenario that is worse by less than this share of its costs or benefits is hardly pessimistic.
HARDLY = 0.01


def check_first_year(paper: ReviewSubject) -> ChecklistAnswer:
    """Return the share of all teams that the plan has adopted after twelve months, or after a shorter roll-out."""
    case = paper.case
    if case is None:
        return skip_item("It needs the case: a business case alone has no adoption plan.")
    plan, text = case.charter.adoption, case.texts[CHARTER]
    if plan is None:
        if not any(line.scales_with for _, line in paper.entries):
            return skip_item("The case has no adoption plan, and no line scales with adoption.")
        place = text.at(("adoption",), "no adoption plan", "the plan that lines scale with", "Add `adoption:`.")
        return fail_item("Lines scale with adoption, and the case has no plan of it.", place)
    month = end_of_first_year(case)
    share = plan.count_planned(month) / plan.teams
    sentence = (
        f"{format_number(round(share * 100, 1))}% of {pluralise(plan.teams, 'team')} by {months.format_month(month)}"
    )
    if LEAST <= share <= MOST:
        return pass_item(f"The plan has {sentence}.")
    return _outside(paper, plan, f"The plan has {sentence}, which is {'less' if share < LEAST else 'more'} than usual")


def end_of_first_year(case: Case) -> str:
    """Return the last month of the first year of a roll-out, or of a shorter one."""
    return months.add_months(case.charter.horizon.start, min(A_YEAR, case.charter.horizon.months) - 1)


def _outside(paper: ReviewSubject, plan: AdoptionPlan, said: str) -> ChecklistAnswer:
    assert paper.case is not None  # it has an adoption plan
    if plan.justification and not says_nothing(plan.justification):
        return pass_item(f"{said}, and says why: {plan.justification}")
    remedy = "Say in `adoption.justification` why this pace can be kept, or plan another one."
    place = ("adoption", "justification")
    found = "a pace outside the usual one without a reason"
    return fail_item(f"{said}.", paper.case.texts[CHARTER].at(place, found, "30 to 50%, or a reason", remedy))


def check_pessimistic(paper: ReviewSubject) -> ChecklistAnswer:
    """Judge the NPV of the worst scenario at the hurdle rate, and name its rate of return."""
    business, hurdle = paper.business, paper.business.hurdle_rate
    if hurdle is None:
        remedy = "Add `hurdle_rate:`, what finance asks of a project of this kind."
        return fail_item(
            "No hurdle rate is stated.",
            paper.at("hurdle_rate", found="no hurdle rate", expected="an annual rate, such as 0.15", remedy=remedy),
        )
    at_hurdle = Scenario(discount_rate=hurdle)
    base, worths = (
        compute_npv(business, None, at_hurdle, links=paper.links),
        {name: compute_npv(business, name, at_hurdle, links=paper.links) for name in business.scenarios},
    )
    by_name = {name: worth for name, worth in worths.items() if worth is not None}
    if base is None or len(by_name) < len(worths):
        return leave_to_person("NPV at the hurdle rate is beyond what can be computed, in the base or in a scenario.")
    worst = min(by_name, key=lambda name: by_name[name], default=None)
    if worst is None or by_name[worst] >= base:
        remedy = "Add a scenario in which less comes in and more is spent, such as {benefits: 0.8, costs: 1.2}."
        found = f"no scenario that is worse than the base at {_percent(hurdle)}"
        return fail_item(
            "No scenario is pessimistic.",
            paper.at("scenarios", found=found, expected="a pessimistic scenario", remedy=remedy),
        )
    return _earning(paper, worst, by_name[worst], base)


def _earning(paper: ReviewSubject, worst: str, worth: float, base: float) -> ChecklistAnswer:
    """Return whether a scenario has a positive NPV at the hurdle rate. Both NPVs are known."""
    hurdle = paper.business.hurdle_rate
    assert hurdle is not None  # these are known
    alone = replace(paper.business, scenarios={worst: paper.business.scenarios[worst]})
    found, rate = evaluate(alone, worst, Scenario(discount_rate=hurdle), links=paper.links), _percent(hurdle)
    earns = NO_RATE if found.irr is None else f"its rate of return is {format_number(round(found.irr * 100, 1))}%"
    npvs = f"NPV at the hurdle rate of {rate} is {format_number(worth)}, where the base has {format_number(base)}"
    text = f"In the scenario {worst} {npvs}; {earns}."
    if worth < -NOUGHT * (found.pv_costs or 0):
        remedy = "Say what would be done then, or ask for less, or later."
        figure = f"an NPV of {format_number(worth)} at {rate}"
        return fail_item(text, paper.at("scenarios", worst, found=figure, expected="0 or more", remedy=remedy))
    if base - worth < HARDLY * max(found.pv_costs or 0, found.pv_benefits or 0):
        remedy = "Ask what may go wrong, and whether this scenario has it."
        figure, expected = "hardly less than in the base", "a pessimistic scenario"
        return leave_to_person(text, paper.at("scenarios", worst, found=figure, expected=expected, remedy=remedy))
    return pass_item(text)


def _percent(rate: Decimal) -> str:
    return f"{format_number(float(rate) * 100)}%"


def check_stated(paper: ReviewSubject) -> ChecklistAnswer:
    """Return every stated figure, as the audit has it."""
    if not paper.business.stated:
        return skip_item("No figure is stated: add `stated` to the business case.")
    findings = audit_business_case(paper.business).findings
    places = [
        paper.at(
            "stated",
            index,
            "value",
            found=f"{finding.metric} stated as {_format_stated(finding.stated)}",
            expected=f"{_format_stated(finding.computed)}, which is what the cash flows give",
            remedy="Correct the figure; the audit says how it may have come about.",
        )
        for index, finding in enumerate(findings)
        if not finding.holds
    ]
    if not places:
        which = "The one stated figure checks" if len(findings) == 1 else f"All {len(findings)} stated figures check"
        return pass_item(f"{which} out.")
    verb = "does" if len(places) == 1 else "do"
    return fail_item(f"{len(places)} of {pluralise(len(findings), 'stated figure')} {verb} not follow.", *places)


def _format_stated(value: float | bool | tuple[float, ...] | None) -> str:
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(format_number(number) for number in value) if isinstance(value, tuple) else format_number(value)
