"""The auditor's package by a signed link, for whoever has it: shown, then packed, without e-mail addresses."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from steering.access.links import Signer
from steering.access.rates import Rates
from steering.addresses import hide_addresses
from steering.catalog.frameworks import frameworks
from steering.context.case_context import CaseContext
from steering.errors import NotAllowed, SteercoError, StoreUnavailable
from steering.exports.auditor_package.package import pack_auditor_package
from steering.exports.auditor_package.scope import PackageScope
from steering.exports.auditor_package.words import FILES
from steering.formatting import format_moment
from steering.records import Records
from steering.records.auditor_links import UNKNOWN, AuditorLink

# How often one link may be used: an auditor looks a few times, and each time is an entry of the audit log for good.
USES = Rates(burst=20, a_second=1 / 120)
TOO_OFTEN = "This link was used too often just now. Wait a few minutes, then open it again."
UNAVAILABLE = (
    "The package can't be made now: the case, or its evidence, can't be read as this link asks for it. Ask whoever "
    "sent you the link to look at it."
)


class UsedTooOften(SteercoError):
    """A link is used more often than anybody needs."""


class PackageUnavailable(SteercoError):
    """The case is not as a link asks for it; why is for those who may see it, and goes to the log of the server."""


@dataclass(frozen=True, kw_only=True)
class LinkedPackage:
    """What a link gives: of which case, framework and period, until when, and its files with what each is."""

    title: str
    organisation: str
    framework: str
    period: str
    expires: str
    name: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    """A package as a file."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class LinkedPackages:
    """The packages that links of an installation give: its records, who signs, and the case of an id."""

    records: Records
    signer: Signer
    find_context: Callable[[str], CaseContext]

    def look(self, token: str) -> LinkedPackage:
        """Return what a link gives, and count that it was opened.

        Raises:
            NotAllowed: it is not in force; one that was not made here leaves no trace.
            UsedTooOften: it is used more often than anybody needs.
            PackageUnavailable: its case can't be read.
        """
        link = self._admit(token, counts=True)
        scope, context = read_scope(link), self._read_case(link)
        charter = context.case.charter
        package = LinkedPackage(
            title=charter.title,
            organisation=charter.organisation,
            framework=frameworks()[scope.framework].title,
            period=scope.period,
            expires=format_moment(link.expires_at),
            name=scope.name_file(context.case.id),
            files=FILES,
        )
        return hide_addresses(package)

    def take(self, token: str) -> PackageFile:
        """Return the package of a link as it is now; the audit log says that it was taken along, with its SHA-256.

        Raises:
            NotAllowed, UsedTooOften: as for `look`.
            PackageUnavailable: it can't be made of the case as it is.
        """
        link = self._admit(token, counts=False)
        scope, context = read_scope(link), self._read_case(link)
        try:
            content = pack_auditor_package(context, scope, link.actor, link.place)
        except StoreUnavailable:
            raise
        except SteercoError as error:
            raise _refuse(link, error) from error
        file = PackageFile(name=scope.name_file(context.case.id), content=content)
        digest = hashlib.sha256(content).hexdigest()
        # What can't be noted is not handed out.
        self.records.audit_log.note(link.actor, "download", place=link.place, subject=file.name, sha256=digest)
        return file

    def _admit(self, token: str, *, counts: bool) -> AuditorLink:
        id = self.signer.verify_auditor_link(token)
        if id is None:
            raise NotAllowed(UNKNOWN)
        # By the id and not by the token: the same signature can be spelled in several ways.
        if not USES.allow(id):
            raise UsedTooOften(TOO_OFTEN)
        return self.records.auditor_links.open(id, counts=counts)

    def _read_case(self, link: AuditorLink) -> CaseContext:
        try:
            return self.find_context(link.place)
        except StoreUnavailable:
            raise
        except SteercoError as error:
            raise _refuse(link, error) from error


def read_scope(link: AuditorLink) -> PackageScope:
    """Return the framework and the period of a link."""
    return PackageScope(framework=link.framework, first=link.first_month, last=link.last_month)


def _refuse(link: AuditorLink, error: SteercoError) -> PackageUnavailable:
    logging.getLogger("steerco").warning("The package of %s can't be made. %s", link.actor.id, error)
    return PackageUnavailable(UNAVAILABLE)
