"""How each team goes through the change, as far as the adoption data tells: training, first deployment, users."""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.context.case_context import CaseContext
from steering.warehouse.answer import rows_as

# How many months a team has to be active for to count as retained, and over how many satisfaction is compared.
SPAN = 3
# Satisfaction falls where it is lower by so much on its scale of 1 to 5; below this figure it is low.
FALL, LOW = 0.3, 3.0


@dataclass(frozen=True, kw_only=True)
class TeamSigns:
    """A team at the chosen month. `active_months` counts those with users among the last three.

    `satisfaction_before` is that of three months earlier; figures that the file does not have are None.
    """

    team_id: str
    team: str
    business_unit: str
    wave: str | None
    has_started: bool
    is_active: bool
    data_scientists: int | None
    people_trained: int | None
    satisfaction: float | None
    first_active: str | None
    active_months: int
    has_deployed: bool
    satisfaction_before: float | None

    def is_retained(self, as_of: str) -> bool | None:
        """Return whether it has had users in each of the last months; None where its first ones came later."""
        if self.first_active is None or self.first_active > months.add_months(as_of, -SPAN):
            return None
        return self.active_months >= SPAN

    @property
    def trained_share(self) -> float | None:
        """The share of its data scientists who are trained; None where the data does not say."""
        if self.people_trained is None or not self.data_scientists:
            return None
        return self.people_trained / self.data_scientists

    @property
    def fall(self) -> float:
        """By how much satisfaction has fallen over the last months; 0 where it has not, or nobody knows."""
        if self.satisfaction is None or self.satisfaction_before is None:
            return 0.0
        return max(0.0, round(self.satisfaction_before - self.satisfaction, 2))


def query_signs(context: CaseContext, as_of: str) -> tuple[TeamSigns, ...]:
    """Return every team that reports in a month; none where there is no adoption data, worked out once."""
    if not context.has("adoption"):
        return ()
    earlier = months.add_months(as_of, -SPAN)

    def query() -> tuple[TeamSigns, ...]:
        return rows_as(context.query("adoption_signs", as_of=as_of, earlier=earlier), TeamSigns)

    return context.cached(("adoption signs", as_of), query)
