"""The rules of architecture decision records: links, what supersedes what, reviews, and decisions that data refutes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from steering.cases.dossier.adrs import ADRS, Adr
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import AdrStanding, graph_of, judge_adrs
from steering.dossier.circles import find_circles
from steering.dossier.finding import DossierFinding, DossierRule, ReviewProfile
from steering.errors import Problem, did_you_mean, quote_input
from steering.formatting import format_day, join_words, pluralise
from steering.metrics.format import describe_result
from steering.status import Status

PAGE, PLACE = "architecture", "adrs"
DOCS: ReviewProfile = "docs-quality"
REVIEW: ReviewProfile = "architecture-review"
WORD = re.compile(r"\w+")
# Words that say nothing of what is decided.
SMALL = frozenset(
    WORD.findall("a an and as at by for from in into it its of on or our the to we with use using choose adopt")
)


def _live(dated: DatedCase) -> list[Adr]:
    """The records that count today: accepted ones."""
    return [adr for adr in dated.case.dossier.adrs if adr.front.status == "accepted"]


def _find_dead_links(dated: DatedCase) -> Iterator[DossierFinding]:
    graph = graph_of(dated)
    files = {f"{adr.id}.md" for adr in dated.case.dossier.adrs}
    for adr in dated.case.dossier.adrs:
        head = (*adr.front.supersedes, *adr.front.superseded_by, *adr.front.rests_on)
        names = [(name, adr.row) for name in head]
        names += [(target, row) for target, row in adr.links if target.rpartition("/")[2] == target.removeprefix("./")]
        for name, row in dict(names).items():
            if graph.find(name) is None:
                remedy = did_you_mean(name, sorted(files)).strip() or "Name a record of the folder, or remove the link."
                place = adr.at(quote_input(name), f"a record in {ADRS}", remedy, row)
                text = f"{adr.label} leads to {quote_input(name)}, which is not there"
                yield _finding(adr, text, Status.BREACHED, place)


def _find_superseded_by_nothing(dated: DatedCase) -> Iterator[DossierFinding]:
    graph = graph_of(dated)
    for adr in dated.case.dossier.adrs:
        if adr.front.status == "superseded" and not adr.front.superseded_by:
            takers = [other for other in dated.case.dossier.adrs if adr in graph.find_all(other.front.supersedes)]
            if not takers:
                remedy = "Write `superseded-by:` with the record that took its place."
                place = adr.at("superseded, by nothing", "the record that took its place", remedy)
                yield _finding(adr, f"{adr.label} is superseded by nothing", Status.BREACHED, place)
        for older in graph.find_all(adr.front.supersedes):
            if older.front.status not in ("superseded", "deprecated") and adr.front.status == "accepted":
                remedy = f"Write `status: superseded by {adr.id}` there, or take `supersedes` out here."
                place = older.at(f"status {older.front.status or 'not said'}", "superseded", remedy)
                text = f"{adr.label} supersedes {older.label}, which still says {older.front.status or 'nothing'}"
                yield _finding(older, text, Status.BREACHED, place)


def _find_without_consequences(dated: DatedCase) -> Iterator[DossierFinding]:
    for adr in _live(dated):
        if not adr.consequences:
            remedy = "Write what becomes easier and what becomes harder under `### Consequences`."
            place = adr.at("no consequences", "what follows from the decision", remedy)
            yield _finding(adr, f"{adr.label} is accepted without consequences", Status.AT_RISK, place)


def _find_overdue(dated: DatedCase) -> Iterator[DossierFinding]:
    for adr in _live(dated):
        day = adr.front.review_by
        if day and day < dated.today:
            late = (dated.today - day).days
            remedy = "Review it, then write the next `review-by`."
            place = adr.at(f"review-by {format_day(day)}", "a day to come", remedy)
            text = f"{adr.label} was to be reviewed {pluralise(late, 'day')} ago"
            yield _finding(adr, text, Status.OVERDUE, place)


def _find_twins(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find accepted records that decide the same: the same words in their titles, or the same options considered."""
    for key in (_words_of, _options_of):
        groups: dict[frozenset[str], list[Adr]] = defaultdict(list)
        for adr in _live(dated):
            if what := key(adr):
                groups[what].append(adr)
        for adrs in groups.values():
            if len(adrs) > 1:
                remedy = "Let one supersede the other, or say in the titles what each is about."
                places = tuple(adr.at("accepted", "one accepted record for a decision", remedy) for adr in adrs)
                text = f"{join_words([adr.label for adr in adrs])} decide the same"
                yield DossierFinding(text=text, status=Status.BREACHED, places=places, focus=adrs[0].id)


def _words_of(adr: Adr) -> frozenset[str]:
    return frozenset(WORD.findall(adr.title.casefold())) - SMALL


