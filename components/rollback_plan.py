"""What goes back and to what, on Sources: chosen for a workspace, or for several of a cohort with a row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from components import effects_by_member, picture, recipients, session
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.formatting import pluralise
from steering.frames.blocks import Notice
from steering.frames.sources import rollback
from steering.frames.sources.rollback import PlaceChange
from steering.records import Publication
from steering.records.joint_history import begins_empty, is_of_folder, release_in_force
from steering.records.publication import NO_RELEASE, NOTHING
from steering.records.rollbacks import RollbackStep, list_targets, plan_steps
from steering.sources import Source
from steering.state.place_histories import list_folder_datasets, read_histories
from steering.warehouse import Manifest, read_manifest

# What each of several places goes back to, where it is no release that is named.
BEFORE, EMPTY = "before", "empty"


@dataclass(frozen=True, kw_only=True)
class RollbackPlan:
    """What goes back: the steps, and by place the entry that it goes back to, None for no data."""

    steps: tuple[RollbackStep, ...] = ()
    targets: Mapping[str, Publication | None]


def has_targets(source: Source) -> bool:
    """Return whether this workspace can go back to anything."""
    return bool(source.publication and begins_empty(source.history)) or bool(list_targets("", source.history))


def choose_here(context: CaseContext, source: Source) -> RollbackPlan:
    """Draw the field for what this workspace goes back to, and return what is chosen."""
    place, history = context.case.id, source.history
    entries = {entry.id: entry for entry in list_targets(place, history, _list_removals([place], history, source.id))}
    empty = [NOTHING] if source.publication and begins_empty(history) else []
    options = [*empty, *entries] if source.previous is None else [*entries, *empty]
    if not options or source.last_entry is None:
        return RollbackPlan(targets={})

    def describe(id: int) -> str:
        return rollback.describe_entry(entries[id]) if id in entries else rollback.describe_no_data(source.id)

    id = st.selectbox("Release", options, format_func=describe, key="roll-back-to")
    step = RollbackStep(case_id=place, dataset=source.id, to=id, expected_revision=source.last_entry.id)
    return RollbackPlan(steps=(step,), targets={place: entries.get(id)})


def choose_for_others(context: CaseContext, source: Source) -> RollbackPlan:
    """Draw the fields for what several places go back from and to, with a row for each; return what is chosen."""
    places = recipients.list_places(context.case.id, recipients.ROLL_BACK)
    histories = read_histories(session.app_state(), places, source.id)
    entries = [entry for history in histories.values() for entry in history]
    removals = _list_removals(places, entries, source.id)
    release = _choose_release(histories)
    if not release:
        st.markdown("None of these has data to go back from." if places else "Choose workspaces first.")
        return RollbackPlan(targets={})
    to = _choose_target(histories, release, removals, source.id)
    steps = plan_steps(histories, source.id, release, to, removals)
    by_id = {entry.id: entry for entry in entries}
    targets = {step.case_id: by_id.get(step.to or NOTHING) for step in steps}
    changes = _list_changes(histories, targets, source.id)
    st.markdown(f"**{plain(rollback.describe_changes(changes))}**")
    picture.render_blocks(rollback.build_changes(changes), key="roll-back-places")
    return RollbackPlan(steps=steps, targets=targets)


def render_effects(source: Source, plan: RollbackPlan) -> None:
    """Draw what would change for each member, worked out when that is asked for."""
    home = session.app_state().home
    cohort = session.standing().cohort
    manifests: dict[str, Manifest] = {}
    try:
        for entry in plan.targets.values():
            if entry and entry.release_id not in manifests:
                manifests[entry.release_id] = read_manifest(home, source.id, entry.release_id)
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key="by-member-not-read")
        return
    effects_by_member.render_rollback_effects(
        source.id,
        {
            place: manifests[entry.release_id] if entry else None
            for place, entry in plan.targets.items()
            if cohort is None or place != cohort.id
        },
    )


def _list_removals(places: Sequence[str], entries: Sequence[Publication], dataset: str) -> frozenset[tuple[str, str]]:
    """Return which releases were cleaned up at places, and at those whose entries these are."""
    owners = {*places, *(entry.case_id for entry in entries)}
    return session.app_state().records.releases.list_removals(owners, dataset)


def _choose_release(histories: Mapping[str, Sequence[Publication]]) -> str:
    """Return the release that is taken back, asked for where several are: that of the cohort, then the one of most."""
    current = {history[-1].release_id: history[-1] for history in histories.values() if release_in_force(history)}
    counts = Counter(map(release_in_force, histories.values()))
    cohort = session.standing().cohort
    shared = release_in_force(histories.get(cohort.id, ())) if cohort else NO_RELEASE
    options = sorted(current, key=lambda release: (release != shared, -counts[release]))
    if len(options) < 2:
        return options[0] if options else NO_RELEASE

    def describe(release: str) -> str:
        return f"{rollback.describe_entry(current[release])} · {pluralise(counts[release], 'place')}"

    return str(st.selectbox("Take back", options, format_func=describe, key="roll-back-release"))


def _choose_target(
    histories: Mapping[str, Sequence[Publication]], release: str, removals: frozenset[tuple[str, str]], dataset: str
) -> str | None:
    """Return the release that places go back to: None for what each had before, `NO_RELEASE` for no data."""
    going = {place: history for place, history in histories.items() if release_in_force(history) == release}
    entries = {
        entry.release_id: entry for place, history in going.items() for entry in list_targets(place, history, removals)
    }
    empty = [EMPTY] if any(map(begins_empty, going.values())) else []
    options = [BEFORE, *sorted(entries, key=lambda id: -entries[id].id), *empty]

    def describe(option: str) -> str:
        names = {BEFORE: "What each had before it", EMPTY: rollback.describe_no_data(dataset)}
        return names[option] if option in names else rollback.describe_entry(entries[option])

    option = st.selectbox("Go back to", options, format_func=describe, key="roll-back-all-to")
    return {BEFORE: None, EMPTY: NO_RELEASE}.get(option, option)


def _list_changes(
    histories: Mapping[str, Sequence[Publication]], targets: Mapping[str, Publication | None], dataset: str
) -> list[PlaceChange]:
    """List what each place has and goes back to, in the order of titles, the cohort last."""
    app, cohort = session.app_state(), session.standing().cohort
    workspaces = app.records.workspaces.list(cohort.id) if cohort else ()
    titles = {workspace.id: workspace.title for workspace in workspaces}
    files = list_folder_datasets(app, targets.keys())
    changes = []
    for place in sorted(histories, key=lambda place: (place not in titles, titles.get(place, ""))):
        history = histories[place]
        changes.append(
            PlaceChange(
                title=titles.get(place, "Workspaces made later"),
                now=history[-1] if release_in_force(history) else None,
                after=(targets[place] or NOTHING) if place in targets else None,
                begins_again=dataset in files.get(place, ()) and not any(map(is_of_folder, history)),
            )
        )
    return changes
