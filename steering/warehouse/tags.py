"""What a tag says, as SQL over a FOCUS `Tags` cell; a release and a question must mean the same by it."""

from __future__ import annotations

from urllib.parse import quote

SHARED = "shared"
"""The tag key that marks a cost as shared between teams."""


def quoted(text: str) -> str:
    """A SQL string literal, for the few places where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def tag_value(tag: str, tags: str = '"Tags"') -> str:
    """SQL for the value of a tag as text without outer spaces; null where it is missing or empty."""
    return f"nullif(trim(json_extract_string({tags}, {quoted(_pointer(tag))})), '')"


def tag_present(tag: str, tags: str = '"Tags"') -> str:
    """SQL that is true where the tag's key is there, whatever its value, and never null."""
    return f"coalesce(json_exists({tags}, {quoted(_pointer(tag))}), false)"


def file_part(tag: str) -> str:
    """A tag as it stands in a file's name, after the @."""
    return quote(tag, safe="")


def _pointer(tag: str) -> str:
    """A JSON pointer, in which any key can be written."""
    return "/" + tag.replace("~", "~0").replace("/", "~1")
