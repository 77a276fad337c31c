"""Turns of phrase of the texts that say in words what a chart shows."""

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
