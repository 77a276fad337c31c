"""The controls by who has to meet them, as an OSCAL component definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from steering.cases.dossier.architecture import Component
from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus
from steering.compliance.oscal import (
    Tree,
    build_catalogue_resource,
    build_metadata,
    build_props,
    identify,
    write_markup,
    write_plain,
    write_token,
)
from steering.compliance.oscal_export import require_controls
from steering.compliance.pieces import query_pieces
from steering.context.case_context import CaseContext

LIMITS = (
    "What this document can't say in OSCAL's own words: the owner of a control, how its evidence is to be collected "
    "and how often are props. Controls that name no component are those of the organisation. That a control is "
    "listed says who has to meet it; whether it is met, the assessment results say."
)
ORGANISATION = "organisation"


def build_component_definition(context: CaseContext, framework: str, day: date) -> Tree:
    """Return what each component has to meet of a framework, the same document for the same facts.

    Raises:
        UnknownName: there is no such framework.
        SteercoError: the case names no control of it.
    """
    controls = [control for control in require_controls(context, framework, day) if control.control.in_scope]
    groups: dict[str, list[ControlStatus]] = {}
    for control in controls:
        groups.setdefault(control.control.component or ORGANISATION, []).append(control)
    title = frameworks()[framework].title
    metadata = build_metadata(
        context.case,
        title=f"{context.case.charter.title}: {title} component definition",
        modified=max(
            (piece.collected_at for piece in query_pieces(context, day)), default=f"{day.isoformat()}T00:00:00Z"
        ),
        version=day.isoformat(),
        remarks=LIMITS,
    )
    definition: Tree = {
        "uuid": identify("component-definition", context.case.id, framework, day.isoformat()),
        "metadata": metadata,
    }
    if groups:
        definition["components"] = list(_build_components(context, framework, groups))
    definition["back-matter"] = {"resources": [build_catalogue_resource(framework)]}
    return {"component-definition": definition}


def _build_components(context: CaseContext, framework: str, groups: dict[str, list[ControlStatus]]) -> Iterator[Tree]:
    architecture = context.case.dossier.architecture
    entries = {entry.id: entry for entry in (architecture.components if architecture else ())}
    for id, controls in sorted(groups.items()):
        entry = entries.get(id)
        yield {
            "uuid": identify("component", context.case.id, id),
            **_describe_component(context, id, entry),
            "control-implementations": [_build_implementation(context.case.id, framework, id, controls)],
        }


def _describe_component(context: CaseContext, id: str, entry: Component | None) -> Tree:
    """Return what a component is called; one that the architecture does not have is called by its id."""
    if id == ORGANISATION:
        name = write_markup(context.case.charter.organisation)
        return {"type": "policy", "title": name, "description": "Controls that name no component."}
    if entry is None:
        return {"type": "software", "title": write_markup(id), "description": "The architecture has no such component."}
    props = build_props(
        {"component-id": id, "owner": entry.owner, "lifecycle": entry.lifecycle, "zone": entry.zone, "data": entry.data}
    )
    return {
        "type": "software",
        "title": write_markup(entry.name),
        "description": write_markup(f"{entry.name}, {entry.lifecycle}."),
        "props": props,
    }


def _build_implementation(case_id: str, framework: str, component: str, controls: Sequence[ControlStatus]) -> Tree:
    return {
        "uuid": identify("control-implementation", case_id, framework, component),
        "source": f"#{identify('catalogue', framework)}",
        "description": f"{frameworks()[framework].title}: what is to be shown here.",
        "implemented-requirements": [_build_requirement(case_id, control) for control in controls],
    }


def _build_requirement(case_id: str, control: ControlStatus) -> Tree:
    entry = control.control
    props = {
        "control-id": entry.id,
        "owner": entry.owner,
        "method": entry.method,
        "frequency": entry.frequency,
        "counts-too": ", ".join(entry.crosswalk) or None,
    }
    note = f" {write_plain(entry.note)}" if entry.note else ""
    return {
        "uuid": identify("implemented-requirement", case_id, entry.framework, entry.id),
        "control-id": write_token(entry.framework, entry.id),
        "description": write_markup(f"{control.title}.{note}"),
        "props": build_props(props),
    }
