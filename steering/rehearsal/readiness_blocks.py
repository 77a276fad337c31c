"""A verdict on readiness as blocks of a page: the rules, what has changed, and what to say if asked."""

from __future__ import annotations

from collections.abc import Iterator

from steering.formatting import join_words, pluralise
from steering.frames.blocks import Block, Column, Columns, Statement, Statements, TableBlock
from steering.rehearsal.readiness import ReadinessVerdict, RuleResult, VerdictState
from steering.rehearsal.readiness_evidence import Evidence
from steering.status import Status

NOTHING_TO_SAY = "Nothing is left that you would have to explain."


def describe_verdict(verdict: ReadinessVerdict) -> str:
    """`Not yet: 3 of 8 rules stand in the way`; the message of the page."""
    against, open = verdict.list_rules(Status.NOT_MET), verdict.list_rules(Status.TO_SAY)
    if verdict.state is VerdictState.NOT_YET:
        verb = "stands" if len(against) == 1 else "stand"
        text = f"{len(against)} of {pluralise(len(verdict.rules), 'rule')} {verb} in the way"
    elif verdict.state is VerdictState.READY_IF_ASKED:
        text = f"{pluralise(len(open), 'rule')} {'is' if len(open) == 1 else 'are'} not met"
    else:
        text = f"{pluralise(len(verdict.list_rules(Status.MET)), 'rule')} met, none against it"
    return f"{verdict.state.word}: {text}"


def describe_next(verdict: ReadinessVerdict) -> str:
    """What to do first, for the line below the message."""
    open = verdict.list_rules(Status.NOT_MET, Status.TO_SAY)
    return next((f"First: {rule.cure}" for rule in open if rule.cure), "All that is asked for is there.")


def build_blocks(verdict: ReadinessVerdict, evidence: Evidence) -> tuple[Block, ...]:
    """Return the verdict as blocks: the rules beside what to say, then what has changed."""
    rules = Statements(id="rules", title="The rules", findings=tuple(map(_build_rule, verdict.rules)))
    sayings = tuple(
        Statement(text=item.asked, detail=item.answer, page=item.page or None, place=item.place, focus=item.focus)
        for item in verdict.sayings
    )
    asked = Statements(id="sayings", title="What to say if asked", findings=sayings, empty=NOTHING_TO_SAY)
    return (Columns(blocks=(rules, asked), weights=(3, 2)), *_list_changes(evidence))


def _build_rule(rule: RuleResult) -> Statement:
    return Statement(
        text=rule.title,
        figure=", ".join(filter(None, (rule.state.word, rule.figure))),
        detail=rule.reason,
        meta=f"What to do: {rule.cure}" if rule.cure else "",
        status=rule.state,
        page=rule.page or None,
    )


def _list_changes(evidence: Evidence) -> Iterator[Block]:
    if not evidence.changes:
        return
    columns = (Column(label="What"), Column(label="Changed", kind="words"), Column(label="Scenes that it touches"))
    rows = tuple(
        (
            change.kind,
            "; ".join(change.what),
            join_words([str(number) for number in change.scenes]) or ("all" if change.is_order else "none"),
        )
        for change in evidence.changes
    )
    yield TableBlock(id="changes", title="Changed since the last complete run", columns=columns, rows=rows)
