"""Arriving: who asks, found out once for each request.

Decides that a bearer token stands before a session, and a session before nobody; and that a room that is not public shows a
stranger nothing but its door. Refuses to know what is asked for.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from onrecord.web.people import sessions, tokens
from onrecord.web.people.cookies import value_of
from onrecord.web.settings import Settings
from onrecord.web.visitors import STRANGER, Visitor, visitor

DOOR = ("/sign-in", "/join/", "/static/", "/health", "/form-token")
"""What a stranger may see of a room that is not public."""
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def arriving(app: ASGIApp) -> ASGIApp:
    """Return ``app`` with who asks found out before it."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and not scope["path"].startswith("/static/"):
            scope["state"]["visitor"] = await _who(Request(scope, receive, send))
        await app(scope, receive, send)

    return middleware


def closed(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let no stranger further than the door of a room that is not public: a guard of the whole application."""
    settings: Settings = connection.app.state.settings
    if not settings.accounts or settings.public or visitor(connection).role != "nobody":
        return
    path = connection.scope["path"]
    if not any(path == open_ or (open_.endswith("/") and path.startswith(open_)) for open_ in DOOR):
        raise NotAuthorizedException("This room is for those who have an account.")


async def _who(request: Request[Any, Any, Any]) -> Visitor:
    settings: Settings = request.app.state.settings
    if not settings.accounts:
        return Visitor(name=settings.author, role="admin", means="here")
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return await _by_token(request, given.strip())
    secret = value_of(request, "session")
    return await _by_session(request, secret) if secret else STRANGER


async def _by_token(request: Request[Any, Any, Any], secret: str) -> Visitor:
    room, now = request.app.state.room, request.app.state.settings.now()
    found = await room.read(lambda c: tokens.find(c, secret, now=now))
    if found is None:
        raise NotAuthorizedException("This token does not hold (any more).", headers={"www-authenticate": "Bearer"})
    if found.scope == "read" and request.method not in _SAFE:
        raise PermissionDeniedException("This token is for reading only.")
    if found.is_stale:
        await room.write(lambda c: tokens.touch(c, found.key, now=now))
    request.scope["state"]["bearer"] = True
    who: Visitor = found.visitor
    return who


async def _by_session(request: Request[Any, Any, Any], secret: str) -> Visitor:
    room, now = request.app.state.room, request.app.state.settings.now()
    found = await room.read(lambda c: sessions.find(c, secret, now=now))
    if found is None:
        return STRANGER
    if found.is_stale:
        await room.write(lambda c: sessions.touch(c, found.key, now=now))
    request.scope["state"]["session"] = found.key
    request.scope["state"]["session_secret"] = secret
    who: Visitor = found.visitor
    return who
