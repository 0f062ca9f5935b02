"""Verification: every hash, offset and reference of a ledger made again from what it stands for, and compared.

Decides what a sound ledger is. Refuses to repair anything: it only tells.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator

from onrecord.errors import LedgerError
from onrecord.ledger import current, rows, tally
from onrecord.ledger.blobs import unpack, unpack_reading
from onrecord.ledger.check import broken_promises
from onrecord.ledger.identity import article_key, bytes_of, version_key
from onrecord.ledger.results import Problem, Verification
from onrecord.ledger.store import VERDICTS
from onrecord.records import Reading


def verify(connection: sqlite3.Connection) -> Verification:
    """Return what was looked at and every problem found; the ledger is left as it is."""
    checked: Counter[str] = Counter()
    problems = []
    for table, row, message in _findings(connection, checked):
        problems.append(Problem(table=table, row=row, message=message))
    return Verification(checked=dict(checked), problems=tuple(problems))


Finding = tuple[str, str, str]


def _findings(connection: sqlite3.Connection, checked: Counter[str]) -> Iterator[Finding]:
    damage = list(_file(connection))
    yield from damage
    if damage:
        return  # What lies on damaged pages cannot be compared with anything.
    yield from _captures(connection, checked)
    yield from _versions(connection, checked)
    yield from _articles(connection, checked)
    for name, message in tally.wrong_counts(connection):
        yield "tally", name, message


def _file(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        for (message,) in connection.execute("PRAGMA integrity_check"):
            if message != "ok":
                yield "file", "", str(message)
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            yield str(table), str(row), f"refers to a row of {parent} that is not there"
        if not connection.execute("PRAGMA query_only").fetchone()[0]:
            for table in ("statement_words", "statement_prints", "version_bands"):
                connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except sqlite3.DatabaseError as error:
        yield "file", "", str(error)


def _captures(connection: sqlite3.Connection, checked: Counter[str]) -> Iterator[Finding]:
    for sha256, size, zipped in connection.execute("SELECT sha256, size, zipped FROM capture"):
        checked["captures"] += 1
        try:
            body = unpack(zipped)
        except LedgerError as error:
            yield "capture", sha256, error.message
            continue
        if hashlib.sha256(body).hexdigest() != sha256 or len(body) != size:
            yield "capture", sha256, "the bytes are not those that were captured"


def _versions(connection: sqlite3.Connection, checked: Counter[str]) -> Iterator[Finding]:
    sql = (
        "SELECT version.id, version.key, article.key, sha256, captured, reading, version.id = current_id, article.id"
        " FROM version JOIN article ON article.id = article_id"
    )
    for version_id, key, article, sha256, captured, blob, is_current, row in connection.execute(sql):
        checked["versions"] += 1
        try:
            reading = unpack_reading(blob)
        except LedgerError as error:
            yield "version", key, error.message
            continue
        if bytes_of(reading) != sha256:
            yield "version", key, "the reading is of other bytes"
        if version_key(article, sha256, captured) != key:
            yield "version", key, "the identity does not follow from the article and the bytes"
        for broken in broken_promises(reading):
            yield "version", key, broken
        if is_current:
            checked["statements"] += len(reading.statements)
            yield from _rows(
                connection, version_id, current.keys_of(article, reading), _corrected(connection, row, reading)
            )
        elif connection.execute("SELECT 1 FROM statement WHERE version_id = ?", (version_id,)).fetchone():
            yield "version", key, "it is not the current version and has rows"


def _corrected(connection: sqlite3.Connection, article_id: int, reading: Reading) -> Reading:
    return current.corrected(connection, article_id, reading).reading


def _rows(connection: sqlite3.Connection, version_id: int, keys: dict[str, str], reading: Reading) -> Iterator[Finding]:
    location = reading.source.location
    columns = ", ".join(rows.SPEAKER_COLUMNS)
    there = connection.execute(f"SELECT {columns} FROM speaker WHERE version_id = ?", (version_id,)).fetchall()  # noqa: S608
    if set(there) != set(rows.speaker_rows(reading)):
        yield "speaker", location, "the speakers are not those of the reading"
    columns = ", ".join(rows.STATEMENT_COLUMNS)
    there = connection.execute(f"SELECT {columns} FROM statement WHERE version_id = ?", (version_id,)).fetchall()  # noqa: S608
    if set(there) != set(rows.statement_rows(reading, keys)):
        yield "statement", location, "the statements are not those of the reading"


def _articles(connection: sqlite3.Connection, checked: Counter[str]) -> Iterator[Finding]:
    for article_id, key, address, speaks in connection.execute("SELECT id, key, address, current_id FROM article"):
        checked["articles"] += 1
        versions = connection.execute(
            "SELECT id, verdict, number, sha256 FROM version WHERE article_id = ? ORDER BY number", (article_id,)
        ).fetchall()
        if [v[2] for v in versions] != list(range(1, len(versions) + 1)):
            yield "article", key, "a version is missing"
            continue
        best = max(versions, key=lambda v: (VERDICTS.index(v[1]), v[2]))
        if best[0] != speaks:
            yield "article", key, "another version than the best speaks for it"
        if article_key(address, versions[0][3]) != key:
            yield "article", key, "the identity does not follow from its address"
