"""Where a visitor may publish: in the workspace, or for the whole cohort."""

from __future__ import annotations

from collections.abc import Mapping

from components import session
from steering.catalog.roles import Permission
from steering.records.cohorts import INSTALLATION, Cohort


def list_places(permission: Permission = "publish") -> tuple[str, ...]:
    """Return where this visitor may do something: the case, and the cohort that its workspace is of."""
    standing = session.standing()
    cohort = find_cohort()
    ids = [standing.case, *([cohort.id] if cohort else [])]
    return tuple(id for id in ids if standing.actor.may(permission, id))


def find_cohort() -> Cohort | None:
    """Return the cohort of the workspace; None for the installation's own case, which has its releases alone."""
    standing = session.standing()
    is_workspace = standing.workspace is not None and standing.workspace.cohort_id != INSTALLATION
    return standing.cohort if is_workspace else None


def find_scope() -> str:
    """Return the id of what is looked at as a whole: the cohort with its workspaces, or the installation's own case."""
    cohort = find_cohort()
    return cohort.id if cohort else session.standing().case


def list_titles(cohort: Cohort | None) -> Mapping[str, str]:
    """Return the titles of a cohort's workspaces by their ids; none for the installation's own case."""
    workspaces = session.app_state().records.workspaces.list(cohort.id) if cohort else ()
    return {workspace.id: workspace.title for workspace in workspaces}
