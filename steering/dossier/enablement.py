"""The rules of enablement: what is overdue, what nothing shows, what nobody teaches, and what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from steering.cases.dossier.case_paths import LARGEST_TOOL
from steering.cases.dossier.enablement import Enablement, FaqEntry, ToolkitItem
from steering.cases.yaml_reader import Place
from steering.context.dated_case import DatedCase
from steering.dossier import objectives, onboarding, sign_off
from steering.dossier.enablement_file import PAGE, build_finding, enablement_of
from steering.dossier.finding import DossierFinding, DossierRule, ReviewProfile
from steering.dossier.governance_file import governance_of, list_owners
from steering.errors import quote_input
from steering.formatting import format_bytes, format_day, pluralise
from steering.status import Status

# Roles of the programme in which the case is written, not of the organisation that it is about.
PROGRAMME = re.compile(r"(?:learner|instructor|assistant)(?: [0-9]{1,3})?", re.IGNORECASE)


def judge_answer(entry: FaqEntry, today: date) -> Status:
    """Return whether an answer is current: somebody answers for it, and its review is still to come."""
    if entry.review_by and entry.review_by < today:
        return Status.OVERDUE
    return Status.ON_TRACK if entry.owner and entry.review_by else Status.AT_RISK


def _find_answers(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find answers that nobody answers for, and those without a day of review or after it."""
    for index, entry in enumerate(enablement_of(dated).faq):
        place, name = ("faq", index), f"The answer to “{entry.question}”"
        if entry.owner is None:
            remedy = "Add `owner:` with the role that answers for it."
            yield build_finding(
                dated, f"{name} has no owner", Status.AT_RISK, place,
                actual="no owner", expected="the role that answers for it", remedy=remedy,
            )  # fmt: skip
        if entry.review_by is None:
            yield build_finding(
                dated, f"{name} has no day of review", Status.AT_RISK, place,
                actual="no review_by", expected="the day of its next review", remedy="Add `review_by:` with a day.",
                owner=entry.owner,
            )  # fmt: skip
        elif entry.review_by < dated.today:
            ago, day = pluralise((dated.today - entry.review_by).days, "day"), format_day(entry.review_by)
            yield build_finding(
                dated, f"{name} was due for review {ago} ago, on {day}", Status.OVERDUE, (*place, "review_by"),
                actual=day, expected="a day to come", remedy="Review it, then write the day of its next review.",
                owner=entry.owner,
            )  # fmt: skip


def judge_tool(dated: DatedCase, file: str | None) -> Status:
    """Return whether something of the toolkit can be taken along; of a link that is not looked at."""
    if file is None:
        return Status.ON_TRACK
    size = dated.case.dossier.sizes.get(file)
    if size is None:
        return Status.BREACHED
    return Status.ON_TRACK if size <= LARGEST_TOOL else Status.AT_RISK


def list_tools(dated: DatedCase) -> list[ToolkitItem]:
    """Return what of the toolkit can be taken along as a file."""
    items = enablement_of(dated).toolkit
    return [item for item in items if item.file and judge_tool(dated, item.file) is Status.ON_TRACK]


