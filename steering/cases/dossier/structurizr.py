"""A Structurizr workspace (JSON) as an architecture, as far as its model goes: what could not be carried is told.

Form: https://github.com/structurizr/json. Software systems without containers stand outside; containers are components.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steering.errors import CaseRefused, Problem
from steering.formatting import printable

LARGEST = 10_000_000


@dataclass(kw_only=True)
class WorkspaceImport:
    """What a workspace becomes: lists of entries by their key in architecture.yaml, and what was left out."""

    tree: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    relations: list[dict[str, Any]] = field(default_factory=list)

    def add(self, key: str, element: dict[str, Any], **values: Any) -> str:
        """Add an element to a list and return its new id."""
        name = _text(element.get("name"), 160) or "Unnamed"
        id = self._name(name)
        self.ids[str(element.get("id"))] = id
        entry = {"id": id, "name": name} | {at: value for at, value in values.items() if value}
        self.tree.setdefault(key, []).append(entry)
        self.relations += _dicts(element, "relationships")
        return id

    def _name(self, name: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:50].strip("-") or "part"
        base = slug if slug[0].isalpha() else f"part-{slug}"
        used, id, count = {*self.ids.values()}, base, 1
        while id in used:
            count += 1
            id = f"{base}-{count}"
        return id

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, in words."""
        return tuple(f"Left out: {noun}: {count:,}" for noun, count in sorted(self.left_out.items()))


def import_workspace(path: Path) -> WorkspaceImport:
    """Read a workspace. Raises CaseRefused for a file that is too large, no JSON, or of another shape."""
    workspace = _load(path)
    model = workspace.get("model") if isinstance(workspace, dict) else None
    if not isinstance(model, dict) or not any(key in model for key in ("people", "softwareSystems")):
        shown = "a list" if isinstance(workspace, list) else "no model with people or softwareSystems"
        raise _refuse(path, shown, "a Structurizr workspace", "Export the workspace as JSON.")
    result = WorkspaceImport()
    for person in _dicts(model, "people"):
        result.add("people", person, about=_text(person.get("description"), 2000))
    for system in _dicts(model, "softwareSystems"):
        _add_system(result, system)
    nodes = _dicts(model, "deploymentNodes")
    # The same place may be described for development and for production: then each says which it is.
    environments = {_text(node.get("environment"), 60) for node in nodes}
    for node in nodes:
        _add_node(result, node, None, _text(node.get("environment"), 60) if len(environments) > 1 else "")
    _add_relations(result)
    _count_others(result, workspace, model)
    result.left_out = +result.left_out
    return result


def _count_others(result: WorkspaceImport, workspace: dict[str, Any], model: dict[str, Any]) -> None:
    """Count what of a workspace has no place in an architecture, beside its elements."""
    result.left_out["custom elements"] += len(_dicts(model, "customElements"))
    views = workspace.get("views")
    lists = [views[key] for key in views if isinstance(views[key], list)] if isinstance(views, dict) else []
    result.left_out["views, as they are drawn from the model"] += sum(map(len, lists))
    systems = _dicts(model, "softwareSystems")
    elements = [
        *_dicts(model, "people"),
        *systems,
        *(part for system in systems for part in _dicts(system, "containers")),
    ]
    result.left_out["groups"] += len({name for element in elements if (name := _text(element.get("group"), 160))})
    documents = [
        documents for entry in (workspace, *systems) if isinstance(documents := entry.get("documentation"), dict)
    ]
    for key, noun in (("sections", "sections of documentation"), ("decisions", "decision records")):
        result.left_out[noun] += sum(len(_dicts(entry, key)) for entry in documents)


