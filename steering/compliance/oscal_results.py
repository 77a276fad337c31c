"""OSCAL assessment results as evidence: one piece for each observation and each control that it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from steering.catalog.contracts import contract
from steering.catalog.frameworks import frameworks
from steering.compliance.import_controls import find_control
from steering.compliance.imports import (
    ImportOptions,
    ImportReport,
    Row,
    find_expiry,
    hash_file,
    is_address,
    make_id,
    parse_moment,
    refuse_file,
)
from steering.compliance.oscal import NAMESPACE, write_plain
from steering.errors import FileRefused, Problem, quote_input

MODEL = "assessment-results"
VERSIONS = ("1.0", "1.1", "1.2")
# OSCAL's methods as ours; whether a test runs by itself it does not say.
METHODS = {"INTERVIEW": "inquiry", "EXAMINE": "inspection", "TEST": "reperformance"}
_IDENTIFIER = re.compile(r"\w[\w.:/@#+-]{0,63}")

Branch = Mapping[str, Any]


def is_oscal(tree: object) -> bool:
    """Return whether JSON is an OSCAL document of any model."""
    return isinstance(tree, dict) and any(
        isinstance(value, dict) and "oscal-version" in _branch(value, "metadata") for value in tree.values()
    )


def convert_oscal(path: Path, tree: Branch, options: ImportOptions) -> ImportReport:
    """Return the observations of a document as evidence.

    Raises:
        FileRefused: it is of another model or version, or observations can't be read; all problems are told.
    """
    body = _require_model(path.name, tree)
    links = _link_observations(body)
    resources = {str(item.get("uuid")): item for item in _branches(_branch(body, "back-matter"), "resources")}
    digest, rows, ids = hash_file(path), list[Row](), Counter[str]()
    problems: list[Problem] = []
    items = without = 0
    for place, observation in _list_observations(body):
        items += 1
        if faults := list(_check(path.name, place, observation)):
            problems += faults
            continue
        targets = links.get(str(observation["uuid"]), ())
        controls = list(_list_controls(observation, targets))
        without += not controls
        ids.update(target for target, _ in targets if not controls)
        rows += [_write_row(observation, key, targets, resources, digest, options) for key in controls]
    counts = Counter(row["evidence_id"] for row in rows)
    twice = [id for id, count in counts.items() if count > 1]
    problems += [_problem(path.name, "observations", quote_input(id), "each observation once") for id in twice]
    if problems:
        raise FileRefused(path.name, problems)
    kind = f"OSCAL {body['metadata']['oscal-version']} assessment results"
    return ImportReport(kind=kind, items=items, rows=tuple(rows), without_control=without, ids=ids)


def _require_model(name: str, tree: Branch) -> Branch:
    if MODEL not in tree or not isinstance(tree[MODEL], dict):
        found = f"an OSCAL document of the model {quote_input(next(iter(tree), ''))}"
        refuse_file(name, found, f"the model {MODEL}", "Give the results of an assessment.")
    body: Branch = tree[MODEL]
    version = str(_branch(body, "metadata").get("oscal-version", ""))
    if not version.startswith(tuple(f"{number}." for number in VERSIONS)):
        expected = f"one of {', '.join(f'{number}.x' for number in VERSIONS)}"
        refuse_file(name, f"OSCAL version {quote_input(version)}", expected, "Convert it with NIST's tools first.")
    return body


def _list_observations(body: Branch) -> Iterator[tuple[str, Branch]]:
    for number, result in enumerate(_branches(body, "results")):
        for index, observation in enumerate(_branches(result, "observations")):
            yield f"results[{number}].observations[{index}]", observation


def _link_observations(body: Branch) -> dict[str, list[tuple[str, str]]]:
    """Return what findings say by observation: the target's id, and `satisfied` or not."""
    links: dict[str, list[tuple[str, str]]] = {}
    for result in _branches(body, "results"):
        for finding in _branches(result, "findings"):
            target = _branch(finding, "target")
            verdict = str(_branch(target, "status").get("state", ""))
            for link in _branches(finding, "related-observations"):
                links.setdefault(str(link.get("observation-uuid")), []).append((str(target.get("target-id")), verdict))
    return links


