"""Who stands where, role by role, and that nobody is let into another cohort."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
import sqlalchemy as sa

from steering.access.control import AccessControl, Standing
from steering.actors import COMMAND_LINE
from steering.catalog.roles import EVERYTHING, IN_COHORT, OWN, PERMISSIONS, ROLES, Permission, Role
from steering.errors import NotAllowed
from steering.records import Records
from steering.records.cohorts import INSTALLATION, NewMember
from steering.records.workspaces import Workspace

OWN_CASE = "acme"
SignIn = Callable[[str], str]


@pytest.fixture
def control(records: Records) -> AccessControl:
    return AccessControl("links", lambda: records, lambda: OWN_CASE)


def join(records: Records, role: Role, cohort: str, *, group: str = "") -> tuple[str, str]:
    """Make a member who is signed in; return the id of the person, and the secret of the browser."""
    (member,) = records.cohorts.add(cohort, [NewMember(name=role, role=role, group=group)], COMMAND_LINE)
    secret = records.people.make_link(member.person.id, cohort, COMMAND_LINE)
    return member.person.id, records.people.open_link(secret)[1]


def make(records: Records, cohort: str, person: str = "", group: str = "") -> Workspace:
    return records.workspaces.make(cohort, COMMAND_LINE, person_id=person, group=group, title="Case")


def allowed(standing: Standing) -> set[Permission]:
    return {permission for permission in PERMISSIONS if standing.may(permission)}


def test_the_table_knows_every_role_and_permission() -> None:
    assert set(get_args(Role)) == set(ROLES) == set(IN_COHORT)
    assert set(PERMISSIONS) == EVERYTHING


def test_without_set_up_whoever_sits_at_the_machine_may_do_everything(records: Records) -> None:
    standing = AccessControl("local", lambda: records, lambda: OWN_CASE).stand("")
    assert standing.person is None and standing.case == OWN_CASE
    assert allowed(standing) == EVERYTHING


@pytest.mark.parametrize("cookie", ["", "forged"])
def test_a_stranger_is_let_in_nowhere(control: AccessControl, cookie: str) -> None:
    with pytest.raises(NotAllowed, match="Sign in"):
        control.stand(cookie)
    with pytest.raises(NotAllowed, match="Sign in"):
        control.stand(cookie, OWN_CASE)


def test_a_learner_works_in_a_workspace_of_ones_own_and_sees_no_other(control: AccessControl, records: Records) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    one, cookie = join(records, "presenter", cohort)
    other, _ = join(records, "presenter", cohort)
    own, theirs = make(records, cohort, one), make(records, cohort, other)
    assert control.stand(cookie).case == own.id and allowed(control.stand(cookie)) == OWN
    for place in (theirs.id, OWN_CASE, "unknown"):
        with pytest.raises(NotAllowed, match="no such workspace"):
            control.stand(cookie, place)
    assert control.list_workspaces(records.people.find(one)) == (own,)


def test_a_group_shares_its_workspace(control: AccessControl, records: Records) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    _, red = join(records, "presenter", cohort, group="Red")
    _, blue = join(records, "presenter", cohort, group="Blue")
    shared = make(records, cohort, group="Red")
    assert control.stand(red).workspace == shared
    with pytest.raises(NotAllowed):
        control.stand(blue, shared.id)


@pytest.mark.parametrize("role", ["viewer", "presenter", "assistant", "instructor", "auditor"])
def test_no_role_reaches_into_another_cohort(control: AccessControl, records: Records, role: Role) -> None:
    own, other = (records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring"))
    _, cookie = join(records, role, own)
    theirs = make(records, other, join(records, "presenter", other)[0])
    records.workspaces.show(theirs.id, COMMAND_LINE, shown=True)
    with pytest.raises(NotAllowed, match="no such workspace"):
        control.stand(cookie, theirs.id)


def test_the_committee_sees_what_was_shown_and_nothing_else(control: AccessControl, records: Records) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    workspace = make(records, cohort, join(records, "presenter", cohort)[0])
    _, cookie = join(records, "viewer", cohort)
    with pytest.raises(NotAllowed):
        control.stand(cookie, workspace.id)
    records.workspaces.show(workspace.id, COMMAND_LINE, shown=True)
    assert allowed(control.stand(cookie, workspace.id)) == {"read", "sources"}
    records.workspaces.show(workspace.id, COMMAND_LINE, shown=False)
    with pytest.raises(NotAllowed):
        control.stand(cookie, workspace.id)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("instructor", {"read", "edit", "publish", "approve", "oversee", "manage", "review", "log"}, {"administer"}),
        ("assistant", {"read", "rehearse", "review", "oversee"}, {"publish", "manage", "edit", "log"}),
        ("auditor", {"sources", "log"}, {"read", "edit", "review", "publish", "manage", "oversee"}),
    ],
)
def test_who_teaches_and_who_audits(
    control: AccessControl, records: Records, role: Role, may: set[Permission], may_not: set[Permission]
) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    workspace = make(records, cohort, join(records, "presenter", cohort)[0])
    _, cookie = join(records, role, cohort)
    found = allowed(control.stand(cookie, workspace.id))
    assert may <= found and not may_not & found


def test_a_demoted_instructor_can_do_no_more_at_once(control: AccessControl, records: Records) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    person, cookie = join(records, "instructor", cohort)
    join(records, "instructor", cohort)
    workspace = make(records, cohort, join(records, "presenter", cohort)[0])
    assert control.stand(cookie, workspace.id).may("publish")
    records.cohorts.change(cohort, person, COMMAND_LINE, role="assistant", group="")
    assert not control.stand(cookie, workspace.id).may("publish")
    records.cohorts.remove(cohort, person, COMMAND_LINE)
    with pytest.raises(NotAllowed, match="no such workspace"):
        control.stand(cookie, workspace.id)
    with pytest.raises(NotAllowed, match="no cohort any more"):
        control.stand(cookie)


def test_the_installation_s_own_case_is_for_the_members_of_its_cohort(control: AccessControl, records: Records) -> None:
    _, presenter = join(records, "presenter", INSTALLATION)
    _, viewer = join(records, "viewer", INSTALLATION)
    assert allowed(control.stand(presenter)) == OWN and control.stand(presenter).case == OWN_CASE
    assert allowed(control.stand(viewer, OWN_CASE)) == {"read", "sources"}


def test_an_admin_runs_the_installation_and_reads_no_learner_s_case(control: AccessControl, records: Records) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    workspace = make(records, cohort, join(records, "presenter", cohort)[0])
    admin = records.people.make_admin("Operator", COMMAND_LINE)
    cookie = records.people.open_link(records.people.make_link(admin.id, "", COMMAND_LINE))[1]
    assert allowed(control.stand(cookie)) == {"oversee", "manage", "log", "administer"}
    with pytest.raises(NotAllowed):
        control.stand(cookie, workspace.id)


@pytest.mark.parametrize("place", ["", "named"])
def test_who_asks_is_found_by_one_query(control: AccessControl, records: Records, place: str) -> None:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    person, cookie = join(records, "presenter", cohort)
    own = make(records, cohort, person)
    join(records, "viewer", INSTALLATION)
    statements: list[str] = []
    sa.event.listen(records.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert control.stand(cookie, place and own.id).case == own.id
    assert control.sees(cookie, [own.id, OWN_CASE]) and not control.sees(cookie, [OWN_CASE])
    assert sum(text.lower().startswith("select") for text in statements) == 3


def test_workspaces_of_ones_own_come_first_whichever_cohort_they_are_of(
    control: AccessControl, records: Records
) -> None:
    older, newer = (records.cohorts.make(name, COMMAND_LINE).id for name in ("Spring", "Autumn"))
    person, cookie = join(records, "presenter", older)
    records.cohorts.add(newer, [NewMember(name="Other", role="presenter")], COMMAND_LINE)
    own, shown = make(records, older, person), make(records, newer)
    records.workspaces.show(shown.id, COMMAND_LINE, shown=True)
    assert control.stand(cookie).case == own.id
    assert [workspace.id for workspace in control.list_workspaces(records.people.find(person))] == [own.id]
    with pytest.raises(NotAllowed):
        control.stand(cookie, shown.id)


def test_an_act_for_several_places_has_the_permissions_of_each_of_them(
    control: AccessControl, records: Records
) -> None:
    autumn, spring = (records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring"))
    learner, _ = join(records, "presenter", autumn)
    own, foreign = make(records, autumn, learner), make(records, spring, group="North")
    _, instructor = join(records, "instructor", autumn)
    actor = control.act_everywhere(instructor)
    assert [actor.may("publish", place) for place in (own.id, autumn, foreign.id, spring)] == [True, True, False, False]


def test_an_act_in_a_cohort_is_asked_for_where_one_is_a_member(control: AccessControl, records: Records) -> None:
    autumn, spring = (records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring"))
    learner, cookie = join(records, "presenter", autumn)
    own = make(records, autumn, learner)
    actor, cohort = control.act_at(cookie, own.id)
    assert (actor.may("publish", own.id), cohort) == (True, autumn)
    actor, cohort = control.act_at(cookie, autumn)
    assert (actor.may("publish", autumn), cohort) == (False, autumn)
    for place in (spring, "no-such-place", make(records, spring, group="North").id):
        with pytest.raises(NotAllowed):
            control.act_at(cookie, place)
