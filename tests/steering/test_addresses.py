"""E-mail addresses are found as people write them, and hidden wherever they stand in a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.addresses import AddressMask, hide_addresses
from steering.frames.blocks import Column, TableBlock


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("ann@example.org", "[e-mail 1]"),
        ("Ask ann.b-c+d@mail.example.co.uk.", "Ask [e-mail 1]."),
        ('{"owner": "ann@example.org", "team": "Red"}', '{"owner": "[e-mail 1]", "team": "Red"}'),
        ("owner=ann@example.org;by=ben@example.org", "owner=[e-mail 1];by=[e-mail 2]"),
        ("<mailto:O'Brien@example.org>", "<mailto:[e-mail 1]>"),
        ("ANN@Example.org, ann@example.org", "[e-mail 1], [e-mail 1]"),
        ("jörg@bücher.example", "[e-mail 1]"),
        ("x" * 200 + "@example.org", "x" * 136 + "[e-mail 1]"),
    ],
)
def test_an_address_is_hidden_and_the_rest_stays(text: str, hidden: str) -> None:
    assert AddressMask().hide(text) == hidden


@pytest.mark.parametrize("text", ["", "no address", "@team", "5 @ 3.20", "a@", "@b.example", "a @ b.example"])
def test_what_is_no_address_stays(text: str) -> None:
    assert AddressMask().hide(text) == text


def test_two_people_are_still_two_wherever_they_stand() -> None:
    table = TableBlock(
        id="owners", title="By ann@example.org", columns=(Column(label="Owner"), Column(label="Charges", kind="count")),
        rows=(("ben@example.org", 3), ("ann@example.org", 4)),
    )  # fmt: skip
    hidden = hide_addresses({"tables": [table], "of": ("ben@example.org", None, 1.5)})
    assert hidden["tables"] == [
        TableBlock(
            id="owners", title="By [e-mail 1]", columns=table.columns, rows=(("[e-mail 2]", 3), ("[e-mail 1]", 4))
        )
    ]
    assert hidden["of"] == ("[e-mail 2]", None, 1.5)


def test_a_value_without_addresses_is_itself() -> None:
    table = TableBlock(id="a", title="A", columns=(Column(label="N"),), rows=((float("nan"),),))
    assert hide_addresses(table) is table


@given(st.text(alphabet="ab.@-_ +'\n", max_size=40))
def test_nothing_is_left_and_a_second_time_changes_nothing(text: str) -> None:
    hidden = AddressMask().hide(text)
    assert AddressMask().hide(hidden) == hidden
