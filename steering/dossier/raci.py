"""The RACI held against itself, the roles, the gates of the roadmap and those who decided the ADRs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steering.cases.dossier.governance import ACCOUNTABLE, RESPONSIBLE, Governance, GovernanceRole, RaciActivity
from steering.cases.roadmap import Gate
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import (
    FILE,
    find_contradiction,
    find_gap,
    find_unknown,
    governance_of,
    list_labels,
    name_roles,
)
from steering.errors import quote_input
from steering.formatting import join_words, pluralise

WORDS = {"A": "accountable", "R": "responsible", "C": "consulted", "I": "informed"}
# What one role may have to do with one activity: one letter, or answer for it and do it.
CLEAR = ("A", "R", "C", "I", "AR")
# A role that answers for or does more than this share of the activities, and at least so many, has much to do.
HEAVY, LEAST = 0.5, 6


@dataclass(frozen=True, kw_only=True)
class RoleLoad:
    """How many activities a role answers for, does, is asked about and is told of; `share` is of what it has to do."""

    role: GovernanceRole
    accountable: int
    responsible: int
    consulted: int
    informed: int
    work: int
    share: float

    @property
    def is_heavy(self) -> bool:
        """Whether so much rests on the role that it may hold others up."""
        return self.work >= LEAST and self.share > HEAVY


def measure_loads(governance: Governance) -> list[RoleLoad]:
    """Return the load of each role, the heaviest first."""
    rows = governance.raci
    loads = []
    for role in governance.roles:
        letters = [row.roles.get(role.id, "") for row in rows]
        work = sum(bool({ACCOUNTABLE, RESPONSIBLE} & set(text)) for text in letters)
        counts = [sum(letter in text for text in letters) for letter in WORDS]
        loads.append(
            RoleLoad(
                role=role, accountable=counts[0], responsible=counts[1], consulted=counts[2], informed=counts[3],
                work=work, share=work / len(rows) if rows else 0,
            )
        )  # fmt: skip
    return sorted(loads, key=lambda load: -load.work)


def is_clean(row: RaciActivity, governance: Governance) -> bool:
    """Return whether a row has one A, an R, no pair of letters that contradict, and only roles that are there."""
    roles = {role.id for role in governance.roles}
    counts = len(row.list_roles(ACCOUNTABLE)) == 1 and bool(row.list_roles(RESPONSIBLE))
    return counts and all(letters in CLEAR for letters in row.roles.values()) and set(row.roles) <= roles


def find_accountable(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find activities that nobody or several answer for."""
    governance = governance_of(dated)
    for index, row in enumerate(governance.raci):
        names = name_roles(governance, row.list_roles(ACCOUNTABLE))
        if len(names) == 1:
            continue
        found = f"{len(names)} roles with A: {', '.join(names)}" if names else "no role with A"
        remedy = "Leave the A to the one that decides; give the others an R or a C." if names else "Give one role an A."
        place = dated.at(FILE, ("raci", index, "roles"), found, "exactly one role with A", remedy)
        if names:
            text = f"“{row.activity}” has {len(names)} accountable roles: {join_words(names)}"
            yield find_contradiction(text, place)
        else:
            yield find_gap(f"Nobody is accountable for “{row.activity}”", place)


