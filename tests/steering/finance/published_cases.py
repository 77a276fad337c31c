"""Examples that others have published, as business cases in files; run as a module it writes their page anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from steering.cases.business import BusinessCase
from steering.cases.business_file import open_business_case
from steering.catalog.business_metrics import METRICS
from steering.errors import Problem
from steering.finance.audit import Audit, AuditFinding, audit_business_case
from steering.finance.error_patterns import format_metric
from tests.docs.markdown import ROOT

FOLDER = ROOT / "tests" / "data" / "business" / "published"
VERDICTS = FOLDER.with_name("published_verdicts.yaml")
PAGE = ROOT / "docs" / "published-examples.md"

HEAD = """\
# Published examples

You leave knowing which figures of textbooks, guides of governments and studies Steerco has been held against, and how
it did. Each example is [a business case in our format](../tests/data/business/published), written as finance people
write it, and audited as `python -m steering audit` does it. *Right* is right to the last digit that was printed.
Where a publication rounds on the way, or is wrong, the page says how.
`python -m tests.steering.finance.published_cases` writes it, and a test holds it.
"""


@dataclass(frozen=True, kw_only=True)
class KnownException:
    """A printed figure that is not right: what the audit says, whether its publication is wrong, and why."""

    value: str
    verdict: str
    publication: str
    because: str


@dataclass(frozen=True, kw_only=True)
class PublishedCase:
    """A published example: its file, its audit, and what is known of figures that are not right."""

    path: Path
    exceptions: tuple[KnownException, ...]
    warning: str | None
    note: str | None

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.path.stem

    @cached_property
    def _read(self) -> tuple[BusinessCase, tuple[Problem, ...]]:
        return open_business_case(self.path)

    @property
    def case(self) -> BusinessCase:
        """The business case."""
        return self._read[0]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What reading it warns of."""
        return self._read[1]

    @cached_property
    def audit(self) -> Audit:
        """Its audit, as the command makes it."""
        return audit_business_case(*self._read)

    def exception_to(self, index: int) -> KnownException | None:
        """Return what is known of a stated figure, by its place."""
        written = self.case.stated[index].value
        return next((each for each in self.exceptions if str(written) == each.value), None)


def read_verdicts() -> dict[str, dict[str, Any]]:
    """Return what is known of each file, by its name; figures as they are written."""
    texts = yaml.load(VERDICTS.read_text("utf-8"), Loader=yaml.BaseLoader)
    return {name: known or {} for name, known in texts.items()}


def read_published() -> Sequence[PublishedCase]:
    """Return all examples by name; one without verdict has no known exceptions."""
    verdicts = read_verdicts()
    return [_make_case(path, verdicts.get(path.stem, {})) for path in sorted(FOLDER.glob("*.yaml"))]


def _make_case(path: Path, known: dict[str, Any]) -> PublishedCase:
    return PublishedCase(
        path=path,
        exceptions=tuple(KnownException(**each) for each in known.get("not_right", ())),
        warning=known.get("warning"),
        note=known.get("note"),
    )


def render_page(cases: Sequence[PublishedCase]) -> str:
    """Return the page that lists every figure."""
    parts = [HEAD, *_render_summary(cases), "## Every example\n", *map(_render_case, cases)]
    return "\n".join(parts)


def _render_summary(cases: Sequence[PublishedCase]) -> Iterator[str]:
    figures = [(case, index) for case in cases for index in range(len(case.case.stated))]
    right = sum(case.audit.findings[index].verdict == "right" for case, index in figures)
    yield f"{len(cases)} files, {len(figures)} printed figures, {right} right.\n"
    for heading, publication in (("Where the publication is wrong", "wrong"), ("Where it rounds on the way", "rounds")):
        yield f"## {heading}\n"
        yield "| example | figure | printed | ours | why |\n|---|---|---|---|---|"
        for case, index in figures:
            known, finding = case.exception_to(index), case.audit.findings[index]
            if known and known.publication == publication:
                cells = (_link(case), _name(finding), known.value, _format(finding.computed, finding), known.because)
                yield f"| {' | '.join(cells)} |"
        yield ""


def _render_case(case: PublishedCase) -> str:
    rows = [
        f"| {_name(finding)} | {case.case.stated[index].value} | {_format(finding.computed, finding)} |"
        f" {finding.verdict} |"
        for index, finding in enumerate(case.audit.findings)
    ]
    note = [f"{case.note}\n"] if case.note else []
    head = [f"### {case.case.title}\n", f"{_link(case)}. Source: {case.case.source}.\n", *note]
    return "\n".join([*head, "| figure | printed | ours | verdict |\n|---|---|---|---|", *rows, ""])


def _link(case: PublishedCase) -> str:
    return f"[{case.id}](../tests/data/business/published/{case.path.name})"


def _name(finding: AuditFinding) -> str:
    """Return what a figure is, with what it is about: option, what that is held against, and what was changed."""
    metric = METRICS[finding.metric]
    about = [finding.option] if finding.option else []
    about += [f"against {finding.against}"] if finding.against else []
    about += [f"{name.replace('_', ' ')} {value:g}" for name, value in (finding.at or {}).items()]
    label = metric.short or metric.label
    return f"{label}, {', '.join(about)}" if about else label


def _format(value: Any, finding: AuditFinding) -> str:
    return format_metric(value, finding.metric)


if __name__ == "__main__":
    PAGE.write_text(render_page(read_published()), "utf-8")
