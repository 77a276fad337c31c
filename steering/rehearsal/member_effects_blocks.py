"""What would change for each member of a cohort, as a sentence and a table."""

from __future__ import annotations

from collections.abc import Sequence

from steering.formatting import join_words, pluralise
from steering.frames.blocks import Block, Column, TableBlock
from steering.rehearsal.member_effects import MemberEffects

NOTHING = "Nothing would change."


def describe_members(members: Sequence[MemberEffects]) -> str:
    """Describe for how many something would change, as a sentence."""
    count = sum(member.count > 0 for member in members)
    faults = sum(member.effects is None for member in members)
    rest = f"; {faults} can't be compared" if faults else ""
    what = "claims, conditions, gates or readiness would change"
    return f"In {count} of {pluralise(len(members), 'workspace')} {what}{rest}."


def build_members(members: Sequence[MemberEffects]) -> tuple[Block, ...]:
    """Build a row for each workspace, those in which most would change first."""
    ordered = sorted(members, key=lambda member: (-member.count, member.workspace.title.casefold()))
    return (
        TableBlock(
            id="by-member",
            title="What would change for each member",
            columns=(
                Column(label="Workspace"),
                Column(label="Claims", kind="count", help="Claims of the storyboard whose state would change"),
                Column(label="Conditions", kind="count", help="Conditions of decisions whose status would change"),
                Column(label="Gates", kind="count", help="Funding gates whose status would change"),
                Column(label="Readiness"),
                Column(label="What", kind="words"),
            ),
            rows=tuple(
                (member.workspace.title, *_count(member), _describe_readiness(member), _describe(member))
                for member in ordered
            ),
            empty="This cohort has no workspaces yet.",
        ),
    )


def _count(member: MemberEffects) -> tuple[int | None, int | None, int | None]:
    effects = member.effects
    if effects is None:
        return None, None, None
    return (
        sum(claim.has_changed for claim in effects.claims),
        sum(condition.has_changed for condition in effects.conditions),
        sum(gate.has_changed for gate in effects.gates),
    )


def _describe_readiness(member: MemberEffects) -> str | None:
    if member.readiness is None:
        return None
    before, after = (state.word for state in member.readiness)
    return before if before == after else f"{before}, then {after}"


def _describe(member: MemberEffects) -> str:
    """Name what would change; why that can't be told where it can't."""
    effects = member.effects
    if effects is None:
        return member.note
    parts = [
        f"“{claim.after.claim.says}” {claim.before.state.word.lower()}, then {claim.after.state.word.lower()}"
        for claim in effects.claims
        if claim.has_changed
    ]
    parts += [f"condition “{effect.label}”" for effect in effects.conditions if effect.has_changed]
    parts += [f"gate {gate.name}" for gate in effects.gates if gate.has_changed]
    if member.has_new_readiness:
        parts.append(f"readiness of {member.person}")
    return f"{join_words(parts)}." if parts else NOTHING
