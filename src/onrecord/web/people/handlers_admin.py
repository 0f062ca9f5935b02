"""Looking after people: roles, shutting out, invitations, the audit log. For admins.

Decides what an admin may do; passwords and e-mail addresses are not among it. Refuses to let a room be without an admin.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from msgspec import Meta

from onrecord.records import Record
from onrecord.web.people import accounts, auditlog, invitations, sessions
from onrecord.web.people.accounts import Account, GivenRole
from onrecord.web.people.answers import SEE_OTHER, done
from onrecord.web.people.auditlog import Entry
from onrecord.web.people.handlers import Asked, by_session
from onrecord.web.people.invitations import Invitation
from onrecord.web.people.moments import iso
from onrecord.web.people.shapes import After
from onrecord.web.twins import Twin, form, page
from onrecord.web.visitors import needs

ADMIN = [needs("admin")]
ENTRIES = 50


class PeoplePage(Record, frozen=True, kw_only=True):
    """Everybody, and the invitations that hold. ``link`` is one that was just made: it is shown this once."""

    people: tuple[Account, ...]
    invitations: tuple[Invitation, ...]
    link: str | None = None


class AuditPage(Record, frozen=True, kw_only=True):
    """Entries of the audit log, newest first; ``after`` leads to older ones."""

    entries: tuple[Entry, ...]
    after: str | None


class Invite(Record, frozen=True, kw_only=True):
    """The form to invite somebody; with an ``account`` the link renews that person's password."""

    role: GivenRole = "reader"
    remark: Annotated[str, Meta(max_length=200)] = ""
    account: Annotated[str, Meta(max_length=200)] = ""


class NewRole(Record, frozen=True, kw_only=True):
    """The form to give somebody another role."""

    role: GivenRole


@page("/people", "people/people.html", opt={"private": True}, guards=ADMIN)
async def people(request: Asked) -> PeoplePage:
    """Show everybody, and the invitations that hold."""
    by_session(request)
    return await _people(request)


@form("/people/invitations", status_code=200, guards=ADMIN)
async def invite(request: Asked, data: URLEncodedBody[Invite]) -> Response[Any]:
    """Make a link by which one person may join, or renew their password. The answer is the only one that has it."""
    who, settings = by_session(request), request.app.state.settings
    secret = await request.app.state.room.write(
        lambda c: invitations.invite(
            c, data.role, who, now=settings.now(), remark=data.remark, name=data.account or None
        )
    )
    view = await _people(request, link=f"{settings.home}/join/{secret}")
    return Twin(view, template="people/people.html", headers={"cache-control": "no-store"})


@form("/people/invitations/{key:str}/withdraw", status_code=200, responses=SEE_OTHER, guards=ADMIN)
async def withdraw(request: Asked, key: FromPath[str]) -> Response[Any]:
    """Take an invitation back."""
    who, now = by_session(request), request.app.state.settings.now()
    if not await request.app.state.room.write(lambda c: invitations.withdraw(c, key, who, now=now)):
        raise NotFoundException("There is no such invitation that still holds.")
    return done(request, "invitation withdrawn", "/people")


@form("/people/{key:str}/role", status_code=200, responses=SEE_OTHER, guards=ADMIN)
async def role(request: Asked, key: FromPath[str], data: URLEncodedBody[NewRole]) -> Response[Any]:
    """Give somebody another role."""
    who, now = by_session(request), request.app.state.settings.now()
    found = await request.app.state.room.write(lambda c: accounts.set_role(c, key, data.role, who, now=now))
    return done(request, "role changed", "/people", record=found)


@form("/people/{key:str}/disable", status_code=200, responses=SEE_OTHER, guards=ADMIN)
async def disable(request: Asked, key: FromPath[str]) -> Response[Any]:
    """Shut somebody out; their sessions end."""
    return await _set_disabled(request, key, True)


@form("/people/{key:str}/enable", status_code=200, responses=SEE_OTHER, guards=ADMIN)
async def enable(request: Asked, key: FromPath[str]) -> Response[Any]:
    """Let somebody in again."""
    return await _set_disabled(request, key, False)


@form("/people/{key:str}/sign-out", status_code=200, responses=SEE_OTHER, guards=ADMIN)
async def sign_out(request: Asked, key: FromPath[str]) -> Response[Any]:
    """End all of somebody's sessions."""
    who, now = by_session(request), request.app.state.settings.now()

    def end(connection: Any) -> Account:
        found = accounts.find(connection, key)
        sessions.end_all(connection, found.key)
        auditlog.write(connection, who, ("sign out everywhere", found.name, ""), moment=iso(now))
        return found

    found = await request.app.state.room.write(end)
    return done(request, "signed out everywhere", "/people", record=found)


@page("/audit", "people/audit.html", opt={"private": True}, guards=ADMIN)
async def audit_log(request: Asked, after: After = "") -> AuditPage:
    """Show what was changed, by whom, newest first."""
    before = int(after) if after else None
    found = await request.app.state.room.read(lambda c: auditlog.entries(c, limit=ENTRIES + 1, before=before))
    shown = found[:ENTRIES]
    return AuditPage(entries=shown, after=str(shown[-1].number) if len(found) > ENTRIES else None)


async def _set_disabled(request: Asked, key: str, disabled: bool) -> Response[Any]:
    who, now = by_session(request), request.app.state.settings.now()
    found = await request.app.state.room.write(lambda c: accounts.set_disabled(c, key, disabled, who, now=now))
    return done(request, "shut out" if disabled else "let in again", "/people", record=found)


async def _people(request: Asked, *, link: str | None = None) -> PeoplePage:
    now = request.app.state.settings.now()

    def look(connection: Any) -> PeoplePage:
        held = invitations.pending(connection, now=now)
        return PeoplePage(people=accounts.everybody(connection), invitations=held, link=link)

    found: PeoplePage = await request.app.state.room.read(look)
    return found


HANDLERS: list[HTTPRouteHandler] = [
    people,
    invite,
    withdraw,
    role,
    disable,
    enable,
    sign_out,
    audit_log,
]
