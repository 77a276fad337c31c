"""Who may do what in a meeting: one table, which is also what guides and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Right = Literal[
    "follow", "question", "ask", "try", "mark", "vote", "moderate", "point", "step", "drive", "run", "count"
]

# Each right with what it allows.
RIGHTS: Mapping[Right, str] = {
    "follow": "see what is on stage",
    "question": "look up where a figure on stage comes from",
    "ask": "send a question, and vote one up",
    "try": "try own assumptions, and hand them back",
    "mark": "mark a moment that was not clear",
    "vote": "cast a ballot, and set the room's number",
    "moderate": "sort questions",
    "point": "light one block up",
    "step": "go to the next scene or back, and hold the audience",
    "drive": "put anything on stage, move drivers, take over and hand over",
    "run": "begin and end the meeting, invite and revoke",
    "count": "open and close a vote",
}
ROLES: Mapping[str, frozenset[Right]] = {
    "presenter": frozenset({"follow", "question", "moderate", "point", "step", "drive", "run", "count"}),
    "chair": frozenset({"follow", "question", "ask", "try", "mark", "vote", "moderate", "count"}),
    "member": frozenset({"follow", "question", "ask", "try", "mark", "vote"}),
    "guest": frozenset({"follow", "question", "ask", "try", "mark"}),
    "room": frozenset({"follow"}),
    "remote": frozenset({"follow", "point", "step"}),
}


def may(role: str, right: Right) -> bool:
    """Return whether a role has a right; a role that nobody knows has none."""
    return right in ROLES.get(role, frozenset())
