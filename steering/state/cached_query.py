"""The way to ask the warehouse about releases, with the answers that were given kept: neither ever changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steering.context.cache import LruCache
from steering.context.case_context import Query
from steering.errors import StoreUnavailable
from steering.warehouse import Answer, DamagedRelease, QueryFailed, Warehouse

# The most query answers that are cached for the releases of one case, and for those in force in all cases together.
ANSWERS, MOST_ANSWERS = 500, 3_000


def cache_query(
    warehouse: Warehouse,
    references: Mapping[str, str],
    repair: Callable[[], object],
    *,
    share: LruCache[Answer] | None = None,
    scope: str = "",
) -> Query:
    """The way to ask about these releases. They never change, so neither do the answers.

    What fails is asked once more when what follows from the releases, such as a damaged rollup, was made again.
    Where there is a cache to `share`, answers are shared within a `scope`, such as a cohort, whose workspaces are on
    the same releases. Scopes are kept apart: how fast an answer comes says nothing of what others have.
    """
    answers: LruCache[Answer] = LruCache(ANSWERS) if share is None else share
    # What was found damaged is asked for anew.
    about = (scope, warehouse.integrity.damage_count, tuple(sorted(references.items()))) if share is not None else ()

    def ask(query: str, parameters: dict[str, object]) -> Answer:
        try:
            return warehouse.query(query, references, **parameters)
        except DamagedRelease:
            raise
        except (StoreUnavailable, QueryFailed):
            repair()
            return warehouse.query(query, references, **parameters)

    def query(query: str, /, **parameters: object) -> Answer:
        return answers.get((query, repr(sorted(parameters.items())), about), lambda: ask(query, parameters))

    return query
