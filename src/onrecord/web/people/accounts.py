"""Accounts: the people of a room.

Decides what an account is, when two names are one, and that each change goes to the audit log in the same transaction.
Refuses to know how they prove who they are.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from typing import Literal

from onrecord.errors import OptionError
from onrecord.records import Record
from onrecord.web.people import auditlog
from onrecord.web.people.keys import new_key
from onrecord.web.people.moments import iso
from onrecord.web.visitors import Visitor

GivenRole = Literal["reader", "editor", "admin"]
LONGEST_NAME, LONGEST_EMAIL = 80, 254
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.[^\s@<>\"(),:;\\\[\].]+")


class Account(Record, frozen=True, kw_only=True):
    """One person, as admins see them. The e-mail address and the password stay in the file."""

    key: str
    name: str
    role: GivenRole
    made: str
    disabled: str | None
    has_password: bool


def clean_name(name: str) -> str:
    """Return a name as it is kept: one line, single spaces, nothing invisible or turning the direction of writing."""
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", name))
    return " ".join(visible.split())


def folded(name: str) -> str:
    """Return what is the same for two names that a reader could take for one (case, compatibility forms, spaces)."""
    return unicodedata.normalize("NFKC", clean_name(name)).casefold().replace(" ", "")


def name_problem(name: str) -> str | None:
    """Return what is wrong with a person's name, None where nothing is."""
    if not clean_name(name):
        return "Give a name."
    if len(name) > LONGEST_NAME:
        return f"A name may have at most {LONGEST_NAME} characters."
    return None


def email_problem(email: str) -> str | None:
    """Return what is wrong with an e-mail address, None where it could be one."""
    if not email.strip():
        return "Give an e-mail address."
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email.strip()):
        return "That does not look like an e-mail address, such as name@example.org."
    return None


def add(
    connection: sqlite3.Connection, account: Account, by: Visitor, *, email: str = "", password: str | None
) -> None:
    """Add a person (``account`` from ``new``; ``password`` hashed).

    Raises OptionError where the name cannot be, or somebody has it.
    """
    if trouble := name_problem(account.name):
        raise OptionError("name", trouble)
    try:
        connection.execute(
            "INSERT INTO account (key, name, folded, email, role, password, made) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (account.key, account.name, folded(account.name), email, account.role, password, account.made),
        )
    except sqlite3.IntegrityError as error:
        raise OptionError("name", "somebody here has that name already.", "Take another one.") from error
    _log(connection, by, ("add person", account.name, account.role), account.made)


def new(name: str, role: GivenRole, *, now: float) -> Account:
    """Return an account that is not kept yet."""
    name = clean_name(name)
    return Account(key=new_key(), name=name, role=role, made=iso(now), disabled=None, has_password=False)


def everybody(connection: sqlite3.Connection) -> tuple[Account, ...]:
    """Return all people by name."""
    return tuple(_account(row) for row in connection.execute(f"{_SELECT} ORDER BY folded"))


def find(connection: sqlite3.Connection, name: str) -> Account:
    """Return the person with this name or key. Raises OptionError where there is nobody."""
    row = connection.execute(f"{_SELECT} WHERE folded = ? OR key = ?", (folded(name), name)).fetchone()
    if row is None:
        raise OptionError(clean_name(name)[:80], "there is nobody of that name.", "List them: `onrecord user list`.")
    return _account(row)


def kept_password(connection: sqlite3.Connection, name: str) -> tuple[str | None, str | None]:
    """Return the key and the kept password of who may sign in by this name; twice None where nobody may."""
    sql = "SELECT key, password FROM account WHERE folded = ? AND disabled IS NULL"
    row = connection.execute(sql, (folded(name),)).fetchone()
    return (row[0], row[1]) if row else (None, None)


def email_of(connection: sqlite3.Connection, key: str) -> str:
    """Return somebody's e-mail address, "" where none is known; only for themselves."""
    row = connection.execute("SELECT email FROM account WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_email(connection: sqlite3.Connection, key: str, email: str, by: Visitor, *, now: float) -> None:
    """Change somebody's e-mail address."""
    connection.execute("UPDATE account SET email = ? WHERE key = ?", (email, key))
    _log(connection, by, ("change e-mail address", find(connection, key).name, ""), iso(now))


def set_role(connection: sqlite3.Connection, key: str, role: GivenRole, by: Visitor, *, now: float) -> Account:
    """Give somebody another role; it holds for their next request. Raises OptionError where no admin would be left."""
    account = find(connection, key)
    if role != "admin":
        _keep_an_admin(connection, account)
    connection.execute("UPDATE account SET role = ? WHERE key = ?", (role, account.key))
    _log(connection, by, ("change role", account.name, f"{account.role} to {role}"), iso(now))
    return find(connection, account.key)


def set_disabled(connection: sqlite3.Connection, key: str, disabled: bool, by: Visitor, *, now: float) -> Account:
    """Shut somebody out, or let them in again. Shut out, their sessions end; tokens do nothing until they are let in.

    Raises OptionError where no admin would be left.
    """
    account = find(connection, key)
    if disabled:
        _keep_an_admin(connection, account)
        connection.execute(
            "DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE key = ?)", (account.key,)
        )
    connection.execute("UPDATE account SET disabled = ? WHERE key = ?", (iso(now) if disabled else None, account.key))
    _log(connection, by, ("disable" if disabled else "enable", account.name, ""), iso(now))
    return find(connection, account.key)


def set_password(connection: sqlite3.Connection, key: str, password: str, by: Visitor, *, now: float) -> None:
    """Give somebody another password (hashed); all their sessions end."""
    account = find(connection, key)
    connection.execute("UPDATE account SET password = ? WHERE key = ?", (password, account.key))
    connection.execute("DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE key = ?)", (account.key,))
    _log(connection, by, ("change password", account.name, ""), iso(now))


def rehash(connection: sqlite3.Connection, key: str, old: str, password: str) -> None:
    """Keep the same password under newer parameters, unless it was changed meanwhile."""
    connection.execute("UPDATE account SET password = ? WHERE key = ? AND password = ?", (password, key, old))


def _keep_an_admin(connection: sqlite3.Connection, account: Account) -> None:
    sql = "SELECT count(*) FROM account WHERE role = 'admin' AND disabled IS NULL AND key <> ?"
    if account.role == "admin" and not account.disabled and not connection.execute(sql, (account.key,)).fetchone()[0]:
        raise OptionError(account.name, "nobody else is an admin.", "Make somebody else one first.")


def _log(connection: sqlite3.Connection, by: Visitor, entry: tuple[str, str, str], moment: str) -> None:
    auditlog.write(connection, by, entry, moment=moment)


_SELECT = "SELECT key, name, role, made, disabled, password IS NOT NULL FROM account"


def _account(row: tuple[str, str, GivenRole, str, str | None, int]) -> Account:
    key, name, role, made, disabled, has_password = row
    return Account(key=key, name=name, role=role, made=made, disabled=disabled, has_password=bool(has_password))
