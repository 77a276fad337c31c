"""How each control in scope stands on a day: by its own evidence, and by that of controls which count for it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from steering.cases.dossier.compliance import Control
from steering.catalog.frameworks import controls_by_id
from steering.compliance.evidence import ControlEvidence
from steering.status import Status

# What a control may be shown with: its state is good then.
COVERED = (Status.AUTOMATED, Status.MANUAL)
# Evidence by the framework and the id of its control, as the catalogue calls it.
EvidenceIndex = Mapping[tuple[str, str], Sequence[ControlEvidence]]


@dataclass(frozen=True, kw_only=True)
class ControlStatus:
    """A control with its state on a day, and the evidence that tells it.

    `index` is its place in the file. `expires_on` is the last day that anything which counts for it expires, or has
    expired; None where something keeps, and where nothing was approved. `is_renewing`: newer evidence is on its way.
    """

    index: int
    control: Control
    title: str
    section: str
    state: Status
    evidence: ControlEvidence | None = None
    expires_on: date | None = None
    is_renewing: bool = False

    @property
    def is_covered(self) -> bool:
        """Whether it can be shown on that day."""
        return self.state in COVERED

    @property
    def is_borrowed(self) -> bool:
        """Whether the evidence that is shown for it is of another control."""
        return self.evidence is not None and self.evidence.control_id != self.control.id

    def days_left(self, day: date) -> int | None:
        """Return the days until it can be shown no more; None where it cannot now, and where its evidence keeps."""
        return (self.expires_on - day).days if self.is_covered and self.expires_on else None


def canonical_id(framework: str, id: str) -> str:
    """Return what the catalogue calls a control; an id that it does not know is its own name."""
    match = controls_by_id(framework).get(id)
    return match[1].id if match else id


def index_evidence(evidence: Sequence[ControlEvidence]) -> EvidenceIndex:
    """Return the evidence by the control that it is about."""
    index: dict[tuple[str, str], list[ControlEvidence]] = {}
    for entry in evidence:
        index.setdefault((entry.framework, canonical_id(entry.framework, entry.control_id)), []).append(entry)
    return index


def rate_controls(controls: Sequence[Control], evidence: EvidenceIndex) -> Iterator[ControlStatus]:
    """Yield each control with its state, in the order of the file."""
    frameworks = {control.id: control.framework for control in controls}
    for index, control in enumerate(controls):
        own = evidence.get((control.framework, canonical_id(control.framework, control.id)), ())
        borrowings = [
            entry
            for id in control.crosswalk
            if (framework := frameworks.get(id))
            for entry in evidence.get((framework, canonical_id(framework, id)), ())
        ]
        yield _rate_control(index, control, (*own, *borrowings))


def _rate_control(index: int, control: Control, evidence: Sequence[ControlEvidence]) -> ControlStatus:
    section, listing = controls_by_id(control.framework).get(control.id, (None, None))
    best = min(evidence, key=_rank, default=None)
    state = _state_of(best) if control.in_scope else Status.NOT_APPLICABLE
    return ControlStatus(
        index=index,
        control=control,
        title=control.title or (listing.title if listing else control.id),
        section=section.id if section else "",
        state=state,
        evidence=best if control.in_scope else None,
        expires_on=_find_end([entry for entry in evidence if entry.is_current] or [best] if best else []),
        is_renewing=any(entry.is_renewing for entry in evidence),
    )


def _rank(entry: ControlEvidence) -> tuple[bool, bool, bool, bool, int]:
    """Order evidence by what it is worth: automated before manual, then what keeps longest."""
    day = _parse_day(entry.expired_on)
    keeps = date.max if day is None else day
    return (
        not entry.is_current,
        not entry.is_automated,
        not entry.is_approved,
        not entry.is_in_review,
        -keeps.toordinal(),
    )


def _find_end(evidence: Sequence[ControlEvidence]) -> date | None:
    """Return the last day on which any of it expires; None where one keeps."""
    days = [_parse_day(entry.expired_on) for entry in evidence]
    return None if None in days else max((day for day in days if day), default=None)


def _state_of(entry: ControlEvidence | None) -> Status:
    if entry is None:
        return Status.NOT_COVERED
    if entry.is_current:
        return Status.AUTOMATED if entry.is_automated else Status.MANUAL
    if entry.is_approved:
        return Status.EXPIRED
    if entry.is_in_review:
        return Status.IN_REVIEW
    return Status.REJECTED if entry.is_rejected else Status.NOT_COVERED


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
