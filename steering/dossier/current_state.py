"""The rules of the current state: are pains cured and counted, do streams agree with KPIs, are scores honest."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from steering.cases.dossier.current_state import CurrentState, ValueStream
from steering.context.dated_case import DatedCase
from steering.dossier.assessment import assess_capabilities
from steering.dossier.finding import DossierFinding, DossierRule
from steering.dossier.references import find_unknown_names
from steering.dossier.value_streams import measure_stream
from steering.errors import did_you_mean, quote_input
from steering.formatting import format_number
from steering.status import Status

FILE, PAGE = "dossier/current_state.yaml", "current_state"
# A stream and the KPI of its lead time tell the same where they differ by at most this share of the KPI's baseline.
NEAR = Decimal("0.1")


def _state(dated: DatedCase) -> CurrentState:
    return dated.case.dossier.current_state or CurrentState()


def _find_uncured(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, pain in enumerate(_state(dated).pain_points):
        if not pain.cured_by:
            remedy = "Name the capabilities in `cured_by`, or say why the pain stays."
            place = dated.at(FILE, ("pain_points", index), "no cured_by", "a capability that cures it", remedy)
            yield DossierFinding(text=f"Nothing cures “{pain.title}”", status=Status.AT_RISK, places=(place,))


def _find_uncounted(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find pain points whose cure is worth nothing in the business case, and benefit lines that are not there."""
    business = dated.case.business
    if business is None:
        return
    benefits = [line.id for line in business.as_written.lines if line.kind == "benefit"]
    for index, pain in enumerate(_state(dated).pain_points):
        if pain.cured_by and not pain.benefit_lines:
            remedy = "Name the line of business_case.yaml in `benefit_lines`."
            place = dated.at(FILE, ("pain_points", index), "no benefit_lines", "a line that counts it", remedy)
            text = f"The business case counts no benefit for “{pain.title}”"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,))
        spot, who = ("pain_points", index, "benefit_lines"), f"“{pain.title}”"
        yield from find_unknown_names(dated, FILE, spot, pain.benefit_lines, benefits, who=who, what="benefit line")


def _find_unsourced(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, pain in enumerate(_state(dated).pain_points):
        cost = pain.cost_a_year
        if cost is None or cost.source is None:
            lack = "what it costs a year" if cost is None else "where its cost comes from"
            found = "no cost_a_year" if cost is None else f"{cost.value} without a source"
            remedy = "Write `cost_a_year: {value: …, source: …}`."
            place = dated.at(FILE, ("pain_points", index, "cost_a_year"), found, "a figure with its source", remedy)
            yield DossierFinding(text=f"“{pain.title}” does not say {lack}", status=Status.AT_RISK, places=(place,))


def _find_other_lead_times(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, stream in enumerate(_state(dated).value_streams):
        if stream.kpi is None:
            continue
        kpi = dated.case.kpis.get(stream.kpi)
        if kpi is None:
            remedy = did_you_mean(stream.kpi, list(dated.case.kpis)).strip() or "Name a KPI of metrics.yaml."
            spot = ("value_streams", index, "kpi")
            place = dated.at(FILE, spot, quote_input(stream.kpi), "a KPI of metrics.yaml", remedy)
            text = f"“{stream.name}” names the KPI {quote_input(stream.kpi)}, which is not there"
            yield DossierFinding(text=text, status=Status.BREACHED, places=(place,))
        elif kpi.baseline and kpi.unit == stream.unit:
            yield from _compare_lead_time(dated, index, stream, kpi.baseline.value, kpi.name)


def _compare_lead_time(
    dated: DatedCase, index: int, stream: ValueStream, baseline: Decimal, name: str
) -> Iterator[DossierFinding]:
    lead_time = measure_stream(stream).lead_time
    if abs(lead_time - baseline) <= NEAR * abs(baseline):
        return
    times = f"{format_number(float(lead_time))} {stream.unit}"
    expected = f"about {format_number(float(baseline))} {stream.unit}, the baseline of “{name}”"
    remedy = "Correct the times of the steps, or the baseline in metrics.yaml."
    place = dated.at(FILE, ("value_streams", index, "steps"), f"steps of {times}", expected, remedy)
    text = f"“{stream.name}” takes {times} by its steps, {format_number(float(baseline))} by the baseline of “{name}”"
    yield DossierFinding(text=text, status=Status.BREACHED, places=(place,))


def _find_overrated(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, row in enumerate(assess_capabilities(dated)):
        entry = row.entry
        if row.is_overrated:
            score = f"a self-score of {entry.self_score}"
            remedy = f"Lower the score, or meet {row.missing}."
            place = dated.at(FILE, ("assessment", index, "self_score"), score, f"at most {row.data_score}", remedy)
            text = f"“{entry.name}” scores itself {entry.self_score}, the data supports {row.data_score}"
            yield DossierFinding(text=text, status=Status.BREACHED, places=(place,), owner=entry.owner or "")


def _find_unproven(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, entry in enumerate(_state(dated).assessment):
        if not entry.proofs:
            remedy = "Add `proofs`: a level and the condition that proves it."
            place = dated.at(FILE, ("assessment", index), "no proofs", "what in the data proves the score", remedy)
            text = f"Nothing in the data proves the score of “{entry.name}”"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,), owner=entry.owner or "")


RULES = (
    DossierRule(
        id="pain-cured", profile="architecture-review", page=PAGE, place="pain-points", find=_find_uncured,
        question="Is every pain point cured by a capability?",
    ),
    DossierRule(
        id="pain-counted", profile="architecture-review", page=PAGE, place="pain-points", find=_find_uncounted,
        question="Does the business case count what each cure is worth?",
    ),
    DossierRule(
        id="pain-sourced", profile="docs-quality", page=PAGE, place="pain-points", find=_find_unsourced,
        question="Does every pain point say what it costs, and where that comes from?",
    ),
    DossierRule(
        id="stream-agrees", profile="docs-quality", page=PAGE, place="value-streams", find=_find_other_lead_times,
        question="Do the value streams agree with the KPIs that measure them?",
    ),
    DossierRule(
        id="score-supported", profile="architecture-review", page=PAGE, place="assessment", find=_find_overrated,
        question="Does the data support the organisation's own scores?",
    ),
    DossierRule(
        id="score-proven", profile="architecture-review", page=PAGE, place="assessment", find=_find_unproven,
        question="Can every score be proven by data?", is_hint=True,
    ),
)  # fmt: skip
