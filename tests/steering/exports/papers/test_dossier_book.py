"""The dossier as a book: every chapter says what its page says, and what it refers to is there."""

from __future__ import annotations

import re

import pytest

from steering.exports.pack_file import PackFile
from steering.exports.papers.book import CHAPTERS, dossier_book
from steering.exports.papers.selection import build_page
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Drawing, leaves
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard.views import default_filters
from tests.steering.exports.papers.pdfs import check_accessible, list_figures, open_pdf, read_letters, squash


@pytest.fixture(scope="module")
def book(example: CaseSnapshot) -> PackFile:
    return dossier_book(example.context)


@pytest.fixture(scope="module")
def letters(book: PackFile) -> str:
    return read_letters(book.content)


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_says_what_its_page_says(example: CaseSnapshot, letters: str, page: str) -> None:
    frame = build_page(example.context, default_filters(example.context), page)
    figures = [squash(text) for text in (frame.message, *list_figures(frame.blocks)) if text.strip(" –")]
    assert len(figures) > 10
    # Signs of ours that no font has stand there as others of the same meaning.
    assert [figure for figure in figures if figure.replace("✕", "✗") not in letters] == []


def test_it_is_tagged_and_each_drawing_says_in_words_what_it_shows(example: CaseSnapshot, book: PackFile) -> None:
    check_accessible(book.content, example.context.case.charter.title)
    reader = open_pdf(book.content)
    objects = (reader.get_object(number) for number in reader.xref[0])
    alternatives = {str(item["/Alt"]) for item in objects if isinstance(item, dict) and "/Alt" in item}
    frame = build_page(example.context, default_filters(example.context), "architecture")
    drawings = [leaf.alt for leaf in leaves(frame.blocks) if isinstance(leaf, Drawing)]
    assert len(drawings) > 4
    assert set(drawings) <= alternatives


def test_contents_lists_and_glossary_stand_where_they_should(example: CaseSnapshot, letters: str) -> None:
    for number, page in enumerate(CHAPTERS, start=1):
        assert letters.count(f"{number}{squash(AGENDA[page].title)}") >= 2
    assert "Figure1" in letters and "Table1" in letters
    glossary = letters[letters.rindex("Glossary") :]
    for kpi in example.context.case.kpis.values():
        assert squash(f"{kpi.name}{kpi.definition}") in glossary
    assert "NetpresentvalueWhatallbenefits" in glossary


def test_every_decision_record_stands_in_full_and_once(example: CaseSnapshot, letters: str) -> None:
    assert len(example.context.case.dossier.adrs) > 4
    for number in range(1, 4):
        # In the list of tables, and above the record itself.
        assert len(re.findall(rf"Table\d+ADR{number},", letters)) == 2


def test_a_finding_leads_to_its_table_and_page(book: PackFile) -> None:
    texts = [page.extract_text() for page in open_pdf(book.content).pages]
    references = [pair for text in texts for pair in re.findall(r"((?:Table|Figure)\s\d+),\s+page\s+(\d+)\b", text)]
    assert len(references) > 5
    for name, page in references:
        assert re.search(rf"{squash(name)}(?!\d)", squash(texts[int(page) - 1]))


def test_who_may_not_see_a_page_gets_a_book_without_it(example: CaseSnapshot) -> None:
    pages = [page for page in CHAPTERS if page in ("change", "enablement")]
    file = dossier_book(example.context, pages=pages, size="us-letter")
    letters = read_letters(file.content)
    assert squash("1 Change") in letters and "Compliance" not in letters.split("Glossary")[1]
    assert {round(float(page.mediabox.width)) for page in open_pdf(file.content).pages} == {612}
    assert dossier_book(example.context, pages=pages, size="us-letter") == file
