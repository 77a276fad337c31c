"""No answer waits for an acknowledgement: what listens, and what is accepted there, sends at once."""

from __future__ import annotations

import os
import socket

import pytest

from steering.web.sockets import DESCRIPTORS, MOST_WAITING, SILENCE_SECONDS, send_at_once


def sends_at_once(connection: socket.socket) -> bool:
    """Whether the operating system holds nothing back."""
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def open_descriptors() -> list[int]:
    """Those of this process that are open."""
    return [descriptor for descriptor in DESCRIPTORS if is_open(descriptor)]


def is_open(descriptor: int) -> bool:
    """Whether there is something behind it."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_what_is_accepted_sends_at_once() -> None:
    with socket.socket(family=socket.AF_INET) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not sends_at_once(listener)
        before = open_descriptors()
        assert send_at_once() >= 1
        assert open_descriptors() == before, "nothing is left open"
        assert sends_at_once(listener)
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert sends_at_once(accepted)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such limits")
def test_what_waits_for_a_browser_that_takes_nothing_in_is_limited() -> None:
    with socket.socket(family=socket.AF_INET) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        send_at_once()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == MOST_WAITING
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == SILENCE_SECONDS * 1000


def test_what_does_not_listen_is_left_alone() -> None:
    with socket.socket(family=socket.AF_INET) as other:
        send_at_once()
        assert not sends_at_once(other)
