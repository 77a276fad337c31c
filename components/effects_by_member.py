"""What another release would change in each workspace of a cohort, shown before it is published for all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import picture, session
from components.markdown import plain
from steering.clock import tell_time
from steering.errors import SteercoError
from steering.frames.blocks import Notice
from steering.rehearsal import member_effects_blocks
from steering.rehearsal.member_effects import MemberEffects, list_member_effects
from steering.warehouse import Manifest

NAME = "member-effects"


def render_effects(places: Sequence[str], manifests: Sequence[Manifest], *, key: str = "by-member") -> None:
    """Draw the effects on each workspace, worked out when they are asked for."""
    asked = (*places, *((manifest.dataset, manifest.release) for manifest in manifests))
    known: dict[tuple[object, ...], tuple[MemberEffects, ...]] = session.session_value(NAME, dict)
    try:
        if st.button("What would change for each member", icon=":material/groups:", key=key):
            known.clear()
            known[asked] = _work_out(places, manifests)
        if asked not in known:
            return
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key=f"{key}-failed")
        return
    st.markdown(f"**{plain(member_effects_blocks.describe_members(known[asked]))}**")
    picture.render_blocks(*member_effects_blocks.build_members(known[asked]), key=f"{key}-table")


def _work_out(places: Sequence[str], manifests: Sequence[Manifest]) -> tuple[MemberEffects, ...]:
    app, cohort = session.app_state(), session.standing().cohort
    every = app.records.workspaces.list(cohort.id) if cohort else ()
    workspaces = [workspace for workspace in every if workspace.id in places]
    bar = st.progress(0.0, text="Comparing")

    def progress(title: str, share: float | None, /) -> None:
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(f"Comparing: {title}"))

    try:
        return list_member_effects(app, workspaces, manifests, tell_time(), progress)
    finally:
        bar.empty()
