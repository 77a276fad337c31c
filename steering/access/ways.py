"""How people sign in to an installation, as its operator has set it, and whether that is enough where it listens."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Literal, get_args

from steering.errors import SteercoError, quote_input

# How somebody is known: by sitting at the machine, by a link of one's own, or by a provider of identities.
Way = Literal["local", "links", "provider"]
WAYS = ", ".join(get_args(Way))


class UnknownWay(SteercoError):
    """STEERCO_SIGN_IN says what is no way to sign in."""


def find_way(environment: Mapping[str, str]) -> Way:
    """Return how people sign in, as the operator has set it. Raises UnknownWay."""
    text = environment.get("STEERCO_SIGN_IN", "").strip().lower() or "local"
    for way in get_args(Way):
        if text == way:
            found: Way = way
            return found
    raise UnknownWay(f"STEERCO_SIGN_IN is {quote_input(text)}. It can be {WAYS}.")


class Exposed(SteercoError):
    """The app would be open to a network without anybody having to sign in."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Steerco would listen on {address or 'every address'}, and whoever reaches it there could do everything. "
            "Set STEERCO_SIGN_IN=links, or provider, and make a link for yourself: "
            "python -m steering invite NAME --role admin. Or let it listen on 127.0.0.1."
        )


def check_exposure(way: Way, address: str) -> None:
    """Do nothing where an address is one of this machine alone, or people sign in. Raises Exposed."""
    if way == "local" and not is_loopback(address):
        raise Exposed(address)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, and reached by nobody else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
