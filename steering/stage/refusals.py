"""Why something can't be done in a meeting, as a sentence and as the status of an answer."""

from __future__ import annotations

from steering.errors import SteercoError


class Refused(SteercoError):
    """Somebody may not do this, or not now; `status` is that of HTTP."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.status = status


class Elsewhere(Refused):
    """A personal link is open in another browser, which would have to end there."""

    def __init__(self) -> None:
        super().__init__("This link is open in another browser. Go on here, and it ends there.", 409)
