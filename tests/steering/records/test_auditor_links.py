"""Links for auditors in both databases: who makes them, when they end, and what the audit log says of each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from steering.actors import COMMAND_LINE, EVERYWHERE, Actor
from steering.catalog.roles import EVERYTHING, IN_COHORT, Role, permissions_in_workspace
from steering.errors import NotAllowed, UnknownName
from steering.records import Records
from steering.records.audit_chain import find_break
from steering.records.audit_log import AuditEntry
from steering.records.auditor_links import DAYS, MOST, AuditorLink
from steering.records.people_schema import auditor_links
from tests.actors import TESTER

CASE = "case"


@pytest.fixture
def cohort(records: Records) -> str:
    """A cohort with one workspace, whose case the links are of."""
    id = records.cohorts.make("Autumn", COMMAND_LINE).id
    records.workspaces.make(id, COMMAND_LINE, group="Red", title="Red", id=CASE)
    return id


def make(records: Records, by: Actor = TESTER, place: str = CASE) -> AuditorLink:
    return records.auditor_links.make(place, "soc2", "2026-01", "2026-06", by)


def let_expire(records: Records, link: AuditorLink) -> None:
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    own = auditor_links.c.id == link.id
    records.write(lambda connection: connection.execute(sa.update(auditor_links).where(own).values(expires_at=at)))


def entries(records: Records, link: AuditorLink) -> list[AuditEntry]:
    every, head = records.audit_log.read_all()
    assert find_break(every, head) is None
    return [entry for entry in every if entry.subject == link.actor.id]


def told(records: Records, link: AuditorLink) -> list[tuple[str, str, dict[str, object]]]:
    return [(entry.action, entry.actor_id, json.loads(entry.facts)) for entry in entries(records, link)]


def test_a_link_is_of_one_framework_and_period_for_two_weeks(records: Records, cohort: str) -> None:
    link = make(records)
    assert (link.place, link.framework, link.first_month, link.last_month) == (CASE, "soc2", "2026-01", "2026-06")
    assert link.expires_at - link.made_at == dt.timedelta(days=DAYS)
    assert records.auditor_links.list(CASE, TESTER) == (link,)
    assert records.auditor_links.list("other", TESTER) == ()


def test_each_opening_is_counted_and_noted(records: Records, cohort: str) -> None:
    link = make(records)
    for times in (1, 2):
        before = dt.datetime.now(dt.UTC)
        now = records.auditor_links.open(link.id)
        assert now.openings == times and now.opened_at and now.opened_at >= before
    # Whoever takes the package along has opened the link before.
    assert records.auditor_links.open(link.id, counts=False) == now
    assert told(records, link) == [
        ("link", TESTER.id, {"framework": "soc2", "first": "2026-01", "last": "2026-06", "days": DAYS}),
        ("open", link.actor.id, {}),
        ("open", link.actor.id, {}),
    ]
    assert {entry.place for entry in entries(records, link)} == {CASE}


@pytest.mark.parametrize("counts", [True, False])
def test_an_expired_link_is_refused_and_that_is_noted(records: Records, cohort: str, counts: bool) -> None:
    link = make(records)
    let_expire(records, link)
    with pytest.raises(NotAllowed, match=r"This link held until .* UTC and has expired\. Ask whoever sent it to you"):
        records.auditor_links.open(link.id, counts=counts)
    assert told(records, link)[1:] == [("refuse", link.actor.id, {"why": "expired"})]
    assert records.auditor_links.list(CASE, TESTER) == ()


def test_a_withdrawn_link_is_refused_and_that_is_noted(records: Records, cohort: str) -> None:
    link, other = make(records), make(records)
    for _ in range(2):
        records.auditor_links.withdraw(link.id, TESTER)
    with pytest.raises(NotAllowed, match=r"This link was withdrawn\. Ask whoever sent it to you for a new one\."):
        records.auditor_links.open(link.id)
    assert told(records, link)[1:] == [
        ("link", TESTER.id, {"withdrawn": True}),
        ("refuse", link.actor.id, {"why": "withdrawn"}),
    ]
    assert records.auditor_links.list(CASE, TESTER) == (other,)


def test_a_case_that_was_put_away_gives_nothing(records: Records, cohort: str) -> None:
    link = make(records)
    records.cohorts.archive(cohort, COMMAND_LINE)
    with pytest.raises(NotAllowed, match="The case of this link was put away"):
        records.auditor_links.open(link.id)
    records.cohorts.archive(cohort, COMMAND_LINE, restore=True)
    assert records.auditor_links.open(link.id).openings == 1
    records.workspaces.archive(CASE, COMMAND_LINE)
    with pytest.raises(NotAllowed, match="The case of this link was put away"):
        records.auditor_links.open(link.id)
    assert [entry.action for entry in entries(records, link)] == ["link", "refuse", "open", "refuse"]


def test_the_installation_s_own_case_is_in_no_workspace(records: Records) -> None:
    link = make(records, place="acme")
    assert records.auditor_links.open(link.id).openings == 1


def test_a_link_that_is_not_on_record_opens_nothing_and_leaves_no_trace(records: Records) -> None:
    before = records.audit_log.head()
    with pytest.raises(NotAllowed, match="This link opens nothing here"):
        records.auditor_links.open("0123456789abcdef")
    assert records.audit_log.head() == before
    with pytest.raises(UnknownName, match="link"):
        records.auditor_links.withdraw("0123456789abcdef", TESTER)


def in_workspace(role: Role) -> Actor:
    workspace = permissions_in_workspace(role, is_own=role == "presenter", is_shown=True)
    return Actor(id=role, name=role, grants={CASE: workspace, "cohort": IN_COHORT[role]})


@pytest.mark.parametrize(
    ("role", "lets"),
    [
        ("viewer", False),
        ("presenter", False),
        ("assistant", False),
        ("instructor", True),
        ("auditor", False),
        ("admin", False),
    ],
)
def test_who_makes_sees_and_withdraws_links(records: Records, cohort: str, role: Role, lets: bool) -> None:
    link, by = make(records), in_workspace(role)
    acts: list[Callable[[], object]] = [
        lambda: make(records, by),
        lambda: records.auditor_links.list(CASE, by),
        lambda: records.auditor_links.withdraw(link.id, by),
    ]
    for act in acts:
        if lets:
            act()
        else:
            with pytest.raises(NotAllowed, match="Ask your instructor"):
                act()
    assert bool(records.auditor_links.list(CASE, TESTER)[0].made_by == role) is lets


def test_an_admin_who_may_read_the_evidence_there_makes_one(records: Records, cohort: str) -> None:
    both = Actor(id="both", name="Both", grants={EVERYWHERE: IN_COHORT["admin"], CASE: frozenset({"sources"})})
    assert make(records, both).made_by == "both"


def test_whoever_comes_by_a_link_may_read_evidence_there_and_nothing_else(records: Records, cohort: str) -> None:
    by = make(records).actor
    assert {permission for permission in EVERYTHING if by.may(permission, CASE)} == {"sources"}
    assert not [permission for permission in EVERYTHING if by.may(permission, "other") or by.may(permission, cohort)]


def test_so_many_are_in_force_at_a_time_whoever_asks_at_once(records: Records, cohort: str) -> None:
    links = [make(records) for _ in range(MOST - 1)]

    def try_one(_: int) -> bool:
        try:
            make(records)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(try_one, range(4))) == 1
    before = records.audit_log.head()
    with pytest.raises(NotAllowed, match=f"No link was made. {MOST} links for auditors of this case are in force"):
        make(records)
    assert records.audit_log.head() == before
    # Neither those of another case, nor what is over, is in the way.
    make(records, place="other")
    let_expire(records, links[0])
    assert make(records)
