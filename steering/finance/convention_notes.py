"""What an audit notes about how the figures of a case come about: what is left out, worked out, converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.cases.line_amounts import line_amounts
from steering.cases.resolve import choose
from steering.formatting import format_day, format_number, join_words

# Lines that are named in one note; of more, there is a count.
MOST_NAMED = 5


def list_convention_notes(case: BusinessCase) -> Iterator[str]:
    """Yield what was done to the lines of a case before they were summed, as sentences."""
    written = case.as_written
    yield from _options(written)
    yield from _sunk(written)
    yield from _inputs(written)
    yield from _prices(written)
    yield from _currencies(written)
    yield from _cash(case)


def _options(case: BusinessCase) -> Iterator[str]:
    if not case.options:
        return
    choice = choose(case)
    aside = [option.label for option in case.options if option not in (choice.option, choice.against)]
    if choice.option is None:
        return
    against = f" against {choice.against.label}" if choice.against else ""
    left = f"; {join_words(aside)} {'is' if len(aside) == 1 else 'are'} left aside" if aside else ""
    yield f"Figures without an option of their own are of {choice.option.label}{against}{left}."


def _sunk(case: BusinessCase) -> Iterator[str]:
    for line in case.lines:
        if line.sunk:
            spent = format_number(float(sum(line_amounts(line, case))))
            yield f"Left out: {line.name}, {spent}, already spent."


def _inputs(case: BusinessCase) -> Iterator[str]:
    lines = [line for line in case.lines if any(isinstance(term, str) for term in line.terms)]
    if lines:
        names = dict.fromkeys(term for line in lines for term in line.terms if isinstance(term, str))
        labels = [(case.inputs[name].label if name in case.inputs else None) or name for name in names]
        verb = "is" if len(lines) == 1 else "are"
        yield f"{_name(lines)} {verb} worked out from {join_words(labels)}."


def _prices(case: BusinessCase) -> Iterator[str]:
    lines = [line for line in case.lines if line.prices not in (None, case.prices) and not line.sunk]
    if lines and case.inflation is not None:
        other = "real" if case.prices == "nominal" else "nominal"
        verb, them = ("is", "it") if len(lines) == 1 else ("are", "them")
        rate = f"{format_number(float(case.inflation) * 100)}%"
        yield (
            f"{_name(lines)} {verb} written in {other} prices, and the case in {case.prices} ones: "
            f"inflation of {rate} a year converts {them}."
        )


def _currencies(case: BusinessCase) -> Iterator[str]:
    for currency, given in case.exchange_rates.items():
        lines = [line for line in case.lines if line.currency == currency != case.currency]
        if lines:
            verb = "is" if len(lines) == 1 else "are"
            rate = format_number(float(given.rate))
            yield (
                f"{_name(lines)} {verb} converted from {currency} at {rate} {case.currency}, the rate of "
                f"{format_day(given.date)} by {given.source}."
            )


def _cash(case: BusinessCase) -> Iterator[str]:
    """Yield the benefits that count as no cash only because nothing is said of them, beside others that say."""
    benefits = [line for line in case.lines if line.kind == "benefit"]
    unsaid = [line for line in benefits if line.cashable is None]
    if unsaid and len(unsaid) < len(benefits):
        verb, they, them = ("is", "it counts", "it") if len(unsaid) == 1 else ("are", "they count", "them")
        yield (
            f"Nothing says whether {_name(unsaid)} {verb} cash, so on cash alone {they} as none. "
            f"Add `cashable: true` or `false` to {them}."
        )


def _name(lines: Sequence[Line]) -> str:
    names = [line.name for line in lines]
    return join_words(names) if len(names) <= MOST_NAMED else f"{len(names)} lines"