def _options_of(adr: Adr) -> frozenset[str]:
    names = frozenset(option.name.casefold() for option in adr.options)
    return names if len(names) > 1 else frozenset()


def _find_circular(dated: DatedCase) -> Iterator[DossierFinding]:
    graph, adrs = graph_of(dated), dated.case.dossier.adrs
    below = {adr.id: [to.id for to in graph.find_all((*adr.front.supersedes, *adr.front.rests_on))] for adr in adrs}
    for circle in ([graph.by_id[id] for id in ids] for ids in find_circles(below)):
        remedy = "Take one of the links out."
        places = tuple(adr.at("a link round in a circle", "links that end", remedy) for adr in circle)
        text = f"{join_words([adr.label for adr in circle])} supersede or rest on one another in a circle"
        if len(circle) == 1:
            text = f"{circle[0].label} supersedes or rests on itself"
        yield DossierFinding(text=text, status=Status.BREACHED, places=places, focus=circle[0].id)


def _find_refuted(dated: DatedCase) -> Iterator[DossierFinding]:
    for standing in judge_adrs(dated):
        if standing.status is Status.AT_RISK:
            adr = standing.adr
            remedy = "Decide again with a new record that supersedes this one, or correct the confirmation."
            place = adr.at(describe_doubt(standing, dated), "data that supports the decision", remedy)
            text = f"{adr.label} is no longer supported: {describe_doubt(standing, dated)}"
            yield _finding(adr, text, Status.AT_RISK, place)


def describe_doubt(standing: AdrStanding, dated: DatedCase) -> str:
    """Describe why a decision no longer stands: its own confirmation, else the records that it rests on."""
    condition = standing.adr.front.confirmation
    if standing.is_refuted and condition is not None and standing.confirmation is not None:
        return describe_result(dated.context, condition, standing.confirmation)
    return f"it rests on {join_words([adr.label for adr in standing.shaken])}" if standing.shaken else ""


def _find_incomplete(dated: DatedCase) -> Iterator[DossierFinding]:
    for adr in dated.case.dossier.adrs:
        front = adr.front
        lacks = [
            word
            for word, value in (
                ("status", front.status),
                ("date", front.date),
                ("deciders", front.deciders),
                ("context", adr.context),
                ("decision", adr.outcome),
            )
            if not value
        ]
        if lacks and front.status not in ("draft", "rejected"):
            names = join_words(lacks)
            place = adr.at(f"no {join_words(lacks, 'or')}", "a complete record", f"Write {names}.")
            yield _finding(adr, f"{adr.label} lacks its {names}", Status.AT_RISK, place)


def _find_unknown_decisions(dated: DatedCase) -> Iterator[DossierFinding]:
    known = {revision.decision.id for revision in dated.context.decisions} | {
        record.id for record in dated.case.decisions
    }
    known |= {pending.id for pending in dated.case.charter.decisions}
    for adr in dated.case.dossier.adrs:
        for name in adr.front.committee_decisions:
            if name not in known:
                remedy = did_you_mean(name, sorted(known)).strip() or "Name a decision of the committee by its id."
                place = adr.at(quote_input(name), "a decision of the committee", remedy)
                text = f"{adr.label} names the decision {quote_input(name)}, which the committee never took"
                yield _finding(adr, text, Status.BREACHED, place)


def _finding(adr: Adr, text: str, status: Status, place: Problem) -> DossierFinding:
    owner = ", ".join(adr.front.deciders)
    return DossierFinding(text=text, status=status, places=(place,), owner=owner, focus=adr.id)


def _rule(
    id: str, profile: ReviewProfile, question: str, find: Callable[[DatedCase], Iterator[DossierFinding]]
) -> DossierRule:
    return DossierRule(id=id, question=question, profile=profile, page=PAGE, place=PLACE, find=find)


RULES = (
    _rule("adr-links", DOCS, "Does every link of a decision record lead somewhere?", _find_dead_links),
    _rule("adr-superseded", DOCS, "Does every superseded record name its successor?", _find_superseded_by_nothing),
    _rule("adr-complete", DOCS, "Is every decision record complete?", _find_incomplete),
    _rule("adr-committee", DOCS, "Are the committee's decisions that records name on record?", _find_unknown_decisions),
    _rule("adr-consequences", REVIEW, "Does every accepted decision say what follows?", _find_without_consequences),
    _rule("adr-reviewed", REVIEW, "Was every decision reviewed when it was due?", _find_overdue),
    _rule("adr-twins", REVIEW, "Is each question decided once?", _find_twins),
    _rule("adr-circles", REVIEW, "Do the links among decisions end?", _find_circular),
    _rule("adr-confirmed", REVIEW, "Does the data still support each decision?", _find_refuted),
)
