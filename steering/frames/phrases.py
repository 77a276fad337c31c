"""Turns of phrase that several pages share: how a figure moved, and how it stands against its plan."""

from __future__ import annotations

from steering.months import format_month


def describe_move(values: tuple[float, float], texts: tuple[str, str], span: tuple[str, str]) -> str:
    """`rose from 12 to 42 between Feb 2026 and Oct 2026`: two values as they are written, and their months."""
    (first, last), (start, end) = texts, span
    if start == end:
        return f"came to {last} in {format_month(end)}"
    if first == last:
        return f"stayed at {last} between {format_month(start)} and {format_month(end)}"
    verb = "rose" if values[1] > values[0] else "fell"
    return f"{verb} from {first} to {last} between {format_month(start)} and {format_month(end)}"


def describe_gap(actual: int, planned: int | None) -> str:
    """`, 4 behind plan`, to end a sentence that names a count; nothing where there is no plan."""
    if planned is None:
        return ""
    if actual == planned:
        return ", as planned"
    return f", {abs(actual - planned)} {'ahead of' if actual > planned else 'behind'} plan"
