"""A decision pack held against its own manifest, read in place: nothing of it is unpacked, and no store is needed."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, Protocol

from steering.archives import DAMAGE, LITTER, find_zip_fault, list_members
from steering.errors import SteercoError, quote_input
from steering.exports.decision_pack.manifest import (
    MOST_BYTES,
    NAME,
    PackManifest,
    digest,
    read_manifest,
    write_manifest,
)

Change = Literal["missing", "changed", "added", "renamed", "manifest"]
BLOCK = 1 << 20
NO_PACK = "{} is no decision pack: {}. Take the .zip as it was handed out, or the folder into which it was unpacked."
REWRITTEN = (
    "The manifest is not as Steerco writes it: somebody has edited it. What it says of the other files counts for "
    "nothing."
)
OTHER = "The manifest has the SHA-256 {}, and {} was expected: this is another pack, or all of it was made anew."


@dataclass(frozen=True, kw_only=True)
class PackFinding:
    """What differs from what was issued: which file, in which way, and in a sentence."""

    change: Change
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PackCheck:
    """A pack held against its manifest, whose SHA-256 is `sha256`; `is_anchored` where that is the one expected."""

    manifest: PackManifest
    sha256: str
    is_anchored: bool
    findings: tuple[PackFinding, ...]


class FileSource(Protocol):
    """Files by their names, each opened for reading when it is asked for."""

    def sizes(self) -> Mapping[str, int]: ...

    def open(self, name: str) -> IO[bytes]: ...


def verify_pack(path: Path, expected: str = "") -> PackCheck:
    """Hold a pack, as a zip or unpacked, against its manifest; `expected` is the SHA-256 that somebody has noted.

    Raises:
        SteercoError: it is no pack, or can't be read, or is made to fill a disk.
    """
    with _open_source(path) as source:
        sizes = source.sizes()
        if NAME not in sizes:
            raise SteercoError(NO_PACK.format(path, f"it has no {NAME}"))
        if sizes[NAME] > MOST_BYTES:
            raise SteercoError(NO_PACK.format(path, f"its {NAME} is longer than any that Steerco writes"))
        with source.open(NAME) as file:
            content = file.read(MOST_BYTES + 1)
        manifest = read_manifest(content)
        findings = [*_check_manifest(manifest, content, expected), *_check_files(manifest, source)]
    return PackCheck(
        manifest=manifest,
        sha256=digest(content),
        is_anchored=bool(expected) and digest(content) == expected,
        findings=tuple(findings),
    )


def _check_manifest(manifest: PackManifest, content: bytes, expected: str) -> Iterator[PackFinding]:
    if write_manifest(manifest) != content:
        yield PackFinding(change="manifest", name=NAME, text=REWRITTEN)
    if expected and digest(content) != expected:
        yield PackFinding(change="manifest", name=NAME, text=OTHER.format(digest(content), expected))


def _check_files(manifest: PackManifest, source: FileSource) -> Iterator[PackFinding]:
    """Yield what is missing, changed, renamed or added; of a size that differs nothing is read."""
    sizes, wanted = source.sizes(), {file.name: file for file in manifest.files}
    extra = {name for name in sizes if name not in wanted and name != NAME}
    strange = {
        _hash(source, name): name for name in sorted(extra) if sizes[name] in {file.bytes for file in manifest.files}
    }
    for name, file in wanted.items():
        if name in sizes:
            if sizes[name] != file.bytes or _hash(source, name) != file.sha256:
                text = f"{quote_input(name)} is not what was issued: its content was changed."
                yield PackFinding(change="changed", name=name, text=text)
        elif other := strange.get(file.sha256):
            extra.discard(other)
            text = f"{quote_input(name)} was renamed: it is here as {quote_input(other)}, with its content unchanged."
            yield PackFinding(change="renamed", name=name, text=text)
        else:
            yield PackFinding(change="missing", name=name, text=f"{quote_input(name)} was issued and is not here.")
    for name in sorted(extra):
        yield PackFinding(change="added", name=name, text=f"{quote_input(name)} is here and was not issued.")


def _hash(source: FileSource, name: str) -> str:
    whole = hashlib.sha256()
    with source.open(name) as file:
        while block := file.read(BLOCK):
            whole.update(block)
    return whole.hexdigest()


@dataclass(frozen=True, kw_only=True)
class ZipSource:
    """The files of a zip."""

    archive: zipfile.ZipFile

    def sizes(self) -> Mapping[str, int]:
        """Return the sizes by name, as the zip's own list has them."""
        return {info.filename: info.file_size for info in list_members(self.archive)}

    def open(self, name: str) -> IO[bytes]:
        """Open a file; what is longer than the list says is damaged."""
        return self.archive.open(name)


@dataclass(frozen=True, kw_only=True)
class FolderSource:
    """The files of a folder, without links and what some systems add to every folder."""

    folder: Path

    def sizes(self) -> Mapping[str, int]:
        """Return the sizes by name."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        names = {path.relative_to(self.folder).as_posix(): path for path in files}
        return {name: path.stat().st_size for name, path in sorted(names.items()) if path.name not in LITTER}

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        return (self.folder / name).open("rb")


@contextmanager
def _open_source(path: Path) -> Iterator[FileSource]:
    """Open a pack, and say in one sentence why it can't be read."""
    try:
        if path.is_dir():
            yield FolderSource(folder=path)
            return
        with zipfile.ZipFile(path) as archive:
            members = list_members(archive)
            fault = find_zip_fault(members, path.stat().st_size)
            if fault:
                raise SteercoError(NO_PACK.format(path, f"it holds {fault[0]}"))
            names = Counter(info.filename for info in members)
            if twice := sorted(name for name, count in names.items() if count > 1):
                raise SteercoError(NO_PACK.format(path, f"it holds {quote_input(twice[0])} twice"))
            yield ZipSource(archive=archive)
    except FileNotFoundError as error:
        raise SteercoError(f"{path} is not there. Name the .zip or the folder of a decision pack.") from error
    except PermissionError as error:
        raise SteercoError(f"{path} can't be read ({error.strerror}). Ask for leave to read it.") from error
    except DAMAGE as error:
        raise SteercoError(NO_PACK.format(path, "it is damaged, or no zip")) from error