def _find_tools(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find files of the toolkit that are not there or too large, and what has no version."""
    sizes = dated.case.dossier.sizes
    for index, item in enumerate(enablement_of(dated).toolkit):
        place, standing = ("toolkit", index), judge_tool(dated, item.file)
        if standing is Status.BREACHED:
            lack = "which is a folder" if item.file in sizes else "which is not there"
            yield build_finding(
                dated, f"“{item.name}” of the toolkit is {quote_input(item.file)}, {lack}", standing, (*place, "file"),
                actual=quote_input(item.file), expected="a file of the case",
                remedy="Add the file, or correct its name.",
            )  # fmt: skip
        elif standing is Status.AT_RISK:
            most = format_bytes(LARGEST_TOOL)
            yield build_finding(
                dated, f"“{item.name}” of the toolkit is too large to be taken along", standing, (*place, "file"),
                actual=format_bytes(sizes.get(item.file or "") or 0), expected=f"at most {most}",
                remedy="Make it smaller, or give a link to it.",
            )  # fmt: skip
        if item.version is None:
            yield build_finding(
                dated, f"“{item.name}” of the toolkit has no version", Status.AT_RISK, place,
                actual="no version", expected="its version", remedy="Add `version:`, such as a number or a month.",
            )  # fmt: skip


def _list_names(enablement: Enablement) -> Iterator[tuple[Place, str, str]]:
    """Yield everybody whom the file names, where, and for what."""
    for index, entry in enumerate(enablement.faq):
        yield ("faq", index, "owner"), entry.owner or "", f"the answer to “{entry.question}”"
    for index, step in enumerate(enablement.onboarding):
        yield ("onboarding", index, "owner"), step.owner or "", f"the onboarding step “{step.name}”"
    for index, competency in enumerate(enablement.competencies):
        for position, teacher in enumerate(competency.taught_by):
            yield ("competencies", index, "taught_by", position), teacher, f"the competency “{competency.name}”"
    for index, deliverable in enumerate(enablement.deliverables):
        for key in ("author", "reviewer"):
            yield ("deliverables", index, key), getattr(deliverable, key) or "", f"the deliverable “{deliverable.name}”"


def _find_foreign_names(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find those who own, teach, write or review something and are none of the roles of the governance."""
    owners = list_owners(governance_of(dated))
    for place, name, what in _list_names(enablement_of(dated)):
        if owners and name and name.casefold() not in owners and not PROGRAMME.fullmatch(name):
            yield build_finding(
                dated, f"{quote_input(name)}, named for {what}, is none of the roles", Status.AT_RISK, place,
                actual=quote_input(name), expected="the name of a role",
                remedy="Use the name of a role of governance.yaml, or add the role.",
            )  # fmt: skip


def _rule(
    id: str,
    place: str,
    question: str,
    find: Callable[[DatedCase], Iterator[DossierFinding]],
    profile: ReviewProfile = "docs-quality",
    *,
    is_hint: bool = False,
) -> DossierRule:
    return DossierRule(id=id, question=question, profile=profile, page=PAGE, place=place, find=find, is_hint=is_hint)


RULES = (
    _rule("onboarding-data", "onboarding", "Does data tell of every step of onboarding?", onboarding.find_silent_steps,
          "architecture-review"),
    _rule("faq-current", "faq", "Does somebody answer for each answer, and was it reviewed in time?", _find_answers),
    _rule("toolkit-files", "toolkit", "Can everything in the toolkit be taken along?", _find_tools),
    _rule("competency-taught", "competencies", "Does somebody teach each competency, towards an objective?",
          objectives.find_untaught, "architecture-review"),
    _rule("objective-evidence", "objectives", "Is there something that shows each objective?",
          objectives.find_bare_objectives, "architecture-review"),
    _rule("objective-links", "objectives", "Is the evidence of each objective there?", objectives.find_lost_proofs),
    _rule("objective-claims", "objectives", "Does the data support the claims that show an objective?",
          objectives.find_broken_proofs),
    _rule("phase-deliverables", "phases", "Is each phase planned, with deliverables and talks within it?",
          sign_off.find_phase_gaps),
    _rule("deliverable-due", "deliverables", "Has every deliverable been signed in time?",
          sign_off.find_late_deliverables, "architecture-review"),
    _rule("deliverable-signers", "deliverables", "Do two roles sign each deliverable, the author first?",
          sign_off.find_lone_signatures, "architecture-review"),
    _rule("deliverable-files", "deliverables", "Are the files of each deliverable in the case?",
          sign_off.find_missing_files),
    _rule("touchpoint-outcome", "touchpoints", "Is there a talk in each phase, and is it written what came of it?",
          sign_off.find_touchpoint_gaps),
    _rule("enablement-roles", "faq", "Are those who own, teach, write or review something among the roles?",
          _find_foreign_names, is_hint=True),
)  # fmt: skip
