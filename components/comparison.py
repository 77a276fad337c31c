"""What another release would change, shown before it is in force: that of an upload, or that of a rollback."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import picture, session
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.frames.blocks import Notice
from steering.frames.sources import comparison
from steering.ingest.row_changes import RowChanges, compare_rows
from steering.records import Publication
from steering.release_effects import Effects, compare_contexts
from steering.sources import Source
from steering.state.other_release import with_releases, without_dataset
from steering.warehouse import Manifest, read_manifest


def render_comparison(
    context: CaseContext,
    source: Source,
    manifest: Manifest,
    *,
    after: str,
    key: str,
    others: Sequence[Manifest] = (),
) -> None:
    """Draw what a stored release would change, together with `others`; `after` names it in headings.

    What can't be compared is told.
    """
    try:
        with st.spinner("Comparing with the current release"):
            rows = compare_with_current(context, source, manifest)
            effects = compare_effects(context, [manifest, *others])
    except SteercoError as error:
        text = f"It can't be compared with the current release: {error}"
        picture.render_blocks(Notice(text=text), key=f"{key}-not-compared")
        return
    st.markdown(f"**{plain(comparison.describe_effects(effects))}**")
    blocks = comparison.build_row_changes(rows, after) if rows else ()
    picture.render_blocks(*blocks, *comparison.build_effects(effects, after), key=f"{key}-comparison")


def render_earlier(context: CaseContext, source: Source, entry: Publication) -> None:
    """Draw what going back to the release of an earlier entry would change."""
    try:
        manifest = read_manifest(session.app_state().home, source.id, entry.release_id)
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key="roll-back-not-read")
        return
    render_comparison(context, source, manifest, after="After rolling back", key="roll-back")


def render_no_data(context: CaseContext, source: Source) -> None:
    """Draw what having no data of a dataset would change."""
    app = session.app_state()

    def compare() -> Effects:
        return compare_contexts(context, without_dataset(context, source.id, app.home, app.warehouse))

    try:
        with st.spinner("Comparing with the current release"):
            effects = context.cached(("effects of no data", source.id), compare)
    except SteercoError as error:
        text = f"It can't be compared with the current release: {error}"
        picture.render_blocks(Notice(text=text), key="no-data-not-compared")
        return
    st.markdown(f"**{plain(comparison.describe_effects(effects))}**")
    picture.render_blocks(*comparison.build_effects(effects, "After rolling back"), key="roll-back-comparison")


def render_between(
    context: CaseContext,
    source: Source,
    before: Publication,
    *,
    when: str = "When you decided",
    key: str = "between",
) -> None:
    """Draw what became of the rows since an earlier entry was in force; `when` that was names it in headings."""
    home, current = session.app_state().home, source.manifest
    try:
        earlier = read_manifest(home, source.id, before.release_id)
        pair = ("rows between", source.id, earlier.release)
        rows = context.cached(pair, lambda: compare_rows(home, current, earlier)) if current else None
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key=f"{key}-not-compared")
        return
    if rows:
        blocks = comparison.build_row_changes(rows, "Current now", before=when, name="between")
        picture.render_blocks(*blocks, key=key)


def compare_with_current(context: CaseContext, source: Source, manifest: Manifest) -> RowChanges | None:
    """Compare the rows, once for everybody who looks at this case as it is; None where there is nothing in force."""
    current = source.manifest
    if current is None:
        return None
    home = session.app_state().home
    key = ("rows compared", manifest.dataset, manifest.release)
    return context.cached(key, lambda: compare_rows(home, manifest, current))


def compare_effects(context: CaseContext, manifests: Sequence[Manifest]) -> Effects:
    """Compare the case with itself on other releases, once for everybody who looks at it as it is."""
    app = session.app_state()
    key = ("effects compared", *((manifest.dataset, manifest.release) for manifest in manifests))
    return context.cached(
        key, lambda: compare_contexts(context, with_releases(context, manifests, app.home, app.warehouse))
    )
