"""Tickets of a provider's sign-in: made once, of now, and for what the groups of `access.yaml` give."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from steering.access.access_file import FILE
from steering.access.links import load_key
from steering.access.provider import IdentityProvider, make_streamlit_secrets
from steering.actors import COMMAND_LINE
from steering.errors import FileRefused, NotAllowed, SteercoError
from steering.records import Records
from steering.records.cohorts import INSTALLATION
from tests.steering.access.test_access_file import GOOD


@pytest.fixture
def provider(tmp_path: Path, records: Records) -> IdentityProvider:
    (tmp_path / FILE).write_text(GOOD, encoding="utf-8")
    return IdentityProvider(tmp_path, lambda: records)


def claims(*groups: str, nonce: str = "1", **more: object) -> dict[str, object]:
    """What a token of now says of Ada."""
    now = int(dt.datetime.now(dt.UTC).timestamp())
    own = {"iss": "https://id.example.com", "sub": "a1", "nonce": nonce, "iat": now, "exp": now + 3600}
    return {**own, "name": "Ada", "groups": list(groups), **more}


def places(records: Records, secret: str) -> dict[str, tuple[str, str]]:
    """Role and group of whoever is signed in, by cohort."""
    sign_in = records.people.find_sign_in(secret)
    assert sign_in
    memberships = records.cohorts.memberships(sign_in.person.id)
    return {member.cohort_id: (member.role, member.group) for member in memberships}


def test_the_first_group_in_the_file_that_gives_a_role_in_a_cohort_counts(
    provider: IdentityProvider, records: Records
) -> None:
    autumn = records.cohorts.make("Autumn", COMMAND_LINE).id
    one = provider.admit(provider.make_ticket(claims("committee", "autumn-a", "unknown")))
    assert places(records, one) == {autumn: ("presenter", "A"), INSTALLATION: ("viewer", "")}
    both = provider.admit(provider.make_ticket(claims("autumn-a", "autumn-teachers", nonce="2")))
    assert places(records, both) == {autumn: ("instructor", "")}


def test_a_cohort_that_is_not_there_or_there_twice_gives_nothing(provider: IdentityProvider, records: Records) -> None:
    with pytest.raises(NotAllowed, match="none of your groups"):
        provider.admit(provider.make_ticket(claims("autumn-a")))
    for _ in range(2):
        records.cohorts.make("Autumn", COMMAND_LINE)
    with pytest.raises(NotAllowed, match="none of your groups"):
        provider.admit(provider.make_ticket(claims("autumn-a", nonce="2")))


def test_a_ticket_opens_one_visit_and_its_token_no_further_ticket(provider: IdentityProvider) -> None:
    token = claims("committee")
    first, second = provider.make_ticket(token), provider.make_ticket(token)
    provider.admit(first)
    for ticket in (first, second):
        with pytest.raises(NotAllowed, match="used already"):
            provider.admit(ticket)
    assert provider.make_ticket(token) == ""


def test_a_ticket_of_another_key_or_that_was_changed_opens_nothing(
    provider: IdentityProvider, tmp_path: Path, records: Records
) -> None:
    ticket = provider.make_ticket(claims("committee"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    forged = URLSafeTimedSerializer(os.urandom(32), salt="sign-in ticket").dumps({"groups": ["operators"]})
    of_a_link = URLSafeTimedSerializer(load_key(tmp_path / "links.key"), salt="meeting link").dumps({})
    for text in (str(forged), str(of_a_link), f"A{ticket}", ticket[:-1], "a.b.c", "..."):
        with pytest.raises(NotAllowed, match="This sign-in was not made here"):
            provider.admit(text)


def test_a_ticket_lasts_a_minute(provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = provider.make_ticket(claims("committee"))
    monkeypatch.setattr("steering.access.provider.TICKET_SECONDS", -1)
    with pytest.raises(NotAllowed, match="has expired"):
        provider.admit(ticket)


def test_the_file_is_read_again_when_it_has_changed(
    provider: IdentityProvider, records: Records, tmp_path: Path
) -> None:
    assert provider.make_ticket(claims("committee"))
    (tmp_path / FILE).write_text(GOOD.replace("role: viewer", "role: auditor"), encoding="utf-8")
    secret = provider.admit(provider.make_ticket(claims("committee", nonce="2")))
    assert places(records, secret) == {INSTALLATION: ("auditor", "")}
    (tmp_path / FILE).write_text(GOOD.replace("role: viewer", "role: teacher"), encoding="utf-8")
    with pytest.raises(NotAllowed, match="Nobody can sign in now"):
        provider.make_ticket(claims("committee", nonce="3"))
    (tmp_path / FILE).unlink()
    with pytest.raises(NotAllowed, match="Nobody can sign in now"):
        provider.rules()


def test_streamlit_is_told_where_people_come_back_to_and_a_secret_that_stays(
    provider: IdentityProvider, tmp_path: Path
) -> None:
    secrets = make_streamlit_secrets(tmp_path, {"STEERCO_CLIENT_SECRET": " s3cret\n"})["auth"]
    assert secrets["redirect_uri"] == "https://steerco.example.com/oauth2callback"
    assert secrets["client_secret"] == "s3cret"
    (tmp_path / "client_secret").write_text("of the file\n", encoding="utf-8")
    again = make_streamlit_secrets(tmp_path, {})["auth"]
    assert again["client_secret"] == "of the file"
    assert again["cookie_secret"] == secrets["cookie_secret"] and len(secrets["cookie_secret"]) == 64


def test_without_the_secret_or_the_file_it_is_told_what_to_do(provider: IdentityProvider, tmp_path: Path) -> None:
    with pytest.raises(SteercoError, match="Set STEERCO_CLIENT_SECRET, or write it into the file client_secret"):
        make_streamlit_secrets(tmp_path, {})
    (tmp_path / FILE).unlink()
    with pytest.raises(FileRefused, match="found no file"):
        make_streamlit_secrets(tmp_path, {"STEERCO_CLIENT_SECRET": "x"})
