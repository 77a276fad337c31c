"""The rules of decision records: each finds what is planted and leaves the rest alone; amber spreads."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.cases.dossier.adrs import ADRS, Adr, parse_adr
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import build_graph, judge_adrs, reach
from steering.dossier.circles import find_circles
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, find, texts

RULES = (
    "adr-links", "adr-superseded", "adr-complete", "adr-committee", "adr-consequences", "adr-reviewed", "adr-twins",
    "adr-circles", "adr-confirmed",
)  # fmt: skip


def record(
    number: int, title: str = "", head: str = "status: accepted", *, consequences: bool = True, more: str = ""
) -> Adr:
    text = (
        f"---\n{head}\ndate: 2026-01-0{number % 9 + 1}\ndecision-makers: [Architect]\n---\n"
        f"# {title or f'Topic {number}'}\n\n## Context\n\nWhy.\n\n## Decision\n\nThis.\n\n{more}\n"
    )
    text += "### Consequences\n\n* Good, because so\n" if consequences else ""
    adr, problems = parse_adr(text, f"{ADRS}/{number:04d}-r.md")
    assert adr is not None, problems
    return adr


def with_records(context: CaseContext, *adrs: Adr) -> CaseContext:
    case = replace(context.case, dossier=replace(context.case.dossier, adrs=adrs))
    return replace(context, case=case, results=LruCache(50))


@pytest.fixture
def plant(example: CaseSnapshot) -> Callable[..., CaseContext]:
    return lambda *adrs: with_records(example.context, *adrs)


def test_clean_records_give_no_finding(plant: Callable[..., CaseContext]) -> None:
    context = plant(record(1), record(2, head="status: accepted\nrests-on: [1]"))
    assert {rule: texts(find(context, rule)) for rule in RULES} == {rule: [] for rule in RULES}


def test_what_is_planted_in_the_example_is_all_that_is_found(example: CaseSnapshot) -> None:
    found = {rule: texts(find(example.context, rule)) for rule in RULES}
    assert {rule: said for rule, said in found.items() if said} == {
        "adr-links": [
            "ADR 5, Canary releases for models that a clinician sees leads to '0011-register-of-clinical-services.md', "
            "which is not there"
        ],
        "adr-superseded": ["ADR 7, Notebooks stay on the data platform is superseded by nothing"],
        "adr-confirmed": [
            "ADR 4, Collect evidence in the pipelines, not before the audit is no longer supported: "
            "Controls with current evidence: 88%, required at least 90%"
        ],
    }


def test_a_dead_link_in_the_text_has_its_line(plant: Callable[..., CaseContext]) -> None:
    (finding,) = find(plant(record(1, more="See [that](0009-gone.md).\n")), "adr-links")
    assert finding.places[0].row == 16


# The last one has the number of a record that is there, and is another file.
@pytest.mark.parametrize("name", ["9", "0009-gone", "0009-gone.md", "0001-another.md", "topic-1"])
def test_a_dead_link_in_the_head(plant: Callable[..., CaseContext], name: str) -> None:
    assert len(find(plant(record(1, head=f"status: accepted\nrests-on: [{name}]")), "adr-links")) == 1


def test_an_older_one_that_still_counts_is_a_contradiction(plant: Callable[..., CaseContext]) -> None:
    (finding,) = find(plant(record(1), record(2, head="status: accepted\nsupersedes: [1]")), "adr-superseded")
    assert finding.text == "ADR 2, Topic 2 supersedes ADR 1, Topic 1, which still says accepted"
    assert finding.places[0].file == f"{ADRS}/0001-r.md"


def test_consequences_reviews_and_completeness(plant: Callable[..., CaseContext]) -> None:
    context = plant(
        record(1, consequences=False),
        record(2, head="status: accepted\nreview-by: 2026-10-01"),
        record(3, head="tags: x"),
        record(4, head="status: accepted\ncommittee-decisions: [never]"),
    )
    assert texts(find(context, "adr-consequences")) == ["ADR 1, Topic 1 is accepted without consequences"]
    (late,) = find(context, "adr-reviewed")
    assert (late.text, late.status) == ("ADR 2, Topic 2 was to be reviewed 30 days ago", Status.OVERDUE)
    assert texts(find(context, "adr-complete")) == ["ADR 3, Topic 3 lacks its status"]
    assert len(find(context, "adr-committee")) == 1


def test_two_that_decide_the_same_by_title_or_by_options(plant: Callable[..., CaseContext]) -> None:
    options = "## Considered Options\n\n* Red\n* Blue\n"
    by_title = plant(record(1, "Use one feature store"), record(2, "One feature store"), record(3, "Streams"))
    assert len(find(by_title, "adr-twins")) == 1
    by_options = plant(record(1, more=options), record(2, more=options))
    assert len(find(by_options, "adr-twins")) == 1
    superseded = plant(record(1, "Store"), record(2, "The store", head="status: rejected"))
    assert find(superseded, "adr-twins") == []


def test_circles_are_found_once_each(plant: Callable[..., CaseContext]) -> None:
    heads = {1: "2", 2: "3", 3: "1", 4: "4", 5: "1"}
    context = plant(*(record(n, head=f"status: accepted\nrests-on: [{to}]") for n, to in heads.items()))
    assert [len(finding.places) for finding in find(context, "adr-circles")] == [3, 1]


def test_amber_spreads_to_what_rests_on_it(plant: Callable[..., CaseContext]) -> None:
    broken = 'status: accepted\nconfirmation: {metric: lead_time, op: "<=", value: 1}'
    holds = 'status: accepted\nrests-on: [1]\nconfirmation: {metric: lead_time, op: "<=", value: 99}'
    context = plant(
        record(1, head=broken), record(2, head=holds), record(3, head="status: accepted\nrests-on: [2]"), record(4),
        record(5, head="status: rejected\nrests-on: [1]"),
    )  # fmt: skip
    standings = judge_adrs(DatedCase(context=context, filters=NOW))
    assert [standing.status for standing in standings] == [
        Status.AT_RISK, Status.AT_RISK, Status.AT_RISK, Status.UNKNOWN, Status.NOT_APPLICABLE,
    ]  # fmt: skip
    assert [finding.focus for finding in find(context, "adr-confirmed")] == ["0001-r", "0002-r", "0003-r"]


def test_a_condition_that_can_not_be_checked_is_no_finding(plant: Callable[..., CaseContext]) -> None:
    head = 'status: accepted\nconfirmation: {metric: coverage.none, op: ">=", value: 1}'
    assert find(plant(record(1, head=head)), "adr-confirmed") == []


def _of_proposal(row: dict[str, str]) -> Adr:
    """A Kubernetes enhancement proposal as a record; its words for a status are those of decisions here."""
    status = {
        "implementable": "accepted", "implemented": "accepted", "provisional": "proposed", "deferred": "proposed",
        "withdrawn": "rejected", "rejected": "rejected", "replaced": "superseded", "removed": "deprecated",
    }.get(row["status"], "draft")  # fmt: skip
    day = row["creation_date"][:10]
    date = f"date: {day}\n" if len(day) == 10 and day[4] == "-" and day[:2] == "20" else ""
    title = row["title"].strip() or row["kep"]
    file = f"{ADRS}/{row['path'].split('/')[-2]}.md"
    text = f"---\nstatus: {status}\n{date}decision-makers: [{row['owning_sig']}]\n---\n# {title}\n"
    adr, problems = parse_adr(text, file)
    assert adr is not None, (file, problems)
    return adr


def test_the_proposals_of_kubernetes(example: CaseSnapshot, shared_data: Path) -> None:
    path = shared_data / "portfolio" / "kubernetes_keps.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "NNNN" not in row["path"]]
    adrs = {adr.id: adr for adr in (_of_proposal(row) for row in rows)}
    assert len(adrs) > 600
    context = with_records(example.context, *adrs.values())
    replaced = {adr.label for adr in adrs.values() if adr.front.status == "superseded"}
    said = {text.removesuffix(" is superseded by nothing") for text in texts(find(context, "adr-superseded"))}
    assert said == replaced
    assert find(context, "adr-circles") == []
    # None of them says in this extract what follows from it.
    accepted = sum(adr.front.status == "accepted" for adr in adrs.values())
    assert len(find(context, "adr-consequences")) == accepted


def test_long_chains_and_circles_need_no_recursion() -> None:
    chain = [record(n, head=f"status: accepted\nrests-on: [{n + 1}]") for n in range(1, 1500)]
    ring = [*chain, record(1500, head="status: accepted\nrests-on: [1]")]
    graph = build_graph(ring)
    assert len(reach(ring[0], graph)) == 1499
    below = {adr.id: [to.id for to in graph.find_all(adr.front.rests_on)] for adr in ring}
    assert [len(circle) for circle in find_circles(below)] == [1500]
