"""What the browser works out of a file: its SHA-256 where the browser itself can't, and its size and time in words."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

LIVE = Path(__file__).parents[2] / "components" / "live"
# Lengths around the ends of a block of 64 bytes, and a large one.
LENGTHS = (0, 1, 55, 56, 63, 64, 65, 119, 120, 100_003)


def run(script: str) -> object:
    """What a module prints as JSON."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, check=True)
    return json.loads(done.stdout)


def test_the_sha_256_of_the_script_is_that_of_everybody_else() -> None:
    hashes = run(f"""
        const {{ digest }} = await import({(LIVE / "sha256.js").as_uri()!r});
        const bytes = (length) => Uint8Array.from({{ length }}, (_, at) => at % 251);
        console.log(JSON.stringify(await Promise.all({list(LENGTHS)}.map((length) => digest(bytes(length), null)))));
    """)
    assert hashes == [hashlib.sha256(bytes(at % 251 for at in range(length))).hexdigest() for length in LENGTHS]


def test_sizes_and_times_are_written_as_on_the_server() -> None:
    words = run(f"""
        const {{ size, time }} = await import({(LIVE / "upload.js").as_uri()!r});
        const sizes = [0, 1, 12, 40_000, 312_400_000, 1_234_000_000, 2e9].map(size);
        console.log(JSON.stringify([sizes, [3, 100, 8000].map(time)]));
    """)
    assert words == [["0 bytes", "1 byte", "12 bytes", "40 kB", "312 MB", "1.2 GB", "2 GB"], ["3 s", "2 min", "2.2 h"]]
