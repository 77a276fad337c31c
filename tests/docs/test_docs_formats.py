"""docs/formats.md against the code: every key, column and word is there, and none that does not exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from steering.__main__ import main
from steering.access import access_file
from steering.cases import (
    business,
    business_terms,
    decisions,
    line,
    model,
    questions,
    readiness,
    risks,
    roadmap,
    rubrics,
    spreadsheet_mapping,
    storyboard,
)
from steering.cases.business_file import open_business_case
from steering.cases.cross_checks import MEASURES
from steering.cases.dossier import adr_front, architecture, change, compliance, current_state, enablement, governance
from steering.cases.dossier.files import FILES as DOSSIER_FILES
from steering.cases.loader import FILES, FOLDERS
from steering.catalog.business_metrics import METRICS
from steering.catalog.contracts import ColumnType, ContractColumn, FocusColumn, contract, datasets
from steering.catalog.drivers import DRIVERS
from steering.catalog.file_types import ENDINGS
from steering.conditions import Condition, Op
from steering.context.filters import Filters
from steering.errors import Problem
from steering.finance.audit import AuditFinding, audit_business_case
from steering.finance.verdicts import Verdict
from steering.formatting import Unit
from steering.frames.agenda import SCENE_PAGES
from steering.ingest import IngestReport
from steering.ingest.focus.control_totals import COSTS, UNNAMED
from steering.ingest.focus.native_exports import NATIVES, NativeExport
from steering.ingest.focus.profile import ROW_RULES
from steering.ingest.focus.versions import VERSIONS
from steering.ingest.rollup import GRAIN
from steering.ingest.rollup import MEASURES as ADDED_UP
from steering.review.checklist import STATES
from steering.review.financial import QUESTIONS
from tests.docs.markdown import ROOT, Row, named, tables
from tests.steering.small_cases import starter

FOUND = tables(ROOT / "docs" / "formats.md")

MODELS = {
    "case.yaml": model.Charter,
    "horizon": model.Horizon,
    "ask": model.FundingAsk,
    "decisions": model.PendingDecision,
    "adoption": model.AdoptionPlan,
    "waves": model.WavePlan,
    "budget": model.Budget,
    "envelope": model.Envelope,
    "figure": model.SourcedFigure,
    "metrics.yaml": model.Kpi,
    "status": model.StatusRule,
    "targets": model.Target,
    "changes": model.Change,
    "Conditions": Condition,
    "business_case.yaml": business.BusinessCase,
    "lines": line.Line,
    "inputs": business_terms.CaseInput,
    "indexes": business_terms.PriceIndex,
    "exchange rates": business_terms.ExchangeRate,
    "end value": business_terms.EndValue,
    "depreciation": business_terms.Depreciation,
    "tax": business_terms.Tax,
    "later rates": business_terms.LaterRate,
    "cost of capital": business_terms.CostOfCapital,
    "options": business_terms.Option,
    "optimism bias": business_terms.OptimismBias,
    "follows_cost": line.FollowsCost,
    "cashflows": business.Cashflows,
    "drivers": business.Driver,
    "correlations": business.Correlation,
    "verdict": business.VerdictRule,
    "scenarios": business.Scenario,
    "stated": business.Stated,
    "roadmap.yaml": roadmap.Roadmap,
    "phases": roadmap.Phase,
    "calendar": roadmap.Calendar,
    "span": roadmap.Span,
    "outlook": roadmap.DateForecast,
    "waves of the roadmap": roadmap.WaveDates,
    "launch": roadmap.Launch,
    "milestones": roadmap.Milestone,
    "dependencies": roadmap.Link,
    "gates": roadmap.Gate,
    "conditions of a gate": roadmap.GateCondition,
    "committee": roadmap.Checkpoint,
    "dossier/architecture.yaml": architecture.Architecture,
    "capabilities": architecture.Capability,
    "components": architecture.Component,
    "people of the architecture": architecture.ArchitecturePerson,
    "systems": architecture.SoftwareSystem,
    "classes of data": architecture.DataClass,
    "zones": architecture.TrustZone,
    "nodes": architecture.DeploymentNode,
    "relations": architecture.Relation,
    "integration patterns": architecture.IntegrationPattern,
    "constraints": architecture.Constraint,
    "dossier/current_state.yaml": current_state.CurrentState,
    "personas": current_state.Persona,
    "value streams": current_state.ValueStream,
    "steps of a value stream": current_state.StreamStep,
    "pain points": current_state.PainPoint,
    "assessment": current_state.CapabilityAssessment,
    "proofs of a level": current_state.LevelProof,
    "dossier/risks.yaml": risks.Raid,
    "scale": risks.RatingScale,
    "levels of probability": risks.ProbabilityLevel,
    "levels of impact": risks.ImpactLevel,
    "risks": risks.Risk,
    "exposure": risks.Exposure,
    "assumptions": risks.Assumption,
    "issues": risks.Issue,
    "dependencies on others": risks.Dependency,
    "dossier/governance.yaml": governance.Governance,
    "charter of the board": governance.GovernanceCharter,
    "roles of the governance": governance.GovernanceRole,
    "policies": governance.Policy,
    "workflows": governance.Workflow,
    "states of a workflow": governance.WorkflowState,
    "moves of a workflow": governance.WorkflowMove,
    "raci": governance.RaciActivity,
    "review board": governance.ReviewBoard,
    "exceptions": governance.PolicyException,
    "dossier/compliance.yaml": compliance.Compliance,
    "scope of a framework": compliance.FrameworkScope,
    "controls": compliance.Control,
    "dossier/change.yaml": change.ChangePlan,
    "stakeholders": change.Stakeholder,
    "groups of the change": change.ChangeGroup,
    "steps of the change plan": change.ChangeStep,
    "communications": change.Communication,
    "metrics of the pilot": change.PilotMetric,
    "dossier/enablement.yaml": enablement.Enablement,
    "faq": enablement.FaqEntry,
    "onboarding": enablement.OnboardingStep,
    "proof of a step": enablement.StepProof,
    "toolkit": enablement.ToolkitItem,
    "competencies": enablement.Competency,
    "objectives": enablement.LearningObjective,
    "evidence of an objective": enablement.ObjectiveProof,
    "phases of a learner": enablement.PhasePlan,
    "touchpoints": enablement.Touchpoint,
    "deliverables": enablement.Deliverable,
    "signatures": enablement.SignatureDays,
    "storyboard.yaml": storyboard.Script,
    "scenes": storyboard.Scene,
    "view": storyboard.SceneView,
    "claims": storyboard.ClaimSpec,
    "readiness": readiness.ReadinessRules,
    "decisions.yaml": decisions.PastDecisions,
    "past decision": decisions.DecisionRecord,
    "votes": decisions.Votes,
    "seen figure": decisions.SeenFigure,
    "condition of a decision": decisions.Term,
    "action": decisions.Task,
    "questions.yaml": questions.QuestionList,
    "written question": questions.WrittenQuestion,
    "spreadsheet.yaml": spreadsheet_mapping.SpreadsheetMapping,
    "tables of a spreadsheet": spreadsheet_mapping.MappedTable,
    "cells of a spreadsheet": spreadsheet_mapping.MappedCell,
    "rubrics": rubrics.Rubric,
    "criteria": rubrics.Criterion,
    "access.yaml": access_file.AccessRules,
    "provider": access_file.ProviderSettings,
    "groups of the provider": access_file.GroupRule,
}
# What each file is read into.
ROOTS = (
    model.Charter,
    model.Kpi,
    business.BusinessCase,
    roadmap.Roadmap,
    *(file.model for file in DOSSIER_FILES),
    storyboard.Script,
    decisions.PastDecisions,
    questions.QuestionList,
    spreadsheet_mapping.SpreadsheetMapping,
    rubrics.Rubric,
    access_file.AccessRules,
)
# The heading of each dataset: its label with a capital.
DATASETS = {
    dataset: f"{contract(dataset).label[0].upper()}{contract(dataset).label[1:]} data" for dataset in datasets()
}
CHECKED = [dataset for dataset in DATASETS if contract(dataset).standard is None]


DEMO = """\
minutes_allowed: 5
scenes:
  - id: worth
    minutes: 2
    page: roi
    message: It is worth funding
    claims: [{{says: It is so, metric: npv, scenario: base, op: "{op}", value: -1000000}}]