def _add_system(result: WorkspaceImport, system: dict[str, Any]) -> None:
    about = _text(system.get("description"), 2000)
    id = result.add("systems", system, about=about, owner=_find_owner(system))
    for container in _dicts(system, "containers"):
        about, technology = _text(container.get("description"), 2000), _text(container.get("technology"), 160)
        values = {"about": about, "system": id, "technology": technology, "owner": _find_owner(container)}
        result.add("components", container, **values)
        inner = _dicts(container, "components")
        result.left_out["components within a container"] += len(inner)
        result.ids |= {str(part.get("id")): result.ids[str(container.get("id"))] for part in inner}
        result.relations += [relation for part in inner for relation in _dicts(part, "relationships")]


def _find_owner(element: dict[str, Any]) -> str:
    """Return who owns an element by its perspective of that name, which is where Structurizr keeps it."""
    entries = (entry for entry in _dicts(element, "perspectives") if _text(entry.get("name"), 20).lower() == "owner")
    return next((_text(entry.get("description") or entry.get("value"), 160) for entry in entries), "")


def _add_node(result: WorkspaceImport, node: dict[str, Any], within: str | None, environment: str) -> None:
    """Add a node with those within it, each after the one around it."""
    runs = [result.ids.get(str(part.get("containerId"))) for part in _dicts(node, "containerInstances")]
    names = list(dict.fromkeys(id for id in runs if id))
    technology = _text(node.get("technology"), 160)
    name = _text(node.get("name"), 160) or "Unnamed"
    place = {"id": node.get("id"), "name": f"{name} ({environment})"[:160] if environment else name}
    id = result.add("nodes", place, within=within, technology=technology, runs=names)
    for key, noun in (
        ("softwareSystemInstances", "instances of software systems"),
        ("infrastructureNodes", "infrastructure nodes"),
    ):
        result.left_out[noun] += len(_dicts(node, key))
    places = [node, *_dicts(node, "infrastructureNodes")]
    result.left_out["relations of nodes"] += sum(len(_dicts(entry, "relationships")) for entry in places)
    result.left_out["numbers of nodes that are alike"] += str(node.get("instances") or 1) != "1"
    for child in _dicts(node, "children"):
        _add_node(result, child, id, "")


def _add_relations(result: WorkspaceImport) -> None:
    """Add the relations whose ends were carried, each pair and purpose once."""
    ends = {entry["id"] for key in ("people", "systems", "components") for entry in result.tree.get(key, ())}
    seen: set[tuple[str, ...]] = set()
    for relation in result.relations:
        start = result.ids.get(str(relation.get("sourceId")), "")
        end = result.ids.get(str(relation.get("destinationId")), "")
        about, protocol = _text(relation.get("description"), 160), _text(relation.get("technology"), 160)
        if not {start, end} <= ends:
            result.left_out["relations whose ends were left out"] += 1
        elif start == end:
            result.left_out["relations within a container"] += 1
        elif (start, end, about) not in seen:
            seen.add((start, end, about))
            values = {"start": start, "end": end, "about": about, "protocol": protocol}
            result.tree.setdefault("relations", []).append({key: value for key, value in values.items() if value})


def _load(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise _refuse(path, error.strerror or "a file that can't be read", "a JSON file", "Check the path.") from error
    if len(content) > LARGEST:
        raise _refuse(path, "a file of over 10 MB", "at most 10 MB", "Export the model without its views.")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "no JSON text"
        raise _refuse(path, reason, "JSON", "Export the workspace as JSON again.") from error


def _dicts(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = value.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _text(value: object, most: int) -> str:
    return " ".join(printable(value).split())[:most].strip() if isinstance(value, str) else ""


def _refuse(path: Path, found: str, expected: str, remedy: str) -> CaseRefused:
    problem = Problem(file=path.name, found=found, expected=expected, remedy=remedy)
    return CaseRefused(f"The workspace {path.name}", [problem])


def list_keys(result: WorkspaceImport) -> Iterator[tuple[str, int]]:
    """Yield each list of the architecture with how many entries it has."""
    for key, entries in result.tree.items():
        yield key, len(entries)
