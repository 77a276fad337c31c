"""The manifest of a decision pack: what is in it, with a hash of each file, and what could not be shown as it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic.dataclasses import dataclass

from steering.errors import SteercoError
from steering.field_types import STRICT, checks_of

NAME = "manifest.json"
FORMAT: Literal[1] = 1
# Longer than any that we write; what is longer is not read.
MOST_BYTES = 5_000_000
DAMAGED = "The manifest of this pack can't be read: {}. Nothing can be verified with it; ask for the pack again."

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ManifestFile:
    """A file of a pack: its name and kind, what it is for a computer, its size and its SHA-256."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: str
    media_type: str
    bytes: Size
    sha256: Digest


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ManifestRemark:
    """What a file does not show as the pages do: in which file, where (slide, page or sheet), and how and why."""

    file: str
    where: str
    text: str


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MissingPart:
    """What a pack may have and this one has not, and why."""

    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LogWitness:
    """The end of the audit log when the pack was made: how many entries there were, and the hash of the last one."""

    entry: Size
    sha256: Digest


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PackManifest:
    """What is in a pack, and of which state of the case it was made.

    `case_sha256` is that of the texts of the case's files, `releases` are ids by dataset.
    """

    case: str
    title: str
    organisation: str
    as_of: str
    case_sha256: Digest
    releases: dict[str, Digest]
    audit_log: LogWitness | None
    files: tuple[ManifestFile, ...]
    remarks: tuple[ManifestRemark, ...]
    missing: tuple[MissingPart, ...]
    format: Literal[1] = FORMAT


def write_manifest(manifest: PackManifest) -> bytes:
    """Return the manifest as JSON: the same one is the same bytes."""
    return (json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def read_manifest(content: bytes) -> PackManifest:
    """Read a manifest.

    Raises:
        SteercoError: it is damaged, or of another version.
    """
    if len(content) > MOST_BYTES:
        raise SteercoError(DAMAGED.format("it is longer than any that Steerco writes"))
    try:
        values = json.loads(content.decode())
        if isinstance(values, dict) and values.get("format", FORMAT) != FORMAT:
            raise SteercoError(DAMAGED.format("it is of another version of Steerco; verify it with that one"))
        return checks_of(PackManifest).validate_python(values)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "the whole"
        raise SteercoError(DAMAGED.format(f"{where} is not as it has to be")) from error
    except (ValueError, RecursionError) as error:
        raise SteercoError(DAMAGED.format("it is no JSON in UTF-8")) from error


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()
