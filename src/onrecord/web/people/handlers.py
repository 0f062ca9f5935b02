"""Coming and going: sign in, sign out, join by a link.

Decides what is asked for and what is said. Refuses to check a password or to know how a session is kept.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from onrecord.errors import OptionError
from onrecord.web.people import accounts, auditlog, invitations, passwords, sessions
from onrecord.web.people.answers import SEE_OTHER, again, done
from onrecord.web.people.browsers import browser_of
from onrecord.web.people.cookies import cookie, value_of
from onrecord.web.people.formtokens import token_of
from onrecord.web.people.invitations import Invitation
from onrecord.web.people.moments import iso
from onrecord.web.people.nextpage import local
from onrecord.web.people.shapes import FormToken, Join, JoinPage, SignIn, SignInPage
from onrecord.web.people.throttle import network_of
from onrecord.web.twins import form, page
from onrecord.web.visitors import Visitor, needs, visitor

Asked = Request[Any, Any, Any]
WRONG = "That name and password do not belong together."


@page("/sign-in", "people/sign-in.html", opt={"private": True}, status_code=200)
async def sign_in_page(request: Asked, next: Annotated[str, QueryParameter(max_length=2000)] = "/") -> SignInPage:  # noqa: A002 - the address says so
    """Ask for name and password."""
    _with_accounts(request)
    return SignInPage(next=local(next))


@form("/sign-in", status_code=200, responses=SEE_OTHER)
async def sign_in(request: Asked, data: URLEncodedBody[SignIn]) -> Response[Any]:
    """Begin a session. The answer is the same for a wrong name and for a wrong password."""
    _with_accounts(request)
    state, now = request.app.state, request.app.state.settings.now()
    account = await state.entrance.sign_in(data.name, data.password, place_of(request), now=now)
    if account is None:
        view = SignInPage(next=local(data.next), name=data.name, problems={"name": WRONG})
        return again(request, "people/sign-in.html", view, view.problems, status=401)
    return await welcome(request, account, local(data.next))


@form("/sign-out", status_code=200, responses=SEE_OTHER)
async def sign_out(request: Asked) -> Response[Any]:
    """End this session; its cookie opens nothing any more, also where somebody has a copy."""
    secret = value_of(request, "session")
    await request.app.state.room.write(lambda c: sessions.end(c, secret))
    gone = cookie("session", "", request.app.state.settings, seconds=0)
    return done(request, "signed out", "/", cookies=[gone])


@form("/sign-out-everywhere", status_code=200, responses=SEE_OTHER, guards=[needs("reader")])
async def sign_out_everywhere(request: Asked) -> Response[Any]:
    """End all sessions of who asks, on every machine."""
    who, now = by_session(request), request.app.state.settings.now()

    def end(connection: Any) -> None:
        sessions.end_all(connection, str(who.account))
        auditlog.write(connection, who, ("sign out everywhere", who.name, ""), moment=iso(now))

    await request.app.state.room.write(end)
    gone = cookie("session", "", request.app.state.settings, seconds=0)
    return done(request, "signed out everywhere", "/sign-in", cookies=[gone])


@page("/join/{secret:str}", "people/join.html", opt={"private": True})
async def join_page(request: Asked, secret: FromPath[str]) -> JoinPage:
    """Ask who somebody is that was invited by a link."""
    found = await _invitation(request, secret)
    return JoinPage(role=found.role, account=found.account)


@form("/join/{secret:str}", status_code=200, responses=SEE_OTHER)
async def join(request: Asked, secret: FromPath[str], data: URLEncodedBody[Join]) -> Response[Any]:
    """Join, or renew a password; the link is used up, and a session begins."""
    found = await _invitation(request, secret)
    state, now = request.app.state, request.app.state.settings.now()
    problems = _problems(data, found)
    if not problems:
        kept = await state.entrance.work(lambda: passwords.hashed(data.password))
        asked = (data.name, data.email.strip(), kept)
        try:
            account = await state.room.write(lambda c: invitations.accept(c, secret, asked, now=now))
        except OptionError as error:
            problems = {"name": f"{error.message.capitalize()} {error.advice}"}
        else:
            return await welcome(request, account.key, "/")
    view = JoinPage(role=found.role, account=found.account, name=data.name, email=data.email, problems=problems)
    return again(request, "people/join.html", view, problems)


@get("/form-token", sync_to_thread=False)
def form_token(request: Asked) -> FormToken:
    """Give the form token that goes with the cookies of this request."""
    return FormToken(token=token_of(request))


async def welcome(request: Asked, account: str, next_page: str) -> Response[Any]:
    """Begin a session with a new secret; one that the browser came with ends, whoever put it there."""
    state, now = request.app.state, request.app.state.settings.now()
    old, browser = value_of(request, "session"), browser_of(request.headers.get("user-agent", ""))

    def begin(connection: Any) -> str:
        sessions.end(connection, old)
        found = accounts.find(connection, account)
        who = Visitor(name=found.name, role=found.role, account=account, means="session")
        auditlog.write(connection, who, ("sign in", found.name, browser), moment=iso(now))
        return sessions.begin(connection, account, browser, now=now)

    secret = await state.room.write(begin)
    given = cookie("session", secret, state.settings, seconds=int(sessions.LONGEST))
    return done(request, "signed in", next_page, cookies=[given])


def place_of(request: Asked) -> str:
    """Return what stands for where a request comes from."""
    return network_of(request.client.host if request.client else "")


def by_session(request: Asked) -> Visitor:
    """Return who asks, where they have an account here and came by a browser's session.

    Raises NotFoundException where the room has no accounts, and what ``needs`` does where a token is all there is.
    """
    _with_accounts(request)
    who = visitor(request)
    if who.means != "session":
        needs("admin")(request, request.route_handler)
    return who


def _with_accounts(request: Asked) -> None:
    if not request.app.state.settings.accounts:
        raise NotFoundException("This room has no accounts: there is one person, at this machine.")


async def _invitation(request: Asked, secret: str) -> Invitation:
    _with_accounts(request)
    now = request.app.state.settings.now()
    found: Invitation = await request.app.state.room.read(lambda c: invitations.find(c, secret, now=now))
    return found


def _problems(data: Join, found: Invitation) -> dict[str, str]:
    """Return what is wrong, by field, in the order of the form."""
    name = found.account or data.name
    wrong = {"password": passwords.problem(data.password, name, data.email)}
    if found.account is None:
        wrong = {"name": accounts.name_problem(data.name), "email": accounts.email_problem(data.email), **wrong}
    return {field: words for field, words in wrong.items() if words}


HANDLERS: list[HTTPRouteHandler] = [
    sign_in_page,
    sign_in,
    sign_out,
    sign_out_everywhere,
    join_page,
    join,
    form_token,
]
