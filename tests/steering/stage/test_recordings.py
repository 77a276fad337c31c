"""Recordings: whatever is damaged is found before it is shown, and nothing is half there."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from steering.errors import StoreUnavailable
from steering.stage.recordings import Recordings

HASH = "ab" * 32


def picture(text: str = "8.6M", hash: str = HASH) -> bytes:
    # As a picture begins (steering.picture.picture), with so much in it that gzip has something to do.
    rows = [f"<tr><td>{number * number}</td></tr>" for number in range(200)]
    value = {"hash": hash, "markup": [text, *rows], "charts": {}, "models": {}}
    return gzip.compress(json.dumps(value, separators=(",", ":")).encode(), compresslevel=6, mtime=0)


def file(folder: Path) -> Path:
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    return path


def test_what_was_put_is_found_and_what_is_there_stays(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path)
    recordings.put(HASH, picture)
    recordings.put(HASH, lambda: picture("another"))
    assert recordings.find(HASH) == picture()
    assert recordings.find("cd" * 32) is None
    assert recordings.find("../" * 10) is None


@pytest.mark.parametrize("seed", range(3))
def test_any_bit_that_flips_is_found_before_it_is_shown(tmp_path: Path, seed: int) -> None:
    recordings, dice = Recordings(tmp_path), random.Random(seed)
    recordings.put(HASH, picture)
    path, right = file(tmp_path), picture()
    silent = set()
    for _ in range(300):
        bit = dice.randrange(len(right) * 8)
        wrong = bytearray(right)
        wrong[bit // 8] ^= 1 << bit % 8
        path.write_bytes(wrong)
        try:
            shown = recordings.find(HASH)
        except StoreUnavailable as error:
            assert "is damaged. Record the scene again." in str(error)
        else:
            # Time, system and kind of compression are in the head of the file and in nothing that is shown; nor are
            # bits that fill the last byte before its sum.
            assert shown is not None and gzip.decompress(shown) == gzip.decompress(right)
            silent.add(bit // 8)
    assert silent <= {*range(3, 10), len(right) - 9}


@pytest.mark.parametrize("length", [0, 1, 10, 200, -8, -1])
def test_a_file_that_was_cut_off_too_and_is_recorded_again(tmp_path: Path, length: int) -> None:
    recordings = Recordings(tmp_path)
    recordings.put(HASH, picture)
    file(tmp_path).write_bytes(picture()[:length])
    with pytest.raises(StoreUnavailable, match="is damaged"):
        recordings.find(HASH)
    recordings.put(HASH, picture)
    assert recordings.find(HASH) == picture()


def test_the_picture_of_another_frame_is_not_shown_as_this_one(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path)
    recordings.put(HASH, picture)
    file(tmp_path).write_bytes(picture(hash="cd" * 32))
    with pytest.raises(StoreUnavailable, match="is damaged"):
        recordings.find(HASH)


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: Recordings(tmp_path).put(HASH, lambda: picture(str(number))), range(40)))
    packed = Recordings(tmp_path).find(HASH)
    assert packed in {picture(str(number)) for number in range(40)}
    assert file(tmp_path).read_bytes() == packed


def test_a_disk_that_fills_up_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    # A limit on the size of files stands in for a full disk; the process is its own.
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from steering.stage.recordings import Recordings\n"
        "from steering.errors import StoreUnavailable\n"
        "from tests.steering.stage.test_recordings import HASH, picture\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try: Recordings(Path(sys.argv[1])).put(HASH, picture)\n"
        "except StoreUnavailable as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("What is shown can't be recorded: ") and "Free some space." in done.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_can_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / HASH[:2]).write_text("in the way")
    with pytest.raises(StoreUnavailable, match="can't be recorded"):
        Recordings(tmp_path).put(HASH, picture)
