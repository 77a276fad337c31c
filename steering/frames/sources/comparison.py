"""Another release beside the one in force: its rows, and what it would change of the case."""

from __future__ import annotations

from collections.abc import Sequence

from steering import months
from steering.formatting import ABSENT, join_words, pluralise
from steering.frames.blocks import Block, Column, Notice, TableBlock, Tile, Tiles
from steering.frames.roadmap.blocks import GATED
from steering.ingest.row_changes import EXAMPLES, RowChanges
from steering.release_effects import Effects, GateEffect
from steering.roadmap.gates import GateResult

NO_KEY = "A charge has no key: one that changed counts as one removed and one added."


def describe_effects(effects: Effects) -> str:
    """Describe what would change, as a sentence: `2 KPIs, 14 other figures, 1 gate and 6 claims would change.`"""
    figures = [figure for figure in effects.figures if figure.has_changed]
    kpis = sum(figure.statuses is not None for figure in figures)
    counts = (
        (kpis, "KPI"),
        (len(figures) - kpis, "other figure" if kpis else "figure"),
        (sum(gate.has_changed for gate in effects.gates), "gate"),
        (sum(claim.has_changed for claim in effects.claims), "claim"),
        (sum(condition.has_changed for condition in effects.conditions), "condition of a decision"),
    )
    parts = [
        pluralise(count, noun, "conditions of decisions" if noun.startswith("condition") else None)
        for count, noun in counts
        if count
    ]
    if not parts:
        return "No figure, gate, claim or condition would change."
    return f"{join_words(parts)} would change."


def build_row_changes(changes: RowChanges, after: str, before: str = "Current", name: str = "") -> tuple[Block, ...]:
    """Build the rows of another release beside those before; `after` heads what would be, such as `This file`.

    `name` tells the tables from those of another comparison on the same page.
    """
    suffix = f"-{name}" if name else ""
    counts: tuple[tuple[str, str, int], ...] = (
        (f"rows-added{suffix}", "Rows added", changes.added),
        (f"rows-removed{suffix}", "Rows removed", changes.removed),
        (f"rows-changed{suffix}", "Rows changed", changes.changed),
        (f"rows-same{suffix}", "Rows the same", changes.same),
    )
    if not changes.key:
        tiles = tuple(
            Tile(id=id, label=label, value=f"{count:,}") for id, label, count in counts if "changed" not in id
        )
        return (Tiles(tiles=tiles), Notice(text=NO_KEY))
    columns = TableBlock(
        id=f"changed-columns{suffix}",
        title="Columns that change",
        columns=(Column(label="Column"), Column(label="Rows", kind="count")),
        rows=changes.columns,
    )
    tables = ((columns,) if changes.columns else ()) + (
        (_build_examples(changes, before, after, suffix),) if changes.examples else ()
    )
    return (_build_tiles(counts), *tables)


def build_effects(effects: Effects, after: str) -> tuple[TableBlock, ...]:
    """Build each figure and gate before and after, and the claims and conditions whose state would change."""
    now, then = (
        f"{name}, {months.format_month(month)}" for name, month in zip(("Current", after), effects.months, strict=True)
    )
    if effects.months[0] == effects.months[1]:
        now, then = "Current", after
    gates = (_build_gates(effects.gates, now, then),) if effects.gates else ()
    claims = (_build_claims(effects, now, then),) if effects.claims else ()
    conditions = (_build_conditions(effects, now, then),) if effects.conditions else ()
    return (_build_figures(effects, now, then), *gates, *claims, *conditions)


def _build_tiles(counts: Sequence[tuple[str, str, int]]) -> Tiles:
    return Tiles(tiles=tuple(Tile(id=id, label=label, value=f"{count:,}") for id, label, count in counts))


def _build_examples(changes: RowChanges, before: str, after: str, suffix: str) -> TableBlock:
    return TableBlock(
        id=f"row-changes{suffix}",
        title="Rows that differ",
        columns=(
            Column(label="Row"),
            *(Column(label=name) for name in changes.key),
            Column(label="Column"),
            Column(label=before),
            Column(label=after),
        ),
        rows=tuple(
            (example.kind.capitalize(), *example.key, example.column, example.before, example.after)
            for example in changes.examples
        ),
        note=f"The first {EXAMPLES} rows of each kind."
        if max(changes.changed, changes.added, changes.removed) > EXAMPLES
        else "",
    )


def _build_figures(effects: Effects, now: str, then: str) -> TableBlock:
    """Every figure, those that change first."""
    ordered = sorted(effects.figures, key=lambda figure: not figure.has_changed)
    return TableBlock(
        id="figures-compared",
        title="Figures before and after",
        columns=(
            Column(label="Figure"),
            Column(label=now, kind="figure"),
            Column(label=then, kind="figure"),
            Column(label="Change", kind="figure"),
            Column(label="Status before", kind="status"),
            Column(label="Status after", kind="status"),
        ),
        rows=tuple(
            (
                figure.label + (" (headline)" if figure.is_headline else ""),
                figure.before,
                figure.after,
                figure.change or ABSENT,
                *(figure.statuses or (None, None)),
            )
            for figure in ordered
        ),
        empty="This case has no figures yet.",
    )


def _build_gates(gates: Sequence[GateEffect], now: str, then: str) -> TableBlock:
    return TableBlock(
        id="gates-compared",
        title="Funding gates before and after",
        columns=(
            Column(label="Gate"),
            Column(label=now, kind="status"),
            Column(label=then, kind="status"),
            Column(label="Conditions met before"),
            Column(label="Conditions met after"),
        ),
        rows=tuple(
            (
                gate.name,
                *(GATED[side.standing] if side else None for side in (gate.before, gate.after)),
                _count_met(gate.before),
                _count_met(gate.after),
            )
            for gate in gates
        ),
    )


def _count_met(gate: GateResult | None) -> str | None:
    return f"{gate.count_met} of {len(gate.checks)}" if gate else None


def _build_claims(effects: Effects, now: str, then: str) -> TableBlock:
    return TableBlock(
        id="claims-compared",
        title="Claims whose state would change",
        columns=(
            Column(label="Claim", kind="words"),
            Column(label="Scene", kind="words"),
            Column(label=now),
            Column(label=then),
            Column(label="Because", kind="words"),
        ),
        rows=tuple(
            (
                claim.after.claim.says,
                claim.scene.message,
                claim.before.state.word,
                claim.after.state.word,
                claim.after.reason,
            )
            for claim in effects.claims
            if claim.has_changed
        ),
        empty=f"None of the {pluralise(len(effects.claims), 'claim')} of the storyboard would change.",
    )


def _build_conditions(effects: Effects, now: str, then: str) -> TableBlock:
    return TableBlock(
        id="conditions-compared",
        title="Conditions of decisions that would change",
        columns=(
            Column(label="Condition", kind="words"),
            Column(label="Decision", kind="words"),
            Column(label=now, kind="status"),
            Column(label=then, kind="status"),
        ),
        rows=tuple(
            (condition.label, condition.decision, *condition.statuses)
            for condition in effects.conditions
            if condition.has_changed
        ),
        empty=f"None of the {pluralise(len(effects.conditions), 'condition')} of past decisions would change.",
    )
