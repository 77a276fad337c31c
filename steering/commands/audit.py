"""`audit`: a business case recomputed, and each figure that it states compared with the result."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steering.cases.business import BusinessCase
    from steering.finance.audit import Audit, AuditFinding
    from steering.finance.lines_by_option import LinesOfOption
    from steering.finance.metrics import Metrics
    from steering.finance.options import OptionFigures

WIDTH = 34


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the model is imported for that."""
    command = commands.add_parser("audit", help="recompute a business case and compare each figure that it states")
    command.add_argument("file", type=Path, metavar="FILE", help="a business_case.yaml, in any folder")
    command.add_argument("--lines", action="store_true", help="also print the lines of each option by period")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Audit the file: 0 every stated figure is right or rounded, 1 not so. FileRefused where it can't be read."""
    from steering.cases.business_file import open_business_case
    from steering.finance.audit import audit_business_case
    from steering.finance.lines_by_option import list_lines_by_option, name_periods

    case, warnings = open_business_case(options.file)
    found = audit_business_case(case, warnings)
    lines = list_lines_by_option(case) if options.lines else ()
    if options.json:
        report = found.as_dict() | ({"lines": [each.as_dict() for each in lines]} if options.lines else {})
        sys.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        rows = (*_table(found, _unit(case)), *_lines(lines, name_periods(case)))
        sys.stdout.write("".join(f"{line}\n" for line in rows))
    return 0 if found.holds else 1


def _unit(case: BusinessCase) -> str:
    """What amounts are in: `, amounts in USD × 1,000`; empty where the file has no currency."""
    from steering.formatting import format_number

    if not case.currency:
        return ""
    return f", amounts in {case.currency}" + (f" × {format_number(float(case.unit))}" if case.unit != 1 else "")


def _table(found: Audit, unit: str) -> Iterator[str]:
    from steering.catalog.business_metrics import METRICS

    period = f"by {found.period}, " if found.period else ""
    yield f"Flows {period}timing {found.timing}, discounted at {found.discount_rate * 100:g}% a year{unit}"
    yield ""
    adjusted = [("risk-adjusted", found.risk_adjusted)] if found.risk_adjusted else []
    columns = [("base", found.metrics), *adjusted, *found.scenarios.items()]
    yield f"{'':<{WIDTH}}" + "".join(f"{_short(name):>16}" for name, _ in columns)
    for metric, known in METRICS.items():
        months = " (months)" if known.unit == "months" else ""
        yield f"{known.label + months:<{WIDTH}}" + "".join(f"{_figure(metrics, metric):>16}" for _, metrics in columns)
    yield ""
    if found.options:
        yield from _options(found.options)
        yield ""
    yield from _findings(found.findings)
    if found.notes:
        yield ""
    yield from (f"Note: {note}" for note in found.notes)


def _options(figures: OptionFigures) -> Iterator[str]:
    """Each option by NPV: alone, and against the baseline."""
    shown = ("total_costs", "total_benefits", "npv", "irr", "payback_months")
    heads = ("costs", "benefits", "NPV", "IRR", "payback, months", "NPV against")
    yield f"{'option':<{WIDTH}}" + "".join(f"{head:>16}" for head in heads)
    for id in figures.ranking:
        option, metrics = figures.find(id), figures.alone(id)
        standing = "asked for" if option == figures.asked else "baseline" if option == figures.baseline else ""
        name = f"{option.label} ({standing})" if standing else option.label
        cells = [_format_figure(getattr(metrics, metric), metric) for metric in shown]
        against = figures.increment(id, figures.baseline.id).npv if standing != "baseline" else None
        yield f"{name:<{WIDTH}}" + "".join(f"{cell:>16}" for cell in (*cells, _format_figure(against, "npv")))
    for pair in figures.pairs:
        crossovers = _format_figure(pair.crossovers, "irr") if pair.has_one_rate else "none, rates of their own"
        more = _format_figure(pair.npv, "npv")
        yield f"{pair.option.label} against {pair.against.label}: NPV {more} more, crossover rate {crossovers}"


def _lines(options: Sequence[LinesOfOption], periods: Sequence[str]) -> Iterator[str]:
    """Each option by itself: its lines by period, and what benefits less costs are."""
    from steering.formatting import format_number

    for option in options:
        of = f"lines of {option.label}" if option.label else "lines"
        width = max(len(of), *(len(line.label) for line in option.lines), WIDTH - 2) + 2
        yield ""
        yield f"{of:<{width}}{'':<9}" + "".join(f"{name:>16}" for name in periods)
        for line in option.lines:
            cells = "".join(f"{format_number(float(amount)):>16}" for amount in line.amounts)
            yield f"{line.label:<{width}}{line.kind:<9}{cells}"
        if option.lines:
            cells = "".join(f"{format_number(float(amount)):>16}" for amount in option.net)
            yield f"{'Benefits less costs':<{width + 9}}{cells}"


def _short(name: str) -> str:
    return name if len(name) < 16 else name[:14] + "…"


def _figure(metrics: Metrics, metric: str) -> str:
    return _format_figure(getattr(metrics, metric), metric)


def _format_figure(value: Any, metric: str) -> str:
    """A figure as people read it: shares in per cent, truths as yes or no, an en dash where there is none."""
    from steering.catalog.business_metrics import METRICS
    from steering.formatting import ABSENT, format_number

    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_format_figure(one, metric) for one in value) or ABSENT
    return f"{format_number(value * 100)}%" if METRICS[metric].unit == "share" else format_number(value)


def _findings(findings: tuple[AuditFinding, ...]) -> Iterator[str]:
    if not findings:
        yield "No figure is stated, so there is nothing to compare."
        return
    yield f"{'stated figure':<{WIDTH}}{'stated':>16}{'computed':>16}  verdict"
    for one in findings:
        basis = ["risk-adjusted"] if one.basis == "risk_adjusted" else []
        named = [*basis, *([one.scenario] if one.scenario else [])]
        changed = [*named, *(f"{key} {value:g}" for key, value in _at(one).items())]
        name = f"{one.metric} ({', '.join(changed)})" if changed else one.metric
        figures = f"{_format_figure(one.stated, one.metric):>16}{_format_figure(one.computed, one.metric):>16}"
        source = f", {one.source}" if one.source else ""
        yield f"{name:<{WIDTH}}{figures}  {one.verdict}{source}"
        if one.explanation:
            yield f"  {one.explanation}"
    wrong = sum(not one.holds for one in findings)
    yield f"{len(findings)} stated, {wrong} not right" if wrong else f"{len(findings)} stated, all right"


def _at(finding: AuditFinding) -> Mapping[str, float]:
    return finding.at or {}
