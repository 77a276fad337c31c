"""What a review asks of the outcome: adoption that can be believed, a pessimistic case that pays, figures that hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from steering import months
from steering.cases.business import Scenario
from steering.cases.model import AdoptionPlan
from steering.figures import bare, counted
from steering.finance.audit import audited
from steering.finance.model import evaluate, npv
from steering.review.items import Answer, failed, not_applicable, passed, to_judge
from steering.review.paper import CHARTER, Paper

LEAST, MOST = 0.30, 0.50
"""The share of all teams that usually has adopted a platform after its first year."""
A_YEAR = 12
NO_RATE = "it has no one rate of return"
NOUGHT = 1e-9
"""NPV that is this small a share of the costs is 0."""


def first_year(paper: Paper) -> Answer:
    """The share of all teams that the plan has adopted after twelve months, or after a shorter roll-out."""
    case = paper.case
    if case is None:
        return not_applicable("It needs the case: a business case alone has no adoption plan.")
    plan, text = case.charter.adoption, case.texts[CHARTER]
    if plan is None:
        if not any(line.scales_with for line in paper.business.lines):
            return not_applicable("The case has no adoption plan, and no line scales with adoption.")
        place = text.at(("adoption",), "no adoption plan", "the plan that lines scale with", "Add `adoption:`.")
        return failed("Lines scale with adoption, and the case has no plan of it.", place)
    length = min(A_YEAR, case.charter.horizon.months)
    month = months.after(case.charter.horizon.start, length - 1)
    share = plan.planned(month) / plan.teams
    said = f"{bare(round(share * 100, 1))} % of {counted(plan.teams, 'team')} by {months.written(month)}"
    if LEAST <= share <= MOST:
        return passed(f"The plan has {said}.")
    return _outside(paper, plan, f"The plan has {said}, which is {'less' if share < LEAST else 'more'} than usual")


def _outside(paper: Paper, plan: AdoptionPlan, said: str) -> Answer:
    assert paper.case is not None  # it has an adoption plan
    if plan.justification:
        return passed(f"{said}, and says why: {plan.justification}")
    remedy = "Say in `adoption.justification` why this pace can be kept, or plan another one."
    place = ("adoption", "justification")
    found = "a pace outside the usual one without a reason"
    return failed(f"{said}.", paper.case.texts[CHARTER].at(place, found, "30 to 50 %, or a reason", remedy))


def pessimistic(paper: Paper) -> Answer:
    """NPV at the hurdle rate in the scenario with the lowest NPV; its rate of return is said where there is one."""
    business, hurdle = paper.business, paper.business.hurdle_rate
    if hurdle is None:
        remedy = "Add `hurdle_rate:`, what finance asks of a project of this kind."
        return failed(
            "No hurdle rate is stated.",
            paper.at("hurdle_rate", found="no hurdle rate", expected="an annual rate, such as 0.15", remedy=remedy),
        )
    base, worths = npv(business), {name: npv(business, name) for name in business.scenarios}
    known = {name: worth for name, worth in worths.items() if worth is not None}
    if base is None or len(known) < len(worths):
        return to_judge("NPV is beyond what can be computed, in the base or in a scenario.")
    worst = min(known, key=lambda name: known[name], default=None)
    if worst is None or known[worst] >= base:
        remedy = "Add a scenario in which less comes in and more is spent, such as {benefits: 0.8, costs: 1.2}."
        found = "no scenario that is worse than the base"
        return failed(
            "No scenario is pessimistic.",
            paper.at("scenarios", found=found, expected="a pessimistic scenario", remedy=remedy),
        )
    return _earning(paper, worst, hurdle)


def _earning(paper: Paper, worst: str, hurdle: Decimal) -> Answer:
    """Whether a scenario is worth something at the hurdle rate."""
    alone = replace(paper.business, scenarios={worst: paper.business.scenarios[worst]})
    found = evaluate(alone, worst, Scenario(discount_rate=hurdle))
    rate = f"{bare(float(hurdle) * 100)} %"
    if found.npv is None:
        return to_judge(f"NPV of the scenario {worst} at the hurdle rate of {rate} is beyond what can be computed.")
    earns = NO_RATE if found.irr is None else f"its rate of return is {bare(round(found.irr * 100, 1))} %"
    said = f"In the scenario {worst} NPV at the hurdle rate of {rate} is {bare(found.npv)}; {earns}."
    if found.npv >= -NOUGHT * (found.pv_costs or 0):
        return passed(said)
    remedy = "Say what would be done then, or ask for less, or later."
    place = paper.at(
        "scenarios", worst, found=f"an NPV of {bare(found.npv)} at {rate}", expected="0 or more", remedy=remedy
    )
    return failed(said, place)


def stated(paper: Paper) -> Answer:
    """Every stated figure, as the audit has it."""
    if not paper.business.stated:
        return not_applicable("No figure is stated: add `stated` to the business case.")
    findings = audited(paper.business).findings
    places = [
        paper.at(
            "stated",
            index,
            "value",
            found=f"{one.metric} stated as {_said(one.stated)}",
            expected=f"{_said(one.computed)}, which is what the cash flows give",
            remedy="Correct the figure; the audit says how it may have come about.",
        )
        for index, one in enumerate(findings)
        if not one.holds
    ]
    if not places:
        return passed(f"All of {counted(len(findings), 'stated figure')} can stand.")
    verb = "does" if len(places) == 1 else "do"
    return failed(f"{len(places)} of {counted(len(findings), 'stated figure')} {verb} not follow.", *places)


def _said(value: float | bool | tuple[float, ...] | None) -> str:
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(bare(one) for one in value) if isinstance(value, tuple) else bare(value)
