"""Who is signed in rehearses under their own name, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from steering.records import Records
from tests.members import invite
from tests.server import start


@pytest.mark.parametrize(("page_id", "label"), [("dry_run", "Who rehearses"), ("readiness", "Who presents")])
def test_the_name_of_the_account_stands_in_the_field_and_can_not_be_changed(
    page: Page, drawn: Callable[[Page], None], tmp_path: Path, page_id: str, label: str
) -> None:
    home = tmp_path / "home"
    with Records(home) as records:
        secret = invite(records, "presenter")
    server = start(home=home, log=tmp_path / "server.log", env={"STEERCO_SIGN_IN": "links"})
    try:
        page.goto(f"{server.url}/enter#{secret}")
        page.wait_for_url(lambda url: "/enter" not in url)
        page.goto(f"{server.url}/{page_id}")
        drawn(page)
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_value("The presenter")
        expect(field).to_be_disabled()
    finally:
        server.stop()
