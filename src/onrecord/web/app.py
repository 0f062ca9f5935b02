"""The room put together: routes, who may come in, what is shared.

Decides which pages there are and in what order a request passes: the door (host names, sizes, headers), form tokens, who
asks, whether the page has changed, the handler. Refuses to hold any page itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, MediaType, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp

from onrecord import __version__
from onrecord.ledger.likeness import wording
from onrecord.web import pages
from onrecord.web.door import Door
from onrecord.web.editing.desk import Desk
from onrecord.web.ledgers import Ledgers
from onrecord.web.notes import handlers as notes
from onrecord.web.notes import handlers_queue as queue
from onrecord.web.notes.authors import Pace
from onrecord.web.people import handlers, handlers_account, handlers_admin
from onrecord.web.people.arriving import arriving, closed
from onrecord.web.people.entrance import Entrance
from onrecord.web.people.file import RoomFile, room_path
from onrecord.web.people.formtokens import form_tokens, token_of
from onrecord.web.settings import Settings
from onrecord.web.trouble import answer
from onrecord.web.twins import templates, validators, wanted
from onrecord.web.visitors import visitor

STATIC = Path(__file__).parent / "static"
PEOPLE = [*handlers.HANDLERS, *handlers_account.HANDLERS, *handlers_admin.HANDLERS]
NOTES = [*notes.HANDLERS, *queue.HANDLERS]


def make_app(settings: Settings) -> ASGIApp:
    """Return the ASGI application of a reading room.

    Raises LedgerError where the ledger cannot be used.
    """
    return Door(make_inside(settings), settings)


def make_inside(settings: Settings) -> Litestar:
    """Return the application behind the door; it has the OpenAPI description."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            app.state.desk.close()
            app.state.ledgers.close()
            app.state.entrance.close()
            app.state.room.close()

    # What the first visitors would wait for: half a second together.
    templates()
    wording()
    room = RoomFile(room_path(settings.ledger))
    return Litestar(
        route_handlers=[
            *pages.HANDLERS,
            *PEOPLE,
            *NOTES,
            health,
            create_static_files_router("/static", [STATIC], cache_control=None),
        ],
        state=State(
            {
                "settings": settings,
                "ledgers": Ledgers(settings.ledger),
                "room": room,
                "room_secret": room.secret(),
                "entrance": Entrance(room, is_used=settings.accounts),
                "pace": Pace(),
                "desk": Desk(options=settings.reading),
            }
        ),
        middleware=[arriving, form_tokens],
        guards=[closed],
        exception_handlers={HTTPException: answer, Exception: answer},
        before_request=unchanged,
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="onrecord reading room",
            version=__version__,
            path="/openapi.json",
            render_plugins=[JsonRenderPlugin(path="/")],
        ),
        request_max_body_size=None,
        # The server's log is the embedding program's affair; ours is "onrecord.web", and it has no secrets in it.
        logging_config=None,
    )


@get("/health", media_type=MediaType.TEXT, sync_to_thread=False)
def health() -> str:
    """Say that the room is open; for a supervisor."""
    return "open\n"


def unchanged(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Answer 304 before any work is done, where the visitor has this very page of this very ledger.

    A page that tells of more than the ledger (and the people) has ``fresh`` in its ``opt`` and is always made; one about
    people has ``private``, and is kept nowhere.
    """
    opt = request.route_handler.opt
    if opt.get("private"):
        request.scope["state"]["private"] = True
        return None
    if request.method not in {"GET", "HEAD"} or "template" not in opt or opt.get("fresh"):
        return None
    etag = _etag(request)
    request.scope["state"]["etag"] = etag
    if etag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=validators(etag))
    return None


def _etag(request: Request[Any, Any, Any]) -> str:
    # Everything that a page is made from: program, ledger, address, format, who asks, and the token in its forms.
    who = visitor(request)
    parts = (
        __version__,
        request.app.state.ledgers.state(),
        request.app.state.room.state(),
        request.scope["path"],
        request.url.query,
        wanted(request),
        who.name,
        who.role,
        token_of(request),
    )
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'
