"""Pictures of an audit log are for those who read that log: no stranger, no learner, no other cohort."""

from __future__ import annotations

from typing import get_args

import pytest

from steering.access.control import LOG, AccessControl
from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records import Records
from steering.records.cohorts import INSTALLATION
from tests.members import invite


@pytest.fixture
def control(records: Records) -> AccessControl:
    return AccessControl("links", lambda: records, lambda: "own")


@pytest.mark.parametrize("has_workspace", [False, True])
@pytest.mark.parametrize("role", get_args(Role))
def test_a_log_is_for_who_reads_it(records: Records, control: AccessControl, role: Role, has_workspace: bool) -> None:
    ours, theirs = (records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring"))
    if has_workspace:
        records.workspaces.make(ours, COMMAND_LINE, title="X", id="w")
        records.workspaces.show("w", COMMAND_LINE, shown=True)
    cookie = records.people.open_link(invite(records, role, ours))[1]
    assert control.sees(cookie, [LOG + ours]) is (role in ("instructor", "auditor"))
    assert control.sees(cookie, [LOG]) is (role == "admin")
    for place in (theirs, INSTALLATION, "w"):
        assert control.sees(cookie, [LOG + place]) is False
    # Mail addresses in it are for those who may see these in a workspace of that cohort.
    assert control.sees(cookie, [LOG + theirs], "contacts") is False
    if role == "auditor":
        assert control.sees(cookie, [LOG + ours], "contacts") is has_workspace


@pytest.mark.parametrize("cookie", ["", "forged"])
def test_a_stranger_sees_no_picture_whichever_place_it_is_of(control: AccessControl, cookie: str) -> None:
    for place in ("", LOG, LOG + INSTALLATION, INSTALLATION, "own"):
        assert control.sees(cookie, [place]) is False


def test_what_belongs_to_no_case_is_for_whoever_is_signed_in(records: Records, control: AccessControl) -> None:
    cookie = records.people.open_link(invite(records, "viewer", records.cohorts.make("Autumn", COMMAND_LINE).id))[1]
    assert control.sees(cookie, [""]) and not control.sees(cookie, [INSTALLATION])
