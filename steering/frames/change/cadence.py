"""A rule of RFC 5545 in words: `every month on the last Friday`; what words would not say shortly stays a rule."""

from __future__ import annotations

from steering.formatting import format_day, join_words
from steering.recurrence import RecurrenceRule, parse_rule

PERIODS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {
    0: "every",
    1: "the first",
    2: "the second",
    3: "the third",
    4: "the fourth",
    5: "the fifth",
    -1: "the last",
}


def describe_cadence(text: str) -> str:
    """Return when something recurs, in words."""
    rule = parse_rule(text)
    if rule.months or rule.positions or any(which not in ORDINALS for which, _ in rule.weekdays):
        return f"by the rule {text}"
    period = PERIODS[rule.frequency]
    often = f"every {period}" if rule.interval == 1 else f"every {rule.interval} {period}s"
    days = _describe_days(rule)
    end = f", until {format_day(rule.until)}" if rule.until else f", {rule.count} times" if rule.count else ""
    return often + (f" on {days}" if days else "") + end


def _describe_days(rule: RecurrenceRule) -> str:
    if rule.month_days and rule.weekdays:
        return f"{_describe_month_days(rule)} where it is a {_describe_weekdays(rule, 'or')}"
    return _describe_month_days(rule) or _describe_weekdays(rule, "and")


def _describe_month_days(rule: RecurrenceRule) -> str:
    names = [
        f"day {day}" if day > 0 else "the last day" if day == -1 else f"day {-day} from the end"
        for day in rule.month_days
    ]
    return join_words(names)


def _describe_weekdays(rule: RecurrenceRule, joint: str) -> str:
    plain = rule.frequency in ("DAILY", "WEEKLY") or joint == "or"
    names = [DAYS[day] if plain else f"{ORDINALS[which]} {DAYS[day]}" for which, day in rule.weekdays]
    return join_words(names, joint)
