"""What the routes of links for auditors ask for: a link's package, found by the case that it is of."""

from __future__ import annotations

from components import session
from steering.access.links import Signer
from steering.exports.auditor_package.by_link import LinkedPackage, LinkedPackages, PackageFile


def look_at_package(token: str) -> LinkedPackage:
    """Return what a link gives, for `/auditor/open`. Raises SteercoError."""
    return _linked_packages().look(token)


def take_package(token: str) -> PackageFile:
    """Return the package of a link, for `/auditor/package`. Raises SteercoError."""
    return _linked_packages().take(token)


def _linked_packages() -> LinkedPackages:
    state = session.app_state()
    return LinkedPackages(
        records=state.records,
        signer=Signer(state.home),
        find_context=lambda case: state.find_case(case).snapshot().context,
    )
