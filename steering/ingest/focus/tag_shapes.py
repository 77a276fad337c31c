"""Tags as exporters write them, in SQL: an object, a list of keys and values, text in text; each becomes an object."""

from __future__ import annotations

from steering.ingest.column_rules import TEXT

# How exporters call the two halves of a tag.
_KEYS, _VALUES = ("key", "Key", "name", "Name"), ("value", "Value")
# Lists as Parquet nests them, where the reader does not unfold them.
_NESTS = ("/list", "/key_value")


def is_object_sql(text: str = TEXT) -> str:
    """SQL that is true for a JSON object."""
    return f"(starts_with({text}, '{{') and json_valid({text}))"


def is_braceless_sql(text: str = TEXT) -> str:
    """SQL that is true for the inside of a JSON object."""
    return f"(starts_with({text}, '\"') and json_valid('{{' || {text} || '}}'))"


def is_nest_sql(text: str = TEXT) -> str:
    """SQL that is true for an object that is a list in the way that Parquet nests it."""
    return " or ".join(f"starts_with({text}, '{{\"{nest[1:]}\":[')" for nest in _NESTS)


def tags_sql() -> str:
    """SQL for the tags as a JSON object; null where the text holds none."""
    # Text in text: what is inside counts.
    is_text = f"starts_with({TEXT}, '\"') and json_valid({TEXT})"
    inner = f"case when {is_text} then json_extract_string({TEXT}, '$') else {TEXT} end"
    nests = ", ".join(f"json_extract(inside, '{nest}')::varchar" for nest in _NESTS)
    entries = (
        f"case when {is_object_sql('inside')} and ({is_nest_sql('inside')}) then coalesce({nests}) "
        f"when starts_with(inside, '[') and json_valid(inside) then inside end"
    )
    value = (
        f"case when entries is not null then {_object_of_list('entries')} "
        f"when {is_object_sql('inside')} then inside when inside = '' then '{{}}' end"
    )
    return (
        f"case when {is_object_sql()} and not ({is_nest_sql()}) then {TEXT} "
        f"when {is_braceless_sql()} then '{{' || {TEXT} || '}}' "
        f"else {_bind('inside', inner, _bind('entries', entries, value))} end"
    )


def _bind(name: str, value: str, expression: str) -> str:
    """SQL for an expression in which a name stands for a value: it is written, planned and worked out once."""
    return f"list_transform([{value}], lambda {name}: {expression})[1]"


def _object_of_list(text: str) -> str:
    """SQL for the object that a list of tags means; null where an entry of it is none."""
    members = f"list_transform(from_json({text}, '[\"JSON\"]'), lambda entry: {_member('entry')})"
    joined = "'{' || array_to_string(members, ',') || '}'"
    complete = "len(list_filter(members, lambda member: member is null)) = 0"
    return _bind("members", members, f"case when {complete} and json_valid({joined}) then {joined} end")


def _member(entry: str) -> str:
    """SQL for one entry as `"key":"value"`: named halves, an object of its own, or text such as `team:a`."""
    own = f"coalesce(json_extract({entry}, '/element'), {entry})"
    keys = ", ".join(f"json_extract_string(own, '/{name}')" for name in _KEYS)
    values = ", ".join(f"json_extract(own, '/{name}')" for name in _VALUES)
    key, value = f"coalesce({keys})", f"coalesce({values}, 'null')"
    halves = "regexp_extract(text, '^([^:=]+)[:=](.*)$', ['key', 'value'])"
    pair = _bind("half", halves, "to_json(half.key)::varchar || ':' || to_json(half.value)::varchar")
    of_text = _bind(
        "text", "json_extract_string(own, '$')", f"case when regexp_matches(text, '^[^:=]+[:=]') then {pair} end"
    )
    named = _bind(
        "key",
        key,
        f"case when key is not null then to_json(key)::varchar || ':' || {value}::varchar "
        "else (own::varchar)[2:-2] end",
    )
    return _bind("own", own, f"case json_type(own) when 'OBJECT' then {named} when 'VARCHAR' then {of_text} end")
