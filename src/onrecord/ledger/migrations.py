"""Migrations: the steps by which a ledger's tables came to be what they are, each applied once, with its record.

Decides the order of the steps and that each is one transaction together with its record. Refuses to know what the tables
mean. A step that is out is never edited: a change is a further step.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from onrecord.errors import LedgerError
from onrecord.ledger import current, rows
from onrecord.ledger.connection import run_script, writing

_RECORD = """
CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL) STRICT
"""


def steps() -> list[tuple[int, str, str]]:
    """Return all steps in order: number, name, SQL."""
    found = []
    for file in files("onrecord.ledger").joinpath("schema").iterdir():
        number, _, name = file.name.removesuffix(".sql").partition("_")
        if file.name.endswith(".sql"):
            found.append((int(number), name, file.read_text(encoding="utf-8")))
    return sorted(found)


def applied(connection: sqlite3.Connection) -> int:
    """Return the number of the last step that the ledger has, 0 for a new file."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").fetchone():
        return 0
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()[0])


def migrate(connection: sqlite3.Connection, path: Path | str, *, until: int | None = None) -> list[str]:
    """Bring the ledger up to date and return the names of the steps that were applied.

    Each step is one transaction with its record, so that a crash leaves either none or all of it. The rows that follow
    from the readings are made again where their layout has changed. ``until`` stops after that number (for tests).
    Raises LedgerError where the file is newer than this program.
    """
    check_not_newer(connection, path)
    done = []
    for number, name, sql in steps():
        if until is not None and number > until:
            break
        if number <= applied(connection):
            continue
        with writing(connection):
            connection.execute(_RECORD)
            # Another process may have applied it while this one waited for the lock.
            if number > applied(connection):
                run_script(connection, sql)
                record = (number, name, datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"))
                connection.execute("INSERT INTO migration VALUES (?, ?, ?)", record)
                done.append(name)
    if until is None and rows_are_old(connection):
        with writing(connection):
            if rows_are_old(connection):
                current.rebuild(connection)
                connection.execute(f"PRAGMA user_version = {rows.LAYOUT}")
    return done


def rows_are_old(connection: sqlite3.Connection) -> bool:
    """Return whether the rows that follow from the readings were laid out by an older program."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0]) < rows.LAYOUT


def check_not_newer(connection: sqlite3.Connection, path: Path | str) -> None:
    """Raise LedgerError where the ledger has steps that this program does not know."""
    newest, has = steps()[-1][0], applied(connection)
    if has > newest:
        message = f"it was written by a newer version of onrecord (schema {has}, this one knows {newest})."
        raise LedgerError(str(path), message, "Upgrade: pip install --upgrade onrecord", kind="newer-schema")


def is_current(connection: sqlite3.Connection) -> bool:
    """Return whether the ledger has all steps, and its rows their present layout."""
    return applied(connection) == steps()[-1][0] and not rows_are_old(connection)
