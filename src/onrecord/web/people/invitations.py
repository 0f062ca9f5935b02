"""Invitations: a link by which one person may join once, or choose a new password once.

Decides how long a link holds and that it works one time. Refuses to know how it is sent.
"""

from __future__ import annotations

import sqlite3

from onrecord.errors import LedgerError
from onrecord.records import Record
from onrecord.web.people import accounts, auditlog
from onrecord.web.people.accounts import Account, GivenRole
from onrecord.web.people.keys import hash_of, new_key, new_secret
from onrecord.web.people.moments import DAY, iso
from onrecord.web.visitors import Visitor

LASTS = 7 * DAY


class Invitation(Record, frozen=True, kw_only=True):
    """One invitation, as admins see it; the link itself was shown once. ``account``: whose password it renews."""

    key: str
    role: GivenRole
    remark: str
    account: str | None
    made: str
    made_by: str
    expires: str
    used: str | None
    used_by: str | None
    withdrawn: str | None


def invite(
    connection: sqlite3.Connection,
    role: GivenRole,
    by: Visitor,
    *,
    now: float,
    remark: str = "",
    name: str | None = None,
) -> str:
    """Make an invitation and return the secret of its link. With a ``name`` it renews that person's password."""
    account = accounts.find(connection, name) if name else None
    secret = new_secret()
    connection.execute(
        "INSERT INTO invitation (key, hash, role, account_id, remark, made, made_by, expires)"
        " VALUES (?, ?, ?, (SELECT id FROM account WHERE key = ?), ?, ?, ?, ?)",
        (
            *(new_key(), hash_of(secret), account.role if account else role, account.key if account else None),
            *(accounts.clean_name(remark)[:120], iso(now), by.name, iso(now + LASTS)),
        ),
    )
    entry = ("link to renew password", account.name, "") if account else ("invite", "", role)
    auditlog.write(connection, by, entry, moment=iso(now))
    return secret


def find(connection: sqlite3.Connection, secret: str, *, now: float) -> Invitation:
    """Return the invitation of a link. Raises LedgerError where it does not hold (any more): always in the same words."""
    sql = f"{_SELECT} WHERE hash = ? AND used IS NULL AND withdrawn IS NULL AND expires > ?"
    row = connection.execute(sql, (hash_of(secret), iso(now))).fetchone()
    if row is None:
        raise LedgerError("link", "it does not hold (any more).", "Ask for another one.", kind="unknown")
    return _invitation(row)


def accept(connection: sqlite3.Connection, secret: str, asked: tuple[str, str, str], *, now: float) -> Account:
    """Join by a link (name, e-mail address, hashed password), or renew a password; the link is used up.

    Raises LedgerError where the link does not hold, OptionError where somebody has that name.
    """
    found = find(connection, secret, now=now)
    name, email, password = asked
    if found.account is not None:
        account = accounts.find(connection, found.account)
        by = Visitor(name=account.name, role=account.role, account=account.key, means="link")
        accounts.set_password(connection, account.key, password, by, now=now)
    else:
        account = accounts.new(name, found.role, now=now)
        by = Visitor(name=account.name, role=account.role, account=account.key, means="link")
        accounts.add(connection, account, by, email=email, password=password)
    sql = "UPDATE invitation SET used = ?, used_by = ? WHERE key = ?"
    connection.execute(sql, (iso(now), account.name, found.key))
    return account


def withdraw(connection: sqlite3.Connection, key: str, by: Visitor, *, now: float) -> bool:
    """Take an invitation back; return whether there was one that held."""
    sql = "UPDATE invitation SET withdrawn = ? WHERE key = ? AND used IS NULL AND withdrawn IS NULL"
    if not connection.execute(sql, (iso(now), key)).rowcount:
        return False
    auditlog.write(connection, by, ("withdraw invitation", key, ""), moment=iso(now))
    return True


def pending(connection: sqlite3.Connection, *, now: float) -> tuple[Invitation, ...]:
    """Return the invitations that hold, newest first."""
    sql = f"{_SELECT} WHERE used IS NULL AND withdrawn IS NULL AND expires > ? ORDER BY invitation.id DESC"
    return tuple(_invitation(row) for row in connection.execute(sql, (iso(now),)))


_SELECT = (
    "SELECT invitation.key, invitation.role, remark, account.name, invitation.made, made_by, expires, used, used_by,"
    " withdrawn FROM invitation LEFT JOIN account ON account.id = account_id"
)


def _invitation(row: tuple[str | None, ...]) -> Invitation:
    return Invitation(**dict(zip(Invitation.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]
