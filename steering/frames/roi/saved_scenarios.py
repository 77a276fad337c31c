"""The saved scenarios in words: their status, who saved them when, and their results then and now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from steering.actors import LOCAL
from steering.formatting import format_moment, pluralise
from steering.records import SavedScenario, State
from steering.roi.report import RoiReport
from steering.roi.saved_scenarios import SavedResult

VERBS: Mapping[State, str] = {
    "draft": "Saved",
    "proposed": "Proposed",
    "approved": "Approved",
    "withdrawn": "Withdrawn",
}
CHANGED = "The business case has changed since then."
# What will happen, before it does.
PROPOSING = (
    "Everybody who opens this case sees it as proposed, and can approve it. Until then it can be changed, which makes "
    "it a draft again, or withdrawn."
)
APPROVING = "An approved scenario can no longer be changed or withdrawn."


@dataclass(frozen=True, kw_only=True)
class SavedScenarioRow:
    """A saved scenario as listed; `changed` says that the business case has changed since, or is empty."""

    saved: SavedScenario
    since: str
    worth: str
    changed: str


def build_row(report: RoiReport, result: SavedResult, name_of: Callable[[str], str]) -> SavedScenarioRow:
    """Build the row of a saved scenario, as of the selected month; `name_of` says what people are called."""
    saved = result.scenario
    verb = "Changed" if saved.state == "draft" and saved.revision > 1 else VERBS[saved.state]
    since = f"{verb} {format_moment(saved.recorded_at)} by {name_of(saved.recorded_by)}"
    if saved.state == "approved" and saved.previously_by == saved.recorded_by:
        since += ", who had proposed it"
    then, now = (report.money(value) for value in (saved.figures.npv, result.npv))
    worth = f"NPV {then} then, {now} on today's data" if then != now else f"NPV {now}, then and on today's data"
    return SavedScenarioRow(saved=saved, since=since, worth=worth, changed=CHANGED if result.case_changed else "")


def describe_saved(found: tuple[SavedResult, ...]) -> str:
    """`3 saved scenarios, 1 approved`."""
    if not found:
        return "Saved scenarios"
    approved = sum(result.scenario.state == "approved" for result in found)
    return f"{pluralise(len(found), 'saved scenario')}{f', {approved} approved' if approved else ''}"


def describe_own_proposal(saved: SavedScenario) -> str:
    """Tell the one who would approve a scenario that they proposed it."""
    text = "You proposed this. Approving it yourself is recorded as such."
    if saved.recorded_by != LOCAL.id:
        return text
    return f"{text} Without a sign-in, everybody here is called {saved.recorded_by}."


def build_address(saved: SavedScenario) -> str:
    """Build the path and query under which everybody sees a saved scenario."""
    ground = {"basis": "plan"} if saved.assumed.basis == "plan" else {}
    return f"/roi?{urlencode({'scenario': saved.scenario_id, **ground})}"
