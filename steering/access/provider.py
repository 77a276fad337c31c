"""Sign-in by a provider of identities: what Streamlit needs for it, and a ticket, once, for what a token says."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from steering.access.access_file import CALLBACK, FILE, AccessRules, GroupRule, load_access_file
from steering.access.identity import EXPIRED, Identity, parse_identity
from steering.access.links import FILE as KEY_FILE
from steering.access.links import load_key
from steering.errors import InputRefused, NotAllowed, SteercoError
from steering.records import Records
from steering.records.admissions import Arrival, GrantedMembership
from steering.records.cohorts import INSTALLATION, Cohort

# The secret that the provider has given this installation: in the environment, or in a file of the home.
VARIABLE, CLIENT_FILE = "STEERCO_CLIENT_SECRET", "client_secret"
# From the page to the route that takes a ticket.
TICKET_SECONDS = 60
FOREIGN = "This sign-in was not made here. Sign in again."
BROKEN = "Nobody can sign in now: access.yaml has a mistake. Tell whoever runs this installation."
log = logging.getLogger("steerco")


class IdentityProvider:
    """The provider by which people sign in to an installation. Safe to share between threads."""

    def __init__(self, home: Path, records: Callable[[], Records]) -> None:
        self._home, self._records = home, records
        self._lock = Lock()
        self._read: tuple[tuple[int, int], AccessRules] | None = None

    def rules(self) -> AccessRules:
        """Return what `access.yaml` says now: it is read again when it has changed.

        Raises:
            NotAllowed: it has mistakes, which the log lists.
        """
        with self._lock:
            try:
                stamp = _stamp(self._home / FILE)
                if self._read is None or self._read[0] != stamp:
                    self._read = stamp, load_access_file(self._home)
                return self._read[1]
            except (InputRefused, OSError) as error:
                problems = error.problems if isinstance(error, InputRefused) else (error,)
                log.error("Nobody can sign in by the provider. %s", " ".join(map(str, problems)))
                raise NotAllowed(BROKEN) from error

    def make_ticket(self, claims: Mapping[str, object]) -> str:
        """Return what a browser exchanges once for a visit, for the claims of a token; empty where they were used.

        Raises:
            NotAllowed: the token says too little, or is not of now.
        """
        rules = self.rules()
        provider = rules.provider
        identity = parse_identity(claims, provider.groups_claim, provider.name, dt.datetime.now(dt.UTC))
        if self._records().admissions.is_used(identity.sign_in):
            return ""
        # The others open nothing here, and are nobody's business.
        names = {rule.name for rule in rules.groups}
        groups = [group for group in identity.groups if group in names]
        return str(self._signer().dumps({**asdict(identity), "groups": groups}))

    def admit(self, ticket: str) -> str:
        """Return the secret of a browser for a ticket.

        Raises:
            NotAllowed: it was not made here, is too old, was used before, or its owner is let in nowhere.
        """
        try:
            identity = Identity(**self._signer().loads(ticket, max_age=TICKET_SECONDS))
        except SignatureExpired as error:
            raise NotAllowed(EXPIRED) from error
        except (BadSignature, TypeError) as error:
            raise NotAllowed(FOREIGN) from error
        rules, records = self.rules(), self._records()
        matches = [rule for rule in rules.groups if rule.name in identity.groups]
        arrival = Arrival(
            issuer=identity.issuer,
            subject=identity.subject,
            name=identity.name,
            mail=identity.mail,
            sign_in=identity.sign_in,
            is_admin=any(rule.role == "admin" for rule in matches),
            memberships=tuple(list_grants(matches, records.cohorts.list())),
        )
        return records.admissions.admit(arrival, rules.provider.name)

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(load_key(self._home / KEY_FILE), salt="sign-in ticket")


def list_grants(rules: Sequence[GroupRule], cohorts: Sequence[Cohort]) -> Iterator[GrantedMembership]:
    """Yield what rules give in cohorts that are there: the first one of each cohort."""
    seen: set[str] = set()
    for rule in rules:
        id = find_cohort(rule, cohorts)
        if rule.role != "admin" and id and id not in seen:
            seen.add(id)
            yield GrantedMembership(cohort_id=id, role=rule.role, group=rule.group or "")


def find_cohort(rule: GroupRule, cohorts: Sequence[Cohort]) -> str:
    """Return the id of the cohort that a rule names; empty where there is none, or more than one of that name."""
    if rule.cohort is None:
        return INSTALLATION
    active = [cohort for cohort in cohorts if cohort.archived_at is None]
    ids = [cohort.id for cohort in active if rule.cohort == cohort.id] or [
        cohort.id for cohort in active if rule.cohort == cohort.name
    ]
    return ids[0] if len(ids) == 1 else ""


def make_streamlit_secrets(home: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return what Streamlit's own sign-in needs, for the provider of `access.yaml`.

    Raises:
        FileRefused: `access.yaml` has mistakes.
        SteercoError: the provider's secret is not there.
    """
    provider = load_access_file(home).provider
    # Made of the key of the home, so that all processes of an installation have the same one.
    cookie = hashlib.sha256(b"sign-in cookie " + load_key(home / KEY_FILE)).hexdigest()
    return {
        "auth": {
            "redirect_uri": f"{provider.address}{CALLBACK}",
            "cookie_secret": cookie,
            "client_id": provider.client_id,
            "client_secret": _load_client_secret(home, environment),
            "server_metadata_url": provider.metadata,
            "client_kwargs": {"scope": provider.scope},
        }
    }


def _load_client_secret(home: Path, environment: Mapping[str, str]) -> str:
    text = environment.get(VARIABLE, "").strip()
    try:
        text = text or (home / CLIENT_FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text:
        raise SteercoError(
            f"The secret that the provider has given this installation is missing. Set {VARIABLE}, "
            f"or write it into the file {CLIENT_FILE} in {home}, readable by its owner alone."
        )
    return text


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
