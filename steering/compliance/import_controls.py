"""The control that another tool means by an id of its own: written otherwise, but with the same letters and figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from steering.catalog.frameworks import frameworks

# What stands around an id: our framework in a token, a statement or an objective of OSCAL, Prowler's "common criteria".
_BEFORE = re.compile(r"^(?:soc2|hipaa)-|^cc_(?=[a-z])")
_AFTER = re.compile(r"_(?:smt|obj)$")


def find_control(id: str, framework: str = "") -> tuple[str, str] | None:
    """Return framework and id, as its catalogue calls it, of the control that is meant; None where it is none of ours.

    Upper and lower case, and the signs between letters and figures, make no difference: `cc_6_1` is CC6.1,
    `164_308_a_1_ii_a` is 164.308(a)(1)(ii)(A).
    """
    match = _controls_by_spelling().get(_spell(_AFTER.sub("", _BEFORE.sub("", id.strip().lower()))))
    return match if match and framework in ("", match[0]) else None


@cache
def _controls_by_spelling() -> Mapping[tuple[str, ...], tuple[str, str]]:
    return {
        _spell(id): (framework.id, control.id)
        for framework in frameworks().values()
        for control in framework.controls
        for id in (control.id, *control.also)
    }


def _spell(id: str) -> tuple[str, ...]:
    """Return the runs of letters and of figures in an id."""
    return tuple(re.findall(r"[a-z]+|\d+", id.lower()))
