"""Form tokens: a form that changes something was made by this room, for this visitor.

Decides what a token is bound to (the session; for strangers a random cookie) and what else is looked at: where the browser
says that the form comes from. All of it happens before the body of a request is read, as far as that can be. Refuses to
know any form.

Nothing else is asked of a request with a bearer token: no browser sends one along by itself.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from onrecord.web.people.cookies import cookie, value_of
from onrecord.web.people.keys import new_secret, same, signed
from onrecord.web.settings import Settings

FIELD, HEADER = "_csrf_token", "x-csrftoken"
MOST_FIELDS = 1000
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_FORMS = frozenset((RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART))
STALE = (
    "This form is from before you signed in or out, or was not made here. Go back, reload the page, and send it again."
)


def form_tokens(app: ASGIApp) -> ASGIApp:
    """Return ``app`` behind a check of every request that could change something."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and not scope["path"].startswith("/static/"):
            # This very class, so that a form which is read here is not read again.
            request: Request[Any, Any, Any] = scope["litestar_app"].request_class(scope, receive, send)
            expected = scope["state"]["form_token"] = _token(request)
            ScopeState.from_scope(scope).csrf_token = expected
            if request.method not in _SAFE:
                _is_a_form(request)
                is_browser = not scope["state"].get("bearer")
                if is_browser:
                    _came_from_here(request)
                # Who may not do this at all is told so before a large body is read.
                await request.route_handler.authorize_connection(connection=request)
                await _read_form(request)
                if is_browser:
                    await _check(request, expected)
        await app(scope, receive, send)

    return middleware


def token_of(request: Request[Any, Any, Any]) -> str:
    """Return the token that this visitor's forms carry."""
    return str(request.scope["state"].get("form_token", ""))


def _token(request: Request[Any, Any, Any]) -> str:
    """Return the visitor's token; a stranger without a cookie is given one."""
    state = request.scope["state"]
    if state.get("bearer"):
        return ""
    seed = state.get("session_secret") or value_of(request, "form")
    if not seed:
        seed = new_secret()
        if "template" in request.route_handler.opt or request.scope["path"] == "/form-token":
            settings: Settings = request.app.state.settings
            state.setdefault("cookies", []).append(cookie("form", seed, settings))
    return signed(request.app.state.room_secret, "form", seed)


async def _check(request: Request[Any, Any, Any], expected: str) -> None:
    given: object = request.headers.get(HEADER)
    if not given:
        given = (await request.form()).get(FIELD)
    if not isinstance(given, str) or not same(given, expected):
        raise PermissionDeniedException(STALE)


async def _read_form(request: Request[Any, Any, Any]) -> None:
    """Read the fields, once for all who ask for them. Raises ClientException where they are not text in UTF-8.

    The framework's own reading of URL-encoded fields keeps the last thousand bodies in memory, passwords among them.
    """
    try:
        if request.content_type[0] == RequestEncodingType.URL_ENCODED:
            fields: dict[str, list[str]] = {}
            body = (await request.body()).decode("ascii")
            for name, value in parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS):
                fields.setdefault(name, []).append(value)
            one_or_more: dict[str, Any] = {
                name: found if len(found) > 1 else found[0] for name, found in fields.items()
            }
            ScopeState.from_scope(request.scope).form = one_or_more
        else:
            await request.form()
    except (ValueError, LookupError):
        message = f"The fields of this form are not at most {MOST_FIELDS:,} texts in UTF-8."
        raise ClientException(message, status_code=400) from None


def _is_a_form(request: Request[Any, Any, Any]) -> None:
    """Refuse a body that would be taken for an empty form."""
    if request.content_type[0] and request.content_type[0] not in _FORMS:
        raise ClientException("Send the fields as a form: application/x-www-form-urlencoded.", status_code=415)


def _came_from_here(request: Request[Any, Any, Any]) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDeniedException("This form was sent from another site.")
    origin = request.headers.get("origin")
    if origin is None:
        return
    settings: Settings = request.app.state.settings
    # The browser's own words: where the page came from, and by which name it calls this room. Host names are checked at
    # the door, so that another site's name cannot stand in both.
    here = {settings.home, f"{'https' if settings.secure else 'http'}://{request.headers.get('host', '')}"}
    if origin not in here:
        raise PermissionDeniedException("This form was sent from another site.")
