"""A receipt held against the log of its meeting: who changed the log after the receipt was given is found out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from steering.errors import StoreUnavailable
from steering.records.meetings import EDITED, GENESIS, MeetingLog, MeetingRecords, link
from steering.stage.changes import fold_events
from steering.stage.evidence import digest_picture
from steering.stage.receipts import TRAIL, OwnBallot, Receipt, VoteEntry, build_receipt
from steering.stage.recordings import Recordings
from steering.stage.votes import count_votes, vote_from_json
from steering.stage.voting import list_ballots

# What does not hold: the log, the ballots of secret votes, a recorded picture, or the receipt itself.
Subject = Literal["log", "ballots", "picture", "receipt"]
OTHER = "Event {} of the log is not the one that was there when the receipt was given: the log was changed since."
SHORT = "The log ends with event {}, and the receipt was given at event {}: events are missing."
# What of a vote a receipt says, with its name.
FIELDS: Mapping[str, str] = {
    "terms": "its terms",
    "opened_at": "when it was opened",
    "screen": "the screen on which it was put",
    "closed_at": "when it was closed",
    "result": "its result",
    "has_voted": "whether its holder voted",
    "own": "what its holder cast",
}


@dataclass(frozen=True, kw_only=True)
class Discrepancy:
    """Something that does not hold; `event` is the first one that is concerned, where that is known."""

    subject: Subject
    text: str
    event: int | None = None


def verify_receipt(
    receipt: Receipt, log: MeetingLog, records: MeetingRecords, recordings: Recordings
) -> tuple[Discrepancy, ...]:
    """Return everything in which the records differ from a receipt of theirs; nothing where all holds."""
    faults = tuple(_check_log(receipt, log))
    if faults:
        # What rests on a log that was changed says nothing any more.
        return faults
    return (*_check_votes(receipt, log), *_check_ballots(receipt, log, records), *_check_pictures(receipt, recordings))


def have_one_history(receipts: Sequence[Receipt]) -> bool:
    """Whether receipts of one meeting tell of the same events, each as far as it goes."""
    longest = max(receipts, key=lambda receipt: receipt.seq)
    heads = {(receipt.seq, receipt.head) for receipt in receipts}
    return len({seq for seq, _ in heads}) == len(heads) and all(
        longest.trail.startswith(receipt.trail) for receipt in receipts
    )


def _check_log(receipt: Receipt, log: MeetingLog) -> Iterator[Discrepancy]:
    heads, head = [], GENESIS
    for event in log.events:
        head = link(head, event.body)
        heads.append(head)
    pairs = enumerate(zip(heads, _split_trail(receipt), strict=False), start=1)
    changed = next((number for number, (own, start) in pairs if not own.startswith(start)), None)
    is_known = len(heads) >= receipt.seq and heads[receipt.seq - 1] == receipt.head
    if is_known and changed:
        yield Discrepancy(subject="receipt", text=f"The receipt was changed: its trail is wrong at event {changed}.")
    elif changed:
        yield Discrepancy(subject="log", text=OTHER.format(changed), event=changed)
    elif len(heads) < receipt.seq:
        yield Discrepancy(subject="log", text=SHORT.format(len(heads), receipt.seq), event=len(heads) + 1)
    elif not is_known:
        yield Discrepancy(subject="log", text=OTHER.format(receipt.seq), event=receipt.seq)
    if fault := log.fault:
        yield Discrepancy(subject="log", text=EDITED.format(fault), event=fault)


def _split_trail(receipt: Receipt) -> list[str]:
    return [receipt.trail[start : start + TRAIL] for start in range(0, len(receipt.trail), TRAIL)]


def _check_votes(receipt: Receipt, log: MeetingLog) -> Iterator[Discrepancy]:
    """Compare what a receipt says of votes with what its own head says of them."""
    own = {entry.id: entry.own for entry in receipt.votes}
    events = log.events[: receipt.seq]
    known = build_receipt(receipt.meeting, events, seat=receipt.seat, name=receipt.name, find_secret=own.get)
    if [entry.id for entry in known.votes] != list(own):
        yield Discrepancy(subject="receipt", text="The receipt has other votes than the log had when it was given.")
        return
    for entry, right in zip(receipt.votes, known.votes, strict=True):
        said, true = _plain(entry), _plain(right)
        for name, words in FIELDS.items():
            if said[name] != true[name]:
                text = (
                    f"The receipt differs from the log of the vote {_name(entry)} in {words}: the receipt was changed."
                )
                yield Discrepancy(subject="receipt", text=text)


def _check_ballots(receipt: Receipt, log: MeetingLog, records: MeetingRecords) -> Iterator[Discrepancy]:
    """Look up the holder's secret ballots, and count again what was closed."""
    boxes = fold_events(receipt.meeting, log.events).votes
    for entry in receipt.votes:
        box = boxes.get(entry.id)
        if box is None or box.result is None:
            # Cancelled, or still open: what was cast may change.
            continue
        if entry.closed_at and entry.own and entry.own.key and not _is_cast(records, entry, entry.own):
            text = f"The holder's ballot in the secret vote {_name(entry)} is missing, or another one."
            yield Discrepancy(subject="ballots", text=text)
        result = count_votes(vote_from_json(box.opened), list_ballots(records, box), box.voted)
        if dict(result.counts) != box.result.get("counts"):
            text = f"The ballots of the vote {_name(entry)} do not add up to the result in the log."
            yield Discrepancy(subject="ballots", text=text)


def _check_pictures(receipt: Receipt, recordings: Recordings) -> Iterator[Discrepancy]:
    """Compare recorded pictures with those that were shown; one that is not there is no proof of anything."""
    for entry in receipt.votes:
        try:
            packed = recordings.find(entry.screen.frame)
        except StoreUnavailable as error:
            yield Discrepancy(subject="picture", text=str(error))
            continue
        if packed and entry.screen.picture and digest_picture(packed) != entry.screen.picture:
            text = f"The recorded screen of the vote {_name(entry)} is not the one that was shown."
            yield Discrepancy(subject="picture", text=text)


def _is_cast(records: MeetingRecords, entry: VoteEntry, own: OwnBallot) -> bool:
    body = records.ballot(entry.id, own.key)
    return body is not None and json.loads(body) == own.ballot


def _plain(entry: VoteEntry) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(asdict(entry)))
    return plain


def _name(entry: VoteEntry) -> str:
    return f"“{vote_from_json(entry.terms).question}”"
