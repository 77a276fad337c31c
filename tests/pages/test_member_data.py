"""The data of a member on Cohorts, without a browser: taken along, and forgotten."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE
from steering.records.cohorts import INSTALLATION, NewMember

Visit = Callable[..., AppTest]


def test_a_member_is_forgotten_under_a_pseudonym(visit: Visit) -> None:
    seen, records = visit(page="cohorts"), session.app_state().records
    additions = [NewMember(name="Ann", role="instructor"), NewMember(name="Ben", role="presenter")]
    _, ben = records.cohorts.add(INSTALLATION, additions, COMMAND_LINE)
    seen.run()
    seen.selectbox(key=f"member-{INSTALLATION}").set_value(ben.person.id).run()
    seen.button(key="member-data").click().run()
    assert any("can't be removed" in text.value for text in seen.markdown)
    seen.button(key="forget-member").click().run()
    assert not seen.exception
    assert [member.person.name for member in records.cohorts.members(INSTALLATION)] == ["Ann"]
    assert records.people.find(ben.person.id).name == "Former member 1"
    assert [toast.value for toast in seen.toast] == ["Ben is Former member 1 from now on\\."]
