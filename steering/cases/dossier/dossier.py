"""The dossier of a case as one frozen value; each of its files may be absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from steering.cases.dossier.adrs import Adr
from steering.cases.dossier.architecture import Architecture
from steering.cases.dossier.change import ChangePlan
from steering.cases.dossier.compliance import Compliance
from steering.cases.dossier.current_state import CurrentState
from steering.cases.dossier.enablement import Enablement
from steering.cases.dossier.governance import Governance
from steering.cases.dossier.mermaid_views import MermaidView
from steering.cases.risks import Raid


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What the files of the dossier say, by their ids.

    `sizes` are the bytes of those files of the case that `enablement` names, as far as they are there; None for
    a folder.
    """

    adrs: tuple[Adr, ...] = ()
    views: tuple[MermaidView, ...] = ()
    architecture: Architecture | None = None
    current_state: CurrentState | None = None
    compliance: Compliance | None = None
    change: ChangePlan | None = None
    risks: Raid | None = None
    governance: Governance | None = None
    enablement: Enablement | None = None
    sizes: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is written but risks, which each roadmap may have."""
        return replace(self, risks=None) == NO_DOSSIER


NO_DOSSIER = Dossier()
