"""Claims of the storyboard whose truth is another one than it was, and which cause turned them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from steering.cases.storyboard import Scene
from steering.since.split import CAUSES, Cause
from steering.since.states import CaseState, CaseStates, map_states
from steering.storyboard.claims import CheckedClaim, check_claims

# The claims of a scene by what they say.
SceneClaims: TypeAlias = dict[str, CheckedClaim]


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
        ends = [_check(state, scene.id) for state in (states[0], states[-1])]
        pairs = {text: (ends[0][text], after) for text, after in ends[1].items() if text in ends[0]}
        turned = {text: pair for text, pair in pairs.items() if pair[0].state is not pair[1].state}
        # What lies between the ends is worked out where it matters.
        by_state = map_states(states, partial(_check, scene=scene.id)) if turned else ()
        for text, (before, after) in turned.items():
            cause = _find_cause([claims.get(text) for claims in by_state])
            yield TurnedClaim(scene=scene, before=before, after=after, cause=cause)


def _find_cause(checks: Sequence[CheckedClaim | None]) -> Cause:
    """The last step of the way at which the claim turned."""
    truths = [None if check is None else check.state for check in checks]
    return CAUSES[max(step for step in range(len(CAUSES)) if truths[step] is not truths[step + 1])]


def _check(state: CaseState, scene: str) -> SceneClaims:
    own = _list_scenes(state).get(scene)
    checks = check_claims(state.context, own, as_of=state.filters.as_of) if own else ()
    return {check.claim.says: check for check in checks}


def _list_scenes(state: CaseState) -> dict[str, Scene]:
    story = state.context.case.storyboard
    return {scene.id: scene for scene in (story.scenes if story else ()) if isinstance(scene, Scene)}
