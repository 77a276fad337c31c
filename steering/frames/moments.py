"""The moment that a page holds today against: how it is chosen, and what it is called."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Choice
from steering.months import format_month, is_month
from steering.since.moments import DECISION, Moment, default_moment, find_moment, moment_options

NOTHING = "Nothing"


def describe_moment(moment: Moment) -> str:
    """Describe the moment as a title ends: by its month where that says enough."""
    is_monthly = is_month(moment.id) or moment.id.startswith(DECISION)
    return format_month(moment.month) if is_monthly else moment.label


def build_moment_choice(context: CaseContext, filters: Filters) -> tuple[Choice, ...]:
    """Build the choice of a moment; nothing where there is none to choose."""
    options = moment_options(context, filters)
    if not options:
        return ()
    default = default_moment(context, filters)
    first = ("", f"Last committee, {default.label}" if default else NOTHING)
    chosen = filters.since or ""
    moment = find_moment(context, filters, chosen) if chosen else None
    # A day of a link is none of those that are offered.
    others = ((moment.id, moment.label[:1].upper() + moment.label[1:]),) if moment else ()
    known = dict(options)
    options = (first, *(option for option in others if option[0] not in known), *options)
    return (Choice(name="since", label="Since", options=options, chosen=chosen if moment else ""),)
