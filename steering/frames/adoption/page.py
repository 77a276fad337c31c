"""The frame of the Adoption page: how far are the teams, against the plan, and where will they be?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from steering import months
from steering.adoption import forecast as forecasting
from steering.adoption import lateness, progress
from steering.adoption.lateness import LateTeam
from steering.adoption.outlook import forecast_outlook
from steering.adoption.progress import AdoptionMonth, Stall, TeamProgress
from steering.cases.model import AdoptionPlan
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words, pluralise
from steering.frames.adoption import blocks as parts
from steering.frames.adoption.forecast import build_backtest, build_curve, describe_outlook
from steering.frames.adoption.tiles import build_tiles
from steering.frames.blocks import Chart, Columns, Notice, TableBlock
from steering.frames.frame import Frame, month_frame, provenance, waiting_frame
from steering.frames.phrases import describe_gap
from steering.roi.adoption_trial import trial_adoption

PAGE = "adoption"
# How many teams behind plan the sentence names, and in how many letters at most; the table has all.
NAMED, SAID = 3, 150
REMEDY = (
    "Add datasets/adoption.csv to the case folder, one row per team and month with the columns month, team_id, "
    "team, business_unit, stage, active_users and models_in_production."
)


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Adoption as of a month, for one business unit or all. Reads the adoption release and the plan."""
    if not context.has("adoption"):
        return waiting_frame(PAGE, context, filters, "adoption", REMEDY)
    monthly = progress.query_months(context, filters)
    if not monthly or monthly[-1].month != filters.as_of:
        return month_frame(PAGE, context, filters, "adoption")
    plan = context.case.charter.adoption if filters.unit is None else None
    planned = plan.count_planned(filters.as_of) if plan else None
    teams = progress.query_teams(context, filters)
    late = lateness.find_late_teams(teams, plan, filters.as_of)
    stalled = progress.find_stalled_teams(teams, context.case.charter.adoption, filters.as_of)
    ahead = forecast_outlook(context, filters)
    end = months.add_months(filters.as_of, len(ahead.point) if ahead else 0)
    return Frame(
        page=PAGE,
        message=_describe_adoption(monthly, plan, filters),
        detail=_describe_detail(late, stalled, ahead, filters),
        blocks=(
            build_tiles(monthly, teams, stalled, planned, context.case.charter.adoption),
            build_curve(monthly, plan, ahead, filters, trial_adoption(context, filters, end)),
            *_build_waves_and_units(context, filters, teams),
            *_build_team_tables(context, filters, late, stalled),
            Columns(blocks=(parts.build_stage_chart(context, filters), parts.build_funnel_chart(teams))),
            parts.build_retention(context, filters),
            build_backtest(ahead),
        ),
        provenance=provenance(context, filters, ("adoption",)),
        notices=_build_notices(context, filters),
    )


def _build_waves_and_units(
    context: CaseContext, filters: Filters, teams: Sequence[TeamProgress]
) -> tuple[Chart | Columns, ...]:
    """Where the teams are that have adopted: by wave, and by business unit where not one is chosen."""
    waves = parts.build_wave_chart(context, filters)
    if filters.unit:
        return (waves,)
    plans = lateness.plan_units(teams, context.case.charter.adoption, filters.as_of)
    return (Columns(blocks=(waves, parts.build_unit_chart(context, filters, plans))),)


def _build_team_tables(
    context: CaseContext, filters: Filters, late: Sequence[LateTeam], stalled: Sequence[Stall]
) -> tuple[TableBlock, ...]:
    """Who is behind: the teams behind plan where there is one, and the teams that do not move on."""
    has_plan = context.case.charter.adoption is not None and not filters.unit
    behind = (parts.build_late_table(late),) if has_plan else ()
    return (*behind, parts.build_stalled_table(stalled))


def _build_notices(context: CaseContext, filters: Filters) -> tuple[Notice, ...]:
    if context.case.charter.adoption is None:
        remedy = "Add `adoption:` with its waves to case.yaml to see plan against actual."
        return (Notice(text="This case has no adoption plan.", remedy=remedy),)
    if filters.unit:
        return (Notice(text="The plan is set for the whole organisation, so it is not shown for one business unit."),)
    return ()


def _describe_adoption(monthly: Sequence[AdoptionMonth], plan: AdoptionPlan | None, filters: Filters) -> str:
    last = monthly[-1]
    where = f" of {filters.unit}" if filters.unit else ""
    verb = "has" if 1 in (last.adopted, last.teams) else "have"
    sentence = f"{last.adopted} of {pluralise(last.teams, 'team')}{where} {verb} adopted the platform"
    return sentence + describe_gap(last.adopted, plan.count_planned(filters.as_of) if plan else None)


def _describe_detail(
    late: Sequence[LateTeam],
    stalled: Sequence[Stall],
    ahead: forecasting.AdoptionForecast | None,
    filters: Filters,
) -> str:
    sentences = [_describe_late(late)] if late else []
    if stalled:
        verb, which = ("is", "") if len(stalled) == 1 else ("are", " longest")
        count = pluralise(len(stalled), "team")
        sentences.append(f"{count} {verb} stalled: {stalled[0].team.team}{which}, {stalled[0].text}.")
    if ahead and ahead.point:
        sentences.append(describe_outlook(ahead, months.add_months(filters.as_of, len(ahead.point))))
    return " ".join(sentences)


def _describe_late(late: Sequence[LateTeam]) -> str:
    """The teams behind plan by name, as many as a sentence holds, and how many of those that are equally near."""
    certain = [f"{team.team.team} ({team.text})" for team in late if team.is_certain]
    lengths = accumulate(map(len, certain))
    rows = enumerate(zip(certain[:NAMED], lengths, strict=False))
    names = [name for place, (name, length) in rows if not place or length <= SAID]
    if len(certain) > len(names):
        names.append(f"{len(certain) - len(names)} more")
    open_places = {team.team.wave or "": (team.places, team.rivals) for team in late if not team.is_certain}
    names += [f"{places} of {rivals} teams of {_wave(wave)}" for wave, (places, rivals) in open_places.items()]
    return f"Behind plan: {join_words(names)}."


def _wave(wave: str) -> str:
    label = progress.wave_label(wave)
    return label[0].lower() + label[1:] if label != wave else wave
