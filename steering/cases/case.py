"""A case folder as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from steering.cases.dossier.dossier import NO_DOSSIER, Dossier
from steering.errors import Problem

if TYPE_CHECKING:
    from steering.cases.business import BusinessCase
    from steering.cases.decisions import DecisionRecord
    from steering.cases.model import Charter, Kpi
    from steering.cases.questions import WrittenQuestion
    from steering.cases.risks import Raid
    from steering.cases.roadmap import Roadmap
    from steering.cases.rubrics import Rubric
    from steering.cases.spreadsheet_mapping import SpreadsheetMapping
    from steering.cases.storyboard import Storyboard
    from steering.cases.yaml_reader import Document


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case folder, read. `datasets` are the files found under `datasets/`, or a folder of them, by dataset.
    Other files may be absent.

    `texts` are the YAML files as they were read, by name: they know the line of each key, and which keys are written.
    """

    id: str
    folder: Path
    charter: Charter
    kpis: dict[str, Kpi]
    datasets: dict[str, tuple[Path, ...]]
    business: BusinessCase | None = None
    # Which cells of somebody's own spreadsheet are the business case.
    mapping: SpreadsheetMapping | None = None
    roadmap: Roadmap | None = None
    dossier: Dossier = NO_DOSSIER
    storyboard: Storyboard | None = None
    decisions: tuple[DecisionRecord, ...] = ()
    questions: tuple[WrittenQuestion, ...] = ()
    # Its own ones; `list_rubrics` adds those of every case.
    rubrics: tuple[Rubric, ...] = ()
    warnings: tuple[Problem, ...] = ()
    texts: Mapping[str, Document] = field(default_factory=dict, compare=False, repr=False)

    @property
    def raid(self) -> Raid | None:
        """The RAID log of the dossier."""
        return self.dossier.risks
