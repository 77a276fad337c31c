"""Text, identifiers, choices, addresses, digests and JSON as types of column: canonical text and rules."""

from __future__ import annotations

from steering.ingest.column_rules import (
    LONGEST_IDENTIFIER,
    LONGEST_TEXT,
    NO_CONTROL_CHARACTERS,
    TEXT,
    VALUE,
    ColumnTyping,
    Rule,
    matches,
)

TEXTS = ColumnTyping(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        Rule(
            when=f"length({TEXT}) > {LONGEST_TEXT}",
            expected=f"at most {LONGEST_TEXT:,} characters",
            remedy="Shorten the text, and check that a quote before it is closed.",
        ),
        NO_CONTROL_CHARACTERS,
        Rule(
            severity="warning",
            when=matches(r"^[=+@-]"),
            expected="text that a spreadsheet would not take for a formula",
            remedy="It is kept and shown as text; nothing is calculated.",
        ),
        Rule(
            severity="warning",
            when=matches("<"),
            expected="text without markup",
            remedy="It is kept and shown as text; no markup is interpreted.",
        ),
    ),
)

_AN_IDENTIFIER = f"an identifier: letters, digits and . _ : / @ # + -, at most {LONGEST_IDENTIFIER} characters"
_IDENTIFIER = r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:/@#+-]*$"
IDENTIFIERS = ColumnTyping(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        # A count such as {0,63} of letters would cost RE2 a fifth of a second; so length is asked apart.
        Rule(
            when=f"length({TEXT}) > {LONGEST_IDENTIFIER}",
            expected=_AN_IDENTIFIER,
            remedy="Shorten it, or put the words in a column for text.",
        ),
        NO_CONTROL_CHARACTERS,
        Rule(
            when=matches(r"\s"),
            expected=_AN_IDENTIFIER,
            remedy="Write it without spaces, such as team-07.",
        ),
        Rule(
            when=f"not {matches(_IDENTIFIER)}",
            expected=_AN_IDENTIFIER,
            remedy="Begin with a letter or digit, and use only the characters named.",
        ),
    ),
)
CHOICES = ColumnTyping(sql_type="varchar", typed=TEXT, canonical=VALUE, rules=())

_URI = r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$"
_A_URI = "an address such as https://evidence.example/ev-0042.pdf"
URIS = ColumnTyping(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        TEXTS.rules[0],
        NO_CONTROL_CHARACTERS,
        Rule(when=matches(r"^(?i:javascript|data|vbscript):"), expected=_A_URI, remedy="Give the place of a file."),
        Rule(
            when=f"not {matches(_URI)}",
            expected=_A_URI,
            remedy="Begin with https:, file: or the like, and write spaces as %20.",
        ),
    ),
)

_A_DIGEST = "a SHA-256: 64 hexadecimal digits"
DIGESTS = ColumnTyping(
    sql_type="varchar",
    typed=f"lower({TEXT})",
    canonical=VALUE,
    rules=(
        Rule(
            when=f"length({TEXT}) <> 64 or not {matches('^[0-9a-fA-F]*$')}",
            expected=_A_DIGEST,
            remedy="Copy the whole digest, without spaces or a file name.",
        ),
    ),
)

JSONS = ColumnTyping(
    sql_type="varchar",
    typed=TEXT,
    canonical=VALUE,
    rules=(
        NO_CONTROL_CHARACTERS,
        Rule(when=f"not json_valid({TEXT})", expected="JSON", remedy="Quote each key and text with double quotes."),
    ),
)
