"""The answer key of variants as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

from steering.exports.tables import build_sheet, csv
from steering.variants.answer_key import HEADINGS, AnswerKey


def answer_key_csv(key: AnswerKey) -> bytes:
    """Return a row for each trouble of each learner."""
    rows = key.rows
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(HEADINGS)
    return csv(build_sheet(f"Answer key of {key.case}", HEADINGS, columns))
