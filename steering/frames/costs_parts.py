"""The parts of the Costs page that show services, change, anomalies, showback and one team closer."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.adoption import progress
from steering.charts import costs as charts
from steering.costs import anomalies, change, spend
from steering.costs import showback as showing
from steering.costs.scope import Scope
from steering.facts import facts
from steering.figures import counted, listed, money
from steering.frames.frame import Block, Cell, Chart, Column, Focus, Leaf, Notice, Side, Table
from steering.room import Filters, Room

MOST = 8
ROWS = 200
"""How many charges of one team and month are listed; the others are in the download of the Sources page."""


def services(spent: tuple[spend.Spend, ...], scope: Scope) -> Chart:
    """The services that cost most in the chosen month; the rest together."""
    ranked = spend.totals([one for one in spent if one.month == scope.as_of], lambda one: one.service)
    names, amounts = list(ranked)[:MOST], list(ranked.values())[:MOST]
    rest = sum(ranked.values()) - sum(amounts)
    if len(ranked) > MOST:
        names.append(f"{counted(len(ranked) - MOST, 'other service')}")
        amounts.append(rest)
    texts = [money(amount, scope.currency) for amount in amounts]
    total = sum(ranked.values())
    alt = f"Bar chart of {counted(len(ranked), 'service')}: "
    alt += listed([f"{name} {text}" for name, text in list(zip(names, texts, strict=True))[:3]]) + " lead."
    return Chart(
        id="services",
        title="Spend by service",
        figure=charts.bars(names, amounts, texts),
        alt=alt,
        table=Table(
            id="services-table",
            title=f"Services in {months.written(scope.as_of)}",
            columns=(Column(label="Service"), Column(label="Cost", kind="count"), Column(label="Share", kind="share")),
            rows=tuple((name, round(amount), _share(amount, total)) for name, amount in ranked.items()),
            note=f"Amounts in {scope.currency}.",
        ),
    )


def why(room: Room, scope: Scope) -> Leaf:
    """Why usage cost more or less than in the month before: rate, volume and mix."""
    found = change.quantities(room, scope)
    before = months.after(scope.as_of, -1)
    if not any(one.cost_before for one in found):
        return Notice(text=f"There is no usage in {months.written(before)} to compare with.")
    parts = change.decompose(found)
    steps = (parts.rate, parts.volume, parts.mix, parts.begun, parts.ended)
    signed = [money(step, scope.currency, signed=True) for step in steps]
    texts = [money(parts.before, scope.currency), *signed, money(parts.now, scope.currency)]
    names = ("Rate", "Volume", "Mix", "Begun", "Ended")
    said = listed([f"{name.lower()} {text}" for name, text in zip(names, signed, strict=True)])
    return Chart(
        id="change",
        title="Why usage cost changed",
        figure=charts.change(parts, months.written(before), months.written(scope.as_of), texts),
        alt=f"Waterfall from {texts[0]} to {texts[-1]}: {said}.",
        table=Table(
            id="change-table",
            title="Rate, volume and mix",
            columns=(Column(label="Part"), Column(label="Amount", kind="count"), Column(label="Meaning")),
            rows=(
                ("Rate", round(parts.rate), "Other prices for what is used now"),
                ("Volume", round(parts.volume), "More or less of everything"),
                ("Mix", round(parts.mix), "Another share of dearer things"),
                ("Begun", round(parts.begun), "Not used in the month before, or without a unit"),
                ("Ended", round(parts.ended), "No longer used, or without a unit"),
            ),
            note=f"Amounts in {scope.currency}; they add up to the change.",
        ),
        note="Services are compared within their unit. Unit rates include commitments and discounts.",
    )


def anomalous(found: tuple[anomalies.Anomaly, ...], scope: Scope, room: Room) -> Table:
    """The anomalies of the chosen month, with the rule."""
    names = _names(room, scope.as_of)
    return Table(
        id="anomalies",
        title="Anomalies",
        columns=(
            Column(label="Day"),
            Column(label="Team"),
            Column(label="Service"),
            Column(label="Provider"),
            Column(label="Cost", kind="count"),
            Column(label="Mean before", kind="count"),
            Column(label="Over", kind="count"),
        ),
        rows=tuple(
            (
                one.date,
                names.get(one.team or "", one.team or "No team"),
                one.service,
                one.provider,
                round(one.effective),
                round(one.mean),
                round(one.excess),
            )
            for one in found
        ),
        empty="No day of this month was out of line.",
        note=f"Rule: {anomalies.RULE}. Amounts in {scope.currency}.",
    )


def showback(room: Room, filters: Filters, scope: Scope) -> Table:
    """What each team is shown: direct, idle and shared cost, apart; and what belongs to no team."""
    found = showing.showback(showing.charged(room, scope))
    names = _names(room, filters.as_of)
    rows: list[tuple[Cell, ...]] = [
        (
            names.get(line.team, line.team),
            line.team,
            round(line.direct),
            round(line.idle),
            round(line.shared),
            round(line.total),
            _share(line.total, found.total),
        )
        for line in found.lines
    ]
    if round(found.untagged):
        share = _share(found.untagged, found.total)
        rows.append(("Not allocated", None, round(found.untagged), None, None, round(found.untagged), share))
    return Table(
        id="showback",
        title=f"Showback for {months.written(scope.as_of)}",
        columns=(
            Column(label="Team"),
            Column(label="Id"),
            Column(label="Direct", kind="count"),
            Column(label="Idle", kind="count", help="Commitments that were paid for and not used"),
            Column(label="Shared", kind="count", help="The team's part of what is shared, by its direct cost"),
            Column(label="Total", kind="count"),
            Column(label="Share", kind="share"),
        ),
        rows=tuple(rows),
        empty="No charge of this month names a team.",
        note=f"Amounts in {scope.currency}. Shared cost is split by direct cost; the lines add up to the spend.",
    )


@dataclass(frozen=True, kw_only=True)
class _Service:
    provider: str
    service: str
    now: float
    before: float
    charges: int | None


def closer(room: Room, filters: Filters, scope: Scope) -> tuple[Block, ...]:
    """One team closer: its services and the charges behind them. `filters.focus`, or the dearest team."""
    lines = showing.showback(showing.charged(room, scope)).lines
    if not lines:
        return ()
    names = _names(room, filters.as_of)
    options = tuple((line.team, names.get(line.team, line.team)) for line in sorted(lines, key=lambda one: one.team))
    known = [team for team, _ in options]
    team = filters.focus if filters.focus in known else lines[0].team
    return (
        Focus(label="Look closer at a team", options=options, chosen=team),
        Side(
            blocks=(_services_of(room, scope, team, dict(options)[team]), _charges(room, scope, team)), weights=(2, 3)
        ),
    )


def _services_of(room: Room, scope: Scope, team: str, name: str) -> Table:
    found = facts(
        room.ask(
            "cost_by_service_of_team",
            as_of=scope.as_of,
            before=months.after(scope.as_of, -1),
            currency=scope.billed_in,
            team=team,
        ),
        _Service,
    )
    return Table(
        id="team-services",
        title=f"{name}: services",
        columns=(
            Column(label="Service"),
            Column(label="Cost", kind="count"),
            Column(label="Month before", kind="count"),
            Column(label="Provider"),
        ),
        rows=tuple((one.service, round(one.now), round(one.before), one.provider) for one in found),
        note=f"Amounts in {scope.currency}.",
    )


def _charges(room: Room, scope: Scope, team: str) -> Table:
    """The charges of a team in the chosen month, as the provider wrote them, the largest first."""
    first, until = f"{scope.as_of}-01", f"{months.after(scope.as_of, 1)}-01"
    span = {"from": first, "until": until}
    found = room.ask("cost_rows", team=team, service=None, limit=ROWS, **span)
    own = found["currency"].isna() if scope.billed_in is None else found["currency"] == scope.billed_in
    rows = found[own].to_dict("records")
    return Table(
        id="team-charges",
        title="The charges behind it",
        columns=(
            Column(label="Begins"),
            Column(label="Service"),
            Column(label="Category"),
            Column(label="Billed", kind="figure"),
            Column(label="Effective", kind="figure"),
            Column(label="Description"),
        ),
        rows=tuple(
            (
                f"{row['period_start']:%Y-%m-%d}",
                row["service"],
                row["charge_category"],
                f"{row['billed']:,.2f}",
                f"{row['effective']:,.2f}",
                row["description"],
            )
            for row in rows
        ),
        note=f"The {ROWS} largest charges, in {scope.currency}." if len(rows) == ROWS else f"In {scope.currency}.",
    )


def _names(room: Room, as_of: str) -> dict[str, str]:
    """Team names by id, from the adoption data."""
    if not room.has("adoption"):
        return {}
    return {team.team_id: team.team for team in progress.teams(room, Filters(as_of=as_of))}


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 3) if whole else None
