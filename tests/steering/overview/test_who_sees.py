"""Pictures of a cohort's overview and key are for those who review it: nobody who learns, and no other cohort."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from steering.access.control import AccessControl
from steering.actors import COMMAND_LINE
from steering.catalog.roles import Role
from steering.records import Records
from steering.records.cohorts import NewMember


@pytest.mark.parametrize("role", get_args(Role))
def test_a_cohort_s_pictures_are_for_reviewers_alone(role: Role, tmp_path: Path) -> None:
    with Records(tmp_path) as records:
        control = AccessControl("links", lambda: records, lambda: "own")
        cohorts = [records.cohorts.make(name, COMMAND_LINE).id for name in ("Autumn", "Spring")]
        if role == "admin":
            person = records.people.make_admin("Admin", COMMAND_LINE)
        else:
            (member,) = records.cohorts.add(cohorts[0], [NewMember(name="X", role=role)], COMMAND_LINE)
            person = member.person
            records.workspaces.make(cohorts[0], COMMAND_LINE, person_id=person.id, title="X")
        _, cookie = records.people.open_link(records.people.make_link(person.id, "", COMMAND_LINE))
        assert control.sees(cookie, cohorts[:1]) is (role in ("assistant", "instructor"))
        assert control.sees(cookie, cohorts[1:]) is False
