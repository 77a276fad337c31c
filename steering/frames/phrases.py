"""Turns of phrase that several pages share: how a figure stands against its plan."""

from __future__ import annotations


def describe_gap(actual: int, planned: int | None) -> str:
    """`, 4 behind plan`, to end a sentence that names a count; nothing where there is no plan."""
    if planned is None:
        return ""
    if actual == planned:
        return ", as planned"
    return f", {abs(actual - planned)} {'ahead of' if actual > planned else 'behind'} plan"
