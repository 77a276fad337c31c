"""As what somebody may review a run: nobody scores their own run as a peer, or that of another as oneself."""

from __future__ import annotations

import pytest

from components.review_visit import offer_roles
from steering.rehearsal.reviews import ROLES


def test_without_an_account_anybody_may_be_anybody() -> None:
    assert offer_roles("Ann", "") == ROLES


@pytest.mark.parametrize(("name", "is_own"), [("Ann", True), ("Ben", False)])
def test_with_an_account_it_follows_from_whose_run_it_is(name: str, is_own: bool) -> None:
    assert ("self" in offer_roles("Ann", name)) is is_own
    assert (len(offer_roles("Ann", name)) == 1) is is_own
