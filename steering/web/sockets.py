"""Has answers leave at once: the operating system holds back no part of them, and keeps no pile of them either."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

INTERNET = (socket.AF_INET, socket.AF_INET6)
# The bytes that wait to be sent to one browser at most. Otherwise the operating system takes megabytes, and a phone
# with a poor connection would be told of scenes that are over.
MOST_WAITING = 32_768
# How long a browser may take nothing in before its connection is given up. Otherwise one that has vanished is there for
# a quarter of an hour.
SILENCE_SECONDS = 20
# The options by name, because not every system has all of them.
OPTIONS = {"TCP_NODELAY": 1, "TCP_NOTSENT_LOWAT": MOST_WAITING, "TCP_USER_TIMEOUT": SILENCE_SECONDS * 1000}
# Listening sockets are opened early: their descriptors are low.
DESCRIPTORS = range(256)
# Where this process listens, or has listened: a server that stops closes that first.
PORTS: set[int] = set()


def send_at_once() -> int:
    """Switch Nagle's algorithm off for all that listens in this process, and for what is accepted there; return how
    many sockets that are. What waits to be sent is limited, and so is how long it waits.

    The server writes head and body of an answer apart. The body would wait until the browser acknowledges the head,
    which takes 40 ms. asyncio does the same by itself, but not for the kind of socket that Streamlit hands over.
    """
    count = 0
    for listener in _sockets(DESCRIPTORS):
        if _listens(listener):
            set_options(listener)
            count += 1
    return count


def set_options(listener: socket.socket) -> None:
    """Have what is accepted at a socket send at once, and pile up no more than is allowed."""
    PORTS.add(listener.getsockname()[1])
    for name, value in OPTIONS.items():
        if option := getattr(socket, name, None):
            listener.setsockopt(socket.IPPROTO_TCP, option, value)


def hang_up() -> None:
    """End every connection that came in, whatever still waits to be sent: a server that stops waits for nobody."""
    for connection in _sockets(int(entry.name) for entry in Path("/dev/fd").iterdir()):
        with suppress(OSError):
            if connection.getsockname()[1] in PORTS and not _listens(connection):
                connection.shutdown(socket.SHUT_RDWR)


def _sockets(descriptors: Iterable[int]) -> Iterator[socket.socket]:
    """Yield the internet sockets among descriptors, each as a copy that is closed when the next one is asked for."""
    for descriptor in descriptors:
        with suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                with socket.socket(fileno=os.dup(descriptor)) as copy:
                    if copy.family in INTERNET:
                        yield copy


def _listens(candidate: socket.socket) -> bool:
    return bool(candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
