"""Claims of the storyboard whose truth is another one than it was, and which cause turned them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steering.cases.storyboard import Scene
from steering.since.split import CAUSES, Cause
from steering.since.states import CaseState, CaseStates
from steering.storyboard.claims import CheckedClaim, check_claims


@dataclass(frozen=True, kw_only=True)
class TurnedClaim:
    """A claim of a scene as it was and as it is; `cause` is the last one that turned it."""

    scene: Scene
    before: CheckedClaim
    after: CheckedClaim
    cause: Cause


def list_turned_claims(states: CaseStates) -> tuple[TurnedClaim, ...]:
    """Return the claims of today whose state differs from that of then; those that are new have none to differ from."""
    return tuple(_list_turned(states.states))


def _list_turned(states: Sequence[CaseState]) -> Iterator[TurnedClaim]:
    for scene in _list_scenes(states[-1]).values():
        by_state = [_check(state, scene.id) for state in states]
        for text, after in by_state[-1].items():
            checks = [claims.get(text) for claims in by_state]
            before = checks[0]
            if before is not None and before.state is not after.state:
                yield TurnedClaim(scene=scene, before=before, after=after, cause=_find_cause(checks))


def _find_cause(checks: Sequence[CheckedClaim | None]) -> Cause:
    """The last step of the way at which the claim turned."""
    truths = [None if check is None else check.state for check in checks]
    return CAUSES[max(step for step in range(len(CAUSES)) if truths[step] is not truths[step + 1])]


def _check(state: CaseState, id: str) -> dict[str, CheckedClaim]:
    scene = _list_scenes(state).get(id)
    checks = check_claims(state.context, scene, as_of=state.filters.as_of) if scene else ()
    return {check.claim.says: check for check in checks}


def _list_scenes(state: CaseState) -> dict[str, Scene]:
    story = state.context.case.storyboard
    return {scene.id: scene for scene in (story.scenes if story else ()) if isinstance(scene, Scene)}
