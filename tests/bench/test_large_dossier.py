"""A dossier of the size that the page's speed is promised for: it loads, every rule ends, and every page is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from bench.large_dossier import COMPONENTS, PIECES, RECORDS, lay_large_dossier
from steering.catalog.frameworks import controls_by_id
from steering.compliance.evidence import query_evidence
from steering.context.dated_case import DatedCase
from steering.dossier.rules import RULES, apply_rules
from steering.frames.agenda import AGENDA
from steering.picture.picture import draw_frame
from steering.state.app_state import AppState
from steering.storyboard.views import default_filters

PAGES = [id for id, item in AGENDA.items() if item.section == "Dossier"]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatedCase]:
    """The case of that size, with its data in force."""
    folder = tmp_path_factory.mktemp("large")
    with closing(AppState(folder / "home", lay_large_dossier(folder / "case"))) as app:
        context = app.snapshot().context
        yield DatedCase(context=context, filters=default_filters(context))


def test_all_of_it_is_read(large: DatedCase) -> None:
    dossier = large.case.dossier
    assert dossier.architecture is not None and large.case.warnings == ()
    assert (len(dossier.architecture.components), len(dossier.adrs)) == (COMPONENTS, RECORDS)
    rows = (large.case.folder / "datasets" / "evidence.csv").read_text("utf-8").splitlines()[1:]
    assert len(rows) == PIECES and len(query_evidence(large.context, large.today)) == len(controls_by_id("soc2"))


def test_every_rule_ends(large: DatedCase) -> None:
    results = {result.rule.id: result.findings for result in apply_rules(large)}
    assert list(results) == [rule.id for rule in RULES]
    # Components that rest on a decision which another has taken the place of: each tenth.
    places = [place for finding in results["component-decisions"] for place in finding.places]
    assert [place.column for place in places] == [
        f"components[{number - 1}].decisions[0]" for number in range(9, COMPONENTS, 10)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_made_and_drawn(page: str, large: DatedCase) -> None:
    frame = AGENDA[page].build_frame(large.context, large.filters)
    assert not frame.message.startswith("Waiting for ")
    assert len(draw_frame(frame).json) > 1_000
