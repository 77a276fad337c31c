"""Months and moments as types of column: typed value, canonical text and rules."""

from __future__ import annotations

from steering.ingest.column_rules import NOT_TYPED, TEXT, VALUE, ColumnTyping, Rule, matches, pattern_rule

_A_MONTH = "a month written as 2026-03"
_MONTH = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])(-01([ T]00:00(:00(\.0+)?)?(Z|\+00(:?00)?)?)?)?$"
MONTHS = ColumnTyping(
    sql_type="date",
    typed=f"case when {matches(_MONTH)} then try_cast(left({TEXT}, 7) || '-01' as date) end",
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
OFFSET = rf"^{_DAY_AND_TIME}[+-]\d{{2}}(:?\d{{2}})?$"
MOMENT_VALUE = (
    f"case when {matches(MOMENT)} then try_cast({TEXT} as timestamp) "
    # A cast to `timestamp` would drop the offset without a word.
    f"when {matches(OFFSET)} then timezone('UTC', try_cast({TEXT} as timestamptz)) end"
)
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
        Rule(when=NOT_TYPED, expected=_A_MOMENT, remedy="Write year, month and day: 2026-03-14."),
    ),
)
