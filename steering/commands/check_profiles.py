"""The checklists that `check` holds a case against, by the name of the profile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from steering.commands.records import has_records, open_records
from steering.errors import FileRefused

if TYPE_CHECKING:
    from steering.context.case_context import CaseContext
    from steering.dossier.finding import ReviewProfile
    from steering.records import Records
    from steering.review.checklist import ChecklistItem
    from steering.state.case_snapshot import CaseSnapshot


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A checklist: asked of a case that is read, or of the folder of one that can't be; what it is about."""

    about: str
    review: Callable[[CaseContext], tuple[ChecklistItem, ...]]
    review_folder: Callable[[Path], tuple[ChecklistItem, ...]]


def _review_finance(context: CaseContext) -> tuple[ChecklistItem, ...]:
    from steering.review.financial import review_case

    return review_case(context.case)


def _review_file(folder: Path) -> tuple[ChecklistItem, ...]:
    """The review of a business case whose case does not open."""
    from steering.cases.business_file import parse_business_case, text_of
    from steering.review.financial import financial, unread_review
    from steering.review.subject import ReviewSubject

    file = folder / "business_case.yaml"
    try:
        written = file.read_bytes()
        business, _ = parse_business_case(written, file.name)
    except (OSError, FileRefused):
        return unread_review("There is no business case that can be read; see the problems.")
    return financial(ReviewSubject(business=business, text=text_of(written, file.name)))


def _review_rehearsal(context: CaseContext) -> tuple[ChecklistItem, ...]:
    """The rehearsal of the case in the folder, with the runs that the app's own store has of it, where there is one."""
    from steering.records import Records

    if has_records():
        with open_records() as records:
            return _review_with(context, records)
    with TemporaryDirectory() as home, Records(Path(home)) as records:
        return _review_with(context, records)


def _review_with(context: CaseContext, records: Records) -> tuple[ChecklistItem, ...]:
    from steering.cases.readiness import ReadinessRules
    from steering.rehearsal.checklist import RehearsalMaterial, review_rehearsal
    from steering.rehearsal.history import list_runs
    from steering.rehearsal.questions import derive_questions
    from steering.rehearsal.readiness import judge
    from steering.rehearsal.readiness_evidence import Evidence, gather_evidence

    now, story = dt.datetime.now(dt.UTC), context.case.storyboard
    last = next(iter(list_runs(records.meetings, context.case.id, now).runs), None)
    key = last.person if last else ""
    if story is None:
        evidence, rules = Evidence(now=now, scenes=()), ReadinessRules()
    else:
        evidence, rules = gather_evidence(_snapshot(context), records, story, key, now), story.readiness
    material = RehearsalMaterial(case=context.case, scenes=evidence.scenes, questions=derive_questions(context))
    return review_rehearsal(material, judge(rules, evidence), last.name if last else None)


def _snapshot(context: CaseContext) -> CaseSnapshot:
    from steering.context.dimensions import available_months, available_units
    from steering.state.case_snapshot import CaseSnapshot

    months = tuple(reversed(available_months(context))) or (context.case.charter.as_of,)
    return CaseSnapshot(context=context, months=months, units=available_units(context), refused={})


def _leave_rehearsal(_: Path) -> tuple[ChecklistItem, ...]:
    from steering.rehearsal.checklist import unread_rehearsal

    return unread_rehearsal("The case can't be opened as it is; see the problems.")


def _dossier_profile(profile: ReviewProfile, about: str) -> Profile:
    """Return the checklist of the dossier's rules of one profile, as of the month that the case opens on."""

    def review(context: CaseContext) -> tuple[ChecklistItem, ...]:
        from steering.context.dated_case import DatedCase
        from steering.review.dossier import review_dossier
        from steering.storyboard.views import default_filters

        return review_dossier(DatedCase(context=context, filters=default_filters(context)), profile)

    def review_folder(_: Path) -> tuple[ChecklistItem, ...]:
        from steering.review.dossier import unread_dossier

        return unread_dossier(profile, "The case can't be opened as it is; see the problems.")

    return Profile(about=about, review=review, review_folder=review_folder)


PROFILES: Mapping[str, Profile] = {
    "financial-review": Profile(about="the plan", review=_review_finance, review_folder=_review_file),
    "rehearsal": Profile(about="the rehearsal", review=_review_rehearsal, review_folder=_leave_rehearsal),
    "docs-quality": _dossier_profile("docs-quality", "the documents"),
    "architecture-review": _dossier_profile("architecture-review", "the architecture"),
}
DEFAULT = next(iter(PROFILES))
