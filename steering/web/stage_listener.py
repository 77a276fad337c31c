"""A second address at which only the stage is served: guests reach it, while the pages stay on this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from steering.errors import SteercoError
from steering.web.headers import SecurityHeaders
from steering.web.hosts import Hosts, TrustedHosts, is_address
from steering.web.sockets import set_options

# An address of the kind that companies use within their walls. Nothing is sent there: a socket for datagrams only says
# which of this machine's own addresses it would use.
INSIDE = ("10.255.255.255", 1)
# How long the end of the server waits for guests who take nothing in.
GRACE_SECONDS = 5


class ListenerRefused(SteercoError):
    """The address for guests can't be listened on."""


class _Server(uvicorn.Server):
    """A server within another one, which alone hears signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the server around it."""
        yield


def parse_address(text: str) -> tuple[str, int]:
    """Return host and port of an address such as 0.0.0.0:8502.

    Raises:
        ListenerRefused: it is none.
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise ListenerRefused(f"STEERCO_STAGE is {text!r}; write an address and a port, such as 0.0.0.0:8502.")
    return host.strip("[]"), int(port)


def guest_address(host: str, port: int) -> str:
    """Return the address to tell guests: this machine's own in its network where it listens on all of them."""
    is_any = ip_address(host).is_unspecified if is_address(host) else False
    name = _own_address() if is_any else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


@asynccontextmanager
async def listen(text: str, routes: Sequence[BaseRoute]) -> AsyncIterator[str]:
    """Serve routes at an address such as 0.0.0.0:8502 meanwhile, and give the address to tell guests.

    Raises:
        ListenerRefused: the address is none, or can't be listened on.
    """
    host, port = parse_address(text)
    listener = _bind(host, port)
    port = listener.getsockname()[1]
    hosts = Hosts.from_settings(host, None, "")
    app = Starlette(
        routes=list(routes),
        middleware=[Middleware(SecurityHeaders), Middleware(TrustedHosts, hosts=hosts)],
    )
    config: dict[str, Any] = {"log_level": "warning", "access_log": False, "lifespan": "off", "server_header": False}
    server = _Server(uvicorn.Config(app, timeout_graceful_shutdown=GRACE_SECONDS, **config))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield guest_address(host, port)
    finally:
        server.should_exit = True
        await serving


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Before anybody is accepted.
        set_options(listener)
    except OSError as error:
        listener.close()
        raise ListenerRefused(
            f"Guests can't be served at {host}:{port}: {error.strerror}. Let STEERCO_STAGE name another address."
        ) from error
    return listener


def _own_address() -> str:
    """The address of this machine in its network; that of the machine itself where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(INSIDE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
