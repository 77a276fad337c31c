"""Who somebody is, by the claims of a token, and which claims say too little."""

from __future__ import annotations

import datetime as dt

import pytest

from steering.access.identity import Identity, parse_identity
from steering.errors import NotAllowed

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
CLAIMS = {
    "iss": "https://id.example.com",
    "sub": "a1",
    "nonce": "n1",
    "iat": int(NOW.timestamp()) - 5,
    "exp": int(NOW.timestamp()) + 3600,
    "name": "Ada",
    "email": "ada@example.com",
    "email_verified": True,
    "groups": ["teachers", "chess"],
}


def read(**changes: object) -> Identity:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return parse_identity(claims, "groups", "Halden ID", NOW)


def test_an_identity_is_issuer_and_subject() -> None:
    identity = read()
    assert (identity.issuer, identity.subject, identity.name) == ("https://id.example.com", "a1", "Ada")
    assert identity.groups == ("teachers", "chess")


@pytest.mark.parametrize(
    ("verified", "mail"),
    [(True, "ada@example.com"), ("true", "ada@example.com"), (False, ""), ("false", ""), (None, ""), (1, "")],
)
def test_a_mail_address_is_taken_only_where_it_is_verified(verified: object, mail: str) -> None:
    # 1 == True in Python, and is not what a provider says.
    assert read(email_verified=verified).mail == mail


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"name": None, "preferred_username": "ada7"}, "ada7"),
        ({"name": " \n", "email_verified": True}, "ada@example.com"),
        ({"name": None, "email_verified": False}, "Somebody from Halden ID"),
        ({"name": "Ada\x07\n Lovelace"}, "Ada\ufffd Lovelace"),
        ({"name": "A" * 300}, "A" * 256),
    ],
)
def test_a_name_is_what_can_be_shown(changes: dict[str, object], name: str) -> None:
    assert read(**changes).name == name


@pytest.mark.parametrize(
    ("groups", "read_as"),
    [("teachers", ("teachers",)), (None, ()), ([1, "a", "", None, "b" * 161], ("a",)), ({"a": 1}, ())],
)
def test_groups_are_a_list_of_names_or_one(groups: object, read_as: tuple[str, ...]) -> None:
    assert read(groups=groups).groups == read_as


@pytest.mark.parametrize("name", ["iss", "sub", "nonce", "iat", "exp"])
@pytest.mark.parametrize("value", [None, "", True, ["x"], "\x00", float("inf")])
def test_without_what_names_the_sign_in_nobody_comes_in(name: str, value: object) -> None:
    with pytest.raises(NotAllowed, match=f"no usable {name}"):
        read(**{name: value})


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(NOW.timestamp())},
        {"iat": int(NOW.timestamp()) - 601},
        {"iat": int(NOW.timestamp()) + 121},
    ],
)
def test_a_token_that_is_not_of_now_opens_nothing(changes: dict[str, object]) -> None:
    with pytest.raises(NotAllowed, match="This sign-in has expired"):
        read(**changes)


def test_groups_that_the_provider_has_not_sent_are_told() -> None:
    with pytest.raises(NotAllowed, match="so many groups that Halden ID does not send them"):
        read(groups=None, _claim_names={"groups": "src1"})


def test_each_sign_in_has_a_hash_of_its_own() -> None:
    hashes = {read().sign_in, read(nonce="n2").sign_in, read(iat=CLAIMS["iat"] - 1).sign_in, read(sub="a2").sign_in}
    assert len(hashes) == 4 and read(name="Other").sign_in == read().sign_in
