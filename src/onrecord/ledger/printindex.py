"""The print index: which rows share a print, looked up and added to during one transaction.

Decides that prints are written when the transaction ends. FTS5 writes what was added out before it answers, so asking and
adding in turn would write a small list for every statement. Refuses to know what the prints are of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from onrecord.ledger.connection import later


class PrintIndex:
    """The prints of one table: those in the ledger, and those of the rows added since. Call ``flush`` before the commit."""

    def __init__(self, connection: sqlite3.Connection, table: str, column: str) -> None:
        self._connection = connection
        self._find = f"SELECT rowid FROM {table}_{column} WHERE {table}_{column} MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608
        self._write = f"UPDATE {table} SET {column} = ? WHERE id = ?"  # noqa: S608
        self._index = f"INSERT INTO {table}_{column} (rowid, {column}) VALUES (?, ?)"  # noqa: S608
        self._rows: dict[int, Sequence[str]] = {}
        self._by_print: dict[str, list[int]] = {}

    def find(self, prints: Sequence[str], limit: int) -> list[int]:
        """Return at most ``limit`` of the newest rows that have one of ``prints``, newest first."""
        added = {row for one in prints for row in self._by_print.get(one, ())}
        if len(added) >= limit or not prints:
            return sorted(added, reverse=True)[:limit]
        written = self._connection.execute(self._find, (" OR ".join(prints), limit - len(added)))
        return sorted(added, reverse=True) + [row[0] for row in written]

    def add(self, row: int, prints: Sequence[str]) -> None:
        """Give a row its prints."""
        self._rows[row] = prints
        for one in prints:
            self._by_print.setdefault(one, []).append(row)

    def flush(self) -> None:
        """Write down what was added."""
        written = [(row, " ".join(prints)) for row, prints in self._rows.items()]
        self._connection.executemany(self._write, [(prints, row) for row, prints in written])
        for one in written:
            later(self._connection, self._index, one)
        self._rows.clear()
        self._by_print.clear()
