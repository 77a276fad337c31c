"""A case with a dossier of a size: the starter with components, decision records, controls and evidence in plenty."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from steering.cases.new import STARTER
from steering.catalog.frameworks import controls_by_id

COMPONENTS, RECORDS, PIECES = 300, 400, 2_000
CAPABILITIES, ZONES, A_CLUSTER = 40, 6, 25
# The last day that the data of the starter covers.
TODAY = dt.date(2026, 4, 30)
OWNERS = ("Chief technology officer", "Chief information security officer", "Head of the platform")
RECORD = """\
---
status: {status}
date: {day}
decision-makers: [Chief technology officer]
consulted: [Chief information security officer]
review-by: {review}
components: [part-{part:03}]
{links}---
# Decision {number} on part {part}

## Context and Problem Statement

Part {part} can be built in two ways, and decision {number} settles which.

## Decision Drivers

* What it costs to run

## Considered Options

* Build it once
* Build it in each unit

## Decision Outcome

Chosen option: "Build it once", because one review then holds for all.

### Consequences

* Good, because a fault is mended once.
* Bad, because everybody waits for one team.
"""
HEAD = "evidence_id,control_id,framework,method,source_uri,sha256,collected_at,expires_at,collector,reviewer,status\n"


def lay_large_dossier(folder: Path, components: int = COMPONENTS, records: int = RECORDS, pieces: int = PIECES) -> Path:
    """Write the case into a folder that is not there yet, the same one each time, and return the folder."""
    shutil.copytree(STARTER, folder)
    dossier = folder / "dossier"
    with (dossier / "architecture.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump(_describe_architecture(components, records), file, sort_keys=False)
    with (dossier / "compliance.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump({"controls": list(_list_controls(components))}, file, sort_keys=False)
    shutil.rmtree(dossier / "adrs")
    (dossier / "adrs").mkdir()
    for number in range(1, records + 1):
        (dossier / "adrs" / f"{name_record(number)}.md").write_text(_write_record(number, components), "utf-8")
    (folder / "datasets" / "evidence.csv").write_text(HEAD + "".join(_list_evidence(pieces)), "utf-8")
    return folder


def name_record(number: int) -> str:
    """Return the id of a decision record."""
    return f"{number:04}-decision-{number}"


def _describe_architecture(components: int, records: int) -> dict[str, object]:
    clusters = range(0, components, A_CLUSTER)
    return {
        "capabilities": [
            {"id": "models", "name": "Models in use"},
            {"id": "delivery", "name": "Delivery", "parent": "models", "paid_by": ["platform"], "kpis": ["lead_time"]},
            *(
                {"id": f"can-{number}", "name": f"Ability {number}", "parent": "models", "paid_by": ["platform"]}
                for number in range(CAPABILITIES)
            ),
        ],
        "components": [_describe_component(number, components, records) for number in range(components)],
        "zones": [{"id": f"zone-{number}", "name": f"Zone {number}"} for number in range(ZONES)],
        "nodes": [
            {
                "id": f"cluster-{first}",
                "name": f"Cluster {first}",
                "zone": f"zone-{first // A_CLUSTER % ZONES}",
                "runs": [f"part-{number:03}" for number in range(first, min(first + A_CLUSTER, components))],
            }
            for first in clusters
        ],
        "constraints": [
            {
                "id": f"bound-{number}",
                "name": f"Bound {number}",
                "text": f"What binds part {number}.",
                "satisfied_by": [f"part-{number:03}", name_record(number + 1)],
                "evidence": ["CC6.1"],
                "owner": OWNERS[number % len(OWNERS)],
            }
            for number in range(min(20, components, records))
        ],
    }


def _describe_component(number: int, components: int, records: int) -> dict[str, object]:
    """Return a component that uses the two behind it and rests on one decision."""
    return {
        "id": f"part-{number:03}",
        "name": f"Part {number}",
        "capabilities": ["delivery" if number % 10 == 0 else f"can-{number % CAPABILITIES}"],
        "owner": OWNERS[number % len(OWNERS)],
        "modes": ["batch" if number % 2 else "streaming"],
        "zone": f"zone-{number // A_CLUSTER % ZONES}",
        "cost_line": "platform",
        "decisions": [name_record(number % records + 1)],
        "uses": [f"part-{after:03}" for after in (number + 1, number + 7) if after < components],
    }


def _list_controls(components: int) -> Iterator[dict[str, object]]:
    for number, id in enumerate(controls_by_id("soc2")):
        yield {
            "id": id,
            "framework": "soc2",
            "owner": OWNERS[number % len(OWNERS)],
            "component": f"part-{number % components:03}",
            "method": "automated",
            "frequency": "monthly",
        }


def _write_record(number: int, components: int) -> str:
    """Return a record that rests on the one before; each tenth has taken the place of the one before instead."""
    is_new, is_old = number % 10 == 0, number % 10 == 9
    links = f"{'supersedes' if is_new else 'rests-on'}: [{name_record(number - 1)}]\n" if number > 1 else ""
    links += f"superseded-by: [{name_record(number + 1)}]\n" if is_old else ""
    day = TODAY - dt.timedelta(days=400 - number % 400)
    return RECORD.format(
        status="superseded" if is_old else "accepted", day=day, review=day + dt.timedelta(days=365 + number % 300),
        number=number, part=number % components, links=links,
    )  # fmt: skip


def _list_evidence(pieces: int) -> Iterator[str]:
    controls = list(controls_by_id("soc2"))
    for number in range(pieces):
        control = controls[number % len(controls)]
        day = TODAY - dt.timedelta(days=pieces % 7 + (pieces - number) % 300)
        status = "rejected" if number % 50 == 0 else "in_review" if number % 17 == 0 else "approved"
        yield (
            f"EV-{number:05},{control},soc2,automated,evidence://register/{number},,{day},"
            f"{day + dt.timedelta(days=120)},{OWNERS[2]},{OWNERS[1]},{status}\n"
        )
