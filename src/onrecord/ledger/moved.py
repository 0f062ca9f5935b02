"""Moved: identities that are gone since two things turned out to be one, and where they lead.

Decides that links to a saying, a story or a speaker outlast its being joined to another. Refuses to join anything.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

Kind = Literal["saying", "story", "entity"]


def note(connection: sqlite3.Connection, kind: Kind, gone: int, stays: int) -> None:
    """Note that the row ``gone`` becomes part of the row ``stays``; call it before the first is deleted."""
    connection.execute(
        f"INSERT OR REPLACE INTO moved SELECT key, ?, ? FROM {kind} WHERE id = ?",  # noqa: S608
        (kind, stays, gone),
    )
    connection.execute("UPDATE moved SET row = ? WHERE kind = ? AND row = ?", (stays, kind, gone))


def rows(connection: sqlite3.Connection, kind: str, first: str, last: str) -> list[int]:
    """Return the rows (two at most) that identities from ``first`` to before ``last`` lead to."""
    sql = "SELECT DISTINCT row FROM moved WHERE key >= ? AND key < ? AND kind = ? LIMIT 2"
    return [row for (row,) in connection.execute(sql, (first, last, kind))]


def identities(connection: sqlite3.Connection, kind: Kind, row: int) -> tuple[str, ...]:
    """Return the identities that lead to a row and are not its own, in a fixed order."""
    sql = "SELECT key FROM moved WHERE kind = ? AND row = ? ORDER BY key"
    return tuple(key for (key,) in connection.execute(sql, (kind, row)))
