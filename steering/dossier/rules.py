"""Every rule of the dossier, in the order of its pages, and what they find in a case."""

from __future__ import annotations

from steering.context.dated_case import DatedCase
from steering.dossier import (
    adrs,
    architecture,
    change,
    compliance,
    current_state,
    enablement,
    governance,
    mermaid_views,
    relations,
    thread_rules,
)
from steering.dossier.finding import DossierRule, DossierRuleResult

RULES: tuple[DossierRule, ...] = (
    *thread_rules.RULES,
    *current_state.RULES,
    *architecture.RULES,
    *relations.RULES,
    *mermaid_views.RULES,
    *adrs.RULES,
    *governance.RULES,
    *compliance.RULES,
    *change.RULES,
    *enablement.RULES,
)


def apply_rules(dated: DatedCase) -> tuple[DossierRuleResult, ...]:
    """Return every rule with its findings, worked out once for a case and a month."""

    def apply() -> tuple[DossierRuleResult, ...]:
        return tuple(DossierRuleResult(rule=rule, findings=tuple(rule.find(dated))) for rule in RULES)

    return dated.context.cached(("dossier rules", dated.filters.as_of), apply)
