"""Where the rows of a release came from this time: releases are kept once, and whoever brings the same rows again has
nothing of whom they came from before.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from steering.errors import Problem
from steering.warehouse import releases
from steering.warehouse.manifest import Manifest, folder_of, read_manifest

# The facts of a manifest that are about a file and its bringing, and not about the rows.
FACTS = ("source_name", "source_bytes", "source_sha256", "created_at", "created_by", "warning_count", "warnings")


def write_provenance(home: Path, manifest: Manifest) -> None:
    """Write where a stored release came from this time, where that is another file than the one that it was made of.

    Raises:
        StoreUnavailable: the folder of the release can't be written.
    """
    if read_manifest(home, manifest.dataset, manifest.release) == manifest:
        return
    path = _path(home, manifest.dataset, manifest.release, manifest.source_name, manifest.source_sha256)
    facts = {name: value for name, value in asdict(manifest).items() if name in FACTS}
    text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"

    def write(to: Path) -> None:
        to.write_text(text, encoding="utf-8")

    releases.add(path, write)


def load_manifest_of(home: Path, dataset: str, release: str, source_name: str, source_sha256: str) -> Manifest:
    """Return the manifest of a stored release as it was brought by a file; without warnings where none were kept.

    Raises:
        DamagedRelease: the release is not there, or its folder is damaged.
    """
    manifest = read_manifest(home, dataset, release)
    with suppress(OSError, ValueError, TypeError, KeyError):
        path = _path(home, dataset, release, source_name, source_sha256)
        facts = json.loads(path.read_text(encoding="utf-8"))
        warnings = tuple(Problem(**warning) for warning in facts["warnings"])
        return replace(manifest, **{name: facts[name] for name in FACTS if name != "warnings"}, warnings=warnings)
    if (manifest.source_name, manifest.source_sha256) == (source_name, source_sha256):
        return manifest
    return replace(
        manifest,
        source_name=source_name,
        source_sha256=source_sha256,
        source_bytes=0,
        created_at="",
        created_by="",
        warning_count=0,
        warnings=(),
    )


def _path(home: Path, dataset: str, release: str, source_name: str, source_sha256: str) -> Path:
    key = hashlib.sha256(f"{source_name}\n{source_sha256}".encode()).hexdigest()[:24]
    return folder_of(home, dataset, release) / f"source-{key}.json"
