"""Who may read what of the audit log: everything, a cohort with its workspaces, one case, or nothing."""

from __future__ import annotations

import json

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.roles import Permission
from steering.errors import NotAllowed
from steering.exports.audit_log import render_entries
from steering.records import Records
from steering.records.audit_log import PAGE, digest_entry
from steering.records.audit_search import LogQuery, LogScope, export_log, find_options, grant_scope, search_log
from steering.records.cohorts import NewMember
from tests.actors import TESTER


def reader(**grants: Permission) -> Actor:
    return Actor(id="reader", name="Reader", grants={place: frozenset({may}) for place, may in grants.items()})


def subjects(records: Records, scope: LogScope, **asked: str) -> list[str]:
    return [entry.subject for entry in export_log(records, LogQuery(scope=scope, **asked))]


def test_a_cohort_sees_its_own_places_and_sign_ins_and_nothing_of_another(records: Records) -> None:
    ours, theirs = records.cohorts.make("Autumn", TESTER).id, records.cohorts.make("Spring", TESTER).id
    people = {}
    for cohort in (ours, theirs):
        (member,) = records.cohorts.add(cohort, [NewMember(name=f"Ann {cohort}", role="presenter")], TESTER)
        people[cohort] = member.person.id
        records.workspaces.make(cohort, TESTER, person_id=member.person.id, title="Demo", id=f"w-{cohort}")
        records.audit_log.note(TESTER, "download", place=f"w-{cohort}", subject=f"file {cohort}")
        signing = Actor(id=member.person.id, name="Ann")
        records.audit_log.note(signing, "sign-in", subject=f"sign-in {cohort}")
        records.audit_log.note(signing, "configure", subject=f"admin {cohort}")
    scope = grant_scope(reader(**{ours: "log"}), ours, f"w-{ours}")
    assert scope == LogScope(cohort_id=ours)
    assert subjects(records, scope) == ["Autumn", people[ours], f"w-{ours}", f"file {ours}", f"sign-in {ours}"]
    options = find_options(records, scope)
    assert options.places == {ours: "Autumn", f"w-{ours}": "Demo"}
    assert set(options.people) == {TESTER.id, people[ours]}
    # Asking for a place of others by its id gives nothing of it.
    assert subjects(records, scope, place=theirs) == []
    one_case = grant_scope(reader(**{f"w-{theirs}": "log"}), theirs, f"w-{theirs}")
    assert subjects(records, one_case) == [f"file {theirs}"]


@pytest.mark.parametrize("may", ["read", "edit", "publish", "manage"])
def test_without_the_permission_there_is_nothing(may: Permission) -> None:
    with pytest.raises(NotAllowed, match="open to instructors, auditors and admins"):
        grant_scope(reader(cohort=may, case=may), "cohort", "case")
    with pytest.raises(NotAllowed):
        grant_scope(reader(elsewhere="log"), "cohort", "case")
    with pytest.raises(NotAllowed):
        grant_scope(reader(), "", "")


def test_an_empty_scope_shows_nothing(records: Records) -> None:
    records.audit_log.note(TESTER, "download", subject="file")
    assert subjects(records, LogScope()) == []
    assert subjects(records, grant_scope(TESTER, "", "")) == ["file"]


def test_entries_are_chosen_by_place_person_and_action(records: Records) -> None:
    whole = LogScope(is_whole=True)
    ann = Actor(id=records.people.make_admin("Ann", TESTER).id, name="Ann")
    records.audit_log.note(ann, "download", place="b", subject="2")
    records.audit_log.note(ann, "vote", place="a", subject="3")
    records.audit_log.note(ann, "vote", place="b", subject="4")
    records.audit_log.note(COMMAND_LINE, "download", place="a", subject="5")
    assert subjects(records, whole, place="a") == ["3", "5"]
    assert subjects(records, whole, person=ann.id) == ["2", "3", "4"]
    assert subjects(records, whole, person=ann.id, action="vote", place="b") == ["4"]
    options = find_options(records, whole)
    # By the names that they have now, in the order of these.
    assert list(options.people.items()) == [(ann.id, "Ann"), ("command line", "Command line"), (TESTER.id, TESTER.id)]
    assert options.actions == ("download", "role", "vote")


def test_pages_have_every_entry_once(records: Records) -> None:
    query = LogQuery(scope=LogScope(is_whole=True))
    for number in range(PAGE + 3):
        records.audit_log.note(TESTER, "download", subject=f"{number}")
    first = search_log(records, query)
    second = search_log(records, query, before=first[-1].seq)
    assert [entry.seq for entry in (*first, *second)] == list(range(PAGE + 3, 0, -1))


def test_an_export_can_be_verified_without_the_app(records: Records) -> None:
    records.audit_log.note(TESTER, "download", place="halden", subject='"Ümlaut"\u2028\nline', rows=3, a=["ü"])
    records.audit_log.note(TESTER, "vote", place="halden")
    before = "0" * 64
    lines = render_entries(export_log(records, LogQuery(scope=LogScope(is_whole=True))), {}).split(b"\n")
    assert lines.pop() == b""
    for line in lines:
        entry = json.loads(line)
        digest = entry.pop("sha256")
        facts = json.dumps(entry["facts"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        before = digest_entry(before, {**entry, "facts": facts})
        assert digest == before
    assert records.audit_log.head().sha256 == before
