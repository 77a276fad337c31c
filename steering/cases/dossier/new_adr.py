"""A new architecture decision record in MADR's form, with the next number, to be filled in."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

from steering.cases.dossier.adrs import ADRS, ENDING, MOST, NUMBER, TITLE_NUMBER, adr_paths
from steering.errors import CaseRefused, Problem, did_you_mean, quote_input

LONGEST_TITLE, LONGEST_SLUG = 160, 60
TITLE = f"a title of 1 to {LONGEST_TITLE} characters in one line, without a number"
TEMPLATE = """\
---
status: proposed
date: {date}
decision-makers: []
# Who was asked, who is told, the day of the next review, and what the decision is about:
# consulted: [Chief information security officer]
# informed: [Heads of the business units]
# review-by: 2027-06-30
# components: [runtime-batch]
# constraints: [multi-cloud]
# rests-on: [0001-one-platform]
{supersedes}# What has to hold in the data for the decision to stand; when it no longer does, the record turns amber:
# confirmation: {{metric: lead_time, op: "<=", value: 35}}
---
# {title}

## Context and Problem Statement

What makes a decision necessary, in two or three sentences?

## Decision Drivers

* What weighs most

## Considered Options

* The first option
* The second option

## Decision Outcome

Chosen option: "", because

### Consequences

* Good, because
* Bad, because

### Confirmation

By what will you see that it works?
"""


def write_adr(folder: Path, title: str, day: dt.date, supersedes: str = "") -> Path:
    """Write a new record into a case's folder and return its file. Nothing is overwritten.

    Raises:
        CaseRefused: the folder is no case, the title can't be one, or the file can't be written.
    """
    if not (folder / "case.yaml").is_file():
        raise _refuse(folder, f"no case.yaml in {folder}", "the folder of a case", "Give it with --case.")
    if not is_title(title):
        raise _refuse(folder, quote_input(title), TITLE, 'Write it in quotes: adr "One feature store".')
    if (count := len(_list_numbers(folder))) >= MOST:
        raise _refuse(folder, f"{count:,} records", f"at most {MOST:,}", "Keep old ones elsewhere.")
    name, text = draft_adr(folder, title, day, _find_older(folder, supersedes) if supersedes else "")
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise _refuse(
            path, str(error.strerror or error), "a folder that you may write to", "Free its place."
        ) from error
    return path


def draft_adr(folder: Path, title: str, day: dt.date, supersedes: str = "") -> tuple[str, str]:
    """Return a new record's name within a case's folder, with the next number, and its text; nothing is written.

    `supersedes` is the id of the record whose place it takes.
    """
    older = f"supersedes: [{supersedes}]\n" if supersedes else ""
    text = TEMPLATE.format(date=day.isoformat(), title=title.strip(), supersedes=older)
    next_number = max(_list_numbers(folder), default=0) + 1
    return f"{ADRS}/{next_number:04d}-{_slug(title)}{ENDING}", text


def is_title(title: str) -> bool:
    """Return whether a text can be the title of a record."""
    plain = title.strip()
    return 0 < len(plain) <= LONGEST_TITLE and plain.isprintable() and not TITLE_NUMBER.match(plain)


def _list_numbers(folder: Path) -> list[int]:
    return [int(number[1]) for path in adr_paths(folder) if (number := NUMBER.match(path.name))]


def _find_older(folder: Path, name: str) -> str:
    """Return the id of the record that a name means: its file, with or without the ending, or its number."""
    ids = [path.name.removesuffix(ENDING) for path in adr_paths(folder)]
    plain = name.strip().removesuffix(ENDING).rpartition("/")[2]
    numbers = {int(number[1]): id for id in ids if (number := NUMBER.match(id))}
    older = plain if plain in ids else numbers.get(int(plain)) if plain.isdecimal() and len(plain) <= 8 else None
    if older is None:
        remedy = did_you_mean(plain, ids).strip() or "Name a record of the folder."
        raise _refuse(folder / ADRS, quote_input(name), "a record that is there", remedy)
    return older


def _slug(title: str) -> str:
    """Return a title as the name of a file: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "decision"


def _refuse(path: Path, found: str, expected: str, remedy: str) -> CaseRefused:
    problem = Problem(file=str(path), found=found, expected=expected, remedy=remedy)
    return CaseRefused("A new decision record", [problem])
