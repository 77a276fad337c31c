"""Small cases for tests: the starter with something changed, and cases made of a few rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from steering.cases.case import Case
from steering.cases.loader import load_case
from steering.cases.new import STARTER
from steering.errors import CaseRefused, Problem
from steering.months import add_months

CHARTER = """\
title: A small case
organisation: Example organisation (fictional)
currency: USD
as_of: {as_of}
horizon: {{start: 2026-01, months: 12}}
"""
PLAN = """\
adoption:
  counts_from: {counts_from}
  waves:
    - {{id: "1", name: All, start: 2026-01, teams: 3, plan: {{2026-02: 1, 2026-04: 3}}}}
"""
KPI = """\
{id}:
  name: {name}
  definition: Measured for a test.
  unit: {unit}
  better: higher
  kind: leading
  combine: {combine}
  targets: [{{by: 2026-12, value: {target}}}]
  between: step
  status:
    green: {{op: ">=", value: target}}
    amber: {{op: ">=", value: target, tolerance: 15%}}
  owner: Head of the platform
  source: Register
"""
TEAM_ROWS = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production"
KPI_ROWS = "month,kpi_id,team_id,numerator,denominator,value"
CHARGES = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,ServiceCategory,ProviderName"
)


def starter(folder: Path) -> Path:
    """A copy of the starter without its dossier and the evidence for that: tests bring what they are about."""
    shutil.copytree(STARTER, folder, ignore=shutil.ignore_patterns("dossier", "evidence.csv"))
    return folder


def small(
    folder: Path,
    *,
    as_of: str = "2026-04",
    counts_from: str | None = None,
    kpis: str = "",
    teams: Iterable[str] = (),
    figures: Iterable[str] = (),
) -> Path:
    """A case of the rows given: with a plan where `counts_from` is given, without a dataset that has no rows."""
    (folder / "datasets").mkdir(parents=True)
    plan = PLAN.format(counts_from=counts_from) if counts_from else ""
    (folder / "case.yaml").write_text(CHARTER.format(as_of=as_of) + plan, encoding="utf-8")
    if kpis:
        (folder / "metrics.yaml").write_text(kpis, encoding="utf-8")
    for name, header, rows in (("adoption", TEAM_ROWS, list(teams)), ("kpi", KPI_ROWS, list(figures))):
        if rows:
            (folder / "datasets" / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def with_charges(folder: Path, charged: list[str], teams: Iterable[str] = ()) -> Path:
    """A case with a budget of USD 1,000 a month and a charge of USD 100 on each of the days."""
    case = small(folder, teams=teams)
    with (case / "case.yaml").open("a", encoding="utf-8") as file:
        file.write("budget: {envelope: [{from: 2026-01, to: 2026-12, amount: 12000}]}\n")
    rows = [
        f"100,100,100,100,USD,x,{day[:7]}-01,{add_months(day[:7], 1)}-01,Usage,"
        f"{day}T00:00:00Z,{day}T23:00:00Z,a,Compute,C"
        for day in charged
    ]
    (case / "datasets" / "cost.csv").write_text("\n".join([CHARGES, *rows, ""]), encoding="utf-8")
    return case


def kpi(id: str = "rate", *, unit: str = "share", combine: str = "ratio", target: str = "0.5", more: str = "") -> str:
    """One block of metrics.yaml; `more` is further lines of it."""
    return KPI.format(id=id, name=f"The {id}", unit=unit, combine=combine, target=target) + more


def change(folder: Path, old: str, new: str, file: str = "case.yaml") -> Path:
    """Replace one text in one file of a case."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a case, whether it is refused for them or not."""
    try:
        return load_case(folder, folder.parent / "workspace").warnings
    except CaseRefused as refused:
        return refused.problems


def loaded(folder: Path) -> Case:
    """A case that opens without any problem."""
    case = load_case(folder, folder.parent / "workspace")
    assert case.warnings == ()
    return case
