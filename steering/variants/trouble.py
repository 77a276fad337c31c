"""What is planted in a variant: one trouble, and the answer that its learner has to find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from steering.cases.case import Case
from steering.variants.draws import Draws
from steering.variants.rows import DatasetRows

TroubleKind = Literal["stalled_team", "cost_anomaly", "kpi_redefined", "claim_broken"]
KINDS: tuple[TroubleKind, ...] = get_args(TroubleKind)
# The page on which each is to be found.
PAGES: dict[TroubleKind, str] = {
    "stalled_team": "adoption",
    "cost_anomaly": "costs",
    "kpi_redefined": "kpis",
    "claim_broken": "storyboard",
}


@dataclass(frozen=True, kw_only=True)
class PlantedTrouble:
    """A trouble as the answer key has it.

    `subject` is the id of a team or KPI, or a team and a service; `since` the month or day from which it shows;
    `before` and `after` the figure without and with it, in its own unit; `rows` how many rows were changed.
    """

    kind: TroubleKind
    dataset: str
    subject: str
    since: str
    before: float
    after: float
    rows: int
    says: str

    @property
    def page(self) -> str:
        """The page on which it is to be found."""
        return PAGES[self.kind]

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells two answers apart."""
        return self.kind, self.subject, f"{self.since} {self.after:.12g}"

    def as_dict(self) -> dict[str, Any]:
        """An entry of `planted` in the answer key."""
        return {"page": self.page, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class VariantSource:
    """What variants are made of: a case and the rows of its datasets."""

    case: Case
    datasets: dict[str, DatasetRows]

    @property
    def as_of(self) -> str:
        """The month that the case is about."""
        return self.case.charter.as_of


@dataclass(frozen=True, kw_only=True)
class TroubleSpot:
    """A place where a trouble can be planted; `plant` does so in a dataset, with amounts drawn for one learner.

    Two troubles of a variant are never planted on the same `subject` of the same `dataset`.
    """

    dataset: str
    subject: str
    plant: Callable[[DatasetRows, Draws], tuple[DatasetRows, PlantedTrouble]]


def count_changes(before: Sequence[object], after: Sequence[object]) -> int:
    """How many rows are not what they were."""
    return sum(old != new for old, new in zip(before, after, strict=True))
