"""Visitors: who asks, and what they may do.

Decides the roles and their order. Refuses to know how somebody proves who they are: that is ``onrecord.web.people``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from onrecord.records import Record

Role = Literal["nobody", "reader", "editor", "admin"]
ROLES: tuple[Role, ...] = ("nobody", "reader", "editor", "admin")
"""Each may do what those before it may: a reader reads and writes notes, an editor corrects, adds and moderates notes, an
admin looks after people."""


class Visitor(Record, frozen=True, kw_only=True):
    """Who asks: the name shown beside what they do, their role, and their account where there are accounts.

    ``means`` is how they came in, for the audit log: "here" (no accounts), "session", a token's key, "command line".
    """

    name: str
    role: Role
    account: str | None = None
    means: str = ""


STRANGER = Visitor(name="", role="nobody")

Connection = ASGIConnection[Any, Any, Any, Any]


def visitor(connection: Connection) -> Visitor:
    """Return who asks, as the door found out (``STRANGER`` where it did not)."""
    found = connection.scope.get("state", {}).get("visitor", STRANGER)
    assert isinstance(found, Visitor)
    return found


def may(who: Visitor, role: Role) -> bool:
    """Return whether ``who`` may do what ``role`` may."""
    return ROLES.index(who.role) >= ROLES.index(role)


def needs(role: Role) -> Callable[[Connection, BaseRouteHandler], None]:
    """Return a guard that lets only those of ``role`` (or above) through."""

    def guard(connection: Connection, _: BaseRouteHandler) -> None:
        who = visitor(connection)
        if may(who, role):
            return
        if who.role == "nobody":
            raise NotAuthorizedException("Sign in first.")
        raise PermissionDeniedException(f"This needs the role {role}; yours is {who.role}.")

    return guard
