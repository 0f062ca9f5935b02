"""The room's own file: people, sessions, tokens, notes and the audit log, in one SQLite file beside the ledger.

Decides where it lies, who may read it, its settings and its migrations. Refuses to know what the tables mean.

It is apart from the ledger because a ledger is copied and published, and passwords and e-mail addresses must not go along.
Its name (``onrecord.room.db`` for ``onrecord.db``) is not matched by ``onrecord.db*`` for the same reason.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from onrecord.errors import LedgerError
from onrecord.ledger.connection import explained, reading, run_script, writing
from onrecord.web.people.keys import new_secret

APPLICATION_ID = 0x6F6E726D
"""Stands in the head of every room file ("onrm")."""
BUSY_SECONDS = 10
READERS = 2

T = TypeVar("T")


def room_path(ledger: Path) -> Path:
    """Return where the room's own file of a ledger lies."""
    return ledger.with_name(f"{ledger.stem}.room.db")


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to a room's file, brought up to date; a missing one is made, readable by its owner only.

    Raises LedgerError where it is something else, newer than this program, or cannot be had.
    """
    if not path.parent.is_dir():
        raise LedgerError(str(path), "its folder does not exist.", "Make the folder first.", kind="unavailable")
    with explained(path):
        if not path.exists():
            # Made here and not by SQLite, so that there is no moment at which others may read it.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = _opened(path)
    try:
        with explained(path):
            _set_up(connection, path)
            _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def opened(ledger: Path) -> Iterator[sqlite3.Connection]:
    """Open the room's file of a ledger for the block; for the command line."""
    connection = connect(room_path(ledger))
    try:
        with explained(room_path(ledger)):
            yield connection
    finally:
        connection.close()


class RoomFile:
    """The room's file for many requests. Call ``close`` at the end.

    Raises LedgerError where the file cannot be used; a missing one is made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._watch = connect(path)
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="room-reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="room-writer")

    async def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``question`` returns, asked on one state of the file."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, question)

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``change`` returns; all that it writes is kept, or nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, change)

    def secret(self) -> str:
        """Return the secret that signs form tokens and links; made once, so that they outlast a restart."""
        with explained(self.path), writing(self._watch):
            sql = "INSERT INTO setting VALUES ('secret', ?) ON CONFLICT DO NOTHING"
            self._watch.execute(sql, (new_secret(),))
            return str(self._watch.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()[0])

    def state(self) -> int:
        """Return a number that is another one after every change of the file, by whomever."""
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let the threads end and close what they opened."""
        for pool in (self._readers, self._writer):
            pool.shutdown(wait=True)
        for connection in (self._watch, *self._opened):
            connection.close()

    def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._mine()
        with explained(self.path), reading(connection):
            return question(connection)

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._mine()
        with explained(self.path), writing(connection):
            return change(connection)

    def _mine(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            with explained(self.path):
                connection = _opened(self.path)
                _set_up(connection, self.path)
            self._own.connection = connection
            self._opened.append(connection)
        return connection


def _opened(path: Path) -> sqlite3.Connection:
    # No connection is used by two threads at once: each has its own, and ``close`` waits until they have ended.
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        message = "it is not a reading room's file."
        raise LedgerError(str(path), message, "Move it away; the room makes a new one.", kind="not-a-room")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # What is erased (a note on request, a password's hash) is overwritten, not only let go of.
    connection.execute("PRAGMA secure_delete = ON")
    if application != APPLICATION_ID:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply the steps that the file does not have yet, each as one transaction with its number."""
    steps = sorted(
        (int(file.name.partition("_")[0]), file.read_text(encoding="utf-8"))
        for file in files("onrecord.web.people").joinpath("schema").iterdir()
        if file.name.endswith(".sql")
    )
    has = _version(connection)
    if has > steps[-1][0]:
        message = f"it was written by a newer version of onrecord (schema {has}, this one knows {steps[-1][0]})."
        raise LedgerError(str(path), message, "Upgrade: pip install --upgrade onrecord", kind="newer-schema")
    for number, sql in steps:
        if number <= has:
            continue
        with writing(connection):
            # Another process may have applied it while this one waited for the lock.
            if number > _version(connection):
                run_script(connection, sql)
                connection.execute(f"PRAGMA user_version = {number}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
