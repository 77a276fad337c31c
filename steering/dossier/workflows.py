"""Workflows as graphs: which states can be reached, which can be left, and who may move what; circles are allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from steering.cases.dossier.governance import Workflow, WorkflowState
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import FILE, find_unknown, governance_of
from steering.formatting import join_words
from steering.status import Status

# How many states a sentence names.
MOST = 4


@dataclass(frozen=True, kw_only=True)
class WorkflowReach:
    """What is wrong with the ways through a workflow, by ids of states.

    `unreachable` are those that nothing leads to from the first; `dead_ends` those that are no end and are never left;
    `endless` those that lead to other states only, never to an end; `left_ends` are ends that a move leaves.
    """

    unreachable: tuple[str, ...]
    dead_ends: tuple[str, ...]
    endless: tuple[str, ...]
    left_ends: tuple[str, ...]


def trace_workflow(workflow: Workflow) -> WorkflowReach:
    """Return what is wrong with the ways through a workflow; each move is followed once, whatever the circles."""
    ids = [state.id for state in workflow.states]
    ends = {state.id for state in workflow.states if state.is_end}
    onwards = [(move.from_, move.to) for move in workflow.moves if move.from_ != move.to]
    reach = _follow(ids[:1], onwards)
    sources = {start for start, _ in onwards}
    dead_ends = [id for id in ids if id not in sources and id not in ends]
    closed = _follow([*ends, *dead_ends], [(to, start) for start, to in onwards])
    return WorkflowReach(
        unreachable=tuple(id for id in ids if id not in reach),
        dead_ends=tuple(dead_ends),
        endless=tuple(id for id in ids if id not in closed),
        left_ends=tuple(id for id in ids if id in ends & sources),
    )


def _follow(starts: Iterable[str], steps: Collection[tuple[str, str]]) -> set[str]:
    """Return all that can be come to from the starts, these included."""
    nexts: dict[str, list[str]] = {}
    for start, to in steps:
        nexts.setdefault(start, []).append(to)
    seen, queue = set[str](), list(starts)
    while queue:
        state = queue.pop()
        if state not in seen:
            seen.add(state)
            queue += nexts.get(state, ())
    return seen


def find_ways(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find states that nothing leads to, that are never left, or from which nothing comes to an end."""
    for index, workflow in enumerate(governance_of(dated).workflows):
        reach = trace_workflow(workflow)
        for ids, found, text, remedy in (
            (reach.unreachable, "no move to it", "nothing ever comes to", "Add a move to it, or take it out."),
            (reach.dead_ends, "no move from it", "nothing ever leaves", "Add a move from it, or write `end: true`."),
            (reach.endless, "no way to an end", "nothing comes to an end from", "Add a move to an end."),
            (reach.left_ends, "a move from an end", "a move leaves the end", "Take out the move, or `end: true`."),
        ):
            if ids:
                places = tuple(
                    dated.at(FILE, ("workflows", index, "states", position), found, "a way from start to end", remedy)
                    for position, state in enumerate(workflow.states)
                    if state.id in ids
                )
                yield DossierFinding(
                    text=f"In “{workflow.title}” {text} {_name_states(workflow, ids)}",
                    status=Status.BREACHED if ids == reach.left_ends else Status.AT_RISK,
                    places=places,
                    owner=workflow.owner or "",
                )


def find_movers(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find moves by roles that are not there."""
    governance = governance_of(dated)
    known = [role.id for role in governance.roles]
    for index, workflow in enumerate(governance.workflows):
        names = {state.id: state.name for state in workflow.states}
        for position, move in enumerate(workflow.moves):
            who = f"The move from “{names[move.from_]}” to “{names[move.to]}” of “{workflow.title}”"
            for spot, role in enumerate(move.by):
                place = ("workflows", index, "moves", position, "by", spot)
                yield from find_unknown(dated, place, role, known, who=who, what="role")


def find_limits(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find states in which something may stay for ever."""
    for index, workflow in enumerate(governance_of(dated).workflows):
        states = list_unlimited(workflow)
        if states:
            places = tuple(
                dated.at(
                    FILE, ("workflows", index, "states", position), "no days", "how many days something may stay",
                    "Add `days:`.",
                )
                for position, state in enumerate(workflow.states)
                if state in states
            )  # fmt: skip
            names = _name_states(workflow, [state.id for state in states])
            text = f"In “{workflow.title}” something may stay for ever in {names}"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=places, owner=workflow.owner or "")


def list_unlimited(workflow: Workflow) -> list[WorkflowState]:
    """Return the states without a limit of time; an end needs none."""
    return [state for state in workflow.states if state.days is None and not state.is_end]


def _name_states(workflow: Workflow, ids: Collection[str]) -> str:
    names = [f"“{state.name}”" for state in workflow.states if state.id in ids]
    more = [f"{len(names) - MOST} more"] if len(names) > MOST else []
    return join_words([*names[:MOST], *more])