def find_responsible(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find activities that nobody does."""
    for index, row in enumerate(governance_of(dated).raci):
        if not row.list_roles(RESPONSIBLE):
            remedy = "Give an R to the role that does it; the one with A can have both: A/R."
            place = dated.at(FILE, ("raci", index, "roles"), "no role with R", "at least one role with R", remedy)
            yield find_gap(f"Nobody is responsible for doing “{row.activity}”", place)


def find_contradictions(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find letters that cannot stand together, such as A and I: whoever answers for it knows of it already."""
    governance = governance_of(dated)
    for index, row in enumerate(governance.raci):
        for role, letters in row.roles.items():
            if letters not in CLEAR:
                (name,) = name_roles(governance, [role])
                words = join_words([WORDS[letter] for letter in letters])
                remedy = f"Keep the strongest of {', '.join(letters)}; only A and R go together."
                place = dated.at(FILE, ("raci", index, "roles", role), "/".join(letters), "one letter, or A/R", remedy)
                yield find_contradiction(f"“{row.activity}”: {name} is {words} at once", place)


def find_unknown_roles(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find roles of the RACI that are not among the roles."""
    governance = governance_of(dated)
    known = [role.id for role in governance.roles]
    for index, row in enumerate(governance.raci):
        for role in row.roles:
            place = ("raci", index, "roles", role)
            yield from find_unknown(dated, place, role, known, who=f"“{row.activity}”", what="role")


def find_heavy_roles(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find roles on which so much rests that they may hold others up."""
    governance = governance_of(dated)
    ids = [role.id for role in governance.roles]
    for load in measure_loads(governance):
        if load.is_heavy:
            found = f"A or R for {load.work} of {pluralise(len(governance.raci), 'activity', 'activities')}"
            remedy = "Hand some of them to another role, or say who stands in."
            place = dated.at(FILE, ("roles", ids.index(load.role.id)), found, "at most half of them", remedy)
            yield find_gap(f"{load.role.name} answers for or does {found.removeprefix('A or R for ')}", place)


def find_gate_owners(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find gates whose owner is not the one who answers for them, and those that no activity is about."""
    governance, roadmap = governance_of(dated), dated.case.roadmap
    gates = {gate.id: gate for gate in roadmap.gates} if roadmap else {}
    for index, row in enumerate(governance.raci):
        if row.gate is None:
            continue
        yield from find_unknown(dated, ("raci", index, "gate"), row.gate, gates, who=f"“{row.activity}”", what="gate")
        if row.gate in gates:
            yield from _compare_owner(dated, governance, index, row, gates[row.gate])
    named = {row.gate for row in governance.raci}
    for gate in gates.values() if governance.raci else ():
        if gate.id not in named and not (gate.released and gate.released <= dated.today):
            remedy = f"Add an activity with `gate: {gate.id}`, and its owner as A."
            place = dated.at(FILE, ("raci",), f"no activity for {gate.id}", "one for each gate to come", remedy)
            yield find_gap(f"Nobody is accountable for “{gate.name}”: no activity is about it", place, owner=gate.owner)


def _compare_owner(
    dated: DatedCase, governance: Governance, index: int, row: RaciActivity, gate: Gate
) -> Iterator[DossierFinding]:
    accountable = row.list_roles(ACCOUNTABLE)
    if not accountable or (gate.owner or "").casefold() in list_labels(governance, accountable):
        return
    names = join_words(name_roles(governance, accountable))
    remedy = "Give the A to the owner of the gate, or the gate to the one with A."
    place = dated.at(FILE, ("raci", index, "roles"), f"A of {names}", f"A of {gate.owner or 'an owner'}", remedy)
    if gate.owner is None:
        yield find_gap(f"“{gate.name}” has no owner in the roadmap, though {names} is accountable for it", place)
    else:
        text = f"“{gate.name}” belongs to {gate.owner} in the roadmap, but {names} is accountable for it"
        yield find_contradiction(text, place, owner=gate.owner)


def find_adr_deciders(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find activities about ADRs that are not there, and ADRs in force that others decided than those with A or R."""
    governance = governance_of(dated)
    adrs = dated.case.dossier.adrs
    known = [adr.id for adr in adrs]
    for index, row in enumerate(governance.raci):
        if row.adr is not None:
            yield from find_unknown(dated, ("raci", index, "adr"), row.adr, known, who=f"“{row.activity}”", what="ADR")
    if governance.raci:
        decisions = [(adr.id, adr.label, adr.front.deciders) for adr in adrs if adr.front.status == "accepted"]
        yield from find_outside_deciders(dated, governance, decisions)


def find_outside_deciders(
    dated: DatedCase, governance: Governance, decisions: Sequence[tuple[str, str, Sequence[str]]]
) -> Iterator[DossierFinding]:
    """Find those who decided without an A or R, where a decision is (id of its ADR, what it is called, deciders).

    The activities about an ADR say who may decide it; where there is none, those with an A or R anywhere.
    """
    for id, label, deciders in decisions:
        entries = [(index, row) for index, row in enumerate(governance.raci) if row.adr == id]
        rows = [row for _, row in entries] or governance.raci
        ids = {role for row in rows for letter in (ACCOUNTABLE, RESPONSIBLE) for role in row.list_roles(letter)}
        outside = [name for name in deciders if name.casefold() not in list_labels(governance, ids)]
        if outside:
            spot = ("raci", entries[0][0], "roles") if entries else ("raci",)
            expected = f"A or R for {', '.join(map(quote_input, outside))}"
            remedy = "Give them an A or R, or correct who decided it."
            place = dated.at(FILE, spot, "neither A nor R", expected, remedy)
            subject = f"“{rows[0].activity}”" if entries else "any activity"
            verb = "is" if len(outside) == 1 else "are"
            text = f"{label} was decided by {join_words(outside)}, who {verb} neither accountable nor responsible"
            yield find_contradiction(f"{text} for {subject}", place)
