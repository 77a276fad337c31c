"""Suggestions for numbers in another notation than files take, as sentences."""

from __future__ import annotations

import re
from decimal import Decimal

CURRENCY = re.compile(r"[$€£¥₹]|\b[A-Z]{3}\b")
PERCENT = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)
SPACE = re.compile(r"[\s\u00a0\u2009\u202f]")
# Between thousands.
MARK = re.compile(r"(?<=\d)[_'’](?=\d{3})")
TORN = re.compile(r"\d\D+\d")
DASHES = str.maketrans("−–", "--")
SUFFIX = {"k": 3, "m": 6, "mn": 6, "mio": 6, "bn": 9, "b": 9}
SCALED = re.compile(rf"(?P<number>[-+]?[\d.]+)(?P<suffix>{'|'.join(SUFFIX)})", re.IGNORECASE)
PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
# Thousands with commas or dots (India groups by two), and decimals after the other of the two; a comma alone before
# other than three digits is a decimal one.
GROUPED = (
    re.compile(r"(?P<whole>[-+]?[1-9]\d{0,2}(?:,\d{3})+)(?P<part>\.\d+)?"),
    re.compile(r"(?P<whole>[-+]?[1-9]\d?(?:,\d{2})+,\d{3})(?P<part>\.\d+)?"),
    re.compile(r"(?P<whole>[-+]?[1-9]\d{0,2}(?:\.\d{3}){2,})(?P<part>,\d+)?"),
    re.compile(r"(?P<whole>[-+]?[1-9]\d{0,2}\.\d{3})(?P<part>,\d+)"),
    re.compile(r"(?P<whole>[-+]?\d+)(?P<part>,\d+)"),
)


def suggest_number(text: str, *, percent: bool = False) -> str:
    """`Write 250000 without separators.` for `250,000`; nothing for what is no number in any usual way.

    With `percent` a share may be written as `10%`.
    """
    share = PERCENT.search(text) is not None
    bare = SPACE.sub("", PERCENT.sub("", CURRENCY.sub("", text))).translate(DASHES)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    number = _plain_number(MARK.sub("", bare))
    if number is None or PLAIN.fullmatch(text.strip()):
        return ""
    if share:
        part = f"{Decimal(number).scaleb(-2):f}"
        return f"Write {number}%." if percent else f"Write {part} where a share of {number}% is meant."
    if "," in text and "." in number:
        return f"Write {number}, with a decimal point."
    return f"Write {number} without separators." if TORN.search(text) else f"Write {number}, the number alone."


def _plain_number(text: str) -> str | None:
    if PLAIN.fullmatch(text):
        return text
    for grouped in GROUPED:
        if match := grouped.fullmatch(text):
            whole = match["whole"].replace(",", "").replace(".", "")
            return whole + (match["part"] or "").replace(",", ".")
    scaled = SCALED.fullmatch(text)
    if scaled and PLAIN.fullmatch(scaled["number"]):
        return f"{Decimal(scaled['number']).scaleb(SUFFIX[scaled['suffix'].casefold()]):f}"
    return None
