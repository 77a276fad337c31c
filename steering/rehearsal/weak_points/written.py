"""Questions that the case itself brings in questions.yaml, because no figure gives rise to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from steering.cases.questions import WrittenQuestion
from steering.conditions import Condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.metrics.format import format_metric, metric_label
from steering.metrics.lookup import observer
from steering.rehearsal.metrics import measure, place_of
from steering.rehearsal.question import DrillQuestion, Place, Subject, build_source


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield the questions of the case's own file, those with a figure answered on today's data."""
    for entry in context.case.questions:
        yield _ask_written(context, entry, filters)


def _ask_written(context: CaseContext, entry: WrittenQuestion, filters: Filters) -> DrillQuestion:
    query = {"as_of": filters.as_of}
    place = Place(page=entry.page or "brief", block=entry.place or "", query=tuple(query.items()))
    answer, figure, metric = entry.answer or "", None, entry.metric
    if metric:
        observation = observer(context, filters)(Condition(metric=metric, op=">=", value=Decimal(0)))
        figure = measure(context, metric, observation.value)
        stands = observation.reason if observation.value is None else format_metric(context, metric, observation.value)
        answer = f"{metric_label(context, metric)}: {stands}. {answer}".replace("..", ".").strip()
        place = place if entry.page else place_of(context, metric, query)
    return DrillQuestion(
        id=f"{Subject.WRITTEN}:{entry.id}",
        persona=entry.persona,
        subject=Subject.WRITTEN,
        severity=entry.severity,
        text=entry.question,
        answer=answer,
        points=entry.points,
        place=place,
        source=build_source(context, metric or f"questions.{entry.id}", *(context.releases if metric else ())),
        figure=figure,
    )
