"""The part of the Roadmap page that shows the RAID log: risks, assumptions, issues and dependencies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steering.cases.risks import Raid
from steering.cases.roadmap import last_day
from steering.charts import risks as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_day, format_money
from steering.frames.blocks import Chart, Column, Columns, Piece, TableBlock, Tile, Tiles
from steering.frames.series_table import series_table
from steering.roadmap.raid import LOW, MEDIUM, RatedRisk, When, compute_expected_loss, due, matrix, rate_risks
from steering.status import Status


def build_raid(context: CaseContext, filters: Filters) -> tuple[Piece, ...]:
    """Build the RAID log: risks with their scores as computed, then assumptions, issues and dependencies."""
    log, today = context.case.raid, last_day(filters.as_of)
    if log is None:
        return ()
    rated_risks = rate_risks(log)
    risks: tuple[Piece, ...] = ()
    if rated_risks:
        matrices = (_build_matrix(rated_risks, log, "before"), _build_matrix(rated_risks, log, "after"))
        risks = (
            _build_risk_tiles(rated_risks, log, today, context),
            Columns(blocks=matrices),
            _build_risk_table(rated_risks, context),
        )
    return (
        *risks,
        _build_assumption_table(log, today),
        _build_issue_table(log, today),
        _build_dependency_table(log, today),
    )


def _build_risk_tiles(rated_risks: Sequence[RatedRisk], log: Raid, today: date, context: CaseContext) -> Tiles:
    loss, currency = compute_expected_loss(rated_risks), context.case.charter.currency
    live = [risk for risk in rated_risks if risk.live]
    high = sum(risk.after.score > MEDIUM for risk in live)
    overdue = sum(status is Status.OVERDUE for status in _rate_items(log, today))
    return Tiles(
        tiles=(
            Tile(
                id="risks",
                label="Live risks",
                value=f"{len(live)}",
                note=f"{high} high after mitigation",
                help=f"Low: a score up to {LOW}. Medium: up to {MEDIUM}. High: above.",
            ),
            Tile(
                id="loss-before",
                label="Expected loss",
                value=format_money(float(loss.before), currency),
                note="before mitigation",
                help="The sum over the live risks of probability x loss.",
            ),
            Tile(
                id="loss-after",
                label="Expected loss",
                value=format_money(float(loss.after), currency),
                note="after mitigation",
                help="The sum over the live risks of probability x loss, once every mitigation is done.",
            ),
            Tile(
                id="overdue",
                label="Overdue items",
                value=f"{overdue}",
                note="assumptions, issues, dependencies",
                status=Status.OVERDUE if overdue else None,
            ),
        )
    )


def _rate_items(log: Raid, today: date) -> list[Status]:
    return [
        *(due(item.validate_by, item.status != "open", today) for item in log.assumptions),
        *(due(item.due, item.status == "resolved", today) for item in log.issues),
        *(due(item.due, item.status == "met", today) for item in log.dependencies),
    ]


def _build_matrix(rated_risks: Sequence[RatedRisk], log: Raid, when: When) -> Chart:
    chart = charts.matrix_series(matrix(rated_risks, when), log.scale, when)
    return Chart(
        id=f"risks-{when}",
        title=f"Risks {when} mitigation",
        figure=charts.matrix(chart, log.scale),
        series=chart,
        table=series_table(chart, id=f"risks-{when}-table", title=f"Risks {when} mitigation", empty="No risk is live."),
        note="Numbers refer to the table below.",
    )


def _build_risk_table(rated_risks: Sequence[RatedRisk], context: CaseContext) -> TableBlock:
    return TableBlock(
        id="risks-table",
        title="Risks",
        columns=(
            Column(label="No.", kind="count"),
            Column(label="Risk", kind="words"),
            Column(label="Before", kind="count", help="Probability x impact before mitigation"),
            Column(label="After", kind="count", help="Probability x impact after mitigation"),
            Column(label="Residual", help=f"After mitigation: a score up to {LOW} is low, up to {MEDIUM} medium"),
            Column(label="Loss before", kind="count", help="Expected loss: probability x loss", minor=True),
            Column(label="Loss after", kind="count", help="Expected loss: probability x loss"),
            Column(label="Trend", minor=True),
            Column(label="State", minor=True),
            Column(label="Due"),
            Column(label="Mitigation", kind="words"),
            Column(label="Owner"),
            Column(label="Category", minor=True),
        ),
        rows=tuple(
            (
                row.number,
                row.risk.title,
                row.before.score,
                row.after.score,
                row.after.level if row.live else None,
                round(row.before.expected) if row.live else None,
                round(row.after.expected) if row.live else None,
                row.risk.trend,
                row.risk.status,
                format_day(row.risk.due) if row.risk.due else None,
                row.risk.mitigation,
                row.risk.owner,
                row.risk.category,
            )
            for row in rated_risks
        ),
        note=f"Losses in {context.case.charter.currency}.",
        method="Scores and losses are computed from the levels of the scale.",
    )


def _build_assumption_table(log: Raid, today: date) -> TableBlock:
    return _build_log_table(
        "assumptions",
        "Assumptions",
        "Validate by",
        "Owner",
        [
            (
                assumption.text,
                _rate_assumption(assumption.status, assumption.validate_by, today),
                assumption.validate_by,
                assumption.status,
                assumption.owner,
            )
            for assumption in log.assumptions
        ],
        "No assumption is recorded.",
    )


def _rate_assumption(status: str, by: date | None, today: date) -> Status:
    """Return how an assumption stands: one that was found invalid is breached."""
    return Status.BREACHED if status == "invalid" else due(by, status == "valid", today)


def _build_issue_table(log: Raid, today: date) -> TableBlock:
    rows = [
        (
            issue.text,
            due(issue.due, issue.status == "resolved", today, threatened=issue.severity == "high"),
            issue.due,
            f"{issue.status.replace('_', ' ')}, {issue.severity}",
            issue.owner,
        )
        for issue in log.issues
    ]
    return _build_log_table("issues", "Issues", "Due", "Owner", rows, "No issue is open.")


def _build_dependency_table(log: Raid, today: date) -> TableBlock:
    rows = [
        (
            dependency.text,
            due(dependency.due, dependency.status == "met", today, threatened=dependency.status == "at_risk"),
            dependency.due,
            dependency.status.replace("_", " "),
            dependency.on_whom,
        )
        for dependency in log.dependencies
    ]
    return _build_log_table("dependencies", "Dependencies", "Due", "On whom", rows, "No dependency is recorded.")


def _build_log_table(
    id: str, title: str, until: str, who: str, rows: Sequence[tuple[str, Status, date | None, str, str]], empty: str
) -> TableBlock:
    """Build one list of the log: what, how it stands, by when, its state and who."""
    return TableBlock(
        id=id,
        title=title,
        columns=(
            Column(label="Status", kind="status"),
            Column(label=title[:-1] if title != "Dependencies" else "Dependency"),
            Column(label=until),
            Column(label="State"),
            Column(label=who),
        ),
        rows=tuple(
            (status, text, format_day(by) if by else None, state, name) for text, status, by, state, name in rows
        ),
        empty=empty,
    )
