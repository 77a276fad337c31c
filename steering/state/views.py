"""What a page shows for a link: its head, its frame's picture and its foot, made once for everybody with that link."""

from __future__ import annotations

import gzip
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from steering.addresses import hide_addresses
from steering.frames.agenda import AgendaItem
from steering.frames.frame import Frame
from steering.frames.page_head import PageHead, build_head, describe_sources
from steering.picture.markup import render_foot, render_head
from steering.picture.picture import Picture, draw_frame
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import Choices, choice_names, filters_of
from steering.state.pictures import PictureStore


@dataclass(frozen=True, kw_only=True)
class View:
    """A page as it is shown: `query` are the choices that it follows from, as its address says them.

    `names` are those of all choices that there are.
    """

    page: str
    case: str
    names: tuple[str, ...]
    query: Mapping[str, str]
    head: PageHead
    sources: str
    frame: Frame
    picture: Picture

    @cached_property
    def surroundings(self) -> dict[str, object]:
        """What a browser needs beside the picture: its hash, the address, the releases, and the markup around it."""
        return {
            "hash": self.picture.hash,
            "names": self.names,
            "query": dict(self.query),
            "head": render_head(self.head),
            "foot": render_foot(self.sources),
            "releases": {dataset: release[:8] for dataset, release in self.frame.provenance.releases},
        }

    @cached_property
    def gzip(self) -> bytes:
        """All of it as JSON, compressed."""
        around = json.dumps(self.surroundings, ensure_ascii=False).encode("utf-8", "replace")
        return gzip.compress(around[:-1] + b', "picture": ' + self.picture.json + b"}", compresslevel=6, mtime=0)

    @property
    def without_addresses(self) -> View:
        """The same view without e-mail addresses; its picture has a hash of its own where it had any."""
        view = replace(self, head=hide_addresses(self.head), sources=hide_addresses(self.sources))
        frame = hide_addresses(self.frame)
        return view if frame is self.frame else replace(view, frame=frame, picture=draw_frame(frame))

    def put_into(self, pictures: PictureStore) -> View:
        """Return the view, with its picture at hand: the store may have let go of it."""
        pictures.put(self.picture.hash, lambda: self.picture, self.case)
        return self

    def with_frame(self, frame: Frame, pictures: PictureStore) -> View:
        """Return the same view with another frame."""
        return replace(self, frame=frame, picture=pictures.put(frame.sha256, lambda: draw_frame(frame), self.case))


def make_view(
    snapshot: CaseSnapshot, pictures: PictureStore, item: AgendaItem, choices: Choices, *, contacts: bool = True
) -> View:
    """Return the view of a page for choices that were read from a link; made once for equal ones that can be taken.

    Without `contacts` it has no e-mail addresses.

    Raises:
        SteercoError: the page can't be shown; the message says why.
    """
    if choices.rejects:
        # Such links are without number: to keep their views would push out those that people use.
        view = _make(snapshot, pictures, item, choices)
        return view if contacts else view.without_addresses.put_into(pictures)
    view = snapshot.views.get(_key(item, choices), lambda: _make(snapshot, pictures, item, choices))
    if not contacts:
        all_of_it = view
        view = snapshot.views.get((*_key(item, choices), "hidden"), lambda: all_of_it.without_addresses)
    return view.put_into(pictures)


def find_view(snapshot: CaseSnapshot, item: AgendaItem, choices: Choices, *, contacts: bool = True) -> View | None:
    """Return the view of a page for choices where somebody has asked for it before."""
    key = _key(item, choices)
    return None if choices.rejects else snapshot.views.find(key if contacts else (*key, "hidden"))


def _key(item: AgendaItem, choices: Choices) -> tuple[Hashable, ...]:
    return item.id, tuple(sorted(choices.values.items()))


def _make(snapshot: CaseSnapshot, pictures: PictureStore, item: AgendaItem, choices: Choices) -> View:
    filters = filters_of(snapshot, choices.values)
    frame = snapshot.frame(item.build_frame, item.narrow(filters))
    head = build_head(
        item,
        snapshot.context,
        filters,
        months=snapshot.months,
        units=snapshot.units,
        notices=choices.notices(model=item.model, compares=item.compares),
    )
    return View(
        page=item.id,
        case=snapshot.context.case.id,
        names=choice_names(snapshot),
        query=_without_unknown_focus(choices.values, frame),
        head=head,
        sources=describe_sources(snapshot.context, frame.provenance),
        frame=frame,
        picture=pictures.put(frame.sha256, lambda: draw_frame(frame), snapshot.context.case.id),
    )


def _without_unknown_focus(values: Mapping[str, str], frame: Frame) -> dict[str, str]:
    """The choices without one of details that the page does not offer."""
    options = frame.focus_options
    return {name: value for name, value in values.items() if name != "focus" or not options or value in options}
