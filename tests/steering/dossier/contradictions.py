"""Contradictions planted in a copy of the example: each is one edit of one file, and the place where a rule finds it.

Whoever adds a rule adds a line here: the file, its words, what stands there instead, the rule, and the place. A place
is the file that has to be corrected and the path in it; records of decisions and datasets have no paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ADRS = "dossier/adrs/"
ONE = f"{ADRS}0001-one-platform-on-three-clouds.md"
TWO = f"{ADRS}0002-one-runtime-for-batch-and-streaming.md"
THREE = f"{ADRS}0003-a-feature-store-in-each-unit.md"
FOUR = f"{ADRS}0004-evidence-from-pipelines.md"
FIVE = f"{ADRS}0005-canary-releases.md"
SIX = f"{ADRS}0006-one-feature-store.md"
STATE, ARCHITECTURE = "dossier/current_state.yaml", "dossier/architecture.yaml"
GOVERNANCE, COMPLIANCE = "dossier/governance.yaml", "dossier/compliance.yaml"
CHANGE, ENABLEMENT = "dossier/change.yaml", "dossier/enablement.yaml"
BUSINESS, EVIDENCE = "business_case.yaml", "datasets/evidence"

Place = tuple[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """An edit of a file, and the rule that finds it at a place: a file and the path in it."""

    rule: str
    file: str
    old: str
    new: str
    place: Place


def _plant(rule: str, file: str, old: str, new: str, path: str | None = None, at: str = "") -> Contradiction:
    return Contradiction(rule=rule, file=file, old=old, new=new, place=(at or file, path))


OF_STATE = (
    _plant("pain-cured", STATE, "    cured_by: [release-safety, evidence-automation]\n", "", "pain_points[4]"),
    _plant("pain-counted", STATE, "    benefit_lines: [own_tools]\n", "", "pain_points[2]"),
    _plant(
        "pain-counted", STATE, "benefit_lines: [upkeep]", "benefit_lines: [up_keep]", "pain_points[3].benefit_lines[0]"
    ),
    _plant(
        "pain-sourced",
        STATE,
        ', source: "Tool register, 29 tools at 0.6 of a person each"',
        "",
        "pain_points[3].cost_a_year",
    ),
    _plant("stream-agrees", STATE, "wait: 14, process: 1", "wait: 24, process: 1", "value_streams[0].steps"),
    _plant(
        "score-supported",
        STATE,
        "self_score: 2\n    owner: Chief technology officer",
        "self_score: 4\n    owner: Chief technology officer",
        "assessment[2].self_score",
    ),
    _plant(
        "architecture-links",
        STATE,
        "cured_by: [runtime, cost-transparency]",
        "cured_by: [runtime, transparency]",
        "pain_points[2].cured_by[1]",
    ),
    _plant(
        "benefit-pain", STATE, "benefit_lines: [earlier_models]", "benefit_lines: [time_saved]", "lines[6]", BUSINESS
    ),
    _plant(
        "benefit-measured", STATE, "cured_by: [model-delivery, runtime]", "cured_by: [deliver]", "lines[5]", BUSINESS
    ),
)
OF_ARCHITECTURE = (
    _plant(
        "component-owned",
        ARCHITECTURE,
        "release-safety]\n    owner: Head of ML platform",
        "release-safety]",
        "components[0]",
    ),
    _plant(
        "component-owned",
        ARCHITECTURE,
        "name: Drift monitor, owner: Head of model risk",
        "name: Drift monitor",
        "components[11]",
    ),
    _plant(
        "capability-paid",
        ARCHITECTURE,
        "paid_by: [platform_run], kpis: [models_in",
        "kpis: [models_in",
        "capabilities[2]",
    ),
    _plant(
        "capability-built",
        ARCHITECTURE,
        "capabilities: [cost-transparency]",
        "capabilities: [model-governance]",
        "capabilities[10]",
    ),
    _plant(
        "constraint-satisfied",
        ARCHITECTURE,
        "    satisfied_by: [0001-one-platform-on-three-clouds, gateway]\n",
        "",
        "constraints[3]",
    ),
    _plant(
        "constraint-satisfied",
        ARCHITECTURE,
        "satisfied_by: [identity, evidence-collector]",
        "satisfied_by: [identity, evidence-colector]",
        "constraints[1].satisfied_by[1]",
    ),
    _plant("constraint-proven", ARCHITECTURE, "    evidence: [CC8.1]\n", "", "constraints[2]"),
    _plant(
        "component-decisions",
        ARCHITECTURE,
        "decisions: [0004-evidence-from-pipelines]",
        "decisions: [0014-evidence-by-hand]",
        "components[5].decisions[0]",
    ),
    _plant(
        "component-decisions",
        ARCHITECTURE,
        "decisions: [0006-one-feature-store]",
        "decisions: [0007-notebooks-on-the-data-platform]",
        "components[3].decisions[0]",
    ),
    _plant(
        "component-circles",
        ARCHITECTURE,
        "zone: Landing zones\n",
        "zone: Landing zones\n    uses: [gateway]\n",
        "components[7].uses",
    ),
    _plant("architecture-links", ARCHITECTURE, "cost_line: support", "cost_line: suport", "components[8][0]"),
    _plant(
        "architecture-links", ARCHITECTURE, "kpis: [feature_reuse]", "kpis: [feature_use]", "capabilities[5].kpis[0]"
    ),
    _plant(
        "architecture-links",
        ARCHITECTURE,
        "paid_by: [platform_team, migration]",
        "paid_by: [platform_teams, migration]",
        "capabilities[1].paid_by[0]",
    ),
)
OF_RELATIONS = (
    _plant("relation-protected", ARCHITECTURE, ", protection: TLS 1.3 and a second factor", "", "relations[3]"),
    _plant(
        "relation-protected",
        ARCHITECTURE,
        "protocol: HTTPS, mode: batch, data: Internal}",
        "protocol: HTTPS, mode: batch, data: Confidential}",
        "relations[14]",
    ),
    _plant(
        "relation-data", ARCHITECTURE, "end: feature-store, data: Synthetic}", "end: feature-store}", "relations[13]"
    ),
    _plant(
        "relation-data",
        ARCHITECTURE,
        "state: target, modes",
        "state: target, zone: units, data: Health records, modes",
        "components[11].uses[0]",
    ),
    _plant(
        "relation-drawn",
        ARCHITECTURE,
        "    name: Batch runtime\n",
        "    name: Batch runtime\n    system: patient-records\n",
        "relations[7]",
    ),
    _plant(
        "architecture-links",
        ARCHITECTURE,
        "learns with, data: Synthetic",
        "learns with, data: Synthetik",
        "relations[2].data",
    ),
)
OF_DECISIONS = (
    _plant("adr-links", FOUR, "constraints: [soc2", "rests-on: [0009-nothing]\nconstraints: [soc2"),
    _plant("adr-links", TWO, "on call.", "on call, see [the rota](0012-one-rota.md)."),
    _plant("adr-superseded", THREE, "status: superseded by 0006-one-feature-store", "status: accepted"),
    _plant("adr-complete", ONE, "date: 2025-11-18\n", ""),
    _plant("adr-committee", FIVE, "committee-decisions: []", "committee-decisions: [2026-01-nothing]"),
    _plant(
        "adr-consequences",
        FIVE,
        "### Consequences\n\n* Good, because the way back is one step and needs nobody at night.\n"
        "* Bad, because two versions run side by side for an hour.\n",
        "",
    ),
    _plant("adr-reviewed", TWO, "review-by: 2027-03-31", "review-by: 2026-03-31"),
    _plant("adr-reviewed", SIX, "review-by: 2027-04-30", "review-by: 2026-09-30"),
    _plant(
        "adr-twins",
        FIVE,
        "# Canary releases for models that a clinician sees",
        "# Evidence: collect it before the audit, in pipelines, not in the",
    ),
    _plant(
        "adr-circles",
        ONE,
        "constraints: [landing",
        "rests-on: [0002-one-runtime-for-batch-and-streaming]\nconstraints: [landing",
    ),
    _plant("adr-confirmed", TWO, 'op: ">=", value: 2}', 'op: ">=", value: 90}'),
    _plant("adr-confirmed", SIX, 'op: ">=", value: 0.3}', 'op: ">=", value: 0.9}'),
)
OF_GOVERNANCE = (
    _plant(
        "raci-accountable",
        GOVERNANCE,
        "roles: {cto: A, platform: R, ciso: C, reli",
        "roles: {cto: C, platform: R, ciso: C, reli",
        "raci[2].roles",
    ),
    _plant("raci-responsible", GOVERNANCE, "{finops: A, procurement: R, units", "{finops: A, units", "raci[11].roles"),
    _plant(
        "raci-contradictions",
        GOVERNANCE,
        "data-science: A/R, platform: C, units: C",
        "data-science: A/I, platform: R, units: C",
        "raci[8].roles.data-science",
    ),
    _plant(
        "raci-roles",
        GOVERNANCE,
        "{ciso: A, platform: R, privacy",
        "{ciso: A, platfrom: R, privacy",
        "raci[12].roles.platfrom",
    ),
    _plant(
        "raci-gates",
        GOVERNANCE,
        "{cfo: A, data-science: R, cto: C",
        "{cto: A, data-science: R, cfo: C",
        "raci[0].roles",
    ),
    _plant(
        "raci-adrs", GOVERNANCE, "adr: 0004-evidence-from-pipelines", "adr: 0004-evidence-from-pipes", "raci[4].adr"
    ),
    _plant(
        "raci-adrs",
        GOVERNANCE,
        "{data-science: A, platform: R, ciso: C, privacy",
        "{ciso: A, platform: R, data-science: C, privacy",
        "raci[3].roles",
    ),
    _plant("role-held", GOVERNANCE, ", held_by: Group risk", "", "roles[7]"),
    _plant("policy-owner", GOVERNANCE, "    owner: Head of procurement\n", "", "policies[5]"),
    _plant("policy-review", GOVERNANCE, "review_by: 2026-12-18", "review_by: 2026-06-18", "policies[2].review_by"),
    _plant("exception-expired", GOVERNANCE, "expires: 2027-01-31", "expires: 2026-09-30", "exceptions[1].expires"),
    _plant(
        "exception-control",
        GOVERNANCE,
        "    control: Each release of an imaging model is reviewed by hand by two people.\n",
        "",
        "exceptions[0]",
    ),
    _plant("exception-policy", GOVERNANCE, "policy: cost-tags", "policy: cost-tag", "exceptions[2].policy"),
    _plant(
        "workflow-ways",
        GOVERNANCE,
        "      - {from: approved, to: canary, by: [platform]}\n",
        "",
        "workflows[0].states[3]",
    ),
    _plant(
        "workflow-roles", GOVERNANCE, "by: [units], when: Four", "by: [unit], when: Four", "workflows[2].moves[0].by[0]"
    ),
    _plant("workflow-times", GOVERNANCE, "name: In pilot, days: 60", "name: In pilot", "workflows[2].states[2]"),
    _plant("board-dates", GOVERNANCE, "BYDAY=2TU", "BYDAY=2TU;UNTIL=20260930", "review_board.rule"),
    _plant("board-charter", GOVERNANCE, "risk, privacy, finops]", "risk, privacy, finance]", "charter.members[6]"),
)
OF_COMPLIANCE = (
    _plant("controls-ids", COMPLIANCE, "id: CC1.4", "id: CC1.9", "controls[3].id"),
    _plant(
        "controls-strangers",
        COMPLIANCE,
        "  - {id: CC2.3, framework: soc2, owner: Head of compliance, frequency: quarterly}\n",
        "",
        None,
        EVIDENCE,
    ),
    _plant(
        "controls-owners",
        COMPLIANCE,
        "CC3.1, framework: soc2, owner: Head of compliance",
        "CC3.1, framework: soc2",
        "controls[7].id",
    ),
    _plant("controls-crosswalk", COMPLIANCE, "crosswalk: [CC6.5]", "crosswalk: [CC6.15]", "controls[62].crosswalk[0]"),
    _plant(
        "controls-excluded",
        COMPLIANCE,
        "CC2.1, framework: soc2, owner: Head of compliance, frequency: quarterly",
        "CC2.1, framework: soc2, not_applicable: Nobody asks for it.",
        "controls[5].id",
    ),
    _plant(
        "controls-evidence",
        COMPLIANCE,
        "A1.1, framework: soc2, not_applicable: The first report leaves availability out.",
        "A1.1, framework: soc2, owner: Head of site reliability",
        "controls[82].id",
    ),
    _plant(
        "controls-automation",
        COMPLIANCE,
        "CC2.2, framework: soc2, owner: Head of compliance, frequency: half_yearly",
        "CC2.2, framework: soc2, owner: Head of compliance, method: automated",
        "controls[6].method",
    ),
)
OF_CHANGE = (
    _plant("stakeholder-won", CHANGE, "    won_by: Head of claims\n", "", "stakeholders[13]"),
    _plant("stakeholder-late", CHANGE, "until: 2026-11-27", "until: 2026-09-30", "stakeholders[0].until"),
    _plant(
        "stakeholder-winner",
        CHANGE,
        "won_by: Chief information security officer",
        "won_by: Head of procurement",
        "stakeholders[8].won_by",
    ),
    _plant("stakeholder-told", CHANGE, "audience: [cfo, cto, ciso, medical]", "audience: [cfo]", "stakeholders[1]"),
    _plant("group-answered", CHANGE, "    groups: [pharmacy]\n", "", "groups[3]"),
    _plant(
        "group-data",
        CHANGE,
        "business_units: [Payment integrity]",
        "business_units: [Payments]",
        "groups[2].business_units[0]",
    ),
    _plant("group-teams", CHANGE, "business_units: [Actuarial]", "waves: ['1']", "groups"),
    _plant("plan-stages", CHANGE, "stage: desire", "stage: ability", "plan"),
    _plant(
        "plan-owner",
        CHANGE,
        "    owner: Heads of the business units\n    actions: [Each unit",
        "    actions: [Each unit",
        "plan[1]",
    ),
    _plant(
        "plan-kept",
        CHANGE,
        "target: 95%\n    by: 2026-12\n    owner: Head of ML platform",
        "target: 100%\n    by: 2026-09\n    owner: Head of ML platform",
        "plan[4]",
    ),
    _plant("communication-dates", CHANGE, "UNTIL=20270331", "UNTIL=20261005", "communications[2].rule"),
    _plant("communication-owner", CHANGE, "    owner: Head of compliance\n", "", "communications[5]"),
    _plant("communication-audience", CHANGE, "audience: [procurement, finops]", "audience: []", "communications[6]"),
    _plant("pilot-met", CHANGE, 'op: ">=", value: 10}', 'op: ">=", value: 60}', "pilot[0].condition"),
    _plant(
        "pilot-told",
        CHANGE,
        "metric: satisfaction, as_of: 2026-07",
        "metric: satisfaction, as_of: 2025-12",
        "pilot[3].condition",
    ),
    _plant(
        "group-told",
        CHANGE,
        "  - {id: next-waves, name:",
        "  - {id: fourth, name: Wave 4, waves: ['4']}\n  - {id: next-waves, name:",
        "groups[8]",
    ),
)
OF_ENABLEMENT = (
    _plant(
        "enablement-roles",
        ENABLEMENT,
        "    owner: Privacy officer\n",
        "    owner: Data protection team\n",
        "faq[3].owner",
    ),
    _plant(
        "enablement-roles",
        ENABLEMENT,
        "taught_by: [Instructor, Chief financial officer]",
        "taught_by: [Instructor, Head of treasury]",
        "competencies[1].taught_by[1]",
    ),
    _plant("faq-current", ENABLEMENT, "review_by: 2026-12-18", "review_by: 2026-08-14", "faq[1].review_by"),
    _plant(
        "toolkit-files",
        ENABLEMENT,
        "dossier/toolkit/cost-worksheet.csv",
        "dossier/toolkit/cost-worksheets.csv",
        "toolkit[2].file",
    ),
    _plant("competency-taught", ENABLEMENT, "taught_by: [Head of data science], about", "about", "competencies[4]"),
    _plant("objective-links", ENABLEMENT, "{claim: adoption}", "{claim: adopted}", "objectives[6].evidence[0].claim"),
    _plant(
        "phase-deliverables",
        ENABLEMENT,
        "phase: enable\n    due: 2026-11-27",
        "phase: enable\n    due: 2026-12-27",
        "deliverables[8].due",
    ),
    _plant(
        "deliverable-due",
        ENABLEMENT,
        "signed: {author: 2026-09-30, reviewer: 2026-10-02}",
        "signed: {author: 2026-09-30}",
        "deliverables[1].due",
    ),
    _plant(
        "deliverable-signers",
        ENABLEMENT,
        "author: Learner\n    reviewer: Chief information security officer",
        "author: Learner\n    reviewer: Learner",
        "deliverables[4].reviewer",
    ),
    _plant(
        "deliverable-files",
        ENABLEMENT,
        "files: [roadmap.yaml, dossier/risks.yaml]",
        "files: [roadmap.yaml, dossier/risk.yaml]",
        "deliverables[5].files[1]",
    ),
    _plant(
        "touchpoint-outcome",
        ENABLEMENT,
        "    outcome: Two pains were dropped because nobody could say what they cost.\n",
        "",
        "touchpoints[1]",
    ),
    _plant("onboarding-data", ENABLEMENT, "    done_when: {column: active_users, at_least: 1}\n", "", "onboarding[1]"),
    _plant(
        "objective-claims",
        ENABLEMENT,
        "{quiz: Quiz on value streams, on: 2026-09-10, result: 9 of 10}",
        "{claim: releases}",
        "objectives[0].evidence[1].claim",
    ),
    _plant("objective-evidence", ENABLEMENT, "    evidence:\n      - {deliverable: governance}\n", "", "objectives[4]"),
)
CONTRADICTIONS = (
    *OF_STATE,
    *OF_ARCHITECTURE,
    *OF_RELATIONS,
    *OF_DECISIONS,
    *OF_GOVERNANCE,
    *OF_COMPLIANCE,
    *OF_CHANGE,
    *OF_ENABLEMENT,
)


def plant(case: Path) -> None:
    """Plant all of them in a copy of the example; the words of each edit have to be there once."""
    for contradiction in CONTRADICTIONS:
        path = case / contradiction.file
        text = path.read_text("utf-8")
        assert text.count(contradiction.old) == 1, contradiction
        path.write_text(text.replace(contradiction.old, contradiction.new), "utf-8")
