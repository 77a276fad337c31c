"""The other blocks of the Governance page: policies, exceptions, workflows, the board's dates and its charter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steering.cases.dossier.governance import Governance, GovernanceCharter, ReviewBoard, Workflow
from steering.dossier.governance_file import name_roles
from steering.dossier.policies import ExceptionStanding, judge_policy
from steering.dossier.review_board import BoardDates
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import Prose
from steering.frames.markdown_text import escape_markdown

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def build_policies(governance: Governance, today: date) -> TableBlock:
    """Build the policies, each with its version, its owner and the day of its next review."""
    policies = sorted(governance.policies, key=lambda policy: policy.review_by or date.min)
    return TableBlock(
        id="policies",
        title="Policies",
        columns=(
            Column(label="Review", kind="status", help="On track: it has an owner, and its review is still to come"),
            Column(label="Policy", kind="words"),
            Column(label="Version"),
            Column(label="Review by", kind="day"),
            Column(label="Owner", kind="words"),
            Column(label="What it asks", kind="words"),
            Column(label="Controls", kind="words", minor=True),
            Column(label="Full text", minor=True),
        ),
        rows=tuple(
            (
                judge_policy(policy, today),
                policy.title,
                policy.version,
                policy.review_by.isoformat() if policy.review_by else None,
                policy.owner,
                policy.summary,
                ", ".join(policy.controls),
                policy.link,
            )
            for policy in policies
        ),
        empty="No policy is written down.",
    )


def build_exceptions(standings: Sequence[ExceptionStanding]) -> TableBlock:
    """Build the exceptions from policies, those that are longest overdue first."""
    return TableBlock(
        id="exceptions",
        title="Exceptions from policies",
        columns=(
            Column(label="State", kind="status"),
            Column(label="Days overdue", kind="count"),
            Column(label="Policy", kind="words"),
            Column(label="Last day", kind="day"),
            Column(label="Owner", kind="words"),
            Column(label="Reason", kind="words", minor=True),
            Column(label="What makes up for it", kind="words"),
            Column(label="Granted", kind="day", minor=True),
            Column(label="Closed", kind="day", minor=True),
        ),
        rows=tuple(
            (
                standing.status,
                standing.days_overdue or None,
                standing.policy,
                _write_day(standing.exception.expires),
                standing.exception.owner,
                standing.exception.reason,
                standing.exception.control,
                _write_day(standing.exception.granted),
                _write_day(standing.exception.closed),
            )
            for standing in standings
        ),
        empty="No exception from a policy has been granted.",
    )


def _write_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def build_workflow(governance: Governance, workflow: Workflow, id: str) -> TableBlock:
    """Build a workflow as its states: how long something may stay, where it goes next, and who moves it."""
    names = {state.id: state.name for state in workflow.states}
    moves: dict[str, list[str]] = {}
    for move in workflow.moves:
        roles = join_words(name_roles(governance, move.by), "or")
        when = f" ({move.when[:1].lower()}{move.when[1:]})" if move.when else ""
        moves.setdefault(move.from_, []).append(f"{names[move.to]}, by {roles}{when}")
    return TableBlock(
        id=id,
        title=workflow.title,
        columns=(
            Column(label="State"),
            Column(label="At most, days", kind="count", help="How many days something may stay"),
            Column(label="Goes on to", kind="words"),
        ),
        rows=tuple(
            (
                state.name,
                state.days,
                "; ".join(moves.get(state.id, ())) or ("ends here" if state.is_end else "nowhere"),
            )
            for state in workflow.states
        ),
        note=f"Begins with {workflow.states[0].name}."
        + (f" Owner: {workflow.owner}." if workflow.owner else " Nobody owns it."),
    )


def build_dates(board: ReviewBoard | None, dates: BoardDates | None, today: date) -> TableBlock:
    """Build the next dates of the review board."""
    days = dates.days if dates else ()
    skips = [format_day(day) for day in board.skips if day > today] if board else []
    notes = [f"By the rule {board.rule}, from {format_day(board.start)} on."] if board else []
    notes += [f"Not on {join_words(skips)}."] if skips else []
    return TableBlock(
        id="board-dates",
        title=f"Next dates of the {board.name[:1].lower()}{board.name[1:]}" if board else "Next dates of the board",
        columns=(Column(label="Date"), Column(label="Weekday"), Column(label="In"), Column(label="Where", minor=True)),
        rows=tuple(
            (format_day(day), WEEKDAYS[day.weekday()], pluralise((day - today).days, "day"), board.place)
            for day in days
            if board
        ),
        note=" ".join(notes),
        empty="No date in the next five years." if board else "Nothing says when the board meets.",
    )


def build_charter(governance: Governance) -> Prose:
    """Build the charter of the board as a text with headings."""
    charter = governance.charter
    parts = _list_parts(charter, governance) if charter else []
    text = "\n\n".join(f"### {heading}\n\n{words}" for heading, words in parts)
    return Prose(id="charter", title="Charter of the board", markdown=text, empty="The board has no charter yet.")


def _list_parts(charter: GovernanceCharter, governance: Governance) -> list[tuple[str, str]]:
    members = [escape_markdown(name) for name in name_roles(governance, charter.members)]
    sitting = [f"{members[0]} (chair)", *members[1:]] if members else []
    return [
        ("Purpose", charter.purpose),
        ("Scope", charter.scope),
        ("Mandate", charter.mandate or "*Nothing gives the board the right to decide.*"),
        ("Members", f"{join_words(sitting)}." if sitting else "*Nothing says who sits on it.*"),
        ("How it decides", charter.decision_rule or "*Nothing says how it decides.*"),
    ]
