"""E-mail addresses in what is shown and taken along, hidden from those who look on: the one place that hides them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")
# As people write them. Lengths are bounded so that a long word costs no more than a short one; the full stop after an
# address is the sentence's.
ADDRESS = re.compile(r"\w[\w.%+'-]{0,63}@(?:[\w-]{1,63}\.)+[\w-]{0,62}\w")
HIDDEN = "[e-mail {}]"


@dataclass(kw_only=True)
class AddressMask:
    """Replaces addresses by numbers in the order in which they come, so that two people are still two.

    What it was shown before keeps its number: one mask for everything that is read together.
    """

    numbers: dict[str, int] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """Return a text without its addresses."""
        return ADDRESS.sub(self._replace, text) if "@" in text else text

    def _replace(self, match: re.Match[str]) -> str:
        # An address is the same one however it is spelled.
        address = match.group().casefold()
        return HIDDEN.format(self.numbers.setdefault(address, len(self.numbers) + 1))


def hide_addresses(value: T) -> T:
    """Return a plain value, such as a frame, without the addresses in its texts; itself where there are none."""
    return cast(T, _hide(value, AddressMask().hide))


def _hide(value: Any, hide: Callable[[str], str]) -> Any:
    """Return a value with every text of it replaced; the same object where nothing is another one."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        keys, items = _hide([*value], hide), _hide([*value.values()], hide)
        return value if _are_same((*keys, *items), (*value, *value.values())) else dict(zip(keys, items, strict=True))
    if isinstance(value, (list, tuple)):
        items = [_hide(item, hide) for item in value]
        return value if _are_same(items, value) else _make_like(value, items)
    if is_dataclass(value) and not isinstance(value, type):
        before = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        after = {name: _hide(item, hide) for name, item in before.items()}
        changes = {name: item for name, item in after.items() if item is not before[name]}
        return replace(value, **changes) if changes else value
    return value


def _are_same(after: Sequence[Any], before: Sequence[Any]) -> bool:
    return all(one is other for one, other in zip(after, before, strict=True))


def _make_like(value: list[Any] | tuple[Any, ...], items: list[Any]) -> Any:
    """Return items as the kind of sequence that a value is, which may be a named tuple."""
    if isinstance(value, list):
        return items
    return value._make(items) if hasattr(value, "_make") else tuple(items)
