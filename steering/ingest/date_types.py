"""Months and moments as types of column: typed value, canonical text and rules."""

from __future__ import annotations

from steering.ingest.column_rules import NOT_TYPED, TEXT, VALUE, ColumnTyping, Rule, list_sql, matches, pattern_rule

_A_MONTH = "a month written as 2026-03"
MONTH = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])(-01([ T]00:00(:00(\.0+)?)?(Z|\+00(:?00)?)?)?)?$"
MONTHS = ColumnTyping(
    sql_type="date",
    typed=f"case when {matches(MONTH)} then try_cast(left({TEXT}, 7) || '-01' as date) end",
    canonical=f"strftime({VALUE}, '%Y-%m')",
    rules=(
        pattern_rule(
            r"^\d{4}-(0[1-9]|1[0-2])-\d{2}([ T].*)?$",
            f"{_A_MONTH}, or the first day of a month",
            "Write the month only, and one row per month.",
        ),
        pattern_rule(r"^\d{4}-\d{2}(-\d{2})?$", f"{_A_MONTH}, from 1900 to 2199", "Correct the year or the month."),
        pattern_rule(
            r"^\d{5}(\.0*)?$",
            _A_MONTH,
            "This is a spreadsheet's number for a date: format the column as yyyy-mm, then save again.",
        ),
        Rule(when=NOT_TYPED, expected=_A_MONTH, remedy="Write year, hyphen and month: 2026-03."),
    ),
)

_A_MOMENT = "a day or a moment, such as 2026-03-14 or 2026-03-14T09:30:00Z"
_DAY_AND_TIME = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?"
# A moment in UTC; without a time zone it is taken for UTC.
MOMENT = rf"^{_DAY_AND_TIME}Z?$"
_OFFSET = rf"^{_DAY_AND_TIME}[+-]\d{{2}}(:?\d{{2}})?$"
# What may stand after a time, in any way of writing it; what means UTC is Z, an offset stands without a space.
UTC = r"\s?(Z|UTC|GMT|[+-]00:?00 UTC)$"
_ZONE = r"(\d\s?(Z|UTC|GMT)|:\d{2}(\.\d+)?\s?[+-]\d{2}(:?\d{2})?)$"
# Seldom ways of writing a day, with or without a time, each of which has one meaning only: by pattern, its formats.
_DAYS = (
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (r"\d{1,2}-[A-Za-z]{3}-\d{4}", "%d-%b-%Y"),
    (r"\d{1,2} [A-Za-z]{3} \d{4}", "%d %b %Y"),
    (r"(19|20|21)\d{6}", "%Y%m%d"),
    (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
)
_TIME = r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?[AaPp][Mm])?)?"
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I:%M:%S%p")


def strptime_sql(text: str, formats: tuple[str, ...]) -> str:
    """SQL for the moment that a text means in one of these formats; null where it means none."""
    return f"try_strptime({text}, [{list_sql(formats)}])"


def has_zone_sql(text: str) -> str:
    """SQL that is true for a time with a time zone, an offset or a Z."""
    return f"regexp_matches({text}, '{_ZONE}')"


def _moment_sql() -> str:
    # A zone that means UTC is left out where nothing else needs it.
    plain = f"regexp_replace({TEXT}, '{UTC}', '')"
    joined = f"regexp_replace({TEXT}, ' ([+-]\\d{{2}}(:?\\d{{2}})?)$', '\\1')"
    spaced = f"replace({plain}, 'T', ' ')"
    # One expression for all of them: what a query costs to plan grows with each.
    patterns = "|".join(pattern for pattern, _ in _DAYS)
    formats = tuple(form + time for _, form in _DAYS for time in TIMES)
    other = f"when regexp_matches({plain}, '^({patterns}){_TIME}$') then {strptime_sql(spaced, formats)}"
    return (
        f"case when {matches(MOMENT)} then try_cast({TEXT} as timestamp) "
        # A cast to `timestamp` would drop the offset without a word.
        f"when {matches(_OFFSET)} then timezone('UTC', try_cast({TEXT} as timestamptz)) "
        f"when regexp_matches({plain}, '{MOMENT}') then try_cast({plain} as timestamp) "
        f"when regexp_matches({joined}, '{_OFFSET}') then timezone('UTC', try_cast({joined} as timestamptz)) "
        f"{other} end"
    )


MOMENT_VALUE = _moment_sql()
MOMENTS = ColumnTyping(
    sql_type="timestamp",
    typed=MOMENT_VALUE,
    canonical=f"strftime({VALUE}, '%Y-%m-%dT%H:%M:%S.%fZ')",
    rules=(
        pattern_rule(rf"^{_DAY_AND_TIME}", _A_MOMENT, "There is no such day or time: correct it."),
        pattern_rule(
            r"^\d{5}(\.\d*)?$",
            _A_MOMENT,
            "This is a spreadsheet's number for a date: format the column as yyyy-mm-dd, then save again.",
        ),
        pattern_rule(
            r"^\d{10}(\d{3}){0,3}(\.\d*)?$",
            _A_MOMENT,
            "This is a count of seconds since 1970, or of parts of them: write it as a date, with its time in UTC.",
        ),
        Rule(when=NOT_TYPED, expected=_A_MOMENT, remedy="Write year, month and day: 2026-03-14."),
    ),
)
