"""What the server's own routes ask for: health, pictures, views, and who signs in or out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from components import session
from steering.access.control import LOG
from steering.catalog.roles import Permission
from steering.errors import NotAllowed, StoreUnavailable
from steering.frames.agenda import AGENDA
from steering.picture.picture import Picture
from steering.spool.purposes import permission_for
from steering.spool.spool import Spool
from steering.state.choices import read_choices
from steering.state.open_case import ReadableCase
from steering.state.views import find_view, make_view
from steering.web.askers import Asker

# Streamlit's own route: it forgets the provider's token, and leads to the provider where that can sign people out.
AT_PROVIDER = "auth/logout"


def health() -> dict[str, str]:
    """Return the health of the app, for `/healthz`."""
    try:
        return session.app_state().health()
    except StoreUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}


def find_picture(hash: str, cookie: str) -> Picture | None:
    """Return the picture of a hash, for `/frames`; None where it is not at hand, or not for whoever asks."""
    try:
        state = session.app_state()
        cases = state.pictures.cases_of(hash)
        picture = state.pictures.find(hash, *cases) if state.access.sees(cookie, cases) else None
        if picture is None or state.access.sees(cookie, cases, "contacts") or not picture.has_addresses:
            return picture
        # Theirs has another hash. Whoever has that of others gets what they would see.
        return picture.without_addresses
    except StoreUnavailable:
        return None


def note_download(hash: str, cookie: str, name: str) -> None:
    """Note in the audit log that the owner of a cookie took a table of a picture along, for `/frames`.

    Raises:
        StoreUnavailable: it can't be noted.
        NotAllowed: the picture is of no case that they may see.
    """
    state = session.app_state()
    # What is of a case is noted there, although a page without one may have the same picture.
    places = {case.removeprefix(LOG) for case in state.pictures.cases_of(hash)}
    actor, place = state.access.act_in_one(cookie, sorted(places, key=lambda place: (not place, place)))
    state.records.audit_log.note(actor, "download", place=place, subject=name)


def may_somewhere(cookie: str, wanted: Collection[Permission]) -> bool:
    """Return whether the owner of a cookie may do one of these things anywhere, for Streamlit's routes."""
    return session.app_state().access.may_somewhere(cookie, wanted)


def find_case(page: str, query: Mapping[str, str], asker: Asker) -> ReadableCase:
    """Return the case that a browser asks about as its visitor may read it, for `/view`.

    Raises:
        NotAllowed: nobody is signed in there, or whoever is may not see the page.
    """
    state, item = session.app_state(), AGENDA[page]
    standing = state.access.stand(asker.cookie, query.get(session.PLACE) or state.visitors.place_of(asker.visit))
    if not standing.may(item.permission):
        raise NotAllowed(session.CLOSED.format(item.title))
    return ReadableCase(case=state.open(standing), contacts=standing.may("contacts"))


def view_as_gzip(asked: ReadableCase, page: str, query: Mapping[str, str]) -> bytes:
    """Return what a page shows for a query, for `/view`. Raises SteercoError."""
    snapshot, pictures = asked.case.snapshot(), session.app_state().pictures
    return make_view(snapshot, pictures, AGENDA[page], read_choices(snapshot, query), contacts=asked.contacts).gzip


def view_at_hand(asked: ReadableCase, page: str, query: Mapping[str, str]) -> bytes | None:
    """Return what a page shows for a query where that is at hand, without waiting for anything."""
    snapshot = asked.case.recent_snapshot()
    if snapshot is None:
        return None
    view = find_view(snapshot, AGENDA[page], read_choices(snapshot, query), contacts=asked.contacts)
    return view.gzip if view else None


def open_visit(token: str) -> str:
    """Return the secret of a browser that opens a personal link, or brings a ticket of a provider's sign-in.

    Raises:
        NotAllowed: the link or the ticket opens nothing.
    """
    state = session.app_state()
    # A ticket has dots in it, the secret of a link has none.
    if state.provider and "." in token:
        return state.provider.admit(token)
    return state.records.people.open_link(token)[1]


def end_visit(cookie: str) -> str:
    """Sign the owner of a cookie out, for `/account/leave`; return where to go to sign out at the provider too."""
    state = session.app_state()
    sign_in = state.records.people.find_sign_in(cookie)
    state.records.people.sign_out(cookie)
    return AT_PROVIDER if state.provider and sign_in and sign_in.way == "provider" else ""


def find_uploader(asker: Asker, place: str, purpose: str) -> tuple[str, str]:
    """Return who asks, and for which cohort, where they may bring a file for a purpose to a place, for `/upload`.

    Raises:
        NotAllowed: nobody is signed in, or whoever is may not.
    """
    actor, cohort = session.app_state().access.act_at(asker.cookie, place)
    actor.require(permission_for(purpose), place)
    return actor.id, cohort


def spool() -> Spool:
    """Return where files lie that are brought, for `/upload`."""
    return session.app_state().spool


def note_visit(token: str, told: int, query: Mapping[str, str]) -> None:
    """Take note of what a visitor's browser shows by itself, for `/view`."""
    session.app_state().visitors.note(token, told, query)
