"""Cookies: what the room leaves in a browser, and how it is kept from everything else.

Decides their names and marks: never readable by a script, not sent along by other sites' forms, over https bound to this
host alone. Refuses to know what is in them.
"""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request
from litestar.datastructures import Cookie

from onrecord.web.settings import Settings

Kind = Literal["session", "form", "notes"]


def name_of(kind: Kind, settings: Settings) -> str:
    """Return the name of a cookie; with ``__Host-`` a browser takes it from this very host only, over https."""
    return f"__Host-onrecord-{kind}" if settings.secure else f"onrecord-{kind}"


def value_of(request: Request[Any, Any, Any], kind: Kind) -> str:
    """Return what the browser sent of a cookie, "" where it sent none."""
    return request.cookies.get(name_of(kind, request.app.state.settings), "")


def cookie(kind: Kind, value: str, settings: Settings, *, seconds: int | None = None) -> Cookie:
    """Return a cookie to send; 0 ``seconds`` has it removed, None keeps it until the browser is closed."""
    return Cookie(
        key=name_of(kind, settings),
        value=value,
        max_age=seconds,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
