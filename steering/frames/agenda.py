"""The agenda: the one list of pages, from which menu, sections, URLs, scenes and tests are derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module

from steering.catalog.roles import Permission
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.frame import Frame


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One page: the question that it answers, and its place in the menu.

    The id names its script (`pages/<id>.py`), its frame (`steering/frames/<id>/page.py`) and its URL.
    """

    id: str
    title: str
    question: str
    icon: str
    section: str
    # Whether the page shows figures of the business case, which follow its scenario and drivers.
    model: bool = False
    # Whether the page holds today against an earlier moment.
    compares: bool = False
    # The filters in the head of the page: those that change what it shows.
    filters: tuple[str, ...] = ("as_of", "unit")
    # Whether a scene of the storyboard can show the page.
    in_scenes: bool = True
    # What one has to be allowed to, in the workspace, in order to see the page.
    permission: Permission = "read"

    @property
    def has_lineage(self) -> bool:
        """Whether each of its figures answers what it means: those of the meeting, and what auditors ask about, do."""
        return self.section == "Meeting" or self.id == "compliance"

    def narrow(self, filters: Filters) -> Filters:
        """Return the filters that the page's frame follows from: equal ones share a frame."""
        own = filters if self.model else filters.without_model
        return own if self.compares else replace(own, since=None)

    @property
    def build_frame(self) -> Callable[[CaseContext, Filters], Frame]:
        """The function that builds the page's frame.

        It is imported on first use, because some frames read the agenda themselves.
        """
        page = import_module(f"steering.frames.{self.id}.page")
        function: Callable[[CaseContext, Filters], Frame] = page.build_frame
        return function


ITEMS = (
    AgendaItem(
        id="brief",
        title="Brief",
        question="Are we on track, what are the risks, what must we decide, and what changed?",
        icon=":material/flag:",
        section="Meeting",
        compares=True,
    ),
    AgendaItem(
        id="adoption",
        title="Adoption",
        question="How far are the teams, against the plan, and where will they be?",
        icon=":material/groups:",
        section="Meeting",
        model=True,
    ),
    AgendaItem(
        id="kpis",
        title="KPIs",
        question="Is each figure where it should be by now, and who answers for it?",
        icon=":material/speed:",
        section="Meeting",
    ),
    AgendaItem(
        id="costs",
        title="Costs",
        question="What does it cost, against the budget, for whom, and what is a unit worth?",
        icon=":material/payments:",
        section="Meeting",
    ),
    AgendaItem(
        id="roi",
        title="ROI scenarios",
        question="What does the money bring back, when, and what would make it fail?",
        icon=":material/query_stats:",
        section="Meeting",
        model=True,
        filters=("as_of", "scenario", "basis"),
    ),
    AgendaItem(
        id="roadmap",
        title="Roadmap",
        question="What happens when, which gates release money, and what may go wrong?",
        icon=":material/map:",
        section="Meeting",
        filters=("as_of",),
    ),
    AgendaItem(
        id="storyboard",
        title="Storyboard",
        question="Does the demo fit the time, and does the data still support every sentence of it?",
        icon=":material/movie:",
        section="Meeting",
        model=True,
        compares=True,
        in_scenes=False,
        filters=(),
        permission="rehearse",
    ),
    AgendaItem(
        id="present",
        title="Present",
        question="What does the room see now, what comes next, and how is the time?",
        icon=":material/co_present:",
        section="Meeting",
        model=True,
        in_scenes=False,
        filters=(),
        permission="present",
    ),
    AgendaItem(
        id="decisions",
        title="Decisions",
        question="What was decided, on which figures, and do its conditions hold today?",
        icon=":material/gavel:",
        section="Meeting",
        model=True,
        filters=("as_of",),
    ),
    AgendaItem(
        id="thread",
        title="Golden thread",
        question="Does each benefit lead from a pain to a claim that data proves, and where does it break?",
        icon=":material/conversion_path:",
        section="Dossier",
        filters=("as_of",),
    ),
    AgendaItem(
        id="current_state",
        title="Current state",
        question="What does it take today, what hurts most, and how able are we?",
        icon=":material/explore:",
        section="Dossier",
        filters=("as_of",),
    ),
    AgendaItem(
        id="architecture",
        title="Architecture",
        question="What is built, on which decisions, and does the data still support them?",
        icon=":material/account_tree:",
        section="Dossier",
        filters=("as_of",),
    ),
    AgendaItem(
        id="governance",
        title="Governance",
        question="Who decides what, by which rules, and what has expired?",
        icon=":material/policy:",
        section="Dossier",
        filters=("as_of",),
    ),
    AgendaItem(
        id="compliance",
        title="Compliance",
        question="Which controls can we show an auditor today, and what expires next?",
        icon=":material/verified_user:",
        section="Dossier",
        filters=("as_of",),
        permission="sources",
    ),
    AgendaItem(
        id="change",
        title="Change",
        question="Who still has to be won over, and how far has each group come?",
        icon=":material/handshake:",
        section="Dossier",
        filters=("as_of",),
    ),
    AgendaItem(
        id="enablement",
        title="Enablement",
        question="How do teams come onto the platform, and what has been learned and signed?",
        icon=":material/rocket_launch:",
        section="Dossier",
        filters=("as_of",),
    ),
    AgendaItem(
        id="dry_run",
        title="Dry run",
        question="Do I get through in time, and which scene holds me up?",
        icon=":material/timer:",
        section="Rehearse",
        in_scenes=False,
        filters=(),
        permission="rehearse",
    ),
    AgendaItem(
        id="drill",
        title="Question drill",
        question="Which questions will be the hardest, and do the answers sit?",
        icon=":material/quiz:",
        section="Rehearse",
        in_scenes=False,
        filters=(),
        permission="rehearse",
    ),
    AgendaItem(
        id="readiness",
        title="Readiness",
        question="Am I ready to present, and if not, what is missing?",
        icon=":material/verified:",
        section="Rehearse",
        in_scenes=False,
        filters=(),
        permission="rehearse",
    ),
    AgendaItem(
        id="review",
        title="Review",
        question="What do others make of a run, moment by moment, and how far are they from one another?",
        icon=":material/rate_review:",
        section="Rehearse",
        in_scenes=False,
        filters=(),
        permission="review",
    ),
    AgendaItem(
        id="audit",
        title="Claims audit",
        question="Does a business case say what its own cash flows say?",
        icon=":material/fact_check:",
        section="Data",
        filters=("as_of",),
        permission="edit",
    ),
    AgendaItem(
        id="sources",
        title="Sources",
        question="Where does each figure come from, how fresh is it, and how do I bring or take data?",
        icon=":material/database:",
        section="Data",
        filters=("unit",),
        permission="sources",
    ),
    AgendaItem(
        id="log",
        title="Audit log",
        question="Who did what and when, and is the record of it whole?",
        icon=":material/history:",
        section="Data",
        in_scenes=False,
        filters=(),
        permission="log",
    ),
    AgendaItem(
        id="cohorts",
        title="Cohorts",
        question="Who is in the cohort, how does each get on, and who needs help?",
        icon=":material/school:",
        section="People",
        in_scenes=False,
        filters=(),
        permission="oversee",
    ),
)
AGENDA: Mapping[str, AgendaItem] = {item.id: item for item in ITEMS}
SCENE_PAGES: Mapping[str, AgendaItem] = {item.id: item for item in ITEMS if item.in_scenes}
