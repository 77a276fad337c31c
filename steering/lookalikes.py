"""Names as they are seen: what looks the same is the same, and what can't be seen is none; imports nothing of ours."""

from __future__ import annotations

import unicodedata

# Letters of other scripts that look like a Latin one in most typefaces, after folding of case.
_CYRILLIC = dict(zip("авгеёзіјкмнопрсутхчъьѕԁԛԝһү", "abreeeijkmhonpcytx4bbsdqwhy", strict=True))
_GREEK = dict(zip("αβγεζηικμνορτυχω", "abyeznikmvoptuxw", strict=True))
_OTHER = {"ı": "i", "ȷ": "j", "ɑ": "a", "ɡ": "g", "ɩ": "i", "օ": "o", "ѵ": "v", "ӏ": "l", "ո": "n", "ս": "u"}
_LATIN = str.maketrans(_CYRILLIC | _GREEK | _OTHER)
# Signs that show nothing although they count as letters, marks or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def visible_key(name: str) -> str:
    """What two names have in common that can't be told apart: without signs that show nothing, in one alphabet."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", name) if not _is_invisible(sign))
    return " ".join(text.casefold().translate(_LATIN).split())


def is_visible(name: str) -> bool:
    """Whether anything of a name can be seen."""
    return any(not _is_invisible(sign) and not sign.isspace() for sign in name)


def _is_invisible(sign: str) -> bool:
    is_selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return sign in _BLANK or is_selector or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn", "Co")
