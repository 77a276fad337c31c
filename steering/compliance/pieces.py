"""The pieces of evidence one by one, as interchange and auditors ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steering.compliance.control_status import canonical_id
from steering.compliance.evidence import DATASET
from steering.context.case_context import CaseContext
from steering.warehouse.answer import rows_as


@dataclass(frozen=True, kw_only=True)
class EvidencePiece:
    """A row of the evidence dataset; moments are UTC, as ISO 8601, and None where there is nothing."""

    evidence_id: str
    control_id: str
    framework: str
    method: str
    source_uri: str
    sha256: str | None
    collected_at: str
    expires_at: str | None
    collector: str
    reviewer: str | None
    status: str

    @property
    def key(self) -> tuple[str, str]:
        """The framework and the id of its control, as the catalogue calls it."""
        return self.framework, canonical_id(self.framework, self.control_id)

    def counts_within(self, since: date | None) -> bool:
        """Whether it had not expired before a day; always, without one."""
        return since is None or self.expires_at is None or self.expires_at > since.isoformat()


def query_pieces(context: CaseContext, day: date) -> tuple[EvidencePiece, ...]:
    """Return every piece that was collected by the end of a day, the first one first; none without the dataset."""
    if not context.has(DATASET):
        return ()

    def query() -> tuple[EvidencePiece, ...]:
        return tuple(rows_as(context.query("evidence_pieces", day=day.isoformat()), EvidencePiece))

    return context.cached(("evidence-pieces", day), query)
