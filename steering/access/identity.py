"""Who somebody is, by what the token of a provider says: (issuer, subject), and a mail address where it is verified."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from steering.errors import NotAllowed
from steering.formatting import printable

# From the moment at which the provider has signed the token until the page has it; clocks may differ a little.
FRESH = dt.timedelta(minutes=10)
SKEW = dt.timedelta(minutes=2)
# What a database takes.
ISSUER, SUBJECT, NAME, MAIL, GROUP = 512, 255, 256, 320, 160
MOST_GROUPS = 2000
INCOMPLETE = "{} does not say who you are: its token has no usable {}. Tell whoever runs this installation."
EXPIRED = "This sign-in has expired. Sign in again."
TOO_MANY = (
    "You are in so many groups that {} does not send them. "
    "Ask whoever runs this installation to let it send those of this app only."
)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Somebody for whom a provider vouches. `sign_in` is a hash that names this one sign-in."""

    issuer: str
    subject: str
    name: str
    mail: str
    groups: tuple[str, ...]
    sign_in: str


def parse_identity(claims: Mapping[str, object], groups_claim: str, provider: str, now: dt.datetime) -> Identity:
    """Return who the claims of a token tell of. That the provider has signed them was checked before.

    Raises:
        NotAllowed: something is missing, or the sign-in is not of now.
    """
    issuer = _parse_text(claims, "iss", ISSUER, provider)
    subject = _parse_text(claims, "sub", SUBJECT, provider)
    nonce = _parse_text(claims, "nonce", 1000, provider)
    issued, expires = _parse_time(claims, "iat", provider), _parse_time(claims, "exp", provider)
    if expires <= now or not now - FRESH <= issued <= now + SKEW:
        raise NotAllowed(EXPIRED)
    pointers = claims.get("_claim_names")
    if isinstance(pointers, Mapping) and groups_claim in pointers:
        raise NotAllowed(TOO_MANY.format(provider))
    # Some providers write it as a word.
    is_verified = claims.get("email_verified") is True or claims.get("email_verified") == "true"
    mail = _clean(claims.get("email"), MAIL) if is_verified else ""
    name = _clean(claims.get("name"), NAME) or _clean(claims.get("preferred_username"), NAME) or mail
    sign_in = json.dumps([issuer, subject, nonce, issued.timestamp()])
    return Identity(
        issuer=issuer,
        subject=subject,
        name=name or f"Somebody from {provider}"[:NAME],
        mail=mail,
        groups=_parse_groups(claims.get(groups_claim)),
        sign_in=hashlib.sha256(sign_in.encode()).hexdigest(),
    )


def _parse_text(claims: Mapping[str, object], name: str, limit: int, provider: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= limit or printable(value) != value:
        raise NotAllowed(INCOMPLETE.format(provider, name))
    return value


def _parse_time(claims: Mapping[str, object], name: str, provider: str) -> dt.datetime:
    value = claims.get(name)
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return dt.datetime.fromtimestamp(value, dt.UTC)
    except (OverflowError, ValueError, OSError):
        pass
    raise NotAllowed(INCOMPLETE.format(provider, name))


def _clean(value: object, limit: int) -> str:
    return " ".join(printable(value).split())[:limit] if isinstance(value, str) else ""


def _parse_groups(value: object) -> tuple[str, ...]:
    """Return the groups of a claim: a list of names, or one name."""
    names = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return tuple(name for name in names[:MOST_GROUPS] if isinstance(name, str) and 0 < len(name) <= GROUP)
