"""What every OSCAL document has in common: identifiers, props, metadata, and its bytes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from steering.cases.case import Case
from steering.catalog.frameworks import frameworks

# The version in which documents are written; those of the same two numbers are read as well, and the ones before.
OSCAL_VERSION = "1.2.1"
# The name space of our own props, and of every identifier that we give.
NAMESPACE = "https://steerco.example/ns/oscal"
_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_TOKEN = re.compile(r"(?:[^\W\d]|_)[\w.-]*")
_MARKUP = re.compile(r"([\\`*_<>\[\]&~^])")

Tree = dict[str, Any]


def identify(*names: str) -> str:
    """Return the identifier that names have for ever: a UUID of version 5, the same on each machine."""
    return str(uuid.uuid5(_ROOT, "\n".join(names)))


def write_token(framework: str, control_id: str) -> str:
    """Return what OSCAL can call a control: its id, or where that has other signs, its letters and figures.

    `164.308(a)(1)` becomes `hipaa-164.308.a.1`; `find_control` leads back to the control from either.
    """
    if _TOKEN.fullmatch(control_id):
        return control_id
    return f"{framework}-" + re.sub(r"[^\w.-]+", ".", control_id).strip(".")


def write_plain(text: str) -> str:
    """Return a text as one line, as OSCAL's strings have to be."""
    return " ".join(text.split())


def write_markup(text: str) -> str:
    """Return a text such that it reads in OSCAL's Markdown as it was typed."""
    return _MARKUP.sub(r"\\\1", write_plain(text))


def build_props(values: Mapping[str, str | None]) -> list[Tree]:
    """Return props of our own name space; those without a value are left out."""
    return [
        {"name": name, "ns": NAMESPACE, "value": write_plain(value)}
        for name, value in values.items()
        if value and value.strip()
    ]


def build_metadata(case: Case, *, title: str, modified: str, version: str, remarks: str) -> Tree:
    """Return the head of a document: its title, whose it is, and when what it tells changed last."""
    organisation = write_plain(case.charter.organisation)
    return {
        "title": write_markup(title),
        "last-modified": modified,
        "version": version,
        "oscal-version": OSCAL_VERSION,
        "parties": [{"uuid": identify("party", case.id), "type": "organization", "name": organisation}],
        "remarks": remarks,
    }


def build_catalogue_resource(framework: str) -> Tree:
    """Return the resource that says by which ids the controls of a framework are called here."""
    entry = frameworks()[framework]
    remarks = (
        "There is no OSCAL catalogue of this framework to refer to, so controls are named by tokens made of their ids; "
        "each has the id itself as the prop control-id."
    )
    return {
        "uuid": identify("catalogue", framework),
        "title": write_markup(entry.title),
        "description": write_markup(entry.source),
        "remarks": remarks,
    }


def sort_by_uuid(items: Iterable[Tree]) -> list[Tree]:
    """Return items in an order that does not depend on where they came from."""
    return sorted(items, key=lambda item: str(item["uuid"]))


def write_document(tree: Mapping[str, Any]) -> bytes:
    """Return a document as bytes: the same facts are the same bytes."""
    return (json.dumps(tree, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
