"""A small case with controls in every state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.steering.small_cases import small

Row = tuple[str, str, str, str, str, str]
HEADER = "evidence_id,control_id,framework,method,source_uri,sha256,collected_at,expires_at,collector,reviewer,status"
ROWS = (
    # control, framework, method, collected, expires, status
    ("CC1.1", "soc2", "automated", "2026-04-01", "2026-05-20", "approved"),
    ("CC1.1", "soc2", "inspection", "2026-04-02", "2026-07-20", "approved"),
    ("CC1.2", "soc2", "inspection", "2026-02-01", "2026-05-01", "approved"),
    ("CC1.3", "soc2", "inspection", "2026-02-01", "2026-04-30", "approved"),
    ("CC1.3", "soc2", "inspection", "2026-04-20", "2026-09-30", "in_review"),
    ("CC1.4", "soc2", "inquiry", "2026-04-20", "2026-09-30", "in_review"),
    ("CC1.4", "soc2", "inquiry", "2026-04-10", "2026-09-30", "rejected"),
    ("CC1.5", "soc2", "inquiry", "2026-04-20", "2026-09-30", "rejected"),
    ("CC2.1", "soc2", "inquiry", "2026-04-20", "2026-09-30", "draft"),
    ("CC2.2", "soc2", "inquiry", "2026-05-01", "2026-09-30", "approved"),
    ("CC2.3", "soc2", "observation", "2026-01-10", "", "approved"),
    ("164.308(a)(3)(i)", "hipaa", "observation", "2026-01-10", "2026-12-31", "approved"),
    ("164.310(c)", "hipaa", "observation", "2026-01-10", "2026-12-31", "approved"),
    ("CC9.9", "soc2", "observation", "2026-01-10", "2026-12-31", "approved"),
    ("A1.1", "soc2", "observation", "2026-01-10", "2026-12-31", "approved"),
)
CONTROLS = """\
controls:
  - {id: CC1.1, framework: soc2, owner: Head of compliance, method: automated}
  - {id: CC1.2, framework: soc2, owner: Head of compliance, method: automated}
  - {id: CC1.3, framework: soc2, owner: Head of compliance}
  - {id: CC1.4, framework: soc2, owner: Head of compliance}
  - {id: CC1.5, framework: soc2, owner: Head of compliance}
  - {id: CC2.1, framework: soc2, owner: Head of compliance}
  - {id: CC2.2, framework: soc2, owner: Head of compliance}
  - {id: CC2.3, framework: soc2, owner: Head of compliance}
  - {id: CC3.1, framework: soc2, owner: Head of compliance}
  - {id: A1.1, framework: soc2, not_applicable: Not in the report}
  - {id: 164.308(a)(3), framework: hipaa, owner: Privacy officer}
  - {id: 164.312(b), framework: hipaa, owner: Privacy officer, crosswalk: [CC1.1]}
  - {id: 164.312(d), framework: hipaa, owner: Privacy officer, crosswalk: [CC1.3]}
"""


def evidence_text(rows: Sequence[Row]) -> str:
    """Return a file of evidence with these rows."""
    lines = [
        f"EV-{number:05},{control},{framework},{method},https://evidence.example/{number},,{collected},{expires},"
        f"Analyst,Internal audit,{status}"
        for number, (control, framework, method, collected, expires, status) in enumerate(rows, start=1)
    ]
    return "\n".join([HEADER, *lines]) + "\n"


def controlled(
    folder: Path, controls: str = CONTROLS, rows: Sequence[tuple[str, str, str, str, str, str]] = ROWS
) -> Path:
    """Return a small case with controls and, where there are rows, with evidence."""
    case = small(folder)
    (case / "dossier").mkdir()
    (case / "dossier" / "compliance.yaml").write_text(controls, encoding="utf-8")
    if rows:
        (case / "datasets" / "evidence.csv").write_text(evidence_text(rows), encoding="utf-8")
    return case
