"""The rules of the architecture: owners, who pays, what satisfies each constraint, and links that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from steering.cases.dossier.architecture import Architecture
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import graph_of
from steering.dossier.circles import find_circles
from steering.dossier.finding import DossierFinding, DossierRule
from steering.dossier.references import find_unknown_names
from steering.errors import did_you_mean, quote_input
from steering.formatting import join_words
from steering.status import Status

FILE, PAGE = "dossier/architecture.yaml", "architecture"


def architecture_of(dated: DatedCase) -> Architecture:
    """Return the architecture of a case; one without parts where there is no file."""
    return dated.case.dossier.architecture or Architecture()


def list_leaves(architecture: Architecture) -> list[tuple[int, str]]:
    """Return index and id of the capabilities that no other is a part of."""
    parents = {capability.parent for capability in architecture.capabilities}
    entries = enumerate(architecture.capabilities)
    return [(index, capability.id) for index, capability in entries if capability.id not in parents]


def _cost_lines(dated: DatedCase) -> list[str]:
    business = dated.case.business
    return [line.id for line in business.as_written.lines if line.kind == "cost"] if business else []


def _find_unowned(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, component in enumerate(architecture_of(dated).components):
        if component.owner is None and component.lifecycle != "retired":
            remedy = "Write `owner:` with the role that answers for it."
            place = dated.at(FILE, ("components", index), "no owner", "the role that answers for it", remedy)
            text = f"Nobody owns the component “{component.name}”"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,))


def _find_unpaid(dated: DatedCase) -> Iterator[DossierFinding]:
    architecture = architecture_of(dated)
    for index, _ in list_leaves(architecture):
        capability = architecture.capabilities[index]
        if not capability.paid_by:
            remedy = "Name the cost lines of business_case.yaml in `paid_by`."
            place = dated.at(FILE, ("capabilities", index), "no paid_by", "a cost line", remedy)
            text = f"Nothing pays for the capability “{capability.name}”"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,), owner=capability.owner or "")


def _find_unbuilt(dated: DatedCase) -> Iterator[DossierFinding]:
    architecture = architecture_of(dated)
    built = {id for component in architecture.components for id in component.capabilities}
    for index, id in list_leaves(architecture):
        capability = architecture.capabilities[index]
        if id not in built and architecture.components:
            remedy = "Name it in `capabilities` of the component that gives it."
            place = dated.at(FILE, ("capabilities", index), "no component", "a component that gives it", remedy)
            text = f"No component gives the capability “{capability.name}”"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,), owner=capability.owner or "")


def _find_unknown(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find names of lines, KPIs, capabilities and decisions that are not there."""
    architecture = architecture_of(dated)
    costs, kpis = _cost_lines(dated), dated.case.kpis
    capabilities = {capability.id for capability in architecture.capabilities}
    check = partial(find_unknown_names, dated, FILE)
    for index, capability in enumerate(architecture.capabilities):
        place, who = ("capabilities", index), f"“{capability.name}”"
        if dated.case.business:
            yield from check((*place, "paid_by"), capability.paid_by, costs, who=who, what="cost line")
        yield from check((*place, "kpis"), capability.kpis, kpis, who=who, what="KPI")
    for index, component in enumerate(architecture.components):
        place, who = ("components", index), f"“{component.name}”"
        yield from check((*place, "capabilities"), component.capabilities, capabilities, who=who, what="capability")
        line = [component.cost_line] if component.cost_line and dated.case.business else []
        yield from check(place, line, costs, who=who, what="cost line")
    yield from _find_unknown_classes(dated, architecture)
    yield from _find_unknown_cures(dated, capabilities)


def _find_unknown_classes(dated: DatedCase, architecture: Architecture) -> Iterator[DossierFinding]:
    """Find classes of data that are none of those that the file declares, where it declares any."""
    classes = [entry.name for entry in architecture.data_classes]
    for key in ("components", "zones", "relations"):
        for index, item in enumerate(getattr(architecture, key)):
            if classes and item.data and item.data not in classes:
                remedy = did_you_mean(item.data, classes).strip() or "Add it to `data_classes`."
                place = dated.at(FILE, (key, index, "data"), quote_input(item.data), "a class of data_classes", remedy)
                text = f"{quote_input(item.data)} is named as the class of data of {key}[{index}], and is none of them"
                yield DossierFinding(text=text, status=Status.BREACHED, places=(place,))


def _find_unknown_cures(dated: DatedCase, capabilities: set[str]) -> Iterator[DossierFinding]:
    """Find capabilities of the current state that the architecture does not have, where it has any."""
    state, file = dated.case.dossier.current_state, "dossier/current_state.yaml"
    if state is None or not capabilities:
        return
    check = partial(find_unknown_names, dated, file, known=capabilities, what="capability")
    for index, pain in enumerate(state.pain_points):
        yield from check(("pain_points", index, "cured_by"), pain.cured_by, who=f"“{pain.title}”")
    for index, entry in enumerate(state.assessment):
        yield from check(("assessment", index), [entry.capability], who=f"The assessment of “{entry.name}”")


