"""What a tag says, as SQL over a FOCUS `Tags` cell; a release and a query must mean the same by it."""

from __future__ import annotations

from urllib.parse import quote

# The tag key that marks a cost as shared between teams.
SHARED = "shared"
# Counts up whenever the rollups get other columns or another meaning: those of another version are never read.
ROLLUPS = 4


def quote_literal(text: str) -> str:
    """A SQL string literal, for the few places where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def tag_value(tag: str, tags: str = '"Tags"') -> str:
    """SQL for the value of a tag as text without outer spaces; null where it is missing or empty."""
    return f"nullif(trim(json_extract_string({tags}, {quote_literal(_pointer(tag))})), '')"


def tag_present(tag: str, tags: str = '"Tags"') -> str:
    """SQL that is true where the tag's key is there, whatever its value, and never null."""
    return f"coalesce(json_exists({tags}, {quote_literal(_pointer(tag))}), false)"


def file_part(tag: str) -> str:
    """A tag as it stands in a file's name, after the @."""
    return quote(tag, safe="")


def rollup_file(name: str, tag: str) -> str:
    """The name of the file with a release's rollup by a tag, such as `daily-4@team.parquet`."""
    return f"{name}-{ROLLUPS}@{file_part(tag)}.parquet"


def table_of(stem: str, tag: str) -> str | None:
    """What a release's file holds, by its name without the ending: `rows`, `daily`; None for what must not be read.

    That is a rollup by another tag, or one whose columns are those of another version.
    """
    name, by_tag, of = stem.partition("@")
    if not by_tag:
        return name
    table, _, version = name.rpartition("-")
    return table if of == file_part(tag) and version == str(ROLLUPS) else None


def _pointer(tag: str) -> str:
    """A JSON pointer, in which any key can be written."""
    return "/" + tag.replace("~", "~0").replace("/", "~1")
