"""Who does something, and what they may do where: every act that is recorded carries one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steering.catalog.roles import EVERYTHING, PERMISSIONS, Permission
from steering.errors import NotAllowed

# Where permissions hold everywhere.
EVERYWHERE = ""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody, or something, that acts.

    `grants` are permissions by place: the id of a cohort, or of the case of a workspace; `EVERYWHERE` for all places.
    """

    id: str
    name: str
    grants: Mapping[str, frozenset[Permission]] = field(default_factory=dict)

    def may(self, permission: Permission, place: str) -> bool:
        """Return whether this is allowed at a place."""
        nothing: frozenset[Permission] = frozenset()
        return permission in self.grants.get(EVERYWHERE, nothing) or permission in self.grants.get(place, nothing)

    def require(self, permission: Permission, place: str) -> None:
        """Do nothing where this is allowed.

        Raises:
            NotAllowed: it is not; the message says what was asked for, and whom to ask.
        """
        if not self.may(permission, place):
            raise NotAllowed(explain_refusal(permission))


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Who rehearses, answers in the drill or reviews: somebody with an account, or a name that somebody typed.

    `id` is that of the account, empty for a typed name. `note` tells two of one name apart where both are shown.
    """

    id: str = ""
    name: str
    note: str = ""

    @property
    def key(self) -> str:
        """What tells this one from everybody else: the id, otherwise the name."""
        return self.id or self.name

    @property
    def label(self) -> str:
        """What is shown: the name, and where that is another's as well, what tells them apart."""
        return f"{self.name} ({self.note})" if self.note else self.name


def explain_refusal(permission: Permission) -> str:
    """Return what is said to whoever lacks a permission: what was asked for, and whom to ask."""
    whom = "an admin" if permission == "administer" else "your instructor"
    return f"You may not {PERMISSIONS[permission]} here. Ask {whom} for it."


def _all_powerful(id: str, name: str) -> Actor:
    return Actor(id=id, name=name, grants={EVERYWHERE: EVERYTHING})


# Whoever sits at a machine that serves nobody else.
LOCAL = _all_powerful("local", "You")
# Whoever may run commands on the machine, and so may read and write every file of the installation anyway.
COMMAND_LINE = _all_powerful("command line", "Command line")
