"""Has answers leave at once: the operating system holds back no part of them, and keeps no pile of them either."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress

INTERNET = (socket.AF_INET, socket.AF_INET6)
# The bytes that wait to be sent to one browser at most. Otherwise the operating system takes megabytes, and a phone
# with a poor connection would be told of scenes that are over.
MOST_WAITING = 32_768
# How long a browser may take nothing in before its connection is given up. Otherwise one that has vanished is there for
# a quarter of an hour, and a server that is told to stop waits for it.
SILENCE_SECONDS = 20
# The options by name, because not every system has all of them.
OPTIONS = {"TCP_NODELAY": 1, "TCP_NOTSENT_LOWAT": MOST_WAITING, "TCP_USER_TIMEOUT": SILENCE_SECONDS * 1000}
# Listening sockets are opened early: their descriptors are low.
DESCRIPTORS = range(256)


def send_at_once() -> int:
    """Switch Nagle's algorithm off for all that listens in this process, and for what is accepted there; return how
    many sockets that are. What waits to be sent is limited, and so is how long it waits.

    The server writes head and body of an answer apart. The body would wait until the browser acknowledges the head,
    which takes 40 ms. asyncio does the same by itself, but not for the kind of socket that Streamlit hands over.
    """
    return sum(_is_switched(descriptor) for descriptor in DESCRIPTORS)


def set_options(listener: socket.socket) -> None:
    """Have what is accepted at a socket send at once, and pile up no more than is allowed."""
    for name, value in OPTIONS.items():
        if option := getattr(socket, name, None):
            listener.setsockopt(socket.IPPROTO_TCP, option, value)


def _is_switched(descriptor: int) -> bool:
    with suppress(OSError):
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
        with socket.socket(fileno=os.dup(descriptor)) as listener:
            if listener.family in INTERNET and listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                set_options(listener)
                return True
    return False
