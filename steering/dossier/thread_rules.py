"""The rules of the golden thread: each benefit has a pain, a KPI and a claim, and each claim has evidence."""

from __future__ import annotations

from collections.abc import Iterator

from steering.conditions import ConditionState
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding, DossierRule
from steering.dossier.thread import Strand, trace_benefits
from steering.formatting import join_words
from steering.status import Status

PAGE, PLACE = "thread", "benefits"
FILE = "business_case.yaml"


def _find_lacking(dated: DatedCase, part: str, lack: str, remedy: str) -> Iterator[DossierFinding]:
    """Find benefit lines whose strand lacks a part, where the dossier has anything to hang them on."""
    if dated.case.dossier.current_state is None or dated.case.dossier.architecture is None:
        return
    for strand in trace_benefits(dated):
        if not getattr(strand, part):
            place = dated.at(FILE, _place_of(dated, strand), lack, f"a benefit with {lack.removeprefix('no ')}", remedy)
            yield DossierFinding(
                text=f"The benefit “{strand.begin}” has {lack}", status=Status.AT_RISK, places=(place,)
            )


def _place_of(dated: DatedCase, strand: Strand) -> tuple[str | int, ...]:
    business = dated.case.business
    lines = business.as_written.lines if business else ()
    return ("lines", next(index for index, line in enumerate(lines) if line.name == strand.begin))


def _find_without_pain(dated: DatedCase) -> Iterator[DossierFinding]:
    remedy = "Name the line in `benefit_lines` of the pain point that it cures."
    yield from _find_lacking(dated, "pains", "no pain point", remedy)


def _find_without_kpi(dated: DatedCase) -> Iterator[DossierFinding]:
    remedy = "Name KPIs in `kpis` of the capability that brings it."
    yield from _find_lacking(dated, "kpis", "no KPI that measures it", remedy)


def _find_without_claim(dated: DatedCase) -> Iterator[DossierFinding]:
    remedy = "Claim one of its KPIs in a scene of storyboard.yaml."
    yield from _find_lacking(dated, "claims", "no claim that presents it", remedy)


def _find_unproven_claims(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find claims that no data can prove or refute."""
    seen: dict[str, list[str]] = {}
    for strand in trace_benefits(dated):
        for entry in strand.claims:
            if entry.claim.state is ConditionState.UNKNOWN:
                seen.setdefault(f"{entry.claim.claim.says}\0{entry.scene}", []).append(strand.begin)
    for key, benefits in seen.items():
        says, _, scene = key.partition("\0")
        remedy = "Bring the data that it is about, or claim what the data can show."
        place = dated.at("storyboard.yaml", ("scenes",), f"“{says}” in {scene}", "a claim that data can prove", remedy)
        text = f"No data proves the claim “{says}”, which presents {join_words(list(dict.fromkeys(benefits)))}"
        yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,))


RULES = (
    DossierRule(
        id="benefit-pain", profile="architecture-review", page=PAGE, place=PLACE, find=_find_without_pain,
        question="Does every benefit cure a pain?",
    ),
    DossierRule(
        id="benefit-measured", profile="architecture-review", page=PAGE, place=PLACE, find=_find_without_kpi,
        question="Does a KPI measure every benefit?",
    ),
    DossierRule(
        id="benefit-presented", profile="architecture-review", page=PAGE, place=PLACE, find=_find_without_claim,
        question="Does the storyboard present every benefit?", is_hint=True,
    ),
    DossierRule(
        id="claim-proven", profile="architecture-review", page=PAGE, place=PLACE, find=_find_unproven_claims,
        question="Can data prove every claim?",
    ),
)  # fmt: skip
