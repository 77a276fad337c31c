"""Details of one team or one service on the Costs page: its parts and its charges."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import showback as showing
from steering.costs import spend
from steering.costs.amounts import amounts_of
from steering.costs.report import CostReport
from steering.frames.blocks import Choice, Column, Columns, Piece, TableBlock
from steering.frames.costs.blocks import query_team_names
from steering.frames.costs.tiles import describe_comparison
from steering.warehouse.answer import rows_as

# How many charges of one month are listed; the others are in the download of the Sources page.
ROWS = 200
TEAM, SERVICE = "team:", "service:"


@dataclass(frozen=True, kw_only=True)
class _Service:
    provider: str | None
    service: str | None
    now: float
    before: float
    charges: int | None


@dataclass(frozen=True, kw_only=True)
class _Team:
    team: str | None
    shared: bool
    now: float
    before: float
    charges: int | None


def build_drilldown(context: CaseContext, filters: Filters, report: CostReport) -> tuple[Piece, ...]:
    """A team with its services or a service with its teams, and the charges: `filters.focus`, or the dearest team.

    The focus is `team:T01`, `service:Compute Engine`, or a team's id alone.
    """
    lines = showing.split_showback(showing.query_showback_lines(context, report.scope)).lines
    names = query_team_names(context, filters.as_of)
    ranking = spend.sum_by(
        [spend_row for spend_row in report.services if spend_row.month == filters.as_of],
        lambda spend_row: spend_row.service or "",
    )
    teams = {line.team: f"Team {names.get(line.team, line.team)}" for line in sorted(lines, key=lambda line: line.team)}
    # A team that was asked for by its id alone is offered so, or the choice would be lost on the next run.
    options = {(team if team == filters.focus else TEAM + team): name for team, name in teams.items()}
    options |= {SERVICE + service: f"Service {service}" for service in ranking if service}
    if not options:
        return ()
    choice = (
        filters.focus if filters.focus in options else next(iter([*(TEAM + line.team for line in lines), *options]))
    )
    made_of = _build_team_table if choice.startswith(SERVICE) else _build_service_table
    about = choice.removeprefix(SERVICE if choice.startswith(SERVICE) else TEAM)
    return (
        Choice(label="Details for a team or service", options=tuple(options.items()), chosen=choice),
        Columns(
            blocks=(made_of(context, report, about, options[choice]), _build_charge_table(context, report, choice)),
            weights=(2, 3),
        ),
    )


def _build_parameters(report: CostReport) -> dict[str, object]:
    """Build what the queries about two months take."""
    return {**report.scope.parameters, "before": months.add_months(report.scope.as_of, -1)}


def _build_service_table(context: CaseContext, report: CostReport, team: str, name: str) -> TableBlock:
    parameters = {key: value for key, value in _build_parameters(report).items() if key != "teams"}
    rows = rows_as(context.query("cost_by_service_of_team", **parameters, team=team), _Service)
    cell = report.amounts.cell
    return TableBlock(
        id="closer-services",
        title=f"{name}: services",
        columns=(
            Column(label="Service"),
            *(Column(label=label, kind=report.amounts.kind) for label in ("Cost", "Previous month")),
            Column(label="Provider"),
        ),
        rows=tuple((row.service, cell(row.now), cell(row.before), row.provider) for row in rows),
        note=f"Amounts in {report.scope.currency}. {describe_comparison(report)}".strip(),
    )


def _build_team_table(context: CaseContext, report: CostReport, service: str, name: str) -> TableBlock:
    rows = rows_as(context.query("cost_by_team_of_service", **_build_parameters(report), service=service), _Team)
    names = query_team_names(context, report.scope.as_of)
    cell = report.amounts.cell
    return TableBlock(
        id="closer-teams",
        title=f"{name}: teams",
        columns=(
            Column(label="Team"),
            *(Column(label=label, kind=report.amounts.kind) for label in ("Cost", "Previous month")),
            Column(label="Id"),
        ),
        rows=tuple((_format_owner(row, names), cell(row.now), cell(row.before), row.team) for row in rows),
        note=f"Amounts in {report.scope.currency}. {describe_comparison(report)}".strip(),
    )


def _format_owner(row: _Team, names: dict[str, str]) -> str:
    name = names.get(row.team, row.team) if row.team else ""
    if row.shared:
        return f"{name}, shared" if name else "Shared"
    return name or "Not allocated"


def _build_charge_table(context: CaseContext, report: CostReport, chosen: str) -> TableBlock:
    """Build the charges of a team or service in the chosen month, as the provider wrote them, the largest first."""
    scope = report.scope
    of_service = chosen.startswith(SERVICE)
    charges = context.query(
        "cost_rows",
        team=None if of_service else chosen.removeprefix(TEAM),
        service=chosen.removeprefix(SERVICE) if of_service else None,
        teams=scope.parameters["teams"],
        currency=scope.billed_in,
        limit=ROWS,
        **{"from": f"{scope.as_of}-01", "until": f"{months.add_months(scope.as_of, 1)}-01"},
    )
    rows = charges.records()
    amounts = amounts_of(scope.currency, [*charges["billed"], *charges["effective"]], least=2)
    other = "team" if of_service else "service"
    return TableBlock(
        id="closer-charges",
        title="Underlying charges",
        columns=(
            Column(label="Begins", kind="day"),
            Column(label=other.capitalize()),
            Column(label="Category", minor=True),
            Column(label="Billed", kind="figure"),
            Column(label="Effective", kind="figure"),
            Column(label="Description"),
        ),
        rows=tuple(
            (
                f"{row['day']:%Y-%m-%d}",
                row[other],
                row["charge_category"],
                amounts.text(row["billed"]),
                amounts.text(row["effective"]),
                row["description"],
            )
            for row in rows
        ),
        note=f"The {ROWS} largest charges, in {scope.currency}." if len(rows) == ROWS else f"In {scope.currency}.",
    )
