"""What is on stage: one frozen value, which every screen of a meeting shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Position:
    """A place in a meeting: a scene of the storyboard, or any page with its filters where `scene` is empty.

    `values` are what drivers of the business case were moved to, beside what the scene or the page says itself.
    """

    scene: str = ""
    page: str = ""
    query: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, float], ...] = ()

    def with_values(self, values: Mapping[str, float]) -> Position:
        """Return the same place with drivers moved."""
        return replace(self, values=tuple(sorted(values.items())))

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"scene": self.scene, "page": self.page, "query": dict(self.query), "values": dict(self.values)}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Position:
        """Read it from plain values."""
        query, values = value.get("query", {}), value.get("values", {})
        return cls(
            scene=str(value.get("scene", "")),
            page=str(value.get("page", "")),
            query=tuple(sorted((str(name), str(text)) for name, text in query.items())),
            values=tuple(sorted((str(name), float(number)) for name, number in values.items())),
        )


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the audience sees: where the presenter is, and what is done with it.

    `ahead` is where the presenter looks while the audience is held; `back` is where the storyboard goes on after a page
    that was put on stage. `hash` is that of the frame shown, `releases` are those it was made of; `recorded` is when it
    was recorded, where the recording is shown. `driver` is the seat of who drives. `version` only grows.
    """

    version: int = 0
    position: Position = field(default_factory=Position)
    ahead: Position | None = None
    back: Position | None = None
    hash: str = ""
    releases: tuple[tuple[str, str], ...] = ()
    spotlight: str = ""
    blank: bool = False
    recorded: str = ""
    question: str = ""
    author: str = ""
    driver: str = ""
    corner: bool = True

    @property
    def scene(self) -> str:
        """The scene at which the presenter is; while a page is on stage, the one after which it goes on."""
        return (self.ahead or self.position).scene or (self.back.scene if self.back else "")

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, without its version."""
        return {
            "position": self.position.as_dict(),
            "ahead": self.ahead.as_dict() if self.ahead else None,
            "back": self.back.as_dict() if self.back else None,
            "releases": dict(self.releases),
            **{name: getattr(self, name) for name in PLAIN},
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any], version: int) -> Stage:
        """Read it from plain values."""
        ahead, back = value.get("ahead"), value.get("back")
        return cls(
            version=version,
            position=Position.from_dict(value.get("position", {})),
            ahead=Position.from_dict(ahead) if ahead else None,
            back=Position.from_dict(back) if back else None,
            releases=tuple(sorted(value.get("releases", {}).items())),
            **{name: value[name] for name in PLAIN if name in value},
        )


PLAIN = ("hash", "spotlight", "blank", "recorded", "question", "author", "driver", "corner")
