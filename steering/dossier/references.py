"""Names in one file of the dossier that have to be there in another: each that is not is a finding with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from steering.cases.yaml_reader import Place
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding
from steering.errors import did_you_mean, quote_input
from steering.status import Status


def find_unknown_names(
    dated: DatedCase, file: str, place: Place, names: Sequence[str], known: Collection[str], *, who: str, what: str
) -> Iterator[DossierFinding]:
    """Yield a finding for each name of a list at a place that is none of the known ones.

    `who` names them, `what` is what they should be: `“Gateway” names the capability 'x', which is not there`.
    """
    for index, name in enumerate(names):
        if name not in known:
            remedy = did_you_mean(name, sorted(known)).strip() or f"Add this {what}, or take the name out."
            spot = dated.at(file, (*place, index), quote_input(name), f"a {what} that is there", remedy)
            text = f"{who} names the {what} {quote_input(name)}, which is not there"
            yield DossierFinding(text=text, status=Status.BREACHED, places=(spot,))
