"""A case folder, read: what every file of it says, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steering.errors import Problem

if TYPE_CHECKING:
    from steering.cases.business import BusinessCase
    from steering.cases.decisions import DecisionRecord
    from steering.cases.model import Charter, Kpi
    from steering.cases.risks import Raid
    from steering.cases.roadmap import Roadmap
    from steering.cases.storyboard import Storyboard


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case folder, read. `datasets` are the files found under `datasets/`, by dataset; other files may be absent."""

    id: str
    folder: Path
    charter: Charter
    kpis: dict[str, Kpi]
    datasets: dict[str, Path]
    business: BusinessCase | None = None
    roadmap: Roadmap | None = None
    raid: Raid | None = None
    storyboard: Storyboard | None = None
    decisions: tuple[DecisionRecord, ...] = ()
    warnings: tuple[Problem, ...] = ()
