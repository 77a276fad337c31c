"""The provider of identities as somebody at a browser meets it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.provider import NAME, Provider


def authorize(page: Page, provider: Provider, subject: str) -> None:
    """Press the button of a page, and say at the provider who one is."""
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.wait_for_url(f"{provider.url}/**")
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()
