"""Spoils valid small dataset files at random and checks each: it is accepted, or refused with problems.

    python -m bench.fuzz [--seconds 300 --seed 1 --workers 2]

The same seed and number give the same file. A worker is a process of its own, so that a crash is counted, not caught.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from steering.exports.datasets import template
from steering.ingest import check, contract, datasets
from steering.ingest.pipeline import LARGE_BYTES

SECONDS_PER_MB = 2.0
# What a file of less than a megabyte may take. Seconds are the processor's: a busy machine is not the file's fault.
LEAST_SECONDS = 2.0
STUCK_SECONDS = 120
CHUNK = 50
CELLS = (
    "", " ", "NULL", "nan", "-inf", "1e400", "1e-400", "-0", "0x10", "1,5", "1_000", "9" * 400, "=1+1", "\u202e",
    "\ufeff", "🦆" * 20, "\x00", "\x1b[0m", '"', '""', "'", "{}", "[]", '{"team": ', '{"a": ' * 300, "[" * 5000,
    "x" * 70_000, "9999-12-31T23:59:59Z", "0000-00-00", "2026-02-30", "2026-13", "1/2/3", "46000", "true", "\\N",
    "%s", "${x}", "é", "e\u0301",
)  # fmt: skip
ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet", ".xlsx", ".txt", "")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one file: whether it was accepted, and what it did that none may do, nothing if all is well."""

    number: int
    accepted: bool
    fault: str = ""


def spoilt(seed: int, number: int) -> tuple[str, str, bytes]:
    """A dataset, a file's name and its spoilt bytes."""
    chance = random.Random(f"{seed}/{number}")
    dataset = chance.choice(["cost", "cost", *datasets()])
    large = dataset == "cost" and chance.random() < 0.02
    lines = _lines(dataset, LARGE_BYTES if large else 0)
    for _ in range(chance.randrange(4)):
        lines = chance.choice(LINES)(lines, chance)
    ending, data = _packed("\n".join(lines) + "\n", chance)
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
        data = chance.choice(BYTES)(data, chance)
    return dataset, f"file{ending}", data


def tried(seed: int, number: int, folder: Path) -> Outcome:
    """Check one spoilt file in a folder. Exceptions are let through: there must be none."""
    dataset, name, data = spoilt(seed, number)
    path = folder / name
    path.write_bytes(data)
    start = time.process_time()
    report = check(path, dataset)
    seconds = time.process_time() - start
    path.unlink()
    limit = max(LEAST_SECONDS, SECONDS_PER_MB * len(data) / 1e6)
    fault = f"took {seconds:.1f} s for {len(data):,} bytes" if seconds > limit else ""
    if (report.release is None) != (report.error_count > 0) or any(not one.found for one in report.problems):
        fault = "was neither accepted nor refused with problems"
    return Outcome(number=number, accepted=report.release is not None, fault=fault)