"""


REPORT = IngestReport(
    dataset="kpi",
    format="kpi 1",
    rows=1,
    accepted=0,
    problem_count=1,
    error_count=1,
    problems=(Problem(file="kpi.csv", found="x", expected="a number", remedy="Write a number."),),
    sums={},
    release=None,
)


def first(rows: list[Row]) -> list[str]:
    """The word set as code in each row's first cell."""
    return [named(row[0])[0] for row in rows]


def table_of(heading: str) -> list[Row]:
    """The table of a model's keys: the last one under its heading."""
    return FOUND[heading][-1] if heading == "drivers" else FOUND[heading][0]


def keys_of(known: Any) -> dict[str, Any]:
    """A model's keys as they are written in a file, with what pydantic knows of each."""
    fields = known.__pydantic_fields__.items()
    return {info.alias or name: info for name, info in fields if (known, name) != (model.Kpi, "id")}


class TestKeys:
    @pytest.mark.parametrize("heading", MODELS)
    def test_every_key_is_documented_and_no_other(self, heading: str) -> None:
        assert sorted(first(table_of(heading))) == sorted(keys_of(MODELS[heading]))

    @pytest.mark.parametrize("heading", MODELS)
    def test_required_is_what_the_model_requires(self, heading: str) -> None:
        said = {named(row[0])[0]: row[2] for row in table_of(heading)}
        assert said == {key: "yes" if info.is_required() else "no" for key, info in keys_of(MODELS[heading]).items()}

    @pytest.mark.parametrize("heading", MODELS)
    def test_every_word_of_a_choice_is_named(self, heading: str) -> None:
        shape = TypeAdapter(MODELS[heading]).json_schema()["properties"]
        words = {key: shape[key].get("enum", []) for key in keys_of(MODELS[heading])}
        told = {named(row[0])[0]: set(named(" ".join(row))) for row in table_of(heading)}
        elsewhere = {"unit", "op"}
        missing = {key: set(words[key]) - told[key] for key in words if key not in elsewhere}
        assert not any(missing.values()), missing

    def test_every_key_of_a_decision_record_is_documented_and_no_other(self) -> None:
        assert first(FOUND["dossier/adrs"][0]) == list(adr_front.FIELDS)

    def test_no_model_is_left_out(self) -> None:
        reached = {root.__name__ for root in ROOTS}
        for root in ROOTS:
            reached |= set(TypeAdapter(root).json_schema()["$defs"])
        assert {known.__name__ for known in MODELS.values()} == reached

    def test_every_heading_has_a_model_of_its_own(self) -> None:
        assert len(set(MODELS.values())) == len(MODELS)


