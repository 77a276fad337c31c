"""Minutes as people take them along: as Markdown, and as a frame that a page shows and prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.formatting import format_day, format_number, join_words
from steering.frames.blocks import Block, Column, Statement, Statements, TableBlock
from steering.frames.frame import Frame, Provenance
from steering.stage.markdown import escape
from steering.stage.minutes import ActionNote, Attendee, MeetingMinutes, QuestionNote, SceneNote, VoteNote

PAGE = "minutes"
NOBODY = "Nobody."
RECORDING = "the recording"


def render_minutes(minutes: MeetingMinutes) -> str:
    """Return minutes as Markdown. What people wrote is shown letter by letter."""
    parts = [
        f"# Minutes: {escape(minutes.title)}",
        " · ".join(filter(None, (escape(minutes.organisation), format_day(minutes.day), describe_span(minutes)))),
        f"**Present:** {_list_people(minutes.present, minutes.guests)}",
        f"**Absent:** {_list_people(minutes.absent)}",
        *_render_list("Votes", [_render_vote(vote) for vote in minutes.votes], "No vote was taken.", between="\n\n"),
        *_render_table("Actions", ("Action", "Owner", "Due"), [_action_cells(action) for action in minutes.actions]),
        *_render_list("Questions", [_render_question(question) for question in minutes.questions], "None was asked."),
        *_render_table(
            "What was shown",
            ("Time", "On stage", "What it said", "Minutes"),
            [_scene_cells(scene) for scene in minutes.scenes],
        ),
        *([f"The log of the meeting ends with {escape(minutes.head)}."] if minutes.head else []),
    ]
    return "\n\n".join(parts) + "\n"


def build_minutes_frame(minutes: MeetingMinutes, provenance: Provenance) -> Frame:
    """Return minutes as a frame; `provenance` is that of what was on stage last."""
    return Frame(
        page=PAGE,
        message=f"Minutes: {minutes.title}",
        detail=" · ".join(filter(None, (minutes.organisation, format_day(minutes.day), describe_span(minutes)))),
        blocks=tuple(_build_blocks(minutes)),
        provenance=provenance,
    )


def describe_span(minutes: MeetingMinutes) -> str:
    """`14:00 to 14:52 UTC`; empty where it has not begun."""
    if not minutes.began:
        return ""
    span = f"{minutes.began} to {minutes.ended}" if minutes.ended else f"from {minutes.began}"
    return f"{span} {minutes.zone}".rstrip()


def _list_people(people: Sequence[Attendee], guests: int = 0) -> str:
    names = [f"{escape(person.name)} ({escape(person.role)})" for person in people]
    names += [f"{guests} more by the guest link"] if guests else []
    return f"{join_words(names)}." if names else NOBODY


def _render_list(title: str, items: Sequence[str], empty: str, between: str = "\n") -> list[str]:
    return [f"## {title}", between.join(items) or empty]


def _render_table(title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return [f"## {title}", "None."]
    lines = [heads, ["---"] * len(heads), *([escape(cell) for cell in row] for row in rows)]
    return [f"## {title}", "\n".join(f"| {' | '.join(cells)} |" for cells in lines)]


def _render_question(question: QuestionNote) -> str:
    return f"- {escape(question.text)} ({escape(question.name)}): {escape(question.outcome)}"


def _render_vote(vote: VoteNote) -> str:
    lines = [f"**{label}:** {escape(text)}" for label, text in _vote_facts(vote)]
    return "\n".join([f"### {escape(vote.question)}", "", *(f"- {line}" for line in lines)])


def _vote_facts(vote: VoteNote) -> Iterator[tuple[str, str]]:
    if vote.asked:
        yield "Asked for", vote.asked
    yield "Decision", vote.decision
    yield "Result", f"{vote.words} ({vote.counts})"
    yield "Terms", f"{vote.terms}; {vote.attendance}"
    for label, texts in (("Recused", vote.recused), ("Dissent", vote.dissent)):
        if texts:
            yield label, "; ".join(texts)
    yield from (("Condition", text) for text in vote.conditions)


def _scene_cells(scene: SceneNote) -> tuple[str, str, str, str]:
    remarks = [remark for remark in (scene.changes, RECORDING if scene.is_recording else "") if remark]
    text = f"{scene.message} ({'; '.join(remarks)})" if remarks else scene.message
    return (scene.clock, scene.place, text, "" if scene.minutes is None else format_number(round(scene.minutes, 1)))


def _action_cells(action: ActionNote) -> tuple[str, str, str]:
    return (action.text, action.owner, format_day(action.due) if action.due else "")


def _build_blocks(minutes: MeetingMinutes) -> Iterator[Block]:
    people = [Statement(text=title, detail=detail) for title, detail in _describe_attendance(minutes)]
    yield Statements(id="people", title="Who was there", findings=tuple(people))
    for number, vote in enumerate(minutes.votes, start=1):
        facts = tuple(Statement(text=label, detail=text) for label, text in _vote_facts(vote))
        yield Statements(id=f"vote-{number}", title=vote.question, findings=facts)
    yield TableBlock(
        id="actions",
        title="Actions",
        columns=(Column(label="Action", kind="words"), Column(label="Owner"), Column(label="Due")),
        rows=tuple(_action_cells(action) for action in minutes.actions),
        empty="None.",
    )
    questions = tuple(
        Statement(text=question.text, detail=question.outcome, meta=question.name) for question in minutes.questions
    )
    yield Statements(id="questions", title="Questions", findings=questions, empty="None was asked.")
    yield TableBlock(
        id="scenes",
        title="What was shown",
        columns=(
            Column(label="Time"),
            Column(label="On stage"),
            Column(label="What it said", kind="words"),
            Column(label="Minutes"),
        ),
        rows=tuple(_scene_cells(scene) for scene in minutes.scenes),
        empty="Nothing.",
        note=f"The log of the meeting ends with {minutes.head}." if minutes.head else "",
    )


def _describe_attendance(minutes: MeetingMinutes) -> Iterator[tuple[str, str]]:
    for title, people in (("Present", minutes.present), ("Absent", minutes.absent)):
        names = [f"{person.name} ({person.role})" for person in people]
        yield title, join_words(names) or NOBODY
    if minutes.guests:
        yield "Guests", f"{minutes.guests} by the guest link"
