"""Business cases to review, made of a few lines."""

from __future__ import annotations

from pathlib import Path

from steering.cases.business_file import read_business
from steering.cases.loader import load_case
from steering.cases.yaml_reader import parse_yaml
from steering.review.checklist import ChecklistItem
from steering.review.financial import financial
from steering.review.subject import ReviewSubject, subject_of

HEAD = "currency: USD\nunit: 1000\nperiod: year\nperiods: 3\ndiscount_rate: 0.10\ntiming: end\n"
SAID = "source: Offer, confidence: high, as_of: 2026-10"


def paper(text: str) -> ReviewSubject:
    """A business case that was brought alone; it must have no errors."""
    document = parse_yaml(text, "mine.yaml")
    business, problems = read_business(document)
    assert business is not None
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    return ReviewSubject(business=business, text=document, month="2026-11")


def lines(*written: str, more: str = "") -> ReviewSubject:
    """A business case of these lines, each written without its braces."""
    return paper(HEAD + "lines:\n" + "".join(f"  - {{{line}}}\n" for line in written) + more)


def of_folder(folder: Path) -> ReviewSubject:
    """The business case of a case folder."""
    found = subject_of(load_case(folder, folder.parent / "workspace"))
    assert found is not None
    return found


def item(about: ReviewSubject, id: str) -> ChecklistItem:
    """One item of the financial review."""
    return next(one for one in financial(about) if one.id == id)


def columns(found: ChecklistItem) -> list[str | None]:
    """The paths of an item's places."""
    return [place.column for place in found.places]
