"""Names of a case's own files and web addresses, as its dossier writes them; what leads outside is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, WithJsonSchema

from steering.cases.folder import find_fault, read_regular

# The folder whose files are taken along by everybody who sees the case.
TOOLKIT = "dossier/toolkit"
# The largest file that is taken along, in bytes.
LARGEST_TOOL = 20_000_000
LONGEST = 200
PART = re.compile(r"[\w][\w .()+,&-]{0,99}")
LINK = re.compile(r"https?://[!#-;=?-\[\]^_a-z~]{1,1990}", re.IGNORECASE)


def _case_path(value: str) -> str:
    """Return the path of a file within the case's folder. Raises ValueError for one that leads outside or is hidden."""
    parts = value.strip().split("/")
    is_plain = all(PART.fullmatch(part) and not part.endswith((".", " ")) for part in parts)
    if not is_plain or len(value) > LONGEST:
        raise ValueError("a file within the case's folder, such as dossier/governance.yaml, and none outside it")
    return "/".join(parts)


def _toolkit_path(value: str) -> str:
    path = _case_path(value)
    if not path.startswith(f"{TOOLKIT}/"):
        raise ValueError(f"a file within {TOOLKIT}, such as {TOOLKIT}/checklist.md: only those are taken along")
    return path


def _web_link(value: str) -> str:
    """Return an address of the web. Raises ValueError for any other, and for one that names a user."""
    expected = "an address of the web that begins with https:// or http://"
    if not LINK.fullmatch(value.strip()):
        raise ValueError(expected)
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        raise ValueError(expected) from None
    if not parts.hostname or "@" in parts.netloc:
        raise ValueError(expected)
    return value.strip()


CasePath = Annotated[str, AfterValidator(_case_path), WithJsonSchema({"type": "string", "maxLength": LONGEST})]
ToolkitPath = Annotated[
    str,
    AfterValidator(_toolkit_path),
    WithJsonSchema({"type": "string", "maxLength": LONGEST, "pattern": f"^{TOOLKIT}/"}),
]
WebLink = Annotated[
    str, AfterValidator(_web_link), WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://"})
]


def measure_files(folder: Path, names: Iterable[str]) -> Mapping[str, int | None]:
    """Return the size in bytes of each of these files that is a regular file within a case's folder.

    A folder within it has None.
    """
    sizes: dict[str, int | None] = {}
    for name in names:
        path = folder / name
        with suppress(OSError):
            if path.is_dir() and path.resolve().is_relative_to(folder.resolve()):
                sizes[name] = None
            elif path.exists() and not find_fault(folder, path):
                sizes[name] = path.stat().st_size
    return sizes


def read_tool(folder: Path, name: str) -> bytes:
    """Return a file of the toolkit.

    Raises:
        FileNotFoundError: there is nothing of this name.
        ValueError: it leads outside the toolkit or the case, is no regular file, or is larger than is taken along.
        OSError: it can't be read.
    """
    return read_regular(folder, folder / _toolkit_path(name), LARGEST_TOOL)