def _check(name: str, place: str, observation: Branch) -> Iterator[Problem]:
    if not isinstance(observation.get("uuid"), str):
        yield _problem(name, f"{place}.uuid", quote_input(observation.get("uuid")), "the identifier of the observation")
    for key in ("collected", "expires"):
        text = observation.get(key)
        moment = parse_moment(text) if isinstance(text, str) else None
        if (moment is None or moment.tzinfo is None) and not (key == "expires" and text is None):
            yield _problem(name, f"{place}.{key}", quote_input(text), "a moment with its zone")


def _problem(name: str, place: str, found: str, expected: str) -> Problem:
    remedy = "Correct it where the document was made, and export it again."
    return Problem(file=name, column=place, found=found, expected=expected, remedy=remedy)


def _list_controls(observation: Branch, targets: list[tuple[str, str]] | tuple[()]) -> Iterator[tuple[str, str]]:
    """Yield each control that an observation is about: by our own props, else by the findings that rest on it."""
    own, framework = _prop(observation, "control-id"), _prop(observation, "framework")
    if own and framework in frameworks():
        yield framework, own
        return
    yield from sorted({control for target, _ in targets if (control := find_control(target))})


def _write_row(
    observation: Branch,
    key: tuple[str, str],
    targets: list[tuple[str, str]] | tuple[()],
    resources: Mapping[str, Branch],
    digest: str,
    options: ImportOptions,
) -> Row:
    framework, control = key
    moment = parse_moment(observation["collected"])
    assert moment is not None  # checked before
    id, uri = _prop(observation, "evidence-id"), _find_source(observation, resources)
    fails = any(find_control(target) == key and verdict == "not-satisfied" for target, verdict in targets)
    methods = observation.get("methods")
    first = str(methods[0]) if isinstance(methods, list) and methods else ""
    return {
        "evidence_id": id if _IDENTIFIER.fullmatch(id) else make_id("OSCAL", observation["uuid"], framework, control),
        "control_id": control,
        "framework": framework,
        "method": _choose("method", _prop(observation, "method")) or METHODS.get(first, "inquiry"),
        "source_uri": uri[0] or options.kept_at or f"urn:uuid:{observation['uuid']}",
        "sha256": uri[1] if uri[0] else digest,
        "collected_at": moment.isoformat(),
        "expires_at": observation.get("expires") or find_expiry(moment, options),
        "collector": options.collector or _text(_prop(observation, "collector")) or "OSCAL assessment",
        "reviewer": options.reviewer or _text(_prop(observation, "reviewer")),
        "status": _choose("status", _prop(observation, "status")) or ("rejected" if fails else options.status),
    }


def _find_source(observation: Branch, resources: Mapping[str, Branch]) -> tuple[str, str]:
    """Return where the evidence is kept and its SHA-256; either may be empty."""
    href = str(next((item.get("href") for item in _branches(observation, "relevant-evidence")), ""))
    link = next(iter(_branches(resources.get(href.removeprefix("#"), {}), "rlinks")), None)
    if link is None:
        return (href if is_address(href) else ""), ""
    hashes = [str(item.get("value")) for item in _branches(link, "hashes") if item.get("algorithm") == "SHA-256"]
    whole = [value for value in hashes if re.fullmatch(r"[0-9a-fA-F]{64}", value)]
    address = str(link.get("href"))
    return (address if is_address(address) else ""), next(iter(whole), "")


def _prop(item: Branch, name: str) -> str:
    """Return the value of a prop of our own name space; empty without it."""
    props = (prop for prop in _branches(item, "props") if (prop.get("ns"), prop.get("name")) == (NAMESPACE, name))
    return str(next((prop.get("value") for prop in props), ""))


def _choose(column: str, value: str) -> str:
    """Return a value that its column of the evidence may have; empty for another one."""
    choices = next(entry.choices for entry in contract("evidence").columns if entry.name == column)
    return value if value in choices else ""


def _text(value: str) -> str:
    """Return a text of the document that no spreadsheet takes for a formula."""
    return write_plain(value).lstrip("=+-@ ")


def _branch(tree: object, key: str) -> Branch:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, dict) else {}


def _branches(tree: object, key: str) -> list[Branch]:
    value = tree.get(key) if isinstance(tree, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
