"""A line to a server that a test can cut, as a network does it: with a reset."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

AT_ONCE = struct.pack("ii", 1, 0)


@contextmanager
def relay_to(port: int) -> Iterator[tuple[int, Callable[[], None]]]:
    """A port on loopback that leads to another, and what resets each connection that came by it so far."""
    near: list[socket.socket] = []
    far: list[socket.socket] = []

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                sink.sendall(data)

    def take(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                came, _ = listener.accept()
                went = socket.create_connection(("127.0.0.1", port))
                near.append(came)
                far.append(went)
                for ends in ((came, went), (went, came)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    def reset() -> None:
        for came, went in zip(near, far, strict=True):
            went.shutdown(socket.SHUT_RDWR)
            came.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            # Who waits in recv() holds the socket open; it is to go now.
            came.shutdown(socket.SHUT_RD)
            came.close()
            went.close()
        near.clear()
        far.clear()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=take, args=(listener,), daemon=True).start()
        try:
            yield listener.getsockname()[1], reset
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            reset()
