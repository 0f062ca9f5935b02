"""Tokens: keys for programs that act for somebody.

Decides what each scope lets through, and that only a token's hash is kept. Refuses to know how it travels.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

from onrecord.errors import OptionError
from onrecord.records import Record
from onrecord.web.people import auditlog
from onrecord.web.people.keys import hash_of, new_key, new_secret
from onrecord.web.people.moments import DAY, MINUTE, iso, seconds_of
from onrecord.web.visitors import ROLES, Role, Visitor

Scope = Literal["read", "write", "admin"]
PREFIX = "onrecord_"
"""What every token begins with, so that programs that look for leaked ones can know it."""
LONGEST_DAYS = 366
MOST = 50
_CEILING: dict[Scope, Role] = {"read": "reader", "write": "editor", "admin": "admin"}
_SEEN_EVERY = 5 * MINUTE


class Token(Record, frozen=True, kw_only=True):
    """One token, as its owner sees it; what it is itself was shown once."""

    key: str
    name: str
    scope: Scope
    made: str
    used: str | None
    expires: str
    revoked: str | None


class Found(Record, frozen=True, kw_only=True):
    """Whose token it is (with the lesser of their role and what its scope allows), and what it may do."""

    visitor: Visitor
    key: str
    scope: Scope
    is_stale: bool


def issue(connection: sqlite3.Connection, who: Visitor, asked: tuple[str, Scope, int], *, now: float) -> str:
    """Issue a token (name, scope, days) for ``who`` and return it. Raises OptionError where there are too many."""
    name, scope, days = asked
    sql = "SELECT count(*) FROM token JOIN account ON account.id = account_id WHERE account.key = ? AND revoked IS NULL"
    if connection.execute(sql, (who.account,)).fetchone()[0] >= MOST:
        raise OptionError("tokens", f"you have {MOST} already.", "Revoke those that are not used.")
    secret, key = PREFIX + new_secret(), new_key()
    connection.execute(
        "INSERT INTO token (key, hash, account_id, name, scope, made, expires)"
        " SELECT ?, ?, id, ?, ?, ?, ? FROM account WHERE key = ?",
        (key, hash_of(secret), name, scope, iso(now), iso(now + min(days, LONGEST_DAYS) * DAY), who.account),
    )
    auditlog.write(connection, who, ("issue token", key, scope), moment=iso(now))
    return secret


def find(connection: sqlite3.Connection, secret: str, *, now: float) -> Found | None:
    """Return whose token this is, None where it is nobody's, over, revoked, or its person is shut out."""
    row = connection.execute(
        "SELECT token.key, scope, used, account.key, account.name, role FROM token"
        " JOIN account ON account.id = account_id"
        " WHERE hash = ? AND expires > ? AND revoked IS NULL AND disabled IS NULL",
        (hash_of(secret), iso(now)),
    ).fetchone()
    if row is None:
        return None
    key, scope, used, account, name, role = row
    lesser = min(role, _CEILING[scope], key=ROLES.index)
    who = Visitor(name=name, role=lesser, account=account, means=f"token {key}")
    return Found(visitor=who, key=key, scope=scope, is_stale=used is None or now - seconds_of(used) > _SEEN_EVERY)


def touch(connection: sqlite3.Connection, key: str, *, now: float) -> None:
    """Write down that a token is being used."""
    connection.execute("UPDATE token SET used = ? WHERE key = ?", (iso(now), key))


def revoke(connection: sqlite3.Connection, account: str, key: str, by: Visitor, *, now: float) -> bool:
    """End a token of an account for good; return whether there was one."""
    sql = (
        "UPDATE token SET revoked = ? WHERE key = ? AND revoked IS NULL"
        " AND account_id = (SELECT id FROM account WHERE key = ?)"
    )
    if not connection.execute(sql, (iso(now), key, account)).rowcount:
        return False
    auditlog.write(connection, by, ("revoke token", key, ""), moment=iso(now))
    return True


def of(connection: sqlite3.Connection, account: str) -> tuple[Token, ...]:
    """Return the tokens of an account (its key), newest first, also those that are over."""
    rows = connection.execute(
        "SELECT token.key, token.name, scope, token.made, used, expires, revoked FROM token"
        " JOIN account ON account.id = account_id WHERE account.key = ? ORDER BY token.id DESC",
        (account,),
    )
    names = Token.__struct_fields__
    return tuple(Token(**dict(zip(names, row, strict=True))) for row in rows)
