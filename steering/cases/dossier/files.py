"""The files of the dossier: the one list from which reading, schemas, last good versions and documents are derived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from steering.cases.dossier.architecture import Architecture, check_architecture
from steering.cases.dossier.change import ChangePlan, check_change
from steering.cases.dossier.compliance import Compliance, check_compliance
from steering.cases.dossier.current_state import CurrentState, check_current_state
from steering.cases.dossier.enablement import Enablement, check_enablement
from steering.cases.dossier.governance import Governance, check_governance
from steering.cases.risks import Raid, check_risks
from steering.cases.yaml_reader import Document
from steering.errors import Problem

FOLDER = "dossier"


@dataclass(frozen=True, kw_only=True)
class DossierFile:
    """A YAML file of the dossier. `id` names the file, its schema and its field of `Dossier`.

    `about` is what the file holds, in a few words; `check` yields every disagreement within it.
    """

    id: str
    model: type[Any]
    about: str
    check: Callable[[Any, Document], Iterator[Problem]]

    @property
    def name(self) -> str:
        """The file within the case's folder."""
        return f"{FOLDER}/{self.id}.yaml"

    @property
    def schema(self) -> str:
        """The name of its JSON Schema."""
        return f"{self.id}.schema.json"


FILES = (
    DossierFile(
        id="architecture",
        model=Architecture,
        about="capabilities, components, integration patterns, constraints",
        check=check_architecture,
    ),
    DossierFile(
        id="current_state",
        model=CurrentState,
        about="personas, value streams, pain points, assessment of capabilities",
        check=check_current_state,
    ),
    DossierFile(
        id="compliance",
        model=Compliance,
        about="controls in scope, with owner and how they are to be shown",
        check=check_compliance,
    ),
    DossierFile(
        id="change",
        model=ChangePlan,
        about="stakeholders, groups, change plan, communications, pilot metrics",
        check=check_change,
    ),
    DossierFile(id="risks", model=Raid, about="risks, assumptions, issues, dependencies", check=check_risks),
    DossierFile(
        id="governance",
        model=Governance,
        about="charter, roles, policies, workflows, RACI, review board, exceptions",
        check=check_governance,
    ),
    DossierFile(
        id="enablement",
        model=Enablement,
        about="FAQ, onboarding, toolkit, competencies, objectives, phases, touchpoints, deliverables",
        check=check_enablement,
    ),
)
NAMES = tuple(file.name for file in FILES)
# What may be in the folder.
ENTRIES = tuple(f"{file.id}.yaml" for file in FILES)
