"""The connection: one SQLite file opened so that what is acknowledged lasts, and its failures as typed errors.

Decides the settings of the connection, what a transaction is, and what each failure is called. Refuses to know any table
but the one word in the file's head that says it is a ledger.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.errors import LedgerError

APPLICATION_ID = 0x6F6E7263
"""Stands in the head of every ledger file ("onrc"), so that no other program's database is taken for one."""
BUSY_SECONDS = 60
"""How long a writer waits for another one; a batch of a writer takes well under a second."""
CACHE_KIB = 64 * 1024
"""SQLite's page cache. The default of 2 MB makes every lookup in a large ledger a read of the file."""

_NAMES = {
    "SQLITE_NOTADB": ("not-a-ledger", "it is not a ledger.", "Give a file that `onrecord add` made, or a new name."),
    "SQLITE_CORRUPT": ("damaged", "the file is damaged.", "Restore a copy, or add the pages again to a new ledger."),
    "SQLITE_FULL": (
        "disk-full",
        "there is no room left for it.",
        "Make room and repeat: what was acknowledged is kept.",
    ),
    "SQLITE_IOERR": ("disk", "the disk failed.", "Look after the disk and repeat: what was acknowledged is kept."),
    "SQLITE_READONLY": ("read-only", "it cannot be written to.", "Copy it to a place where you may write."),
    "SQLITE_BUSY": ("busy", "another program holds it.", "Wait for the other program to finish."),
    "SQLITE_LOCKED": ("busy", "another program holds it.", "Wait for the other program to finish."),
    "SQLITE_CANTOPEN": ("unavailable", "it cannot be opened.", "Look at the folder and your permissions."),
    "SQLITE_PERM": ("unavailable", "it cannot be opened.", "Look at your permissions."),
    "SQLITE_TOOBIG": ("too-big", "one text is too large to keep.", "Leave that page out."),
}


class _Connection(sqlite3.Connection):
    """A connection with what is to be written when its transaction ends: rows by SQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late: dict[str, list[tuple[Any, ...]]] = {}


def connect(path: Path, *, read_only: bool, any_thread: bool = False) -> sqlite3.Connection:
    """Return a connection to the ledger file at ``path``; a missing file is made unless ``read_only``.

    ``any_thread`` is for those who see to it themselves that one thread at a time uses it.

    Raises LedgerError where the file is something else, damaged, or cannot be had.
    """
    if path.is_dir():
        raise LedgerError(str(path), "it is a folder.", "Give the name of a file.", kind="unavailable")
    if read_only and not path.is_file():
        raise LedgerError(str(path), "there is no such ledger.", "Make one with `onrecord add`.", kind="missing")
    if not path.parent.is_dir():
        raise LedgerError(str(path), "its folder does not exist.", "Make the folder first.", kind="unavailable")
    with explained(path):
        connection = sqlite3.connect(
            _uri(path, read_only),
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=not any_thread,
            factory=_Connection,
        )
    try:
        with explained(path):
            _set_up(connection, path, read_only=read_only)
    except LedgerError:
        connection.close()
        raise
    return connection


@contextmanager
def explained(path: Path | str) -> Iterator[None]:
    """Turn SQLite's errors within the block into LedgerErrors that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(path, error) from error
    except UnicodeEncodeError as error:
        # An argument of a command that is not UTF-8 arrives as half characters, which no file can hold.
        what = error.object[error.start : error.end].encode("ascii", "backslashreplace").decode()
        message = f"what was asked or given holds {what}, which is no character."
        raise LedgerError(str(path), message, "Give it in UTF-8.", kind="bad-text") from error


def explain(path: Path | str, error: sqlite3.Error) -> LedgerError:
    """Return the LedgerError that ``error`` amounts to."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, (kind, message, advice) in _NAMES.items():
        if name.startswith(prefix):
            return LedgerError(str(path), message, advice, kind=kind)
    return LedgerError(str(path), f"SQLite says: {error}.", "Run `onrecord verify` on it.", kind="database")


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as one transaction that holds the write lock from its start: all of it is kept, or nothing.

    The lock is taken at once (BEGIN IMMEDIATE): a transaction that begins by reading cannot wait for another writer later.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        settle(connection)
    except BaseException:
        _late(connection).clear()
        # SQLite may have ended the transaction by itself (a full disk); the first error is the one to tell.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    try:
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def later(connection: sqlite3.Connection, sql: str, row: tuple[Any, ...]) -> None:
    """Run ``sql`` with the values of ``row`` before the transaction ends.

    An FTS5 index takes rows a tenth of the time when they come one after the other, with no other statement in between.
    """
    if isinstance(connection, _Connection):
        connection.late.setdefault(sql, []).append(row)
    else:
        connection.execute(sql, row)


def settle(connection: sqlite3.Connection) -> None:
    """Run now what was kept for the end of the transaction."""
    late = _late(connection)
    for sql, rows in list(late.items()):
        connection.executemany(sql, rows)
    late.clear()


def _late(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    return connection.late if isinstance(connection, _Connection) else {}


def run_script(connection: sqlite3.Connection, sql: str) -> None:
    """Run statements one by one: sqlite3's executescript would commit the transaction that they are part of.

    Raises ValueError where ``sql`` ends within a statement.
    """
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            connection.execute(pending)
            pending = ""
    if pending.strip():
        raise ValueError(f"the script ends within a statement: {pending.strip()[:60]}")


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block on one state of the ledger, whatever is written meanwhile; nothing is locked by it."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _uri(path: Path, read_only: bool) -> str:
    return path.resolve().as_uri() + ("?mode=ro" if read_only else "?mode=rwc")


def _set_up(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application != APPLICATION_ID and (tables or read_only):
        kind, message, advice = _NAMES["SQLITE_NOTADB"]
        raise LedgerError(str(path), message, advice, kind=kind)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        return
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _to_wal(connection)
    # FULL: a commit is on the disk, not only in the system's memory, before it is acknowledged.
    connection.execute("PRAGMA synchronous = FULL")
    if application != APPLICATION_ID:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; two programs that make the same file at once wait for each other here.

    SQLite does not call its busy handler for this one step, so the waiting is done by hand.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not (error.sqlite_errorname or "").startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return
