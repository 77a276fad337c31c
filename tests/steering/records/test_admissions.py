"""Who comes in by a provider, in both databases: what groups give and take, and what stays."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.errors import NotAllowed
from steering.records import Records
from steering.records.admissions import USED, Arrival, GrantedMembership
from steering.records.cohorts import INSTALLATION, Member, NewMember
from steering.records.forgetting import forget_person
from steering.records.people import PROVIDER_HOURS
from steering.records.people_schema import people, used_sign_ins

ISSUER = "https://id.example.com"


@pytest.fixture
def cohort(records: Records) -> str:
    return records.cohorts.make("Autumn", COMMAND_LINE).id


def arrive(sign_in: str, **grants: Role) -> Arrival:
    """Somebody whose groups give a role in each cohort that is named."""
    memberships = tuple(GrantedMembership(cohort_id=id, role=role) for id, role in grants.items())
    return Arrival(
        issuer=ISSUER, subject="a1", name="Ada", mail="", sign_in=sign_in, is_admin=False, memberships=memberships
    )


def admit(records: Records, arrival: Arrival) -> str:
    return records.admissions.admit(arrival, "Halden ID")


def roles(records: Records) -> dict[str, str]:
    """The roles of Ada, by the ids of cohorts."""
    return {member.cohort_id: member.role for member in memberships(records)}


def memberships(records: Records) -> tuple[Member, ...]:
    return records.cohorts.memberships(find_ada(records))


def find_ada(records: Records) -> str:
    query = sa.select(people.c.id).where(people.c.issuer == ISSUER, people.c.subject == "a1")
    return records.read(lambda connection: connection.execute(query).scalar_one())


def test_groups_make_a_member_who_is_signed_in_for_a_working_day(records: Records, cohort: str) -> None:
    secret = admit(records, arrive("1", **{cohort: "instructor"}))
    found = records.people.find_sign_in(secret)
    assert found and (found.person.name, found.way) == ("Ada", "provider")
    left = found.expires_at - dt.datetime.now(dt.UTC)
    assert dt.timedelta(hours=PROVIDER_HOURS - 1) < left <= dt.timedelta(hours=PROVIDER_HOURS)
    assert roles(records) == {cohort: "instructor"}


def test_a_sign_in_opens_one_visit(records: Records, cohort: str) -> None:
    assert not records.admissions.is_used("1")
    admit(records, arrive("1", **{cohort: "viewer"}))
    assert records.admissions.is_used("1")
    with pytest.raises(NotAllowed, match=USED):
        admit(records, arrive("1", **{cohort: "instructor"}))
    assert roles(records) == {cohort: "viewer"}


def test_what_was_used_is_forgotten_when_its_ticket_is_long_void(records: Records, cohort: str) -> None:
    admit(records, arrive("1", **{cohort: "viewer"}))
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    records.write(lambda connection: connection.execute(sa.update(used_sign_ins).values(used_at=old)))
    admit(records, arrive("2", **{cohort: "viewer"}))
    assert not records.admissions.is_used("1") and records.admissions.is_used("2")


def test_changed_groups_hold_from_the_next_sign_in(records: Records, cohort: str) -> None:
    admit(records, arrive("1", **{cohort: "instructor", INSTALLATION: "viewer"}))
    other = records.cohorts.make("Winter", COMMAND_LINE).id
    admit(records, arrive("2", **{cohort: "presenter", other: "viewer"}))
    assert roles(records) == {cohort: "presenter", other: "viewer"}
    actions = [(entry.action, entry.place) for entry in records.audit_log.list()]
    assert {("role", cohort), ("member", other), ("member", INSTALLATION)} <= set(actions[:4])


def test_what_was_set_by_hand_stays_and_what_groups_gave_goes(records: Records, cohort: str) -> None:
    admit(records, arrive("1", **{cohort: "instructor", INSTALLATION: "viewer"}))
    records.cohorts.add(cohort, [NewMember(name="Boss", role="instructor")], COMMAND_LINE)
    records.cohorts.change(cohort, find_ada(records), COMMAND_LINE, role="assistant", group="B")
    admit(records, arrive("2", **{cohort: "instructor"}))
    assert roles(records) == {cohort: "assistant"}
    admit(records, arrive("3"))
    assert roles(records) == {cohort: "assistant"}


def test_the_last_instructor_goes_too_where_groups_no_longer_give_it(records: Records, cohort: str) -> None:
    admit(records, arrive("1", **{cohort: "instructor", INSTALLATION: "viewer"}))
    admit(records, arrive("2", **{INSTALLATION: "viewer"}))
    assert roles(records) == {INSTALLATION: "viewer"}


def test_a_stranger_without_groups_is_refused_and_not_made_a_person(records: Records) -> None:
    with pytest.raises(NotAllowed, match="You are known to Halden ID, but none of your groups there is let in here"):
        admit(records, arrive("1"))
    assert not records.people.is_anybody()
    assert records.admissions.is_used("1")
    (entry,) = records.audit_log.list()
    assert (entry.action, json.loads(entry.facts)) == ("refuse", {"issuer": ISSUER})
    assert "a1" not in entry.subject.split()


def test_who_is_in_no_group_any_more_is_refused_and_out_at_once(records: Records, cohort: str) -> None:
    secret = admit(records, arrive("1", **{cohort: "instructor"}))
    with pytest.raises(NotAllowed, match="none of your groups"):
        admit(records, arrive("2"))
    assert roles(records) == {}
    presence = records.presence.find(secret)
    assert presence and presence.places == ()


def test_admins_follow_their_group(records: Records) -> None:
    admit(records, replace(arrive("1"), is_admin=True))
    assert records.people.find(find_ada(records)).is_admin
    with pytest.raises(NotAllowed):
        admit(records, arrive("2"))
    assert not records.people.find(find_ada(records)).is_admin


def test_an_identity_is_issuer_and_subject_whatever_the_mail_says(records: Records, cohort: str) -> None:
    grants = {cohort: "viewer"}
    admit(records, replace(arrive("1", **grants), mail="a@example.com"))
    admit(records, replace(arrive("2", **grants), mail="a@example.com", issuer="https://other.example.com"))
    admit(records, replace(arrive("3", **grants), name="Ada, renamed"))
    names = sorted((member.person.issuer, member.person.name) for member in records.cohorts.members(cohort))
    assert names == [(ISSUER, "Ada, renamed"), ("https://other.example.com", "Ada")]


def test_somebody_who_was_forgotten_comes_in_as_somebody_new(records: Records, cohort: str) -> None:
    admit(records, arrive("1", **{cohort: "viewer"}))
    before = find_ada(records)
    forget_person(records, before, "", COMMAND_LINE)
    admit(records, arrive("2", **{cohort: "viewer"}))
    assert records.people.find(before).name == "Former member 1"
    assert find_ada(records) != before and roles(records) == {cohort: "viewer"}


def test_an_archived_cohort_lets_nobody_in(records: Records, cohort: str) -> None:
    records.cohorts.archive(cohort, COMMAND_LINE)
    with pytest.raises(NotAllowed):
        admit(records, arrive("1", **{cohort: "viewer"}))


def test_no_link_is_made_for_somebody_of_the_provider(records: Records, cohort: str) -> None:
    admit(records, arrive("1", **{cohort: "viewer"}))
    with pytest.raises(NotAllowed, match="Ada signs in by the provider"):
        records.people.make_link(find_ada(records), cohort, COMMAND_LINE)