class TestWords:
    def test_files_of_a_case(self) -> None:
        rows = FOUND["The case folder"][0]
        assert sorted(first(rows)) == sorted([*FILES, *FOLDERS])

    def test_endings_of_datasets(self) -> None:
        row = next(row for row in FOUND["The case folder"][0] if named(row[0]) == ["datasets"])
        assert [word for word in named(row[2]) if word.startswith(".")] == list(ENDINGS)

    def test_units(self) -> None:
        assert first(FOUND["Units"][0]) == list(get_args(Unit))

    def test_operators(self) -> None:
        assert first(FOUND["Conditions"][1]) == list(get_args(Op))

    def test_measures(self) -> None:
        said = {named(row[0])[0]: (named(row[1])[0], named(row[2])[0]) for row in FOUND["Measures"][0]}
        assert said == MEASURES

    def test_drivers(self) -> None:
        neutral = {named(row[0])[0]: row[1] for row in FOUND["drivers"][0]}
        own = "the case's own rate"
        assert neutral == {name: own if one.neutral is None else str(one.neutral) for name, one in DRIVERS.items()}

    def test_limits_of_drivers(self) -> None:
        said = {named(row[0])[0]: tuple(_limit(cell) for cell in row[2:4]) for row in FOUND["drivers"][0]}
        assert said == {name: (float(one.low), float(one.high)) for name, one in DRIVERS.items()}

    def test_metrics_of_the_business_case(self) -> None:
        said = [(named(row[0])[0], row[1], row[2]) for row in FOUND["Metrics of the business case"][0]]
        assert said == [(name, one.unit, one.definition) for name, one in METRICS.items()]

    def test_pages_of_a_scene(self) -> None:
        row = next(row for row in FOUND["scenes"][0] if named(row[0]) == ["page"])
        assert named(row[3]) == list(SCENE_PAGES)

    def test_keys_of_a_link(self) -> None:
        assert [named(row[0])[0] for row in FOUND["Links"][0]] == [field.name for field in fields(Filters)]

    def test_keys_of_a_problem(self) -> None:
        problem = Problem(file="case.yaml", found="a", expected="b", remedy="c")
        assert first(FOUND["Problems"][0]) == list(problem.as_dict())


