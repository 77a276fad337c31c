"""A finding of the dossier and the rule that finds it, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from steering.context.dated_case import DatedCase
from steering.errors import Problem
from steering.status import Status

# The checklist that asks a rule's question: of the documents themselves, or of the architecture that they describe.
ReviewProfile = Literal["docs-quality", "architecture-review"]


@dataclass(frozen=True, kw_only=True)
class DossierFinding:
    """Something that a rule finds: one sentence, its status, and every place where it can be closed.

    `status` is BREACHED for what contradicts something, OVERDUE for a promise whose day has passed, AT_RISK for a gap.
    `owner` is the role that answers for it by the files; `focus` opens its details on the page.
    """

    text: str
    status: Status
    places: tuple[Problem, ...]
    owner: str = ""
    focus: str = ""


@dataclass(frozen=True, kw_only=True)
class DossierRule:
    """A question that the dossier has to answer, and the function that finds what stands against it.

    `page` and its block `place` show the findings. `is_hint` marks what a person has to judge: it fails no check.
    """

    id: str
    question: str
    profile: ReviewProfile
    page: str
    place: str
    find: Callable[[DatedCase], Iterator[DossierFinding]]
    is_hint: bool = False


@dataclass(frozen=True, kw_only=True)
class DossierRuleResult:
    """A rule with what it finds in one case; nothing where all is as it should be."""

    rule: DossierRule
    findings: tuple[DossierFinding, ...]

    @property
    def places(self) -> tuple[Problem, ...]:
        """Every place of the findings, in their order."""
        return tuple(place for finding in self.findings for place in finding.places)
