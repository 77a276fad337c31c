"""A receipt of a meeting as one HTML file that opens without a network, and that the log can be held against later.

The same receipt is the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from steering.catalog.voting import OPTIONS
from steering.errors import SteercoError
from steering.exports.offline_page import (
    NO_SCRIPTS,
    hide_markup,
    render_bar,
    render_page,
    render_picture,
    render_source,
)
from steering.formatting import ABSENT
from steering.picture.words import text
from steering.stage.ballots import ballot_from_json
from steering.stage.receipts import DAMAGED, Receipt, VoteEntry, parse_receipt
from steering.stage.votes import vote_from_json

ID = "receipt"
PART = re.compile(rb'<script type="application/json" id="receipt">(.*?)</script>', re.DOTALL)
NOT_HERE = "Not in this receipt: only the browser in which you voted has the key to your ballot."
NO_VOTE = "<p>No vote was opened up to this moment.</p>"
GONE = "The picture of this screen is not at hand as it was shown: its recording is missing, damaged or was changed."
PROOF = (
    "Keep this file. What happened in the meeting was appended to a log, in which each entry carries a hash of all "
    "that came before it. The hash below stands for the whole log up to this moment: whoever changes, adds or removes "
    "an entry of it later is found out with this file alone."
)


def render_receipt(receipt: Receipt, pictures: Mapping[str, bytes]) -> bytes:
    """Return the file. `pictures` has the recorded pictures as JSON by the hashes of their frames."""
    count = len(receipt.votes)
    parts = "".join(
        _render_vote(receipt, entry, number, count, pictures.get(entry.screen.frame))
        for number, entry in enumerate(receipt.votes, start=1)
    )
    data = f'<script type="application/json" id="{ID}">{hide_markup(receipt.as_dict())}</script>'
    body = f"{render_bar('Votes')}<main>{_render_cover(receipt)}{parts}</main>{data}"
    return render_page(f"Receipt: {receipt.title}", body, look="receipt.css")


def parse_receipt_file(file: bytes) -> Receipt:
    """Read the machine-readable part of a receipt's file, or that part alone.

    Raises:
        SteercoError: it is no receipt, damaged, or of another version.
    """
    parts = PART.findall(file)
    if not parts and not file.lstrip().startswith(b"{"):
        raise SteercoError("This is no receipt: it has no machine-readable part. Take the file as it was saved.")
    if len(parts) > 1:
        raise SteercoError(DAMAGED.format("it has more than one machine-readable part"))
    try:
        return parse_receipt((parts[0] if parts else file).decode())
    except UnicodeDecodeError as error:
        raise SteercoError(DAMAGED.format("it is not in UTF-8")) from error


def name_file(receipt: Receipt) -> str:
    """Return the name of the file: `receipt-halden-2026-12-01-ada-lovelace.html`."""
    words = re.findall(r"[a-z0-9]+", f"{receipt.case} {receipt.day} {receipt.name}".lower())
    return f"{'-'.join(['receipt', *words])[:100]}.html"


def _render_cover(receipt: Receipt) -> str:
    rows = "".join(_render_row(entry, number) for number, entry in enumerate(receipt.votes, start=1))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Vote", "Question", "Result", "Your vote"))
    table = f'<table class="contents"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return (
        '<section class="cover stop" id="contents">'
        f'<p class="where">{text(receipt.organisation)} · {_format_day(receipt.day)}</p>'
        f'<h1 tabindex="-1">{text(receipt.title)}</h1><p class="headline">Receipt of {text(receipt.name)}</p>'
        f"{table if rows else NO_VOTE}{NO_SCRIPTS}"
        f'<div class="proof"><p>{PROOF}</p><p><code>{text(receipt.head)}</code></p>'
        f'<p class="fine">Entry {receipt.seq:,} of the log of meeting {text(receipt.meeting)}, {_format(receipt.at)}. '
        "To hold the log against this file: <code>python -m steering verify-log --receipt FILE</code></p></div>"
        "</section>"
    )


def _render_row(entry: VoteEntry, number: int) -> str:
    question = f'<a href="#vote-{number}">{text(vote_from_json(entry.terms).question)}</a>'
    cells = (str(number), question, text(_describe_result(entry)), text(_describe_own(entry, short=True)))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _render_vote(receipt: Receipt, entry: VoteEntry, number: int, count: int, picture: bytes | None) -> str:
    vote = vote_from_json(entry.terms)
    facts = "".join(
        f"<dt>{text(name)}</dt>{''.join(f'<dd>{text(line)}</dd>' for line in lines)}"
        for name, lines in _list_facts(entry)
    )
    return (
        f'\n<section class="stop vote" id="vote-{number}" aria-label="{text(vote.question)}"><div class="sheet">'
        f'<p class="where"><strong>Vote {number} of {count}</strong> opened {_format(entry.opened_at)}</p>'
        f'<h1 tabindex="-1">{text(vote.question)}</h1><dl class="facts">{facts}</dl></div></section>'
        f"{_render_screen(receipt, entry, number, picture)}"
    )


def _render_screen(receipt: Receipt, entry: VoteEntry, number: int, picture: bytes | None) -> str:
    screen = entry.screen
    if not screen.frame:
        return ""
    if picture is None:
        shown = f'<h1 tabindex="-1">{text(screen.message)}</h1><p>{GONE}</p>'
    else:
        value = json.loads(picture)
        shown = render_picture(f"picture-{number}", value["markup"], value["charts"])
    recorded = f", a recording of {_format(screen.recorded)}" if screen.recorded else ""
    return (
        f'\n<section class="scene stop" id="screen-{number}" aria-label="The screen of vote {number}">'
        '<div class="sheet">'
        f'<p class="where"><strong>Vote {number}</strong> The screen when it was opened{recorded}</p>'
        f"{shown}"
        f"{render_source(receipt.case, screen.state, tuple(screen.releases.items()), screen.frame)}"
        "</div></section>"
    )


def _list_facts(entry: VoteEntry) -> Iterator[tuple[str, list[str]]]:
    vote, result, screen = vote_from_json(entry.terms), entry.result, entry.screen
    if vote.asked:
        yield "Asked for", [vote.asked]
    yield "Result", [_describe_result(entry)]
    if result:
        yield "Decided", [str(result.get("decision", ""))]
        yield "Votes", [f"{OPTIONS[option]}: {result.get('counts', {}).get(option, 0)}" for option in vote.options]
        if conditions := result.get("conditions"):
            yield "Conditions", [str(condition) for condition in conditions]
        if dissent := list(_list_dissent(result)):
            yield "Dissent", dissent
        yield "Closed", [_format(entry.closed_at)]
    yield "Your vote", _describe_own(entry).split("\n")
    yield "Terms", [vote.terms]
    yield "Entitled", [_describe_people(person.name for person in vote.entitled)]
    if vote.recused:
        yield "Recused", [_describe_people(person.name for person in vote.recused)]
    if vote.decision:
        yield "Decision", [vote.decision]
    if screen.message:
        yield "On stage", [screen.message]
    if screen.state:
        yield "State", [", ".join(screen.state)]
    if screen.figures:
        yield "Figures", [f"{label}: {value}" for label, value in screen.figures.items()]
    yield "Releases", [f"{name} {release}" for name, release in screen.releases.items()] or [ABSENT]
    yield "Frame", [screen.frame or ABSENT]
    yield "Picture", [screen.picture or ABSENT]


def _list_dissent(result: Mapping[str, Any]) -> Iterator[str]:
    names = result.get("dissent", [])
    yield from (f"{item['name']}: {OPTIONS.get(item['choice'], item['choice'])}" for item in names)
    if not names and (count := result.get("dissenting")):
        yield f"{count}, whose names a secret vote does not tell"


def _describe_result(entry: VoteEntry) -> str:
    return str(entry.result["words"]) if entry.result else "Open when this receipt was made"


def _describe_own(entry: VoteEntry, *, short: bool = False) -> str:
    """Return what the holder cast, the conditions in lines of their own."""
    if entry.own is None:
        return NOT_HERE if entry.has_voted and not short else "In secret" if entry.has_voted else "None"
    ballot, _ = ballot_from_json(entry.own.ballot)
    if ballot is None:
        return ABSENT
    conditions = () if short else tuple(condition.describe() for condition in ballot.conditions)
    return "\n".join((OPTIONS[ballot.choice], *conditions))


def _describe_people(names: Iterator[str]) -> str:
    return ", ".join(names) or ABSENT


def _format_day(day: str) -> str:
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return text(day)
    return f"{date.day} {date:%b %Y}"


def _format(moment: str) -> str:
    """`27 Nov 2026, 14:02 UTC`."""
    try:
        time = dt.datetime.fromisoformat(moment).astimezone(dt.UTC)
    except ValueError:
        return text(moment)
    return f"{time.day} {time:%b %Y, %H:%M} UTC"
