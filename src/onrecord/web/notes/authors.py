"""Authors: whose note it is, and how often they may write.

Decides by what an author is known later (the account; for strangers a cookie or the note's own link) and who waits for an
editor. Refuses to know what is written.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.exceptions import PermissionDeniedException, ServiceUnavailableException

from onrecord.web.notes import asking, store
from onrecord.web.notes.store import State
from onrecord.web.people.cookies import value_of
from onrecord.web.people.handlers import place_of
from onrecord.web.people.keys import hash_of, same, signed
from onrecord.web.people.moments import DAY, MINUTE
from onrecord.web.people.throttle import Throttle, hold_back
from onrecord.web.visitors import visitor

HERE = "here"
"""What stands for the account of the one person of a room without accounts."""
MOST_WAITING = 500
"""Notes that may wait for an editor; beyond, strangers are asked to come back, so that they cannot fill the disk."""

Asked = Request[Any, Any, Any]


class Pace:
    """How often notes may be written, by whom."""

    def __init__(self) -> None:
        self.stranger = Throttle(3, 10 * MINUTE)
        self.stranger_a_day = Throttle(20, DAY)
        self.person = Throttle(20, 10 * MINUTE)

    def hold(self, request: Asked, now: float) -> None:
        """Count a note of who asks. Raises TooManyRequestsException where there were too many."""
        account = account_of(request)
        if account == HERE:
            return
        asked: tuple[tuple[Throttle, str], ...] = ((self.person, str(account)),)
        if account is None:
            place = place_of(request)
            asked = ((self.stranger, place), (self.stranger_a_day, place))
        hold_back(now, *asked)
        for throttle, key in asked:
            throttle.count(key, now)


def account_of(request: Asked) -> str | None:
    """Return the account of who asks, None for a stranger."""
    who = visitor(request)
    return HERE if who.means == "here" else who.account


def state_for(request: Asked) -> State:
    """Return in what state a note of who asks begins."""
    return "waiting" if account_of(request) is None else "shown"


async def room_for_more(request: Asked) -> None:
    """Let a stranger's note in only where not too many wait already."""
    if account_of(request) is None and await request.app.state.room.read(asking.waiting) >= MOST_WAITING:
        raise ServiceUnavailableException("Too many notes wait to be looked at. Come back in a day or two.")


def link_secret(request: Asked, key: str) -> str:
    """Return what the link to edit a note has in it: whoever has the link may edit."""
    return signed(request.app.state.room_secret, "note", key)


async def is_author(request: Asked, key: str, link: str = "") -> bool:
    """Return whether who asks wrote the note: by account, by this browser's cookie, or by the note's link."""
    account, browser = await request.app.state.room.read(lambda c: store.authorship(c, key))
    if account is not None:
        return bool(account == account_of(request))
    cookie = value_of(request, "notes")
    by_cookie = bool(cookie) and browser is not None and same(hash_of(cookie).hex(), browser.hex())
    by_link = browser is not None and same(link, link_secret(request, key))
    return by_cookie or by_link


async def must_be_author(request: Asked, key: str, link: str) -> None:
    """Let only the author further; others learn nothing of the note."""
    if not await is_author(request, key, link):
        raise PermissionDeniedException(
            "Only its author may change a note: use the browser that it was written with, or its link."
        )
