"""What a tag says, as SQL over a FOCUS `Tags` cell; a release and a query must mean the same by it."""

from __future__ import annotations

import json
from urllib.parse import quote

# The tag key that marks a cost as shared between teams.
SHARED = "shared"
# Counts up whenever the rollups get other columns or another meaning: those of another version are never read.
ROLLUPS = 5


def quote_literal(text: str) -> str:
    """A SQL string literal, for the few places where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def team_value(tag: str, *, tags: bool = True, allocation: bool = True) -> str:
    """SQL for the team of a charge, by a tag; `tags` and `allocation` say which columns are there.

    A share of a charge that was split belongs to the team of the resource that it was given to.
    """
    values = [tag_value(tag)] if tags else []
    if allocation:
        given = '"AllocatedResourceId" is not null and json_valid("AllocatedTags")'
        of_resource = tag_value(tag, '"AllocatedTags"')
        values.insert(0, f"case when {given} then {of_resource} end")
    return f"coalesce({', '.join(values)})" if values else "null::varchar"


def tag_value(tag: str, tags: str = '"Tags"') -> str:
    """SQL for the value of a tag as text without outer spaces; null where it is missing or empty.

    A key in another case counts where the tag's own is not there, unless several such keys say different things.
    """
    own = f"nullif(trim(json_extract_string({tags}, {quote_literal(_pointer(tag))})), '')"
    values = f"list_transform({_keys_in_any_case(tag, tags)}, lambda key: {_value_of_key('key', tags)})"
    others = f"list_distinct(list_filter({values}, lambda value: value is not null))"
    return f"coalesce({own}, case when {_is_mentioned(tag, tags)} and len({others}) = 1 then {others}[1] end)"


def tag_present(tag: str, tags: str = '"Tags"') -> str:
    """SQL that is true where the tag's key is there, in any case and whatever its value, and never null."""
    return f"coalesce({_is_mentioned(tag, tags)} and len({_keys_in_any_case(tag, tags)}) > 0, false)"


def _is_mentioned(tag: str, tags: str) -> str:
    """SQL that rules most rows out quickly: whether the key stands anywhere in the text."""
    return f"contains(lower({tags}), {quote_literal(json.dumps(tag.lower(), ensure_ascii=False))})"


def _keys_in_any_case(tag: str, tags: str) -> str:
    return f"list_filter(json_keys({tags}), lambda key: lower(key) = {quote_literal(tag.lower())})"


def _value_of_key(key: str, tags: str) -> str:
    pointer = f"'/' || replace(replace({key}, '~', '~0'), '/', '~1')"
    return f"nullif(trim(json_extract_string({tags}, {pointer})), '')"


def file_part(tag: str) -> str:
    """A tag as it stands in a file's name, after the @."""
    return quote(tag, safe="")


def rollup_file(name: str, tag: str) -> str:
    """The name of the file with a release's rollup by a tag, such as `daily-5@team.parquet`."""
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
