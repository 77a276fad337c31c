"""What another release would change in each workspace of a cohort, shown before all of them have it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

import streamlit as st

from components import picture, session
from components.markdown import plain
from steering.clock import tell_time
from steering.errors import SteercoError
from steering.frames.blocks import Notice
from steering.progress import ProgressCallback
from steering.records.workspaces import Workspace
from steering.rehearsal import member_effects_blocks
from steering.rehearsal.member_effects import MemberEffects, list_member_effects, list_rollback_effects
from steering.warehouse import Manifest

NAME = "member-effects"


def render_effects(places: Sequence[str], manifests: Sequence[Manifest], *, key: str = "by-member") -> None:
    """Draw the effects of releases on each workspace, worked out when they are asked for."""
    app = session.app_state()

    def work_out(workspaces: Sequence[Workspace], progress: ProgressCallback) -> tuple[MemberEffects, ...]:
        return list_member_effects(app, workspaces, manifests, tell_time(), progress)

    asked = (*places, *((manifest.dataset, manifest.release) for manifest in manifests))
    _render(asked, places, work_out, key=key)


def render_rollback_effects(dataset: str, targets: Mapping[str, Manifest | None]) -> None:
    """Draw the effects on each workspace that goes back to its own release, None for no data."""
    app = session.app_state()

    def work_out(workspaces: Sequence[Workspace], progress: ProgressCallback) -> tuple[MemberEffects, ...]:
        return list_rollback_effects(app, workspaces, dataset, targets, tell_time(), progress)

    asked = ((place, dataset, manifest.release if manifest else "") for place, manifest in targets.items())
    _render(tuple(asked), targets.keys(), work_out, key="by-member-back")


def _render(
    asked: Hashable,
    places: Collection[str],
    work_out: Callable[[Sequence[Workspace], ProgressCallback], tuple[MemberEffects, ...]],
    *,
    key: str,
) -> None:
    known: dict[Hashable, tuple[MemberEffects, ...]] = session.session_value(NAME, dict)
    try:
        if st.button("What would change for each member", icon=":material/groups:", key=key):
            known.clear()
            known[asked] = _work_out(places, work_out)
        if asked not in known:
            return
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key=f"{key}-failed")
        return
    st.markdown(f"**{plain(member_effects_blocks.describe_members(known[asked]))}**")
    picture.render_blocks(*member_effects_blocks.build_members(known[asked]), key=f"{key}-table")


def _work_out(
    places: Collection[str],
    work_out: Callable[[Sequence[Workspace], ProgressCallback], tuple[MemberEffects, ...]],
) -> tuple[MemberEffects, ...]:
    app, cohort = session.app_state(), session.standing().cohort
    every = app.records.workspaces.list(cohort.id) if cohort else ()
    workspaces = [workspace for workspace in every if workspace.id in places]
    bar = st.progress(0.0, text="Comparing")

    def progress(title: str, share: float | None, /) -> None:
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(f"Comparing: {title}"))

    try:
        return work_out(workspaces, progress)
    finally:
        bar.empty()
