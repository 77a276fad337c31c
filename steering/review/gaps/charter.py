"""What the charter leaves open: the problem, the ask and its promises, the decisions, and whether the users come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from steering.adoption.progress import STALLED_AFTER, find_stalled_teams, query_teams
from steering.ask import check_ask
from steering.cases.model import FundingAsk, PendingDecision
from steering.context.dated_case import DatedCase
from steering.formatting import format_day, pluralise
from steering.review.board_question import BoardQuestion, BoardSubject, Weight, join_owners, name_some
from steering.status import Status

FILE = "case.yaml"
SUBJECT = BoardSubject.CHARTER
# The share of the teams that have begun of which so many may stand still.
STALLS = 0.10
BAD = (Status.OFF_TRACK, Status.BREACHED, Status.UNKNOWN)


def find_gaps(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Yield what the chief architect asks."""
    charter = paper.case.charter
    if charter.narrative is None:
        yield BoardQuestion(
            id="problem",
            subject=SUBJECT,
            weight=Weight.CONDITION,
            text="Which problem does this solve, and for whom?",
            gap="The charter has no narrative.",
            condition="The charter says which problem is solved, and for whom",
            points=("The problem in figures.", "Who has it.", "What has been tried before."),
            places=(paper.at(FILE, (), "no narrative", "the problem and the remedy", "Add `narrative:`."),),
            page="brief",
        )
    if charter.ask is None:
        yield BoardQuestion(
            id="no-ask",
            subject=SUBJECT,
            weight=Weight.RETURNS,
            text="What do you want this board to approve?",
            gap="The charter asks for nothing.",
            condition="The charter names what is asked for, its amount and its purpose",
            points=("What is to be approved.", "What it costs.", "By when."),
            places=(paper.at(FILE, (), "no ask", "what is asked for", "Add `ask:`."),),
            page="brief",
        )
    else:
        yield from _ask_about_amount(paper, charter.ask)
        yield from _ask_about_promises(paper)
    yield from _ask_about_decisions(paper)
    yield from _ask_about_measures(paper)
    yield from _ask_about_users(paper)


def _ask_about_amount(paper: DatedCase, ask: FundingAsk) -> Iterator[BoardQuestion]:
    if ask.amount.source is not None and ask.amount.confidence != "low":
        return
    gap = "The amount has no source." if ask.amount.source is None else "The amount is of low confidence."
    remedy = "Say where the amount comes from and how sure it is: {value: …, source: …, confidence: …}."
    yield BoardQuestion(
        id="amount",
        subject=SUBJECT,
        weight=Weight.CONDITION,
        text="Where does the amount that you ask for come from, and how sure is it?",
        gap=gap,
        condition="The amount of the ask is sourced",
        points=("The source.", "How sure it is, and why.", "What would make it more."),
        places=(paper.at(FILE, ("ask", "amount"), gap.rstrip(".").lower(), "a source and a confidence", remedy),),
        page="brief",
    )


def _ask_about_promises(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Ask about each promise of the ask that the other pages do not keep."""
    for check in check_ask(paper.context, paper.filters):
        if check.status in BAD or check.status is Status.AT_RISK:
            figures = "; ".join(text for text in (check.figure, check.detail) if text)
            yield BoardQuestion(
                id=f"promise-{check.page}-{check.place}",
                subject=SUBJECT,
                weight=Weight.CONDITION if check.status in BAD else Weight.ADVICE,
                text=f"“{check.text}”: does that still hold?",
                gap=f"{check.text}: {figures}.",
                condition=f"It holds, or is no longer promised: {check.text}",
                points=(f"The figure: {check.figure}.", "Why it is so.", "What is promised instead."),
                places=(paper.at(FILE, ("ask",), figures, check.text, "Change the plan, or what the ask promises."),),
                page=check.page,
                place=check.place,
            )


def _ask_about_decisions(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Ask about decisions that wait for nobody, or have waited for too long."""
    entries = list(enumerate(paper.case.charter.decisions))
    faults = {index: fault for index, item in entries if (fault := _find_fault(item, paper.today))}
    if not faults:
        return
    names = name_some(f"{item.id} ({faults[index]})" for index, item in entries if index in faults)
    yield BoardQuestion(
        id="decisions",
        subject=SUBJECT,
        weight=Weight.CONDITION,
        text="Who takes the decisions that this rests on, and when?",
        gap=f"{pluralise(len(faults), 'decision')} without an owner or past the day: {names}.",
        condition=f"Each decision has an owner and a day to come: {names}",
        points=("Who decides each of them.", "By when.", "What happens until then."),
        places=tuple(
            paper.at(FILE, ("decisions", index), found, "an owner and a day to come", "Add or correct the two.")
            for index, found in faults.items()
        ),
        owner=join_owners(item.owner for index, item in entries if index in faults),
        page="brief",
    )


def _find_fault(decision: PendingDecision, today: date) -> str:
    if decision.owner is None:
        return "no owner"
    return f"due on {format_day(decision.due)}" if decision.due and decision.due < today else ""


def _ask_about_measures(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Ask how anybody would see that it works."""
    kpis = paper.case.kpis
    aimless = [kpi for kpi in kpis.values() if not kpi.targets]
    if kpis and not aimless:
        return
    names = name_some(kpi.name for kpi in aimless)
    gap = f"No target: {names}." if kpis else "The case has no KPI."
    yield BoardQuestion(
        id="measures",
        subject=SUBJECT,
        weight=Weight.ADVICE if kpis else Weight.CONDITION,
        text="How would we see that it works?",
        gap=gap,
        condition="Each KPI has a target" if kpis else "The case has KPIs with targets",
        points=("Which figures move, and by how much.", "By when.", "At which figure we would stop."),
        places=tuple(
            paper.at("metrics.yaml", (kpi.id,), "no targets", "a target by a month", "Add `targets:`.")
            for kpi in aimless
        )
        or (paper.at("metrics.yaml", (), "no KPI", "what success is measured by", "Add a KPI with a target."),),
        owner=join_owners(kpi.owner for kpi in aimless),
        page="kpis",
    )


def _ask_about_users(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Ask whether those for whom it is built use it."""
    plan = paper.case.charter.adoption
    if plan is None:
        yield BoardQuestion(
            id="no-adoption-plan",
            subject=SUBJECT,
            weight=Weight.CONDITION,
            text="Who moves onto it, and when?",
            gap="The charter has no adoption plan.",
            condition="The charter has a plan of who moves when",
            points=("Which teams come first, and why.", "How many by when.", "What moves them."),
            places=(paper.at(FILE, (), "no adoption plan", "waves with teams by month", "Add `adoption:`."),),
            page="adoption",
        )
    if not paper.context.has("adoption"):
        return
    teams = query_teams(paper.context, paper.filters)
    begun = sum(team.stage != "not_started" for team in teams) or 1
    stalls = find_stalled_teams(teams, plan, paper.filters.as_of)
    if stalls:
        names = name_some(f"{stall.team.team}, {stall.text}" for stall in stalls)
        yield BoardQuestion(
            id="stalls",
            subject=SUBJECT,
            weight=Weight.CONDITION if len(stalls) > STALLS * begun else Weight.ADVICE,
            text=f"Which teams have stood still for {STALLED_AFTER} months or more, and what holds them?",
            gap=f"{len(stalls)} of {pluralise(begun, 'team')} that have begun: {names}.",
            condition="Each team that stands still has a cause and a plan",
            points=(
                f"The number: {len(stalls)}.",
                "What each waits for, and whom.",
                "What the next waves learn.",
            ),
            page="adoption",
            place="stalled",
        )
