"""Writes the example's `evidence.csv`: pieces of evidence over 18 months, so timed that each month-end counts right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from bench.example_controls import CURRENT, controls
from bench.example_days import days_of
from bench.example_files import Row, as_csv
from bench.example_spend import BILLED_MONTHS
from bench.example_teams import jitter

LAPSED = "2026-08"
REVIEWS = "308(a)(3)(ii)(A) 308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(2)(i)"
RENEWED = ("CC6.1", "CC6.3", *(f"164.{one}" for one in REVIEWS.split()))
# Access reviews that lapsed in August: the first were renewed in September, the others still are not.
EXPIRED = ("CC6.2", "164.308(a)(3)(ii)(B)", "164.308(a)(3)(ii)(C)", "164.312(d)")
# Controls for which nothing was ever collected.
UNCOVERED = ("CC1.5", "CC9.2", "164.308(a)(7)(ii)(E)", "164.314(a)(2)(iii)")
# Controls whose only piece was rejected, or is still with its reviewer.
REJECTED, WAITING = "164.310(d)(2)(i)", "CC3.3"

# Controls with current evidence at the end of each month of 2025.
FIRST_MONTHS = (10, 13, 16, 19, 22, 25, 28, 31)
SAFEGUARDS = """
308(a)(1)(ii)(D) 308(a)(5)(ii)(B) 308(a)(5)(ii)(C) 308(a)(7)(ii)(A) 310(d)(2)(iv)
312(a)(2)(iii) 312(a)(2)(iv) 312(b) 312(c)(2) 312(e)(2)(i) 312(e)(2)(ii)
"""
# Controls whose evidence is collected by the platform itself.
AUTOMATED = {
    *("CC5.2", "CC6.6", "CC6.7", "CC6.8", "CC7.1", "CC7.2", "CC7.5", "CC8.1"),
    *(f"164.{one}" for one in SAFEGUARDS.split()),
}

METHODS = ("inspection", "inspection", "inquiry", "observation", "reperformance")
VALID_DAYS = {"automated": 45, "reperformance": 120, "observation": 150, "inquiry": 180, "inspection": 210}
# An access review is good for a quarter.
REVIEW_DAYS = 95
COLLECTORS = ("Platform engineer", "Security analyst", "Data steward", "Compliance analyst")
REVIEWERS = ("Head of compliance", "Chief information security officer", "Internal auditor", "Privacy officer")
NOW = date(2026, 10, 31)
# No piece is collected that would expire sooner.
SHORT_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of evidence, without its number."""

    control: str
    method: str
    collected: date
    expires: date
    status: str = "approved"


def queue() -> list[str]:
    """The controls in the order in which they first have evidence; those that lapse are among the first."""
    without = {*UNCOVERED, REJECTED, WAITING, *RENEWED, *EXPIRED}
    rest = sorted((one for one in controls() if one not in without), key=lambda one: jitter(one, "first"))
    early = [*RENEWED, *EXPIRED, *rest[:24]]
    return sorted(early, key=lambda one: jitter(one, "early")) + rest[24:]


def starts() -> Mapping[str, str]:
    """The month in which each control first has evidence, so that the counts come out."""
    counts = dict(zip(BILLED_MONTHS, FIRST_MONTHS, strict=False)) | CURRENT
    found: dict[str, str] = {}
    for month, count in counts.items():
        lapsed = {LAPSED: len(RENEWED) + len(EXPIRED)}.get(month, len(EXPIRED) if month > LAPSED else 0)
        found |= dict.fromkeys(queue()[len(found) : count + lapsed], month)
    return found


def within(month: str, *key: str) -> date:
    """A day of the month, neither among the first three nor the last three."""
    days = days_of(month)[3:-3]
    return days[int((jitter(*key, month, "day") + 1) / 2 * len(days))]


def method_of(control: str) -> str:
    """How evidence of a control is collected."""
    if control in AUTOMATED:
        return "automated"
    return METHODS[int((jitter(control, "method") + 1) / 2 * len(METHODS))]


def valid_for(control: str, method: str) -> int:
    """Days until a piece expires."""
    return REVIEW_DAYS if control in {*RENEWED, *EXPIRED} else VALID_DAYS[method]


