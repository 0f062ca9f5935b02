"""Sessions: a browser that somebody signed in with.

Decides how long one lasts, and that only a hash of its secret is kept. Refuses to know how the secret travels.
"""

from __future__ import annotations

import sqlite3

from onrecord.records import Record
from onrecord.web.people.keys import hash_of, new_key, new_secret
from onrecord.web.people.moments import DAY, MINUTE, iso, seconds_of
from onrecord.web.visitors import Visitor

IDLE, LONGEST = 7 * DAY, 30 * DAY
"""A session ends so long after it was last used, and so long after it began, whichever is first."""
SEEN_EVERY = 5 * MINUTE
"""How exactly it is kept when a session was last used: writing at every request would be a write at every look."""
MOST = 20
"""Sessions of one person at once; the one not used for longest ends when another begins."""


class Session(Record, frozen=True, kw_only=True):
    """One browser, as its owner sees it: what it called itself, when it came, when it was last seen."""

    key: str
    browser: str
    made: str
    seen: str
    expires: str


class Found(Record, frozen=True, kw_only=True):
    """Who a session belongs to, and whether its last use should be written down."""

    visitor: Visitor
    key: str
    is_stale: bool


def begin(connection: sqlite3.Connection, account: str, browser: str, *, now: float) -> str:
    """Begin a session of an account (its key) and return its secret; sessions that are over are removed."""
    connection.execute("DELETE FROM session WHERE expires <= ? OR seen <= ?", (iso(now), iso(now - IDLE)))
    secret = new_secret()
    connection.execute(
        "INSERT INTO session (key, hash, account_id, browser, made, seen, expires)"
        " SELECT ?, ?, id, ?, ?, ?, ? FROM account WHERE key = ?",
        (new_key(), hash_of(secret), browser[:120], iso(now), iso(now), iso(now + LONGEST), account),
    )
    connection.execute(
        "DELETE FROM session WHERE id IN (SELECT session.id FROM session JOIN account ON account.id = account_id"
        " WHERE account.key = ? ORDER BY seen DESC, session.id DESC LIMIT -1 OFFSET ?)",
        (account, MOST),
    )
    return secret


def find(connection: sqlite3.Connection, secret: str, *, now: float) -> Found | None:
    """Return whose session has this secret, None where it is nobody's, over, or its person is shut out."""
    row = connection.execute(
        "SELECT session.key, seen, account.key, name, role FROM session JOIN account ON account.id = account_id"
        " WHERE hash = ? AND expires > ? AND seen > ? AND disabled IS NULL",
        (hash_of(secret), iso(now), iso(now - IDLE)),
    ).fetchone()
    if row is None:
        return None
    key, seen, account, name, role = row
    who = Visitor(name=name, role=role, account=account, means="session")
    return Found(visitor=who, key=key, is_stale=now - seconds_of(seen) > SEEN_EVERY)


def touch(connection: sqlite3.Connection, key: str, *, now: float) -> None:
    """Write down that a session is being used."""
    connection.execute("UPDATE session SET seen = ? WHERE key = ?", (iso(now), key))


def end(connection: sqlite3.Connection, secret: str) -> None:
    """End the session that has this secret, if any."""
    connection.execute("DELETE FROM session WHERE hash = ?", (hash_of(secret),))


def end_one(connection: sqlite3.Connection, account: str, key: str) -> bool:
    """End one session of an account by its public key; return whether there was one."""
    sql = "DELETE FROM session WHERE key = ? AND account_id = (SELECT id FROM account WHERE key = ?)"
    return connection.execute(sql, (key, account)).rowcount > 0


def end_all(connection: sqlite3.Connection, account: str) -> int:
    """End all sessions of an account (its key) and return how many there were."""
    sql = "DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE key = ?)"
    return connection.execute(sql, (account,)).rowcount


def of(connection: sqlite3.Connection, account: str, *, now: float) -> tuple[Session, ...]:
    """Return the sessions of an account (its key), last used first."""
    rows = connection.execute(
        "SELECT session.key, browser, session.made, seen, expires FROM session JOIN account ON account.id = account_id"
        " WHERE account.key = ? AND expires > ? AND seen > ? ORDER BY seen DESC, session.id DESC",
        (account, iso(now), iso(now - IDLE)),
    )
    return tuple(Session(key=k, browser=b, made=m, seen=s, expires=e) for k, b, m, s, e in rows)