class TestDatasets:
    def test_every_contract_is_documented(self) -> None:
        assert [heading for heading in FOUND if heading in DATASETS.values()] == list(DATASETS.values())

    def test_every_kind_of_column_is_explained(self) -> None:
        assert {row[0] for row in FOUND["Datasets"][0]} == set(get_args(ColumnType))

    @pytest.mark.parametrize("dataset", DATASETS)
    def test_columns_are_those_of_the_contract(self, dataset: str) -> None:
        assert FOUND[DATASETS[dataset]][0] == [_row(column) for column in contract(dataset).columns]

    @pytest.mark.parametrize("dataset", CHECKED)
    def test_checks_are_those_of_the_contract(self, dataset: str) -> None:
        agreed = contract(dataset)
        ids = [(f"`{check.id}`", check.severity) for check in agreed.checks]
        said = [row[:2] for row in FOUND[DATASETS[dataset]][1]]
        assert said == ids + ([("sequence", "warning")] if agreed.sequence else [])

    @pytest.mark.parametrize("dataset", DATASETS)
    def test_the_head_says_grain_and_limit(self, dataset: str) -> None:
        agreed = contract(dataset)
        head = " ".join(_section(dataset).split("\n|")[0].split())
        assert f"One row per {agreed.one_row_per}." in head
        assert f"{agreed.max_rows:,} rows" in head
        assert set(agreed.grain) <= set(named(head))

    @pytest.mark.parametrize("dataset", DATASETS)
    def test_every_choice_is_named(self, dataset: str) -> None:
        choices = {word for column in contract(dataset).columns for word in column.choices}
        assert choices <= set(named(_section(dataset)))


class TestCosts:
    def test_the_words_of_each_choice(self) -> None:
        said = {named(row[0])[0]: tuple(named(row[1])) for row in FOUND["Cost data"][1]}
        assert said == {column.name: column.choices for column in contract("cost").columns if column.choices}

    def test_every_version_is_between_the_first_and_the_last(self) -> None:
        assert f"version {VERSIONS[0]} to {VERSIONS[-1]}" in " ".join(_section("cost").split())

    def test_every_rule_between_cells_is_named(self) -> None:
        told = FOUND["What is wrong, and what is only odd"][0]
        for rule in ROW_RULES:
            assert any(rule.column in named(row[0]) and rule.severity == row[1] for row in told), rule.column

    @pytest.mark.parametrize("native", NATIVES, ids=lambda native: native.title)
    def test_every_format_of_a_provider_is_named(self, native: NativeExport) -> None:
        said = (ROOT / "docs" / "formats.md").read_text("utf-8").split("\n#### Which version\n")[1].split("\n#")[0]
        text = " ".join(said.split())
        assert any(name in text and name in native.title for name in ("AWS", "Azure", "OCI", "Google Cloud"))

    def test_the_rollup_has_these_columns(self) -> None:
        grain, sums = FOUND["The rollups"]
        assert (first(grain), first(sums)) == (list(GRAIN), [*ADDED_UP, "rows"])

    def test_a_rollup_that_names_a_column_means_the_same(self) -> None:
        said = {named(row[0])[0]: named(row[1]) for rows in FOUND["The rollups"] for row in rows}
        for name, sql in (GRAIN | ADDED_UP).items():
            if sql.startswith('"') and sql.endswith('"'):
                assert said[name] == [sql.strip('"')]


class TestReport:
    def test_keys(self) -> None:
        assert first(FOUND["The ingest report"][0]) == list(REPORT.as_dict())

    def test_keys_of_its_problems(self) -> None:
        said = {named(row[0])[0]: named(row[1]) for row in FOUND["The ingest report"][0]}
        assert said["problems"] == list(REPORT.as_dict()["problems"][0])

    def test_exit_codes(self, tmp_path: Path) -> None:
        texts = {"good": "month,kpi_id,value\n2026-03,a,1\n", "bad": "month,kpi_id,value\n2026-03,a,x\n"}
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        codes = [main(["ingest", "kpi", str(tmp_path / f"{name}.csv")]) for name in ("good", "bad", "absent")]
        assert [row[0] for row in FOUND["The ingest report"][1]] == [str(code) for code in codes]

    def test_sums(self) -> None:
        assert set(COSTS) | {"by_provider", "by_currency", UNNAMED} <= set(named(_below("The ingest report")))


class TestAudit:
    def test_keys(self, tmp_path: Path) -> None:
        case = _case_file(tmp_path, "1")
        found = audit_business_case(open_business_case(case)[0]).as_dict()
        assert first(FOUND["The audit report"][0]) == list(found)
        said = {named(row[0])[0]: named(row[1]) for row in FOUND["The audit report"][0]}
        assert said["findings"] == list(AuditFinding.__dataclass_fields__)
        assert said["convention"][:3] == list(found["convention"])

    def test_every_verdict_in_its_order(self) -> None:
        assert first(FOUND["The audit report"][1]) == list(get_args(Verdict))

    def test_exit_codes(self, tmp_path: Path) -> None:
        files = [_case_file(tmp_path, stated) for stated in ("1", "9")]
        codes = [main(["audit", str(path)]) for path in (*files, tmp_path / "absent.yaml")]
        assert [row[0] for row in FOUND["The audit report"][2]] == [str(code) for code in codes]