def _lines(dataset: str, least: int) -> list[str]:
    """A valid file: the template's row, again with other figures."""
    head, row = template(contract(dataset)).decode("utf-8-sig").splitlines()
    return [head, *([row] * (least // len(row) + 1))]


def _packed(text: str, chance: random.Random) -> tuple[str, bytes]:
    kind = chance.random()
    if kind < 0.08:
        return ".parquet", _parquet(text)
    encoding = chance.choice(["utf-8"] * 15 + ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
    data = text.encode(encoding, "replace")
    if kind < 0.2:
        return chance.choice([".csv.gz", ".tsv.gz"]), gzip.compress(data, 1, mtime=0)
    return (chance.choice(ENDINGS) if kind < 0.26 else ".csv"), data


def _parquet(text: str) -> bytes:
    """The same rows as Parquet, where they still are a table; else as they are."""
    out = io.BytesIO()
    try:
        pq.write_table(pa.csv.read_csv(io.BytesIO(text.encode("utf-8", "replace"))), out)
    except pa.ArrowException:
        return text.encode("utf-8", "replace")
    return out.getvalue()


def _cell(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    cells = next(csv.reader([lines[at]]), [""]) or [""]
    spot = chance.randrange(len(cells))
    text = chance.choice(CELLS)
    if chance.random() < 0.2:
        # As it is, with whatever it does to the row.
        return [*lines[:at], ",".join([*cells[:spot], text, *cells[spot + 1 :]]), *lines[at + 1 :]]
    cells[spot] = text
    return [*lines[:at], _line(cells), *lines[at + 1 :]]


def _shuffled(lines: list[str], chance: random.Random) -> list[str]:
    order = list(range(len(next(csv.reader(lines[:1]), []))))
    chance.shuffle(order)
    rows = [next(csv.reader([line]), []) for line in lines[:50]]
    return [_line([row[at] for at in order]) if len(row) == len(order) else _line(row) for row in rows]


def _without(lines: list[str], chance: random.Random) -> list[str]:
    rows = [next(csv.reader([line]), []) for line in lines[:50]]
    at = chance.randrange(max(1, len(rows[0])))
    return [_line(row[:at] + row[at + 1 :]) for row in rows]


def _line(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def _other_header(lines: list[str], chance: random.Random) -> list[str]:
    names = lines[0].split(",")
    at = chance.randrange(len(names))
    names[at] = chance.choice([names[0], names[at].upper(), "", '"', "x" * 3000, "\x00", names[at] + " "])
    return [",".join(names), *lines[1:]]


def _delimiter(lines: list[str], chance: random.Random) -> list[str]:
    other = chance.choice([";", "\t", "|", ", ", "\u201a"])
    return [line.replace(",", other) for line in lines]


def _rows(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    extra = chance.choice(
        [[], [""], ["", ""], [lines[at]], [lines[0]], [lines[at] + ",1"], [lines[at][: len(lines[at]) // 2]]]
    )
    return [*lines[:at], *extra, *lines[at + 1 :]] or [""]


def _ends(lines: list[str], chance: random.Random) -> list[str]:
    end = chance.choice(["\r", "\r\r", "\x0b", "\x85", "\u2028"])
    return [line + end if chance.random() < 0.7 else line for line in lines]


def _flip(data: bytes, chance: random.Random) -> bytes:
    spoilt_bytes = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 30])):
        if spoilt_bytes:
            spoilt_bytes[chance.randrange(len(spoilt_bytes))] = chance.randrange(256)
    return bytes(spoilt_bytes)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    what = chance.choice(
        [b'"', b"\x00", b"\xff", b"\n", b'"\n', b"\r", b"\xef\xbb\xbf", b"a" * 1_100_000, b"\x1f\x8b", b",," * 500]
    )
    return data[:at] + what + data[at:]


def _again(data: bytes, chance: random.Random) -> bytes:
    return data + data[chance.randrange(len(data) + 1) :]


LINES: tuple[Callable[[list[str], random.Random], list[str]], ...] = (
    _cell, _cell, _cell, _cell, _shuffled, _without, _other_header, _delimiter, _rows, _ends,
)  # fmt: skip
BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _cut, _insert, _again)


def _work(seed: int, first: int, at: Synchronized[int], faults: multiprocessing.Queue[Outcome]) -> None:
    with tempfile.TemporaryDirectory(prefix="steerco-fuzz-") as name:
        for number in range(first, first + CHUNK):
            at.value = number
            outcome = tried(seed, number, Path(name))
            if outcome.fault:
                faults.put(outcome)


def _run(seed: int, seconds: float, workers: int) -> Iterator[str]:
    """Sentences about every fault, and in the end how many files were tried."""
    spawning = multiprocessing.get_context("spawn")
    faults: multiprocessing.Queue[Outcome] = spawning.Queue()
    end, first = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        places = [spawning.Value("q", 0) for _ in range(workers)]
        running = []
        for at in places:
            running.append(spawning.Process(target=_work, args=(seed, first, at, faults)))
            first += CHUNK
        for process in running:
            process.start()
        for process, at in zip(running, places, strict=True):
            process.join(STUCK_SECONDS)
            if process.exitcode is None:
                process.kill()
                process.join()
            if process.exitcode:
                yield f"file {at.value}: the process ended with {process.exitcode}"
        while not faults.empty():
            outcome = faults.get()
            yield f"file {outcome.number}: {outcome.fault}"
    yield f"{first:,} files tried"


def main() -> None:
    """Run for a while and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    for said in _run(options.seed, options.seconds, options.workers):
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
