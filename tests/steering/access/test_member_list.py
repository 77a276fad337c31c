"""Lists of members: what is read from them, and that a list with any problem tells all of them."""

from __future__ import annotations

import datetime as dt

import pytest

from steering.access.member_list import read_member_list
from steering.errors import InputRefused, Problem
from steering.records.cohorts import MOST_MEMBERS, Member, NewMember
from steering.records.people import Person


def member(name: str, mail: str = "") -> Member:
    person = Person(id=name, issuer="link", subject=name, name=name, mail=mail)
    return Member(
        cohort_id="c", person=person, role="presenter", group="", added_at=dt.datetime.now(dt.UTC), by_groups=False
    )


def problems(text: str | bytes, *before: Member) -> tuple[Problem, ...]:
    with pytest.raises(InputRefused) as refused:
        read_member_list(text if isinstance(text, bytes) else text.encode(), before)
    return refused.value.problems


def places(text: str | bytes, *before: Member) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems(text, *before)]


class TestLists:
    def test_names_alone_are_learners(self) -> None:
        read = read_member_list(b"Ann Lee\n\n  Ben   Ode \n", ())
        assert read == (NewMember(name="Ann Lee", role="presenter"), NewMember(name="Ben Ode", role="presenter"))

    @pytest.mark.parametrize("sign", ["\t", ";", ","])
    def test_columns_have_an_order(self, sign: str) -> None:
        line = sign.join(["Ann Lee", "Assistant", "ann@example.org", "North"])
        expected = NewMember(name="Ann Lee", role="assistant", mail="ann@example.org", group="North")
        assert read_member_list(line.encode(), ()) == (expected,)

    def test_a_header_names_them_in_any_order(self) -> None:
        read = read_member_list(b'Group,Name\n"North, east",Ann\n', ())
        assert read == (NewMember(name="Ann", role="presenter", group="North, east"),)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_as_spreadsheets_save_it(self, encoding: str) -> None:
        assert read_member_list("name\r\nZoë Ångström\r\n".encode(encoding), ())[0].name == "Zoë Ångström"

    def test_as_many_as_a_cohort_may_have(self) -> None:
        text = "\n".join(f"Member {number}" for number in range(MOST_MEMBERS))
        assert len(read_member_list(text.encode(), ())) == MOST_MEMBERS
        assert "beside 1 whom" in problems(text, member("Ann"))[0].found


class TestBadLists:
    def test_all_problems_at_once_each_with_its_place(self) -> None:
        text = "name,role,mail\nAnn,instrutor,\n,presenter,\nBen,,ben@\nann,viewer,\nCara,admin,\nDan,,,,x\n"
        assert places(text) == [(2, "role"), (3, "name"), (4, "mail"), (5, "name"), (6, "role"), (7, None)]
        assert "Did you mean 'instructor'?" in problems(text)[0].remedy

    def test_a_line_break_in_a_cell_counts_as_an_editor_does(self) -> None:
        assert places('"Ann\nLee"\nBen,chief\n') == [(3, "role")]

    @pytest.mark.parametrize("twin", ["ann lee", "Аnn Lee", "Ann\u200b Lee", "ＡＮＮ ＬＥＥ"])
    def test_names_that_look_alike(self, twin: str) -> None:
        assert places(f"Ann Lee\n{twin}\n") == [(2, "name")]
        assert places(f"Ben\n{twin}\n", member("Ann Lee")) == [(2, "name")]

    def test_a_mail_address_twice(self) -> None:
        assert places("Ann,,a@example.org\nBen,,A@example.org\n") == [(2, "mail")]
        assert places("Ben,,a@example.org\n", member("Ann", "a@example.org")) == [(1, "mail")]

    @pytest.mark.parametrize("text", ["", " \n\n", "name,role\n"])
    def test_nobody(self, text: str) -> None:
        assert problems(text)[0].found == "nobody"

    def test_columns_that_are_none(self) -> None:
        found = [problem.found for problem in problems("name,nmae,mail,mail\nAnn,,,\n")]
        assert found == ["the column 'nmae'", "a second one"]

    @pytest.mark.parametrize("data", [b"\xff\x00\xd8", b"PK\x03\x04\x00\x00", b"name\nZo\xeb\n", b"\xff\xfe\x00"])
    def test_what_is_no_text(self, data: bytes) -> None:
        assert problems(data)[0].found == "bytes that are no text"

    def test_too_long(self) -> None:
        assert problems(b"x" * 2_000_001)[0].found == "2,000,001 bytes"
        assert places("x" * 81) == [(1, "name")]

    def test_a_quote_that_is_not_closed(self) -> None:
        assert "double quote" in problems('Ann\n"Ben\nCara\n')[0].found
