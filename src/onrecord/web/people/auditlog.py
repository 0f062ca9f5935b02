"""The audit log: every change, by whom, by what means, about what. It only grows.

Decides what an entry is and how entries are chained, so that one taken out or altered afterwards shows. Refuses to keep
what was typed into a form: no password, no e-mail address, no text of a note ever stands here.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from litestar import Request

from onrecord.records import Record
from onrecord.web.people.moments import iso
from onrecord.web.visitors import Visitor, visitor


class Entry(Record, frozen=True, kw_only=True):
    """One change: when, who (name and role at that time, account), by what means, what, about what."""

    number: int
    made: str
    name: str
    role: str
    account: str | None
    means: str
    what: str
    about: str
    detail: str


async def audit(request: Request[Any, Any, Any], what: str, about: str = "", detail: str = "") -> None:
    """Write down that the visitor of ``request`` did ``what`` (a short verb phrase) about ``about`` (an identity or name).

    Call it after the change has been kept. ``detail`` is a few public words; never what was typed.
    """
    state = request.app.state
    who, now = visitor(request), state.settings.now()
    await state.room.write(lambda connection: write(connection, who, (what, about, detail), moment=iso(now)))


def write(connection: sqlite3.Connection, who: Visitor, entry: tuple[str, str, str], *, moment: str) -> None:
    """Add an entry (what, about, detail) within the transaction of the change that it is about."""
    last = connection.execute("SELECT chain FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    row = (moment, who.name, who.role, who.account, who.means, *entry)
    connection.execute(
        "INSERT INTO audit (made, name, role, account, means, what, about, detail, chain)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, _chained(last[0] if last else "", row)),
    )


def entries(connection: sqlite3.Connection, *, limit: int, before: int | None = None) -> tuple[Entry, ...]:
    """Return entries, newest first, those older than the entry numbered ``before``."""
    sql = "SELECT id, made, name, role, account, means, what, about, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?"
    rows = connection.execute(sql, (before if before is not None else 2**62, limit))
    names = Entry.__struct_fields__
    return tuple(Entry(**dict(zip(names, row, strict=True))) for row in rows)


def broken(connection: sqlite3.Connection) -> int | None:
    """Return the number of the first entry that does not follow from the one before; None where all do."""
    chain, expected = "", 0
    for number, kept, *row in connection.execute(
        "SELECT id, chain, made, name, role, account, means, what, about, detail FROM audit ORDER BY id"
    ):
        chain, expected = _chained(chain, tuple(row)), expected + 1
        if kept != chain or number != expected:
            return int(number)
    return None


def _chained(before: str, row: tuple[str | None, ...]) -> str:
    return hashlib.sha256(repr((before, *row)).encode("utf-8", "surrogatepass")).hexdigest()
