"""Teams that charges name and the adoption data does not know: their cost has no business unit and no team's name."""

from __future__ import annotations

from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.costs.scope import NO_CURRENCY
from steering.errors import Problem, quote_input
from steering.formatting import format_money, join_words, pluralise
from steering.warehouse.answer import rows_as

# Teams that a sentence names, those with the most cost first.
NAMED = 5


@dataclass(frozen=True, kw_only=True)
class UnknownTeam:
    """A team as charges name it, its cost in one currency, and the id that is probably meant."""

    team: str
    currency: str | None
    effective: float
    meant: str | None

    @property
    def words(self) -> str:
        """The team and its cost, as they are read."""
        return f"{quote_input(self.team)} ({format_money(self.effective, self.currency or NO_CURRENCY)})"


def find_unknown_teams(context: CaseContext, file: str) -> Problem | None:
    """Return one warning of all teams in the charges that the adoption data does not know, or None."""
    if not (context.has("cost") and context.has("adoption")):
        return None
    unknown = rows_as(context.query("cost_unknown_teams"), UnknownTeam)
    if not unknown:
        return None
    names = [team.words for team in unknown[:NAMED]]
    more = len(unknown) - NAMED
    listed = join_words([*names, f"{more:,} more"] if more > 0 else names)
    count = pluralise(len({team.team for team in unknown}), "team")
    return Problem(
        file=file,
        severity="warning",
        column=context.case.charter.team_tag,
        found=f"{count} that the adoption data does not know: {listed}",
        expected="a team_id of the adoption data",
        remedy=f"{_describe_cure(unknown[:NAMED])} Until then their cost has no business unit.",
    )


def _describe_cure(unknown: tuple[UnknownTeam, ...]) -> str:
    """Describe which ids to write where they are known, and what to do about the other teams."""
    meant = dict.fromkeys((team.team, team.meant) for team in unknown if team.meant)
    cures = [f"{quote_input(right)} for {quote_input(wrong)}" for wrong, right in meant]
    others = any(team.meant is None for team in unknown)
    sentences = [f"Tag the charges with {join_words(cures)}."] if cures else []
    if others:
        sentences.append("Correct the tags, or add these teams to the adoption data.")
    return " ".join(sentences)
