"""Business cases to review, made of a few lines."""

from __future__ import annotations

from pathlib import Path

from steering.cases.business_file import read
from steering.cases.loader import load
from steering.cases.yaml_reader import parse
from steering.review.checklist import Item
from steering.review.financial import financial
from steering.review.subject import Paper, paper_of

HEAD = "currency: USD\nunit: 1000\nperiod: year\nperiods: 3\ndiscount_rate: 0.10\ntiming: end\n"
SAID = "source: Offer, confidence: high, as_of: 2026-10"


def paper(text: str) -> Paper:
    """A business case that was brought alone; it must have no errors."""
    document = parse(text, "mine.yaml")
    business, problems = read(document)
    assert business is not None
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    return Paper(business=business, text=document)


def lines(*written: str, more: str = "") -> Paper:
    """A business case of these lines, each written without its braces."""
    return paper(HEAD + "lines:\n" + "".join(f"  - {{{line}}}\n" for line in written) + more)


def of_folder(folder: Path) -> Paper:
    """The business case of a case folder."""
    found = paper_of(load(folder, folder.parent / "workspace"))
    assert found is not None
    return found


def item(about: Paper, id: str) -> Item:
    """One item of the financial review."""
    return next(one for one in financial(about) if one.id == id)


def columns(found: Item) -> list[str | None]:
    """The paths of an item's places."""
    return [place.column for place in found.places]
