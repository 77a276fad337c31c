"""What can be done to many failing cells at once: each offer says with how many, and shows one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from steering.catalog.contracts import Contract
from steering.formatting import pluralise
from steering.ingest.row_checks import REPEATED
from steering.ingest.total_rows import REMEDY as TOTAL
from steering.mending.cures import CURES, cure_text
from steering.mending.failing_cells import FailingCell, Failure
from steering.mending.steps import CellStep, CureStep, SameStep, Step

# Rows that may be left out at once: by what is wrong with them, how that is asked for.
_ROWS = {TOTAL: "Leave out the rows of totals", REPEATED: "Leave out the rows that repeat an earlier one"}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A step with the cells or rows that it would mend; `example` is one of them, before and after."""

    step: Step
    label: str
    count: int
    example: tuple[str, str] | None = None

    def describe(self, *, at_least: bool = False) -> str:
        """The offer as a request: `Write a point for the decimal comma: 2 cells of satisfaction, such as 4,2 → 4.2`."""
        unit = "row" if isinstance(self.step, CellStep) else "cell"
        column = "" if isinstance(self.step, CellStep) else f" of {self.step.column}"
        example = f", such as {self.example[0]} → {self.example[1] or 'nothing'}" if self.example else ""
        return f"{self.label}: {'at least ' if at_least else ''}{pluralise(self.count, unit)}{column}{example}"


def find_offers(failure: Failure, contract: Contract) -> tuple[Offer, ...]:
    """What would mend most cells first; a cure that mends one cell alone is offered too."""
    cells: dict[str, list[FailingCell]] = {}
    for cell in failure.cells:
        if cell.column in contract.names:
            cells.setdefault(cell.column, []).append(cell)
    offers = [offer for column, failing in cells.items() for offer in _offer_cures(column, failing, failure, contract)]
    offers += [offer for column in failure.texts for offer in _offer_spellings(column, failure)]
    return (*sorted(offers, key=lambda offer: -offer.count), *_offer_rows(failure))


def find_alike(failure: Failure, column: str, found: str, value: str) -> Offer | None:
    """The offer to do to all others what was done to one cell; None where no other is like it."""
    count = Counter((cell.column, cell.text.strip()) for cell in failure.cells)[column, found.strip()]
    if count < 1:
        return None
    step = SameStep(column=column, found=found.strip(), value=value)
    return Offer(step=step, label="The same for all like it", count=count, example=(found.strip() or "nothing", value))


def _offer_cures(column: str, cells: list[FailingCell], failure: Failure, contract: Contract) -> Iterator[Offer]:
    about, names = contract.column(column), failure.names.get(column, frozenset())
    must = about.required and not about.may_be_empty
    # Each text once: many cells say the same.
    counts = Counter(cell.text.strip() for cell in cells)
    for id, cure in CURES.items():
        if about.type in cure.types:
            texts = {text: cure_text(cure, about.type, text, names) for text in counts}
            fits = [text for text, new in texts.items() if new or (new is not None and not must)]
            if fits:
                count = sum(counts[text] for text in fits)
                example = fits[0], texts[fits[0]] or ""
                yield Offer(step=CureStep(cure=id, column=column), label=cure.label, count=count, example=example)


def _offer_spellings(column: str, failure: Failure) -> Iterator[Offer]:
    """The names of a column of text that differ from one in force only in case, spaces and signs."""
    cure, names = CURES["spelling"], failure.names[column]
    texts = {text: cure_text(cure, "text", text, names) for text in failure.texts[column]}
    fits = [text for text, new in texts.items() if new]
    if fits:
        count, example = sum(failure.texts[column][text] for text in fits), (fits[0], texts[fits[0]] or "")
        yield Offer(step=CureStep(cure="spelling", column=column), label=cure.label, count=count, example=example)


def _offer_rows(failure: Failure) -> Iterator[Offer]:
    for remedy, label in _ROWS.items():
        rows = frozenset((cell.file, cell.row) for cell in failure.cells if cell.problem.remedy == remedy)
        if rows:
            yield Offer(step=CellStep(without=rows), label=label, count=len(rows))
