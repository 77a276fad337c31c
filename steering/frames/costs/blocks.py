"""The parts of the Costs page that show services, change, anomalies and showback."""

from __future__ import annotations

from steering import months
from steering.adoption import progress
from steering.charts import costs as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import anomalies, change, spend
from steering.costs import showback as showing
from steering.costs.report import CostReport
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Chart, Column, Leaf, Notice, TableBlock
from steering.frames.cells import CellValue

MOST = 8


def build_service_chart(picture: CostReport) -> Chart:
    """The services that cost most in the chosen month; the rest together."""
    spent, scope = picture.services, picture.scope
    ranked = spend.sum_by([one for one in spent if one.month == scope.as_of], lambda one: one.service)
    names, amounts = list(ranked)[:MOST], list(ranked.values())[:MOST]
    rest = sum(ranked.values()) - sum(amounts)
    if len(ranked) > MOST:
        names.append(f"{pluralise(len(ranked) - MOST, 'other service')}")
        amounts.append(rest)
    texts = [picture.money(amount) for amount in amounts]
    total = sum(ranked.values())
    alt = f"Bar chart of {pluralise(len(ranked), 'service')}: "
    alt += join_words([f"{name} {text}" for name, text in list(zip(names, texts, strict=True))[:3]]) + " lead."
    return Chart(
        id="services",
        title="Spend by service",
        figure=charts.bars(names, amounts, texts, picture.amounts.places),
        alt=alt,
        table=TableBlock(
            id="services-table",
            title=f"Services in {months.format_month(scope.as_of)}",
            columns=(
                Column(label="Service"),
                Column(label="Cost", kind=picture.amounts.kind),
                Column(label="Share", kind="share"),
            ),
            rows=tuple(
                (name, picture.amounts.cell(amount), compute_share(amount, total)) for name, amount in ranked.items()
            ),
            note=f"Amounts in {scope.currency}.",
        ),
    )


def build_change_chart(context: CaseContext, picture: CostReport) -> Leaf:
    """Why usage cost more or less than in the month before: rate, volume and mix."""
    scope, cell = picture.scope, picture.amounts.cell
    found = change.query_quantities(context, scope)
    before = months.add_months(scope.as_of, -1)
    if not any(one.cost_before for one in found):
        return Notice(text=f"There is no usage in {months.format_month(before)} to compare with.")
    parts = change.decompose(found)
    steps = (parts.rate, parts.volume, parts.mix, parts.started, parts.stopped)
    signed = [picture.money(step, signed=True) for step in steps]
    texts = [picture.money(parts.before), *signed, picture.money(parts.now)]
    names = ("Rate", "Volume", "Mix", "Begun", "Ended")
    said = join_words([f"{name.lower()} {text}" for name, text in zip(names, signed, strict=True)])
    return Chart(
        id="change",
        title="Why usage cost changed",
        figure=charts.change(
            parts, months.format_month(before), months.format_month(scope.as_of), texts, picture.amounts.places
        ),
        alt=f"Waterfall from {texts[0]} to {texts[-1]}: {said}.",
        table=TableBlock(
            id="change-table",
            title="Rate, volume and mix",
            columns=(Column(label="Part"), Column(label="Amount", kind=picture.amounts.kind), Column(label="Meaning")),
            rows=(
                ("Rate", cell(parts.rate), "Other prices for what is used now"),
                ("Volume", cell(parts.volume), "More or less of everything"),
                ("Mix", cell(parts.mix), "Another share of dearer things"),
                ("Begun", cell(parts.started), "Not used in the month before, or without a unit"),
                ("Ended", cell(parts.stopped), "No longer used, or without a unit"),
            ),
            note=f"Amounts in {scope.currency}; they add up to the change.",
        ),
        note="Services are compared within their unit. Unit rates include commitments and discounts.",
    )


def build_anomaly_table(context: CaseContext, picture: CostReport) -> TableBlock:
    """The anomalies of the chosen month, with the rule."""
    names = query_team_names(context, picture.scope.as_of)
    cell = picture.amounts.cell
    return TableBlock(
        id="anomalies",
        title="Anomalies",
        columns=(
            Column(label="Day"),
            Column(label="Team"),
            Column(label="Service"),
            Column(label="Provider"),
            *(Column(label=label, kind=picture.amounts.kind) for label in ("Cost", "Mean before", "Over")),
        ),
        rows=tuple(
            (
                one.date,
                names.get(one.team or "", one.team or "No team"),
                one.service,
                one.provider,
                cell(one.effective),
                cell(one.mean),
                cell(one.excess),
            )
            for one in picture.anomalies
        ),
        empty="No day of this month was out of line.",
        note=f"Rule: {anomalies.RULE}. Amounts in {picture.scope.currency}.",
    )


def build_showback_table(context: CaseContext, filters: Filters, picture: CostReport) -> TableBlock:
    """What each team is shown: direct, idle and shared cost, apart; and what belongs to no team."""
    scope, cell, kind = picture.scope, picture.amounts.cell, picture.amounts.kind
    found = showing.split_showback(showing.query_showback_lines(context, scope))
    names = query_team_names(context, filters.as_of)
    rows: list[tuple[CellValue, ...]] = [
        (
            names.get(line.team, line.team),
            line.team,
            cell(line.direct),
            cell(line.idle),
            cell(line.shared),
            cell(line.total),
            compute_share(line.total, found.total),
        )
        for line in found.lines
    ]
    if picture.amounts.shows(found.untagged):
        untagged, part = cell(found.untagged), compute_share(found.untagged, found.total)
        rows.append(("Not allocated", None, untagged, None, None, untagged, part))
    return TableBlock(
        id="showback",
        title=f"Showback for {months.format_month(scope.as_of)}",
        columns=(
            Column(label="Team"),
            Column(label="Id"),
            Column(label="Direct", kind=kind),
            Column(label="Idle", kind=kind, help="Commitments that were paid for and not used"),
            Column(label="Shared", kind=kind, help="The team's part of what is shared, by its direct cost"),
            Column(label="Total", kind=kind),
            Column(label="Share", kind="share"),
        ),
        rows=tuple(rows),
        empty="No charge of this month names a team.",
        note=f"Amounts in {scope.currency}. Shared cost is split by direct cost; the lines add up to the spend.",
    )


def query_team_names(context: CaseContext, as_of: str) -> dict[str, str]:
    """Team names by id, from the adoption data."""
    if not context.has("adoption"):
        return {}
    return {team.team_id: team.team for team in progress.query_teams(context, Filters(as_of=as_of))}


def compute_share(part: float, whole: float) -> float | None:
    """A part of a whole, to a tenth of a percent."""
    return round(part / whole, 3) if whole else None
