"""Has answers leave at once: the operating system holds back no part of them."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress

INTERNET = (socket.AF_INET, socket.AF_INET6)
# Listening sockets are opened early: their descriptors are low.
DESCRIPTORS = range(256)


def send_at_once() -> int:
    """Switch Nagle's algorithm off for all that listens in this process, and for what is accepted there; return how
    many sockets that are.

    The server writes head and body of an answer apart. The body would wait until the browser acknowledges the head,
    which takes 40 ms. asyncio does the same by itself, but not for the kind of socket that Streamlit hands over.
    """
    return sum(_is_switched(descriptor) for descriptor in DESCRIPTORS)


def _is_switched(descriptor: int) -> bool:
    with suppress(OSError):
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
        with socket.socket(fileno=os.dup(descriptor)) as listener:
            if listener.family in INTERNET and listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return True
    return False