def _find_old_decisions(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find components that rest on a decision that is not there, or not in force."""
    graph = graph_of(dated)
    for index, component in enumerate(architecture_of(dated).components):
        for position, name in enumerate(component.decisions):
            adr, spot = graph.find(name), ("components", index, "decisions", position)
            if adr is None:
                remedy = "Name a record of dossier/adrs, or take the name out."
                place = dated.at(FILE, spot, quote_input(name), "a decision record that is there", remedy)
                text = f"“{component.name}” names the decision {quote_input(name)}, which is not there"
                yield DossierFinding(text=text, status=Status.BREACHED, places=(place,), owner=component.owner or "")
            elif adr.front.status in ("superseded", "rejected", "deprecated"):
                remedy = "Name the record that took its place."
                place = dated.at(FILE, spot, f"a decision that is {adr.front.status}", "one in force", remedy)
                text = f"“{component.name}” rests on {adr.label}, which is {adr.front.status}"
                yield DossierFinding(text=text, status=Status.BREACHED, places=(place,), owner=component.owner or "")


def _find_unsatisfied(dated: DatedCase) -> Iterator[DossierFinding]:
    architecture = architecture_of(dated)
    known = {component.id for component in architecture.components}
    known |= {capability.id for capability in architecture.capabilities}
    known |= {pattern.id for pattern in architecture.patterns}
    graph = graph_of(dated)
    for index, constraint in enumerate(architecture.constraints):
        place, owner = ("constraints", index), constraint.owner or ""
        if not constraint.satisfied_by:
            remedy = "Name components, decisions or patterns in `satisfied_by`."
            spot = dated.at(FILE, place, "no satisfied_by", "what satisfies it", remedy)
            text = f"Nothing satisfies the constraint “{constraint.name}”"
            yield DossierFinding(text=text, status=Status.BREACHED, places=(spot,), owner=owner)
        names = [name for name in constraint.satisfied_by if graph.find(name) is None]
        yield from find_unknown_names(
            dated, FILE, (*place, "satisfied_by"), names, known, who=f"“{constraint.name}”", what="part"
        )


def _find_unproven(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, constraint in enumerate(architecture_of(dated).constraints):
        if not constraint.evidence:
            remedy = "Name the controls whose evidence proves it in `evidence`."
            place = dated.at(FILE, ("constraints", index), "no evidence", "controls with evidence", remedy)
            text = f"Nothing proves that “{constraint.name}” is kept"
            yield DossierFinding(text=text, status=Status.AT_RISK, places=(place,), owner=constraint.owner or "")


def _find_circular(dated: DatedCase) -> Iterator[DossierFinding]:
    components = architecture_of(dated).components
    indices = {component.id: index for index, component in enumerate(components)}
    for circle in find_circles({component.id: component.uses for component in components}):
        remedy = "Take one of the uses out, or join them by events."
        places = tuple(
            dated.at(FILE, ("components", indices[id], "uses"), "a circle", "uses that end", remedy) for id in circle
        )
        names = join_words([f"“{components[indices[id]].name}”" for id in circle])
        yield DossierFinding(text=f"{names} use one another in a circle", status=Status.AT_RISK, places=places)


RULES = (
    DossierRule(
        id="component-owned", profile="architecture-review", page=PAGE, place="components", find=_find_unowned,
        question="Does somebody own every component?",
    ),
    DossierRule(
        id="capability-paid", profile="architecture-review", page=PAGE, place="capabilities", find=_find_unpaid,
        question="Does the business case pay for every capability?",
    ),
    DossierRule(
        id="capability-built", profile="architecture-review", page=PAGE, place="capabilities", find=_find_unbuilt,
        question="Does a component give every capability?",
    ),
    DossierRule(
        id="constraint-satisfied", profile="architecture-review", page="thread", place="constraints",
        find=_find_unsatisfied,
        question="Is every constraint satisfied by something that is there?",
    ),
    DossierRule(
        id="constraint-proven", profile="architecture-review", page="thread", place="constraints", find=_find_unproven,
        question="Can the keeping of every constraint be proven?",
    ),
    DossierRule(
        id="component-decisions", profile="architecture-review", page=PAGE, place="components",
        find=_find_old_decisions,
        question="Does every component rest on decisions in force?",
    ),
    DossierRule(
        id="component-circles", profile="architecture-review", page=PAGE, place="components", find=_find_circular,
        question="Do the uses among components end?",
    ),
    DossierRule(
        id="architecture-links", profile="docs-quality", page=PAGE, place="components", find=_find_unknown,
        question="Is everything that the architecture names there?",
    ),
)  # fmt: skip
