"""The board paper: six pages at most, every figure the page's, tagged, and the same bytes each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from steering.cases.new import STARTER
from steering.context.case_context import CaseContext
from steering.exports.file_types import PDF
from steering.exports.papers.board import MOST_PAGES, board_paper
from steering.exports.papers.selection import build_page, narrow_table, take, take_tiles
from steering.exports.papers.typesetter import PaperSize
from steering.frames.blocks import FundingRequest, TableBlock, leaves
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard.views import default_filters
from tests.steering.exports.papers.pdfs import (
    check_accessible,
    list_figures,
    list_tags,
    open_pdf,
    read_by_poppler,
    read_letters,
    squash,
)

SIZES: tuple[tuple[PaperSize, tuple[int, int]], ...] = (("a4", (595, 842)), ("us-letter", (612, 792)))


def test_every_figure_of_the_pages_stands_in_it(example: CaseSnapshot, tmp_path: Path) -> None:
    context = example.context
    filters = default_filters(context)
    brief, roi, roadmap = (build_page(context, filters, page) for page in ("brief", "roi", "roadmap"))
    ask = [leaf for leaf in leaves(brief.blocks) if isinstance(leaf, FundingRequest)]
    options = take(roi, "options")[0]
    assert isinstance(options, TableBlock)
    option_columns = [
        column.label for column in options.columns if column.label not in ("Risks", "NPV against the baseline")
    ]
    blocks = (
        *ask,
        *take(brief, "ask-checks", "on-track", "decisions"),
        *take(roi, "options-message"),
        narrow_table(options, option_columns),
        *take_tiles(roi.blocks),
        *take(roi, "options-chart", "cash", "odds", "tornado"),
    )
    content = board_paper(context).content
    by_pypdf, by_poppler = read_letters(content), read_by_poppler(content, tmp_path)
    figures = [squash(text) for text in list_figures(blocks) if text.strip(" –")]
    assert len(figures) > 100
    assert [figure for figure in figures if figure not in by_pypdf] == []
    assert [figure for figure in figures if figure not in by_poppler] == []
    assert squash(roi.message) in by_pypdf and squash(roadmap.message) in by_pypdf


@pytest.mark.parametrize(("size", "points"), SIZES)
def test_it_is_tagged_and_stays_within_its_pages(
    example: CaseSnapshot, size: PaperSize, points: tuple[int, int]
) -> None:
    file = board_paper(example.context, size=size)
    ask = example.context.case.charter.ask
    assert ask is not None
    check_accessible(file.content, ask.title)
    pages = open_pdf(file.content).pages
    assert len(pages) <= MOST_PAGES
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {points}
    tags = list_tags(file.content)
    assert {"H1", "H2", "Table", "THead", "TH", "TD", "Figure", "L", "LI", "P"} <= set(tags)
    assert (file.name, file.media_type) == ("halden-board-paper-2026-10.pdf", PDF)


def test_each_figure_says_in_words_what_it_shows(example: CaseSnapshot) -> None:
    content = board_paper(example.context).content
    roi = build_page(example.context, default_filters(example.context), "roi")
    chart = take(roi, "tornado")[0]
    assert _list_alternatives(content) >= {chart.alt}  # type: ignore[union-attr]


def _list_alternatives(content: bytes) -> set[str]:
    objects = (open_pdf(content).get_object(number) for number in range(1, len(open_pdf(content).xref[0]) + 1))
    return {str(item["/Alt"]) for item in objects if isinstance(item, dict) and "/Alt" in item}


def test_the_starter_has_one(lay: Callable[[Path], CaseSnapshot]) -> None:
    for size, _ in SIZES:
        assert len(open_pdf(board_paper(lay(STARTER).context, size=size).content).pages) <= MOST_PAGES


def test_five_hundred_lines_and_risks_with_long_names_stay_within_six_pages(example: CaseSnapshot) -> None:
    case = example.context.case
    assert case.business is not None and case.raid is not None
    lines, risk, words = case.business.lines, case.raid.risks[0], "A name that goes on and on " * 5
    more = [
        replace(lines[0], id=f"line_{number}", label=f"{words}{number}"[-120:]) for number in range(500 - len(lines))
    ]
    risks = [replace(risk, id=f"risk_{number}", title=f"{words}{number}"[-120:]) for number in range(500)]
    grown = replace(
        case,
        business=replace(case.business, lines=(*lines, *more)),
        dossier=replace(case.dossier, risks=replace(case.raid, risks=(*case.raid.risks, *risks))),
    )
    context = replace(example.context, case=grown, results=type(example.context.results)(200))
    for size, _ in SIZES:
        content = board_paper(context, size=size).content
        assert len(open_pdf(content).pages) <= MOST_PAGES
        assert squash("more in Steerco") in read_letters(content)


def test_a_case_without_data_says_what_it_waits_for(example: CaseSnapshot) -> None:
    context = replace(example.context, releases={}, dataset_states={}, results=type(example.context.results)(10))
    letters = read_letters(board_paper(context).content)
    assert squash("This case has no cost data yet.") in letters


def test_the_same_case_gives_the_same_bytes_two_at_once(example: CaseSnapshot) -> None:
    first = board_paper(example.context)
    with ThreadPoolExecutor(2) as threads:
        others = list(threads.map(lambda _: board_paper(example.context), range(4)))
    assert all(other == first for other in others)
    dated = open_pdf(first.content).metadata
    assert dated is not None and dated.creation_date == dt.datetime(2026, 10, 31, tzinfo=dt.UTC)


def _rename(context: CaseContext, text: str, name: str) -> CaseContext:
    charter = context.case.charter
    ask = charter.ask
    assert ask is not None
    decisions = tuple(replace(decision, question=text, recommendation=text) for decision in charter.decisions)
    charter = replace(
        charter,
        title=text,
        organisation=name,
        ask=replace(ask, title=text, purpose=text),
        decisions=decisions,
    )
    case = replace(context.case, charter=charter)
    return replace(context, case=case, results=type(context.results)(50))


def test_whatever_somebody_wrote_is_text(example: CaseSnapshot) -> None:
    markup = '#panic("no") $x^2$ *bold* _it_ @ref <label> = Head\\ `raw` #sys.inputs [x] // not gone /* nor this */'
    file = board_paper(_rename(example.context, f"{markup} 🏥", "W" * 120))
    letters = read_letters(file.content)
    assert squash(f"{markup} [hospital]") in letters
    assert "W" * 120 in letters
    assert [remark.where for remark in file.remarks] == ["Letters"]
    assert "🏥" in file.remarks[0].text
    assert len(open_pdf(file.content).pages) <= MOST_PAGES
