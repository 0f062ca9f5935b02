"""The entrance: who a name and a password belong to.

Decides how often it may be tried, from where and for whom, and that every attempt is the same work and has the same answer,
whether the name is known, unknown, shut out or without a password. Refuses to know what follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from litestar.exceptions import ServiceUnavailableException

from onrecord.web.people import accounts, passwords
from onrecord.web.people.file import RoomFile
from onrecord.web.people.moments import MINUTE
from onrecord.web.people.throttle import Throttle, hold_back

AT_ONCE, WAITING = 2, 16
"""Passwords that are hashed at once (each takes 64 MiB and some 50 ms), and those that may wait for it."""

T = TypeVar("T")


class Entrance:
    """Checks passwords for one room, where people sign in (``is_used``). Call ``close`` at the end."""

    def __init__(self, room: RoomFile, *, is_used: bool = True) -> None:
        self._room = room
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._busy = 0
        if is_used:
            # The first unknown name must not cost the making of the hash that stands for nobody's.
            self._pool.submit(passwords.check, None, "")
        # A name alone can be tried often enough that nobody is easily shut out by a stranger, from one place only rarely.
        self.here = Throttle(8, 15 * MINUTE)
        self.place = Throttle(60, 15 * MINUTE)
        self.name = Throttle(60, 15 * MINUTE)

    async def sign_in(self, name: str, password: str, place: str, *, now: float) -> str | None:
        """Return the key of the account that the name and the password belong to, None where they belong to none.

        Raises TooManyRequestsException where it was tried too often, the same for names that nobody has.
        """
        folded = accounts.folded(name)[: accounts.LONGEST_NAME]
        asked = ((self.here, f"{folded}\n{place}"), (self.place, place), (self.name, folded))
        hold_back(now, *asked)
        # Counted before the work, so that many at once are not let through together.
        for throttle, key in asked:
            throttle.count(key, now)
        account, kept = await self._room.read(lambda c: accounts.kept_password(c, name))
        right = await self.work(lambda: passwords.check(kept, password))
        if not right or account is None or kept is None:
            return None
        self.here.forget(asked[0][1])
        if passwords.is_old(kept):
            newer = await self.work(lambda: passwords.hashed(password))
            await self._room.write(lambda c: accounts.rehash(c, account, kept, newer))
        return account

    async def work(self, hashing: Callable[[], T]) -> T:
        """Return what ``hashing`` returns, done on a thread for it. Raises ServiceUnavailableException when too many wait."""
        if self._busy >= AT_ONCE + WAITING:
            raise ServiceUnavailableException("Too many people are signing in at once.", headers={"retry-after": "5"})
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, hashing)
        finally:
            self._busy -= 1

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=True)
