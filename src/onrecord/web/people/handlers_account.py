"""One's own account: password, e-mail address, sessions, tokens.

Decides what somebody may do with their own account. Nothing here can be done with a token that is not for administration,
so that a token which leaked cannot make itself stay. Refuses to know anybody else's.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from msgspec import Meta

from onrecord.records import Record
from onrecord.web.people import accounts, auditlog, passwords, sessions, tokens
from onrecord.web.people.answers import SEE_OTHER, again, done
from onrecord.web.people.handlers import WRONG, Asked, by_session, place_of, welcome
from onrecord.web.people.moments import iso
from onrecord.web.people.sessions import Session
from onrecord.web.people.shapes import Short
from onrecord.web.people.tokens import Scope, Token
from onrecord.web.twins import Twin, form, page
from onrecord.web.visitors import needs, visitor


class AccountPage(Record, frozen=True, kw_only=True):
    """One's own account. ``token`` is a token that was just issued: it is shown this once."""

    accounts: bool
    name: str
    role: str
    email: str = ""
    session: str | None = None
    sessions: tuple[Session, ...] = ()
    tokens: tuple[Token, ...] = ()
    token: str | None = None
    problems: dict[str, str] = {}


class NewPassword(Record, frozen=True, kw_only=True):
    """The form to change one's password."""

    password: Short = ""
    new: Short = ""


class NewEmail(Record, frozen=True, kw_only=True):
    """The form to change one's e-mail address."""

    email: Short = ""


class NewToken(Record, frozen=True, kw_only=True):
    """The form to issue a token: what it is for, what it may do, for how many days."""

    name: Annotated[str, Meta(max_length=80)] = ""
    scope: Scope = "read"
    days: Annotated[int, Meta(ge=1, le=tokens.LONGEST_DAYS)] = 90


@page("/account", "people/account.html", opt={"private": True}, guards=[needs("reader")])
async def account(request: Asked) -> AccountPage:
    """Show one's own account."""
    return await _account(request)


@form("/account/password", status_code=200, responses=SEE_OTHER, guards=[needs("reader")])
async def password(request: Asked, data: URLEncodedBody[NewPassword]) -> Response[Any]:
    """Change one's password. All sessions end; a new one begins here."""
    who = by_session(request)
    state, now = request.app.state, request.app.state.settings.now()
    problem = passwords.problem(data.new, who.name)
    if problem:
        return await _again(request, {"new": problem})
    if await state.entrance.sign_in(who.name, data.password, place_of(request), now=now) is None:
        return await _again(request, {"password": WRONG})
    kept = await state.entrance.work(lambda: passwords.hashed(data.new))
    await state.room.write(lambda c: accounts.set_password(c, str(who.account), kept, who, now=now))
    return await welcome(request, str(who.account), "/account")


@form("/account/email", status_code=200, responses=SEE_OTHER, guards=[needs("reader")])
async def email(request: Asked, data: URLEncodedBody[NewEmail]) -> Response[Any]:
    """Change one's e-mail address."""
    who, now = by_session(request), request.app.state.settings.now()
    if problem := accounts.email_problem(data.email):
        return await _again(request, {"email": problem}, email=data.email)
    given = data.email.strip()
    await request.app.state.room.write(lambda c: accounts.set_email(c, str(who.account), given, who, now=now))
    return done(request, "e-mail address changed", "/account")


@form("/account/tokens", status_code=200, guards=[needs("reader")])
async def issue(request: Asked, data: URLEncodedBody[NewToken]) -> Response[Any]:
    """Issue a token. The answer is the only one that has it."""
    who, now = by_session(request), request.app.state.settings.now()
    asked = (accounts.clean_name(data.name) or "no name", data.scope, data.days)
    secret = await request.app.state.room.write(lambda c: tokens.issue(c, who, asked, now=now))
    view = msgspec.structs.replace(await _account(request), token=secret)
    return Twin(view, template="people/account.html", headers={"cache-control": "no-store"})


@form("/account/tokens/{key:str}/revoke", status_code=200, responses=SEE_OTHER, guards=[needs("reader")])
async def revoke(request: Asked, key: FromPath[str]) -> Response[Any]:
    """End one of one's tokens for good."""
    who, now = by_session(request), request.app.state.settings.now()
    if not await request.app.state.room.write(lambda c: tokens.revoke(c, str(who.account), key, who, now=now)):
        raise NotFoundException("You have no such token.")
    return done(request, "token revoked", "/account")


@form("/account/sessions/{key:str}/end", status_code=200, responses=SEE_OTHER, guards=[needs("reader")])
async def end_session(request: Asked, key: FromPath[str]) -> Response[Any]:
    """End one of one's sessions."""
    who, now = by_session(request), request.app.state.settings.now()

    def end(connection: Any) -> bool:
        found = sessions.end_one(connection, str(who.account), key)
        if found:
            auditlog.write(connection, who, ("end session", key, ""), moment=iso(now))
        return found

    if not await request.app.state.room.write(end):
        raise NotFoundException("You have no such session.")
    return done(request, "session ended", "/account")


async def _account(request: Request[Any, Any, Any]) -> AccountPage:
    who, settings = visitor(request), request.app.state.settings
    if not settings.accounts:
        return AccountPage(accounts=False, name=who.name, role=who.role)
    key, now = str(who.account), settings.now()

    def look(connection: Any) -> AccountPage:
        return AccountPage(
            accounts=True,
            name=who.name,
            role=who.role,
            # A token does not tell where its owner can be written to.
            email=accounts.email_of(connection, key) if who.means == "session" else "",
            session=request.scope["state"].get("session"),
            sessions=sessions.of(connection, key, now=now),
            tokens=tokens.of(connection, key),
        )

    found: AccountPage = await request.app.state.room.read(look)
    return found


async def _again(
    request: Request[Any, Any, Any], problems: dict[str, str], *, email: str | None = None
) -> Response[Any]:
    view = msgspec.structs.replace(await _account(request), problems=problems)
    if email is not None:
        view = msgspec.structs.replace(view, email=email)
    return again(request, "people/account.html", view, problems)


HANDLERS: list[HTTPRouteHandler] = [account, password, email, issue, revoke, end_session]
