"""What an auditor's package says of itself: what its files are, and what is not in it."""

from __future__ import annotations

from steering.exports.auditor_package.facts import PackageFacts
from steering.formatting import pluralise, printable

# The files by what each is called, with what it is.
FILES = (
    ("report.html", "the controls and the evidence to read on a screen"),
    ("report.pdf", "the same on paper, tagged for who listens"),
    ("controls.csv", "each control with its state on the last day"),
    ("evidence.csv", "each piece of evidence, and the controls that it counts for"),
    ("ipe/", "information produced by the entity: how the coverage was worked out"),
    ("oscal/", "the same as OSCAL 1.2 assessment results and component definition"),
    ("verify.py", "holds all of these against SHA256SUMS"),
    ("SHA256SUMS", "the SHA-256 of each file but itself"),
)
VERIFY = """\
To check it, unpack it into a folder of its own and run:

    python3 verify.py

It needs Python 3.8 or later and nothing else. Exit 0: all files are as they were packed. Whoever changes a file and
SHA256SUMS with it is not found out by that: ask whom you have it from for the SHA-256 of the package itself. The same
data gives the same package, byte by byte, so it can also be made again.
"""
# Each in one line; the report has them as well.
LIMITS = (
    "The pieces of evidence themselves are not in it, but where each is kept, with its SHA-256 where one was given.",
    "A piece is in it where it was collected by the last day and had not expired before the first one.",
    "What its review says (approved, in review, rejected, draft) is as the release of the evidence says: there is no "
    "history of reviews, so one of after the period counts too.",
    "“Covered” means that approved evidence which had not expired was there on the last day. It is not an auditor's "
    "opinion, and nothing was sampled.",
)
MASK = "E-mail addresses are replaced by numbers: who took it along may not see them."
NO_EVIDENCE = "No evidence is in force, so no control can be shown."


def list_limits(facts: PackageFacts) -> list[str]:
    """Return what is to be known of a package before it is relied on, a sentence or two each."""
    return [
        *(() if facts.release else (NO_EVIDENCE,)),
        *LIMITS,
        *((MASK,) if facts.is_masked else ()),
    ]


def write_readme(facts: PackageFacts) -> str:
    """Return the text that stands beside the files."""
    head = f"{facts.framework}: controls and evidence, {facts.scope.period}"
    about = (
        f"{facts.organisation}\n{facts.title} ({facts.case})\n\n"
        f"On the last day {facts.coverage} controls in scope can be shown. "
        f"{pluralise(len(facts.evidence), 'piece').capitalize()} of evidence.\n"
        f"Release of the evidence: {facts.release or 'none'}\n"
    )
    files = "".join(f"{name:<16}{about}\n" for name, about in FILES)
    limits = "".join(f"- {limit}\n" for limit in list_limits(facts))
    cells = "In the CSVs an apostrophe stands before a text that a spreadsheet would take for a formula.\n"
    lines = f"{head}\n{about}\n{files}\n{VERIFY}\nWhat to know of it\n\n{limits}- {cells}".split("\n")
    return "\n".join(map(printable, lines))
