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
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware.csrf import CSRFMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Receive, Scope, Send

from onrecord import __version__
from onrecord.web import pages
from onrecord.web.door import Door
from onrecord.web.editing.desk import Desk
from onrecord.web.ledgers import Ledgers
from onrecord.web.people.file import RoomFile, room_path
from onrecord.web.settings import Settings
from onrecord.web.trouble import answer
from onrecord.web.twins import validators, wanted
from onrecord.web.visitors import Visitor, visitor

STATIC = Path(__file__).parent / "static"
CSRF_COOKIE = "onrecord-form"


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
            app.state.room.close()

    room = RoomFile(room_path(settings.ledger))
    csrf = CSRFConfig(
        secret=room.secret(),
        cookie_name=CSRF_COOKIE,
        cookie_httponly=True,
        cookie_samesite="strict",
        cookie_secure=settings.secure,
    )
    return Litestar(
        route_handlers=[*pages.HANDLERS, health, create_static_files_router("/static", [STATIC], cache_control=None)],
        state=State(
            {
                "settings": settings,
                "ledgers": Ledgers(settings.ledger),
                "room": room,
                "desk": Desk(max_bytes=settings.max_upload),
            }
        ),
        middleware=[_csrf_middleware(csrf), _visitor_middleware],
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
    )


@get("/health", media_type=MediaType.TEXT, sync_to_thread=False)
def health() -> str:
    """Say that the room is open; for a supervisor."""
    return "open\n"


def unchanged(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Answer 304 before any work is done, where the visitor has this very page of this very ledger.

    A page that tells of more than the ledger (and the people) has ``fresh`` in its ``opt`` and is always made.
    """
    opt = request.route_handler.opt
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
        request.cookies.get(CSRF_COOKIE, ""),
    )
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def _visitor_middleware(app: ASGIApp) -> ASGIApp:
    """Find out who asks. Without accounts that is the one person at this machine."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            settings: Settings = scope["litestar_app"].state.settings
            scope["state"]["visitor"] = Visitor(name=settings.author, role="admin", means="here")
        await app(scope, receive, send)

    return middleware


def _csrf_middleware(config: CSRFConfig) -> Any:
    def make(app: ASGIApp) -> ASGIApp:
        return CSRFMiddleware(app, config)

    return make
