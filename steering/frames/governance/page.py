"""The frame of the Governance page: who decides what, by which rules, and what has expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from steering.cases.dossier.governance import ACCOUNTABLE, Governance
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.policies import ExceptionStanding, judge_exceptions, judge_policy
from steering.dossier.raci import is_clean
from steering.dossier.review_board import SOON, BoardDates, find_dates
from steering.formatting import ABSENT, format_day, pluralise
from steering.frames.blocks import Block, Notice, Tab, Tabs, Tile, Tiles
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, provenance
from steering.frames.governance import blocks as parts
from steering.frames.governance.responsibilities import build_raci, build_roles
from steering.status import Status

PAGE = "governance"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The governance of the dossier as of the last day of a month."""
    without_unit = replace(filters, unit=None, focus=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, ())
    governance = context.case.dossier.governance
    if governance is None:
        remedy = "Add dossier/governance.yaml to the case folder; docs/formats.md has its keys."
        notice = Notice(text="This case does not say who decides what yet.", remedy=remedy)
        return Frame(page=PAGE, message="Waiting for governance", blocks=(), provenance=source, notices=(notice,))
    board = governance.review_board
    dates = find_dates(board, dated.today) if board else None
    standings = judge_exceptions(governance, dated.today)
    return Frame(
        page=PAGE,
        message=_describe_governance(governance, standings),
        detail=_describe_board(governance, dates, dated.today),
        blocks=_build_blocks(governance, standings, dates, dated),
        provenance=source,
    )


def _describe_governance(governance: Governance, standings: Sequence[ExceptionStanding]) -> str:
    sentences = [_describe_raci(governance), _describe_exceptions(standings)]
    message = "; ".join(sentence for sentence in sentences if sentence)
    return message[:1].upper() + message[1:] or "Nothing says yet who answers for what"


def _describe_raci(governance: Governance) -> str:
    total = len(governance.raci)
    if not total:
        return ""
    clear = sum(len(row.list_roles(ACCOUNTABLE)) == 1 for row in governance.raci)
    if clear == total:
        return (
            f"all {total} activities have one accountable role"
            if total > 1
            else "the one activity has one accountable role"
        )
    verb = "has" if clear == 1 else "have"
    return f"{clear} of {pluralise(total, 'activity', 'activities')} {verb} one accountable role"


def _describe_exceptions(standings: Sequence[ExceptionStanding]) -> str:
    late = [standing for standing in standings if standing.status is Status.OVERDUE]
    if not late:
        return "no exception is overdue" if standings else ""
    days = pluralise(late[0].days_overdue, "day")
    if len(late) == 1:
        return f"one exception expired {days} ago"
    return f"{len(late)} exceptions are overdue, the first for {days}"


def _describe_board(governance: Governance, dates: BoardDates | None, today: date) -> str:
    sentences = []
    if governance.review_board and dates:
        name = governance.review_board.name
        meets = f"meets next on {format_day(dates.days[0])}" if dates.days else "has no date in the next five years"
        sentences.append(f"The {name[:1].lower()}{name[1:]} {meets}.")
    if governance.policies:
        current, total = _count_current(governance, today), pluralise(len(governance.policies), "policy", "policies")
        sentences.append(f"{current} of {total} {'is' if current == 1 else 'are'} current.")
    return " ".join(sentences)


def _count_current(governance: Governance, today: date) -> int:
    return sum(judge_policy(policy, today) is Status.ON_TRACK for policy in governance.policies)


def _build_blocks(
    governance: Governance, standings: Sequence[ExceptionStanding], dates: BoardDates | None, dated: DatedCase
) -> tuple[Block, ...]:
    findings = build_findings(dated, PAGE)
    count = f" ({len(findings.findings)})" if findings.findings else ""
    workflows = tuple(
        parts.build_workflow(governance, workflow, "workflows" if not place else f"workflows-{place + 1}")
        for place, workflow in enumerate(governance.workflows)
    )
    rules = (parts.build_exceptions(standings), parts.build_policies(governance, dated.today))
    board = (parts.build_dates(governance.review_board, dates, dated.today), parts.build_charter(governance))
    tabs = (
        Tab(id="responsibilities", label="Responsibilities", blocks=(build_raci(governance), build_roles(governance))),
        Tab(id="findings", label=f"Findings{count}", blocks=(findings,)),
        Tab(id="policies", label="Policies", blocks=rules),
        Tab(id="workflows", label="Workflows", blocks=workflows),
        Tab(id="board", label="Board", blocks=board),
    )
    tiles = _build_tiles(governance, standings, dates, dated.today)
    return (tiles, Tabs(id="tab", parts=tuple(tab for tab in tabs if tab.blocks)))


def _build_tiles(
    governance: Governance, standings: Sequence[ExceptionStanding], dates: BoardDates | None, today: date
) -> Tiles:
    return Tiles(
        tiles=(
            _build_raci_tile(governance),
            _build_exception_tile(standings),
            _build_policy_tile(governance, today),
            _build_date_tile(dates, today),
        )
    )


def _build_raci_tile(governance: Governance) -> Tile:
    total = len(governance.raci)
    clean = sum(is_clean(row, governance) for row in governance.raci)
    return Tile(
        id="raci-clean",
        label="Activities with clear roles",
        short="Clear roles",
        value=f"{clean} of {total}" if total else ABSENT,
        note="one answers for it, somebody does it",
        help="One A, at least one R, no letters that contradict, and only roles that are there.",
        status=(Status.ON_TRACK if clean == total else Status.OFF_TRACK) if total else None,
    )


def _build_exception_tile(standings: Sequence[ExceptionStanding]) -> Tile:
    live = [standing for standing in standings if standing.status is not Status.DONE]
    late = sum(standing.status is Status.OVERDUE for standing in live)
    return Tile(
        id="exceptions-open",
        label="Open exceptions",
        value=f"{len(live)}",
        note=f"{late} after the last day" if late else "all within their time",
        help="Leave to depart from a policy that is granted and not closed.",
        status=Status.OVERDUE if late else Status.ON_TRACK,
    )


def _build_policy_tile(governance: Governance, today: date) -> Tile:
    total, current = len(governance.policies), _count_current(governance, today)
    days = [policy.review_by for policy in governance.policies if policy.review_by and policy.review_by >= today]
    return Tile(
        id="policies-current",
        label="Current policies",
        value=f"{current} of {total}" if total else ABSENT,
        note=f"next review by {format_day(min(days))}" if days else "",
        help="A policy is current where it has an owner and its review is still to come.",
        status=(Status.ON_TRACK if current == total else Status.AT_RISK) if total else None,
    )


def _build_date_tile(dates: BoardDates | None, today: date) -> Tile:
    days = dates.days if dates else ()
    return Tile(
        id="board-next",
        label="Next board",
        value=format_day(days[0]) if days else ABSENT,
        note=f"in {pluralise((days[0] - today).days, 'day')}" if days else "no date",
        help=f"On track: the review board meets within {SOON} days.",
        status=Status.ON_TRACK if dates and dates.soon else Status.AT_RISK,
    )
