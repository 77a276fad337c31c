"""Who answers for what on the Governance page: the RACI as a grid, and the roles with what rests on them."""

from __future__ import annotations

from steering.cases.dossier.governance import ACCOUNTABLE, Governance, RaciActivity
from steering.dossier.raci import CLEAR, RoleLoad, is_clean, measure_loads
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import HeatCell, HeatMap, HeatRow
from steering.status import Status

# What each letter stands for, from the least to the most; the place is the level of its colour.
LETTERS = (("I", "told after"), ("C", "asked before"), ("R", "does it"), ("A", "answers for it"))
SCALE = tuple(f"{letter} {words}" for letter, words in LETTERS)
NO_PART = HeatCell(text="", words="no part")


def build_raci(governance: Governance) -> HeatMap:
    """Build the RACI as a grid of activities and roles; rows that do not hold together come first."""
    part_of = {role for row in governance.raci for role in row.roles}
    names = {role.id: role.short or role.name for role in governance.roles if role.id in part_of}
    strangers = sorted(part_of - set(names))
    columns = [*names, *strangers]
    rows = sorted(governance.raci, key=lambda row: is_clean(row, governance))
    bad = sum(not is_clean(row, governance) for row in rows)
    state = f"{pluralise(bad, 'row')} of {len(rows)} {'does' if bad == 1 else 'do'} not hold together" if bad else ""
    return HeatMap(
        id="raci",
        title="Who answers for what",
        alt=f"{pluralise(len(rows), 'activity', 'activities')} and {pluralise(len(columns), 'role')}. {state}".strip(),
        columns=tuple(names.get(role, role) for role in columns),
        rows=tuple(
            HeatRow(label=row.activity, cells=tuple(_build_cell(row, role, role in names) for role in columns))
            for row in rows
        ),
        scale=SCALE,
        signs=True,
        row_label="Activity",
        empty="No activity has been given to anybody yet.",
        note=f"Not among the roles: {join_words(strangers)}." if strangers else "",
        method="Each activity has exactly one A and at least one R. Only A and R may be of one role at once.",
    )


def _build_cell(row: RaciActivity, role: str, is_role: bool) -> HeatCell:
    letters = row.roles.get(role, "")
    if not letters:
        return NO_PART
    words, levels = dict(LETTERS), [letter for letter, _ in LETTERS]
    strongest = max(letters, key=levels.index)
    clash = letters not in CLEAR or (ACCOUNTABLE in letters and len(row.list_roles(ACCOUNTABLE)) > 1)
    return HeatCell(
        text="/".join(sorted(letters, key=levels.index, reverse=True)),
        words=join_words([words[letter] for letter in sorted(letters, key=levels.index, reverse=True)]),
        level=levels.index(strongest),
        status=Status.WRONG if clash or not is_role else None,
    )


def build_roles(governance: Governance) -> TableBlock:
    """Build the roles with what rests on each, the heaviest first."""
    total = len(governance.raci)
    return TableBlock(
        id="roles",
        title="Roles, and what rests on each",
        columns=(
            Column(label="Role"),
            Column(label="Held by"),
            Column(label="Answers for", kind="count", help="Activities with an A"),
            Column(label="Does", kind="count", help="Activities with an R"),
            Column(label="Is asked", kind="count", help="Activities with a C", minor=True),
            Column(label="Is told", kind="count", help="Activities with an I", minor=True),
            Column(label="A or R, of all", kind="share", help=f"Of {pluralise(total, 'activity', 'activities')}"),
            Column(label="Load", kind="status", help="At risk: an A or R in more than half of the activities"),
            Column(label="For", kind="words", minor=True),
        ),
        rows=tuple(_build_role(load) for load in measure_loads(governance)),
        empty="No role is named yet.",
    )


def _build_role(load: RoleLoad) -> tuple[str | int | float | None, ...]:
    return (
        load.role.name,
        load.role.held_by or "nobody",
        load.accountable,
        load.responsible,
        load.consulted,
        load.informed,
        load.share,
        Status.AT_RISK if load.is_heavy or load.role.held_by is None else Status.ON_TRACK,
        load.role.about,
    )
