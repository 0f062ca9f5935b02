"""What waits: editors show or refuse notes; admins see earlier wordings and erase.

Decides what each of them may do. Refuses to change a note's text: only its author does.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Response
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody
from msgspec import Meta

from onrecord.records import Record
from onrecord.web.notes import asking, store
from onrecord.web.notes.authors import Asked
from onrecord.web.notes.handlers import Key
from onrecord.web.notes.store import Note, Wording
from onrecord.web.people import accounts
from onrecord.web.people.answers import SEE_OTHER, again, done
from onrecord.web.people.shapes import After
from onrecord.web.twins import form, page
from onrecord.web.visitors import needs, visitor


class QueuePage(Record, frozen=True, kw_only=True):
    """Notes that wait, oldest first, and those whose authors ask for them to go."""

    notes: tuple[Note, ...]
    after: str | None
    problems: dict[str, str] = {}


class HistoryPage(Record, frozen=True, kw_only=True):
    """One note and its earlier wordings, oldest first."""

    note: Note
    wordings: tuple[Wording, ...]


class Decide(Record, frozen=True, kw_only=True):
    """The form to decide about a note; its author sees the reason."""

    decision: Literal["show", "refuse"]
    reason: Annotated[str, Meta(max_length=500)] = ""


@page("/notes/queue", "notes/queue.html", opt={"fresh": True, "private": True}, guards=[needs("editor")])
async def queue(request: Asked, after: After = "") -> QueuePage:
    """Show what waits for an editor."""
    return await _queue(request, after)


@form("/notes/{key:str}/decide", status_code=200, responses=SEE_OTHER, guards=[needs("editor")])
async def decide(request: Asked, key: Key, data: URLEncodedBody[Decide]) -> Response[Any]:
    """Show a note, or refuse it with a reason. A note that is shown can be refused later, and the other way round."""
    state, who, now = request.app.state, visitor(request), request.app.state.settings.now()
    reason = accounts.clean_name(data.reason)
    if data.decision == "refuse" and not reason:
        problems = {f"reason-{key}": "Say why; the author of the note sees it."}
        view = await _queue(request, "", problems)
        return again(request, "notes/queue.html", view, problems)
    found = await state.room.read(lambda c: store.find(c, key))
    if found.state in {"withdrawn", "erased"}:
        problems = {f"reason-{key}": "Its author has withdrawn it meanwhile."}
        return again(request, "notes/queue.html", await _queue(request, "", problems), problems, status=409)
    becomes: store.State = "shown" if data.decision == "show" else "refused"
    kept = await state.room.write(lambda c: store.decide(c, key, becomes, reason, who, now=now))
    return done(request, f"note {becomes}", "/notes/queue", record=kept)


@page("/notes/{key:str}/history", "notes/history.html", opt={"fresh": True, "private": True}, guards=[needs("admin")])
async def history(request: Asked, key: Key) -> HistoryPage:
    """Show the earlier wordings of a note."""

    def look(connection: Any) -> HistoryPage:
        return HistoryPage(note=store.find(connection, key), wordings=store.wordings(connection, key))

    found: HistoryPage = await request.app.state.room.read(look)
    return found


@form("/notes/{key:str}/erase", status_code=200, responses=SEE_OTHER, guards=[needs("admin")])
async def erase(request: Asked, key: Key) -> Response[Any]:
    """Erase a note for good: text, name, e-mail address and earlier wordings."""
    who, now = visitor(request), request.app.state.settings.now()
    await request.app.state.room.read(lambda c: store.find(c, key))
    kept = await request.app.state.room.write(lambda c: store.erase(c, key, who, now=now))
    return done(request, "note erased", "/notes/queue", record=kept)


async def _queue(request: Asked, after: str, problems: dict[str, str] | None = None) -> QueuePage:
    edge = int(after) if after else None
    listed = await request.app.state.room.read(lambda c: asking.queue(c, after=edge))
    return QueuePage(notes=listed.notes, after=listed.after, problems=problems or {})


HANDLERS: list[HTTPRouteHandler] = [queue, decide, history, erase]
