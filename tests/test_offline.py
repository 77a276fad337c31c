"""The guard that keeps the tests on this machine."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_no_connection_leaves_the_machine(address: tuple[str, int]) -> None:
    with pytest.raises(pytest.fail.Exception, match="tests talk to loopback only"):
        socket.create_connection(address)


def test_no_name_is_looked_up() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"look up 'steerco\.example'"):
        socket.getaddrinfo("steerco.example", 443)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = server.getsockname()
        with socket.create_connection(here) as client:
            assert client.getpeername() == here
