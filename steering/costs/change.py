"""Why the cost of usage changed from service month to the next: rate, volume and mix, which add up to the change."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from steering import months
from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as

# What a pricing unit is made of: how many of it are priced together, and its name.
SIZE = re.compile(r"(?:([0-9][0-9,]*(?:\.[0-9]+)?)\s*(k|m)?(?![a-z]))?\s*(.*)", re.DOTALL)
SCALES = {"": 1.0, "k": 1e3, "m": 1e6}
SYNONYMS = {"hr": "hour", "hrs": "hour", "h": "hour", "mo": "month", "gigabyte": "gb", "gigabytes": "gb"}


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """Cost and quantity of a provider's service in a unit, in two months."""

    provider: str
    service: str
    unit: str
    cost_before: float
    cost_now: float
    quantity_before: float
    quantity_now: float

    @property
    def comparable(self) -> bool:
        """Whether it has a unit and was used in both months, so that a rate exists in both."""
        return bool(self.unit) and self.quantity_before > 0 and self.quantity_now > 0


@dataclass(frozen=True, kw_only=True)
class Decomposition:
    """A change of cost in its parts, in the scope's currency.

    `rate`: other prices for what is used now. `volume`: more or less of everything. `mix`: another share of
    dearer things. `started` and `stopped`: what is used in one of the months only. `other`: what is used in both but
    has no unit, or another one, so that no rate exists.
    """

    before: float
    now: float
    rate: float
    volume: float
    mix: float
    started: float
    stopped: float
    other: float


def decompose(services: Sequence[Quantity]) -> Decomposition:
    """Price-volume-mix over services that share a unit, summed over the units.

    For a service k with quantity q and rate p = cost / q, and Q the quantity of its unit over all services:
    rate = (p1 - p0) q1, volume = p0 q0 (Q1 / Q0 - 1), mix = p0 (q1 - q0 Q1 / Q0). Their sum is c1 - c0.
    """
    both = [service for service in services if service.comparable]
    rate = volume = mix = 0.0
    for service in both:
        peers = [peer for peer in both if peer.unit == service.unit]
        growth = sum(peer.quantity_now for peer in peers) / sum(peer.quantity_before for peer in peers)
        price = service.cost_before / service.quantity_before
        rate += service.cost_now - price * service.quantity_now
        volume += service.cost_before * (growth - 1)
        mix += price * (service.quantity_now - service.quantity_before * growth)
    rest = [service for service in services if not service.comparable]
    only_now = [service for service in rest if not service.cost_before]
    only_before = [service for service in rest if service.cost_before and not service.cost_now]
    in_both = [service for service in rest if service.cost_before and service.cost_now]
    return Decomposition(
        before=sum(service.cost_before for service in services),
        now=sum(service.cost_now for service in services),
        rate=rate,
        volume=volume,
        mix=mix,
        started=sum(service.cost_now for service in only_now),
        stopped=-sum(service.cost_before for service in only_before),
        other=sum(service.cost_now - service.cost_before for service in in_both),
    )


def merge_renames(services: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Bring together what is one thing under two names: a unit, or a provider, that was renamed between the months.

    `1 Hour` and `Hours` are one unit, and `1K requests` are a thousand of `requests`. Where a service has one unit in
    the month before and another one now, its cost is compared and its quantity is not.
    """
    plain = [_with_plain_unit(service) for service in services]
    by_unit = _merge(plain, lambda row: (row.provider, row.service, row.unit))
    by_provider = _merge_halves(by_unit, lambda row: (row.service, row.unit))
    return _merge_halves(by_provider, lambda row: (row.provider, row.service), unit="")


def parse_unit(text: str) -> tuple[float, str]:
    """Return the size and the plain name of a pricing unit: 1,000 and `request` for `1K Requests`."""
    match = SIZE.match(text.strip().lower())
    assert match is not None
    number, letter, name = match.groups()
    size = float((number or "1").replace(",", "")) * SCALES[letter or ""]
    plain = " ".join(SYNONYMS.get(word, word.removesuffix("s")) for word in re.split(r"[\s-]+", name.strip()) if word)
    return (size, plain) if size > 0 else (1.0, text.strip().lower())


def _with_plain_unit(row: Quantity) -> Quantity:
    size, unit = parse_unit(row.unit)
    return replace(row, unit=unit, quantity_before=row.quantity_before * size, quantity_now=row.quantity_now * size)


def _merge(services: Sequence[Quantity], key: Callable[[Quantity], Hashable]) -> list[Quantity]:
    """Return one row for each key, with the sums of its rows."""
    groups: dict[Hashable, list[Quantity]] = {}
    for row in services:
        groups.setdefault(key(row), []).append(row)
    return [_sum(rows) for rows in groups.values()]


def _merge_halves(
    services: Sequence[Quantity], key: Callable[[Quantity], Hashable], unit: str | None = None
) -> tuple[Quantity, ...]:
    """Merge a row of the month before alone with the one of this month alone that has the same key, if it is unique."""
    gone: dict[Hashable, list[Quantity]] = {}
    fresh: dict[Hashable, list[Quantity]] = {}
    for row in services:
        if row.cost_before and not row.cost_now:
            gone.setdefault(key(row), []).append(row)
        elif row.cost_now and not row.cost_before:
            fresh.setdefault(key(row), []).append(row)
    pairs = [(gone[same][0], fresh[same][0]) for same in gone if len(gone[same]) == len(fresh.get(same, ())) == 1]
    paired = {id(row) for pair in pairs for row in pair}
    merged = [_sum([after, before]) for before, after in pairs]
    if unit is not None:
        merged = [replace(row, unit=unit) for row in merged]
    return (*(row for row in services if id(row) not in paired), *merged)


def _sum(rows: Sequence[Quantity]) -> Quantity:
    """Return the rows added up, under the names of the first one."""
    return replace(
        rows[0],
        cost_before=sum(row.cost_before for row in rows),
        cost_now=sum(row.cost_now for row in rows),
        quantity_before=sum(row.quantity_before for row in rows),
        quantity_now=sum(row.quantity_now for row in rows),
    )


def query_quantities(context: CaseContext, scope: Scope) -> tuple[Quantity, ...]:
    """Usage of the chosen month and the service before, by provider, service and unit."""
    before = months.add_months(scope.as_of, -1)
    return merge_renames(rows_as(context.query("cost_quantities", **scope.parameters, before=before), Quantity))
