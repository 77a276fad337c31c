"""What people take along from the Enablement page: answers to their questions, and the toolkit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steering.cases.dossier.enablement import FaqEntry, ToolkitItem
from steering.context.dated_case import DatedCase
from steering.dossier.enablement import judge_answer, judge_tool
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import Prose
from steering.frames.markdown_text import escape_markdown
from steering.status import Status


def build_faq(entries: Sequence[FaqEntry]) -> Prose:
    """Build the questions with their answers as one text, in the order of the file."""
    return Prose(
        id="faq",
        title="Questions that people ask",
        markdown="\n\n".join(map(_write_entry, entries)),
        empty="No question is answered here yet.",
    )


def _write_entry(entry: FaqEntry) -> str:
    parts = [f"asked by {join_words([_begin_small(name) for name in entry.asked_by])}"] if entry.asked_by else []
    parts.append(f"answered by {entry.owner}" if entry.owner else "nobody answers for it")
    line = " · ".join(escape_markdown(part) for part in parts)
    return f"### {escape_markdown(entry.question)}\n\n{entry.answer}\n\n*{line[:1].upper()}{line[1:]}*"


def _begin_small(name: str) -> str:
    return name[:1].lower() + name[1:]


def build_answers(entries: Sequence[FaqEntry], today: date) -> TableBlock:
    """Build the state of the answers, those that are overdue for review first."""
    ordered = sorted(entries, key=lambda entry: entry.review_by or date.min)
    return TableBlock(
        id="answers",
        title="When each answer is reviewed",
        columns=(
            Column(label="Review", kind="status", help="On track: it has an owner, and its review is still to come"),
            Column(label="Question", kind="words"),
            Column(label="Review by", kind="day"),
            Column(label="Owner", kind="words"),
        ),
        rows=tuple(
            (
                judge_answer(entry, today),
                entry.question,
                entry.review_by.isoformat() if entry.review_by else None,
                entry.owner,
            )
            for entry in ordered
        ),
        empty="No question is answered here yet.",
    )


# What a reader of the toolkit is told of a file, by how it stands.
AVAILABILITY = {
    Status.ON_TRACK: Status.IN_THE_CASE,
    Status.AT_RISK: Status.TOO_LARGE,
    Status.BREACHED: Status.MISSING,
}


def build_toolkit(dated: DatedCase, items: Sequence[ToolkitItem]) -> TableBlock:
    """Build what can be taken along, with whether it is there."""
    links = sum(item.link is not None for item in items)
    return TableBlock(
        id="toolkit",
        title="Toolkit",
        columns=(
            Column(label="What", kind="words"),
            Column(label="Take along", kind="status", help="Whether the file is there. Links are not looked at."),
            Column(label="Version"),
            Column(label="For", kind="words"),
            Column(label="About", kind="words"),
            Column(label="File or link", kind="words", minor=True),
        ),
        rows=tuple(
            (
                item.name,
                Status.LINKED if item.file is None else AVAILABILITY[judge_tool(dated, item.file)],
                item.version,
                ", ".join(item.for_),
                item.about,
                item.file or item.link,
            )
            for item in items
        ),
        note=f"{pluralise(links, 'link').capitalize()} to the web." if links else "",
        empty="Nothing is in the toolkit yet.",
    )


def list_links(items: Sequence[ToolkitItem]) -> Prose | None:
    """Build the links of the toolkit as a text whose links can be followed; None where there is none."""
    lines = [f"- [{escape_markdown(item.name)}](<{item.link}>)" for item in items if item.link]
    return Prose(id="toolkit-links", title="Links of the toolkit", markdown="\n".join(lines)) if lines else None
