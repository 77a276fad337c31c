"""Minutes of a meeting as plain values: who was there, what was shown and asked, how it was voted, who does what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from steering.catalog.voting import OPTIONS
from steering.formatting import format_day, pluralise
from steering.stage.votes import Vote


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Somebody who was invited."""

    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SceneNote:
    """Something that was on stage: its place (`Scene 3`, `Costs`), what it said, since when and for how long.

    `clock` is a time of day such as `14:05`; `changes` are drivers that were moved, in words.
    """

    place: str
    message: str
    clock: str
    minutes: float | None = None
    changes: str = ""
    is_recording: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionNote:
    """A question and what became of it: `state` is open, queued, next, answered or parked.

    `where` is the scene in which it was answered; `owner` and `due` are those of one that was parked.
    """

    text: str
    name: str
    state: str
    where: str = ""
    owner: str = ""
    due: date | None = None

    @property
    def outcome(self) -> str:
        """What became of it in words: `answered in scene 5`, `parked: Head of finance, due 15 Dec 2026`."""
        if self.state == "answered":
            return f"answered in {self.where}" if self.where else "answered"
        if self.state != "parked":
            return "not answered"
        due = f", due {format_day(self.due)}" if self.due else ""
        return f"parked: {self.owner or 'without an owner'}{due}"


@dataclass(frozen=True, kw_only=True)
class VoteNote:
    """A closed vote in words: on which terms, what came of it, who dissented, under which conditions."""

    question: str
    terms: str
    words: str
    decision: str
    counts: str
    attendance: str
    dissent: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    asked: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionNote:
    """What somebody is to do, by when."""

    text: str
    owner: str
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingMinutes:
    """The minutes of a meeting. `head` is the hash with which its log ends; clocks are in the time zone `zone`."""

    title: str
    organisation: str
    day: date
    began: str = ""
    ended: str = ""
    zone: str = ""
    present: tuple[Attendee, ...] = ()
    absent: tuple[Attendee, ...] = ()
    guests: int = 0
    scenes: tuple[SceneNote, ...] = ()
    questions: tuple[QuestionNote, ...] = ()
    votes: tuple[VoteNote, ...] = ()
    actions: tuple[ActionNote, ...] = ()
    head: str = ""


def note_vote(vote: Vote, result: Mapping[str, Any]) -> VoteNote:
    """Return a closed vote as the minutes have it; `result` is what `votes.result_as_json` says of it."""
    counts = [
        f"{count} {label.lower()}" for option, label in OPTIONS.items() if (count := result["counts"].get(option))
    ]
    options = {option: label.lower() for option, label in OPTIONS.items()}
    dissent = tuple(f"{item['name']}: {options[item['choice']]}" for item in result["dissent"])
    if vote.secret and result["dissenting"]:
        dissent = (f"{pluralise(result['dissenting'], 'member')}; the vote was secret",)
    return VoteNote(
        question=vote.question,
        terms=vote.terms,
        words=result["words"],
        decision=result["decision"],
        counts=", ".join([*counts, f"{result['abstained']} abstained"]),
        attendance=f"{len(vote.entitled)} entitled, {len(vote.present)} present, {len(vote.recused)} recused",
        dissent=dissent,
        conditions=tuple(result["conditions"]) if result["carried"] else (),
        recused=tuple(person.name for person in vote.recused),
        asked=vote.asked,
    )
