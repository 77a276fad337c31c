"""Ways of writing a number that people read and a contract doesn't: each with the number as it is meant."""

from __future__ import annotations

import re
from decimal import Decimal

_SEPARATORS = r".,\s\u00a0\u202f’''_"
_GROUPS = rf"[+-]?\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_UNIT = re.compile(r"(?P<before>[^\d+\-.,]*)(?P<number>[+-]?[\d.,]*\d)(?P<after>[^\d%‰]*)")
_NOTHING = re.compile(r"(?i)[+-]?(nan|inf|infinity|∞)|#[A-Z0-9/!?]+|[-–—?.]+|n\.?a\.?|unknown|tbd|none")


def decimal_comma(text: str) -> str | None:
    """`4,2` as 4.2, and `1.234,56` as 1234.56."""
    whole, comma, rest = text.rpartition(",")
    if not comma or not rest.isdigit() or "," in whole:
        return None
    if re.fullmatch(r"[+-]?\d*", whole):
        return f"{whole}.{rest}" if whole.strip("+-") else f"{whole}0.{rest}"
    return f"{_digits(whole)}.{rest}" if re.fullmatch(_GROUPS, whole) else None


def thousands(text: str) -> str | None:
    """`1,234` and `1 234.5` without what stands between the thousands; a point before three digits is one, too."""
    whole, point, rest = text, "", ""
    separators = set(re.sub(r"[\d+-]", "", whole))
    if (match := re.fullmatch(rf"({_GROUPS})(\.)(\d*)", text)) and len(separators) > 1:
        whole, point, rest = match.groups()
        separators = set(re.sub(r"[\d+-]", "", whole))
    if len(separators) != 1 or not re.fullmatch(_GROUPS, whole):
        return None
    return f"{_digits(whole)}{point}{rest}".rstrip(".")


def percent(text: str) -> str | None:
    """`28%` as 0.28."""
    match = re.fullmatch(r"([+-]?[\d.,]+)\s*([%‰])", text)
    number = match and _plain(match[1])
    if match is None or number is None:
        return None
    return _format(Decimal(number) / (100 if match[2] == "%" else 1000))


def unit(text: str) -> str | None:
    """`USD 12.5`, `12.5 h` and `12 users` without the words and signs around the number."""
    match = _UNIT.fullmatch(text)
    if match is None or not (match["before"].strip() or match["after"].strip()) or re.search(r"[(−–—]", text):
        return None
    return _plain(match["number"])


def minus(text: str) -> str | None:
    """`(5)`, `−5` and `5-` as -5."""
    match = re.fullmatch(r"\((?P<a>[\d.,]+)\)|[−–—]\s*(?P<b>[\d.,]+)|(?P<c>[\d.,]+)-", text)
    number = match and _plain(next(filter(None, match.groups())))
    return f"-{number}" if number else None


def nothing(text: str) -> str | None:
    """What stands for no figure, as an empty cell."""
    return "" if _NOTHING.fullmatch(text) else None


def _plain(text: str) -> str | None:
    """A number with a point, where only one is possible."""
    return text if _NUMBER.fullmatch(text) else decimal_comma(text)


def _digits(text: str) -> str:
    return re.sub(rf"[{_SEPARATORS}]", "", text)


def _format(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