class TestCheck:
    @pytest.fixture(autouse=True)
    def _own_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("STEERCO_HOME", str(tmp_path / "home"))

    def test_keys(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        case = starter(tmp_path / "case")
        (case / "business_case.yaml").write_text("discount_rate: 0.1\ncashflows: {net: [-1, 2]}\n", encoding="utf-8")
        assert main(["check", str(case), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        said = {named(row[0])[0]: named(row[1]) for row in FOUND["The check report"][0]}
        assert list(said) == list(found)
        assert said["datasets"] == [next(iter(found["datasets"][0]))]
        assert said["claims"] == [*list(found["claims"][0])[:4], "holds", "broken", "unknown", "reason"]
        items = found["profiles"]["financial-review"]
        assert said["profiles"] == list(items[0])
        assert set(items[0]["places"][0]) <= set(named(_below("The check report")))

    def test_states_and_items(self) -> None:
        assert first(FOUND["The check report"][1]) == [state.value for state in STATES]
        assert first(FOUND["The financial review"][0]) == [question.id for question in QUESTIONS]

    def test_exit_codes(self, tmp_path: Path) -> None:
        good, bad = starter(tmp_path / "good"), starter(tmp_path / "bad")
        (bad / "datasets" / "kpi.csv").unlink()
        codes = [main(["check", str(path)]) for path in (good, bad, tmp_path / "absent")]
        assert [row[0] for row in FOUND["The check report"][2]] == [str(code) for code in codes]


class TestExport:
    @pytest.fixture
    def report(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[str, str], tuple[int, dict[str, Any]]]:
        """Exports the starter with one claim about its net present value: the exit code and what was printed."""
        monkeypatch.setenv("STEERCO_HOME", str(tmp_path / "home"))
        case = starter(tmp_path / "case")

        def exported(op: str, out: str) -> tuple[int, dict[str, Any]]:
            (case / "storyboard.yaml").write_text(DEMO.format(op=op), encoding="utf-8")
            code = main(["export", str(case), "--format", "html", "--out", str(tmp_path / out), "--json"])
            said = capsys.readouterr().out
            return code, json.loads(said) if said else {}

        return exported

    def test_keys(self, report: Callable[[str, str], tuple[int, dict[str, Any]]]) -> None:
        _, found = report("<", "story.html")
        assert first(FOUND["The export report"][0]) == list(found)
        said = {named(row[0])[0]: named(row[1]) for row in FOUND["The export report"][0]}
        assert said["scenes"][:3] == list(found["scenes"][0])
        assert said["findings"] == list(found["findings"][0])

    def test_exit_codes(self, report: Callable[[str, str], tuple[int, dict[str, Any]]]) -> None:
        codes = [report(">", "story.html")[0], report("<", "story.html")[0], report(">", "absent/story.html")[0]]
        assert [row[0] for row in FOUND["The export report"][1]] == [str(code) for code in codes]


def _case_file(folder: Path, stated: str) -> Path:
    path = folder / f"states_{stated}.yaml"
    lines = "{id: a, kind: cost, values: [1, 0]}, {id: b, kind: benefit, values: [0, 2]}"
    said = f"discount_rate: 0.1\nlines: [{lines}]\nstated: [{{metric: total_costs, value: {stated}}}]\n"
    path.write_text(said, encoding="utf-8")
    return path


def _below(heading: str) -> str:
    """The text under a heading of the second level."""
    return (ROOT / "docs" / "formats.md").read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]


def _limit(cell: str) -> float:
    """A limit as it is written in a table: `600`, `1,000,000`, `above −1`."""
    return float(cell.removeprefix("above ").replace(",", "").replace("−", "-"))


def _section(dataset: str) -> str:
    """The text of a dataset's section."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    return text.split(f"### {DATASETS[dataset]}\n")[1].split("\n#")[0]


def _row(column: ContractColumn) -> Row:
    """A column as its row in the table."""
    required = "yes" if column.required else "no"
    standard = (_standing(column),) if isinstance(column, FocusColumn) else ()
    return (f"`{column.name}`", column.type, required, *standard, column.meaning, f"`{column.example}`")


def _standing(column: FocusColumn) -> str:
    """What the standard asks of a column, since when, and when it is gone."""
    gone = f", gone in {column.removed}" if column.removed else ""
    return f"{column.level} {column.introduced}{gone}"