def chain(control: str, start: date, end: date) -> Iterator[Piece]:
    """Pieces one after another, each collected shortly before the last one expires, until one holds beyond `end`."""
    method = method_of(control)
    collected = start
    while True:
        expires = collected + timedelta(days=valid_for(control, method))
        yield Piece(control=control, method=method, collected=collected, expires=expires)
        if expires > end:
            return
        ahead = 3 + int((jitter(control, collected.isoformat(), "ahead") + 1) * 4)
        collected = expires - timedelta(days=ahead)


def until(pieces: Sequence[Piece], end: date) -> list[Piece]:
    """The pieces without renewal: the last of them expires on that day."""
    kept = [piece for piece in pieces if (end - piece.collected).days >= SHORT_DAYS]
    return [*kept[:-1], replace(kept[-1], expires=end)]


def approved(control: str, start: str) -> list[Piece]:
    """All pieces of a control that were approved."""
    first = within(start, control)
    if control not in {*RENEWED, *EXPIRED}:
        return list(chain(control, first, NOW))
    lapse = within(LAPSED, control)
    pieces = until(list(chain(control, first, lapse)), lapse)
    again = chain(control, within("2026-09", control, "again"), NOW) if control in RENEWED else ()
    return [*pieces, *again]


def unfinished(piece: Piece) -> Iterator[Piece]:
    """What some pieces leave behind: a first attempt that was rejected, or by now a renewal in the making."""
    if piece.method != "automated" and jitter(piece.control, piece.collected.isoformat(), "attempt") > 0.7:
        earlier = piece.collected - timedelta(days=2)
        yield replace(piece, collected=earlier, expires=piece.expires - timedelta(days=2), status="rejected")
    if piece.method != "automated" and NOW < piece.expires < NOW + timedelta(days=40):
        yield open_piece(piece.control, "draft" if jitter(piece.control, "draft") > 0 else "in_review")


def open_piece(control: str, status: str) -> Piece:
    """A piece of October that is not approved."""
    method = method_of(control)
    collected = within("2026-10", control, status)
    expires = collected + timedelta(days=valid_for(control, method))
    return Piece(control=control, method=method, collected=collected, expires=expires, status=status)


def pieces() -> list[Piece]:
    """Everything collected, in order of time."""
    good = [piece for control, start in starts().items() for piece in approved(control, start)]
    waiting = [open_piece(control, "in_review") for control in (WAITING, *EXPIRED[:2])]
    rest = [other for piece in good for other in unfinished(piece)]
    found = [*good, *waiting, *rest, open_piece(REJECTED, "rejected")]
    return sorted(found, key=lambda piece: (piece.collected, piece.control, piece.status))


def draw(names: Sequence[str], *key: str) -> str:
    """One of the names."""
    return names[int((jitter(*key) + 1) / 2 * len(names))]


def stated_text(number: str, piece: Piece) -> str:
    """The text whose SHA-256 stands for the content of a piece, which does not exist."""
    return f"Evidence {number} for {piece.control}, {piece.method}, collected {piece.collected}"


def evidence_row(number: str, piece: Piece) -> Row:
    """One row of `evidence.csv`."""
    automatic = piece.method == "automated"
    origin = "platform" if automatic else "register"
    return (
        number,
        piece.control,
        controls()[piece.control],
        piece.method,
        f"evidence://{origin}/{piece.control}/{piece.collected}",
        sha256(stated_text(number, piece).encode()).hexdigest(),
        piece.collected.isoformat(),
        piece.expires.isoformat(),
        "Evidence collector of the platform" if automatic else draw(COLLECTORS, piece.control, "collector"),
        "" if piece.status == "draft" else draw(REVIEWERS, piece.control, "reviewer"),
        piece.status,
    )


def evidence_csv() -> str:
    """The text of `evidence.csv`."""
    header = (
        "evidence_id,control_id,framework,method,source_uri,sha256,collected_at,expires_at,collector,reviewer,status"
    )
    rows = (evidence_row(f"EV-{number:04}", piece) for number, piece in enumerate(pieces(), start=1))
    return as_csv(header, rows)
