"""Policies and the exceptions from them: who answers for them, what is overdue, and what nothing makes up for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from steering.cases.dossier.governance import Governance, Policy, PolicyException
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import FILE, find_gap, find_unknown, governance_of, list_owners
from steering.errors import quote_input
from steering.formatting import format_day, pluralise
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class ExceptionStanding:
    """An exception on a day: open until it is closed, overdue where it is open after its last day."""

    exception: PolicyException
    policy: str
    status: Status
    days_overdue: int


def judge_policy(policy: Policy, today: date) -> Status:
    """Return whether a policy is current: it has an owner, and its review is still to come."""
    if policy.review_by and policy.review_by < today:
        return Status.OVERDUE
    return Status.ON_TRACK if policy.owner and policy.review_by else Status.AT_RISK


def judge_exceptions(governance: Governance, today: date) -> list[ExceptionStanding]:
    """Return the exceptions that were granted by a day, those longest overdue first, then open ones, then closed."""
    titles = {policy.id: policy.title for policy in governance.policies}
    standings = []
    for exception in governance.exceptions:
        if exception.granted > today:
            continue
        is_open = exception.closed is None or exception.closed > today
        late = (today - exception.expires).days if is_open and exception.expires else 0
        status = Status.OVERDUE if late > 0 else Status.OPEN if is_open else Status.DONE
        title = titles.get(exception.policy, exception.policy)
        standings.append(ExceptionStanding(exception=exception, policy=title, status=status, days_overdue=max(late, 0)))
    order = (Status.OVERDUE, Status.OPEN, Status.DONE)
    return sorted(standings, key=lambda standing: (order.index(standing.status), -standing.days_overdue))


def find_policy_owners(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find policies that nobody answers for."""
    for index, policy in enumerate(governance_of(dated).policies):
        if policy.owner is None:
            remedy = "Add `owner:` with the role that answers for it."
            place = dated.at(FILE, ("policies", index), "no owner", "the role that answers for it", remedy)
            yield find_gap(f"Nobody answers for the policy “{policy.title}”", place)


def find_policy_reviews(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find policies without a day of review, and those whose day has passed."""
    for index, policy in enumerate(governance_of(dated).policies):
        day = policy.review_by
        if day is None:
            remedy = "Add `review_by:` with a day."
            place = dated.at(FILE, ("policies", index), "no review_by", "the day of its next review", remedy)
            yield find_gap(f"The policy “{policy.title}” has no day of review", place, owner=policy.owner)
        elif day < dated.today:
            remedy = "Review it, then write its new version and the day of its next review."
            place = dated.at(FILE, ("policies", index, "review_by"), format_day(day), "a day to come", remedy)
            ago = pluralise((dated.today - day).days, "day")
            text = f"The policy “{policy.title}” was due for review {ago} ago, on {format_day(day)}"
            yield DossierFinding(text=text, status=Status.OVERDUE, places=(place,), owner=policy.owner or "")


def find_foreign_owners(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find owners of policies, workflows and exceptions who are none of the roles."""
    governance = governance_of(dated)
    owners = list_owners(governance)
    for key, what in (("policies", "policy"), ("workflows", "workflow"), ("exceptions", "exception")):
        for index, item in enumerate(getattr(governance, key)):
            if owners and item.owner and item.owner.casefold() not in owners:
                name = quote_input(item.owner)
                remedy = "Use the name of a role, or add the role."
                place = dated.at(FILE, (key, index, "owner"), name, "the name of a role", remedy)
                yield find_gap(f"The owner of the {what} {quote_input(item.id)} is none of the roles: {name}", place)


def find_expired_exceptions(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find exceptions that have gone on after their last day, and those that have none."""
    for index, standing in _list_open(dated):
        exception = standing.exception
        name, owner = _describe(standing), exception.owner or ""
        if exception.expires is None:
            remedy = "Add `expires:` with its last day."
            place = dated.at(FILE, ("exceptions", index), "no expires", "its last day", remedy)
            yield find_gap(f"{name} never expires", place, owner=owner)
        elif standing.status is Status.OVERDUE:
            day = format_day(exception.expires)
            remedy = "Close it (`closed:`), or have it granted again with a new last day."
            place = dated.at(FILE, ("exceptions", index, "expires"), day, "a day to come", remedy)
            text = f"{name} expired {pluralise(standing.days_overdue, 'day')} ago, on {day}"
            yield DossierFinding(text=text, status=Status.OVERDUE, places=(place,), owner=owner)


def find_bare_exceptions(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find open exceptions that nothing makes up for, or nobody answers for."""
    for index, standing in _list_open(dated):
        name = _describe(standing)
        for key, lack, remedy in (
            ("control", "nothing makes up for it", "Add `control:` with what makes up for it."),
            ("owner", "nobody answers for it", "Add `owner:` with the role that answers for it."),
        ):
            if getattr(standing.exception, key) is None:
                place = dated.at(FILE, ("exceptions", index), f"no {key}", f"its {key}", remedy)
                yield find_gap(f"{name} is open and {lack}", place, owner=standing.exception.owner)


def find_lost_exceptions(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find exceptions from policies that are not there."""
    governance = governance_of(dated)
    known = [policy.id for policy in governance.policies]
    for index, exception in enumerate(governance.exceptions):
        who, place = f"The exception {quote_input(exception.id)}", ("exceptions", index, "policy")
        yield from find_unknown(dated, place, exception.policy, known, who=who, what="policy")


def _list_open(dated: DatedCase) -> list[tuple[int, ExceptionStanding]]:
    governance = governance_of(dated)
    places = {exception.id: index for index, exception in enumerate(governance.exceptions)}
    standings = judge_exceptions(governance, dated.today)
    return [(places[entry.exception.id], entry) for entry in standings if entry.status is not Status.DONE]


def _describe(standing: ExceptionStanding) -> str:
    return f"The exception {quote_input(standing.exception.id)} from “{standing.policy}”"
