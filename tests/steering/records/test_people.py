"""People, links, cohorts and workspaces, in both databases: what is allowed to whom, and what ends when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.roles import EVERYTHING, IN_COHORT, Role
from steering.errors import NotAllowed, UnknownName
from steering.records import Records
from steering.records.audit_log import GENESIS, digest_entry
from steering.records.cohorts import INSTALLATION, Cohort, Member, NewMember
from steering.records.people_schema import audit_entries, sign_in_links, sign_ins

STAFF = (NewMember(name="Instructor", role="instructor"), NewMember(name="Assistant", role="assistant"))
LEARNERS = tuple(NewMember(name=f"Learner {n}", role="presenter", group="Red") for n in (1, 2))


@pytest.fixture
def cohort(records: Records) -> Cohort:
    """A cohort with an instructor, an assistant, and two learners in one group."""
    cohort = records.cohorts.make("Autumn", COMMAND_LINE)
    records.cohorts.add(cohort.id, [*STAFF, *LEARNERS], COMMAND_LINE)
    return cohort


def member(records: Records, cohort: Cohort, name: str) -> Member:
    return next(member for member in records.cohorts.members(cohort.id) if member.person.name == name)


def acting(cohort: Cohort, role: Role) -> Actor:
    return Actor(id=role, name=role, grants={cohort.id: IN_COHORT[role]})


class TestLinks:
    def test_a_link_opens_as_often_as_needed_and_each_browser_has_a_secret_of_its_own(
        self, records: Records, cohort: Cohort
    ) -> None:
        person = member(records, cohort, "Learner 1").person
        secret = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
        (one, first), (other, second) = records.people.open_link(secret), records.people.open_link(secret)
        assert one == other == person and first != second
        found = records.people.find_sign_in(second)
        assert found and found.person == person and found.way == "link"

    def test_no_secret_is_stored(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        secret = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
        _, browser = records.people.open_link(secret)
        with records.engine.connect() as connection:
            stored = [*connection.execute(sa.select(sign_in_links)), *connection.execute(sa.select(sign_ins))]
        assert len(stored) == 2
        assert not [row for row in stored if secret in str(row) or browser in str(row)]

    def test_a_new_link_withdraws_the_earlier_one(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        earlier = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
        later = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
        with pytest.raises(NotAllowed, match="withdrawn"):
            records.people.open_link(earlier)
        assert records.people.open_link(later)[0] == person

    def test_a_withdrawn_link_ends_the_visits_that_came_by_it(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        secret = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
        _, browser = records.people.open_link(secret)
        records.people.revoke_links(person.id, cohort.id, acting(cohort, "instructor"))
        assert records.people.find_sign_in(browser) is None
        with pytest.raises(NotAllowed, match="withdrawn"):
            records.people.open_link(secret)

    @pytest.mark.parametrize("secret", ["", "forged", "x" * 5_000, "\udc80"])
    def test_a_forged_link_opens_nothing(self, records: Records, secret: str) -> None:
        with pytest.raises(NotAllowed, match="opens nothing"):
            records.people.open_link(secret)
        assert records.people.find_sign_in(secret) is None

    def test_an_expired_link_says_so(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        secret = records.people.make_link(person.id, cohort.id, COMMAND_LINE, days=-1)
        with pytest.raises(NotAllowed, match="expired"):
            records.people.open_link(secret)

    def test_a_visit_ends_by_itself(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        _, browser = records.people.open_link(records.people.make_link(person.id, cohort.id, COMMAND_LINE))
        with records.engine.begin() as connection:
            past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
            connection.execute(sa.update(sign_ins).values(expires_at=past))
        assert records.people.find_sign_in(browser) is None

    def test_who_signs_out_is_out_in_this_browser_alone(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        secret = records.people.make_link(person.id, cohort.id, COMMAND_LINE)
        (_, here), (_, there) = records.people.open_link(secret), records.people.open_link(secret)
        records.people.sign_out(here)
        assert records.people.find_sign_in(here) is None
        assert records.people.find_sign_in(there)

    @pytest.mark.parametrize("role", ["viewer", "presenter", "assistant", "auditor"])
    def test_only_who_manages_members_makes_links(self, records: Records, cohort: Cohort, role: Role) -> None:
        person = member(records, cohort, "Learner 1").person
        with pytest.raises(NotAllowed):
            records.people.make_link(person.id, cohort.id, acting(cohort, role))
        with pytest.raises(NotAllowed):
            records.people.make_link(person.id, "", acting(cohort, "instructor"))


class TestCohorts:
    def test_there_is_a_cohort_of_the_installation_from_the_beginning(self, records: Records) -> None:
        assert [cohort.id for cohort in records.cohorts.list()] == [INSTALLATION]

    def test_members_are_listed_by_name_with_role_and_group(self, records: Records, cohort: Cohort) -> None:
        found = [(each.person.name, each.role, each.group) for each in records.cohorts.members(cohort.id)]
        assert found == [
            ("Assistant", "assistant", ""),
            ("Instructor", "instructor", ""),
            ("Learner 1", "presenter", "Red"),
            ("Learner 2", "presenter", "Red"),
        ]

    def test_an_instructor_of_one_cohort_can_do_nothing_in_another(self, records: Records, cohort: Cohort) -> None:
        other = records.cohorts.make("Spring", COMMAND_LINE)
        with pytest.raises(NotAllowed):
            records.cohorts.add(other.id, LEARNERS, acting(cohort, "instructor"))
        with pytest.raises(NotAllowed):
            records.cohorts.make("Mine", acting(cohort, "instructor"))
        assert records.cohorts.members(other.id) == ()

    def test_the_last_instructor_stays(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Instructor").person
        acts: tuple[Callable[[], None], ...] = (
            lambda: records.cohorts.remove(cohort.id, person.id, COMMAND_LINE),
            lambda: records.cohorts.change(cohort.id, person.id, COMMAND_LINE, role="viewer", group=""),
        )
        for act in acts:
            with pytest.raises(NotAllowed, match="needs an instructor"):
                act()
        assert member(records, cohort, "Instructor").role == "instructor"

    def test_a_copy_has_who_teaches_and_no_learner(self, records: Records, cohort: Cohort) -> None:
        copy = records.cohorts.make("Winter", COMMAND_LINE, copied_from=cohort.id)
        assert [each.role for each in records.cohorts.members(copy.id)] == ["assistant", "instructor"]

    def test_a_copy_has_the_data_in_force_and_keeps_it_whatever_becomes_of_the_first(
        self, records: Records, cohort: Cohort
    ) -> None:
        def publish(release: str) -> None:
            records.publish(
                cohort.id, "adoption", release, by=COMMAND_LINE, source="command", source_name="a.csv",
                source_sha256="c" * 64, rows=7,
            )  # fmt: skip

        publish("a" * 64)
        publish("b" * 64)
        copy = records.cohorts.make("Winter", COMMAND_LINE, copied_from=cohort.id)
        publish("d" * 64)
        (entry,) = records.in_force(copy.id).values()
        assert (entry.release_id, entry.rows, entry.published_by) == ("b" * 64, 7, COMMAND_LINE.id)
        assert entry.reason == "Copied from Autumn"
        assert records.history(copy.id, "adoption") == (entry,)

    def test_in_an_archived_cohort_nobody_is_a_member(self, records: Records, cohort: Cohort) -> None:
        person = member(records, cohort, "Learner 1").person
        records.cohorts.archive(cohort.id, COMMAND_LINE)
        assert records.cohorts.memberships(person.id) == ()
        records.cohorts.archive(cohort.id, COMMAND_LINE, restore=True)
        assert [each.cohort_id for each in records.cohorts.memberships(person.id)] == [cohort.id]

    def test_a_workspace_is_of_a_person_or_of_a_group(self, records: Records, cohort: Cohort) -> None:
        one, two = (member(records, cohort, f"Learner {n}") for n in (1, 2))
        own = records.workspaces.make(cohort.id, COMMAND_LINE, person_id=one.person.id, title="Own")
        shared = records.workspaces.make(cohort.id, COMMAND_LINE, group="Red", title="Shared")
        assert (own.is_of(one), own.is_of(two)) == (True, False)
        assert (shared.is_of(one), shared.is_of(two)) == (True, True)
        assert not shared.is_of(member(records, cohort, "Assistant"))
        with pytest.raises(UnknownName):
            records.workspaces.make(cohort.id, COMMAND_LINE, person_id="nobody", title="None")
        assert records.workspaces.list(cohort.id) == (own, shared)


class TestAuditLog:
    def test_each_entry_is_chained_to_the_one_before(self, records: Records, cohort: Cohort) -> None:
        entries, head = records.audit_log.read_all()
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        before = GENESIS
        for entry in entries:
            before = digest_entry(before, vars(entry))
            assert entry.sha256 == before
        assert (head.seq, head.sha256) == (entries[-1].seq, before)
        assert [entry.action for entry in entries] == ["cohort", "member", "member", "member", "member"]

    def test_what_is_refused_leaves_no_entry(self, records: Records, cohort: Cohort) -> None:
        before = records.audit_log.head()
        person = member(records, cohort, "Instructor").person
        with pytest.raises(NotAllowed):
            records.cohorts.remove(cohort.id, person.id, COMMAND_LINE)
        assert records.audit_log.head() == before

    def test_a_changed_entry_breaks_its_hash(self, records: Records, cohort: Cohort) -> None:
        with records.engine.begin() as connection:
            connection.execute(sa.update(audit_entries).where(audit_entries.c.seq == 2).values(actor="Somebody else"))
        entries, _ = records.audit_log.read_all()
        assert digest_entry(entries[0].sha256, vars(entries[1])) != entries[1].sha256

    def test_it_is_read_a_page_at_a_time_and_by_place(self, records: Records, cohort: Cohort) -> None:
        records.audit_log.note(COMMAND_LINE, "backup", size=3)
        newest = records.audit_log.list()
        assert newest[0].action == "backup" and newest[0].as_dict({})["facts"] == {"size": 3}
        assert {entry.place for entry in records.audit_log.list(places=(cohort.id,))} == {cohort.id}
        assert [entry.seq for entry in records.audit_log.list(before=3)] == [2, 1]


def test_the_command_line_may_do_everything() -> None:
    assert all(COMMAND_LINE.may(permission, "anywhere") for permission in EVERYTHING)
