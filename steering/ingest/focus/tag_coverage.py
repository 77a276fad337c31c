"""Whether the tag that names the team is there: how much of the cost has it, and which keys are near it."""
# ruff: noqa: S608
# The SQL is made of quoted names; values of the file are never pasted into it.

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

from steering.errors import Problem, quote_input
from steering.formatting import join_words
from steering.ingest.report import ProblemList
from steering.warehouse import Scratch, quote_literal

# Below this share of positive cost the tag is doubted.
ENOUGH = 0.5
# Keys that are looked at, those on most of the cost first, and those that are named.
KEYS, NEAREST = 200, 3


def warn_of_tag(parquet: Path, tag: str, scratch: Scratch, findings: ProblemList) -> None:
    """Warn once where less than half of the positive cost has the tag that names the team, or is shared."""
    source = f"read_parquet({quote_literal(str(parquet))})"
    rows = scratch.run(
        "select sum(cost), coalesce(sum(cost) filter (has_tag), 0) from ("
        'select "BillingCurrency" as currency, "EffectiveCost" as cost, '
        f'_team is not null or _shared as has_tag from {source} where "EffectiveCost" > 0) '
        "group by currency order by count(*) desc limit 1"
    )
    if not rows or rows[0][1] >= ENOUGH * float(rows[0][0]):
        return
    cost, with_tag = rows[0]
    share = float(with_tag) / float(cost)
    keys = _nearest(tag, _keys(source, scratch))
    # Where the key itself is the nearest, it is right and only missing from most charges.
    others = [] if tag.lower() in (key.lower() for key in keys) else [quote_input(key) for key in keys]
    there = f"; the nearest keys are {join_words(others)}" if others else "" if keys else "; the charges have no tags"
    cure = f"Set team_tag in case.yaml to the key that names the team, such as {others[0]}, or tag" if others else "Tag"
    findings.add(
        Problem(
            file=findings.file,
            severity="warning",
            column="Tags",
            found=f"the tag {quote_input(tag)} on {share:.0%} of the cost{there}",
            expected="the tag that names the team on most of the cost",
            remedy=f"{cure} the charges. What has no team is shown as not allocated.",
        )
    )


def _keys(source: str, scratch: Scratch) -> list[str]:
    """The keys of all tags, those on most of the cost first."""
    rows = scratch.run(
        "select key, sum(cost) as total from (select unnest(json_keys(tags)) as key, cost from ("
        f'select "Tags" as tags, sum("EffectiveCost") as cost from {source} where "EffectiveCost" > 0 group by 1)) '
        f"group by key order by total desc, key limit {KEYS}"
    )
    return [key for key, _ in rows]


def _nearest(tag: str, keys: list[str]) -> list[str]:
    """The keys that are most like the tag, those that hold it before others."""

    def unlikeness(key: str) -> tuple[bool, float]:
        name = key.lower()
        return tag.lower() not in name, -SequenceMatcher(None, tag.lower(), name).ratio()

    return sorted(keys, key=unlikeness)[:NEAREST]
