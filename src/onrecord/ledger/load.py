"""Loading: readings and captures out of the ledger again, exactly as they went in.

Decides how a version or an article is asked for. Refuses to change anything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from onrecord.errors import LedgerError
from onrecord.ledger.blobs import unpack, unpack_reading, unpack_text
from onrecord.ledger.identity import address_of
from onrecord.records import Provenance, Reading


def reading_of(connection: sqlite3.Connection, version_id: int) -> Reading:
    """Return the reading of one version, by row."""
    return unpack_reading(connection.execute("SELECT reading FROM version WHERE id = ?", (version_id,)).fetchone()[0])


def text_of(connection: sqlite3.Connection, version_id: int) -> str:
    """Return the article's text of one version, by row."""
    blob = connection.execute("SELECT reading FROM version WHERE id = ?", (version_id,)).fetchone()[0]
    return unpack_text(blob)


def version_row(connection: sqlite3.Connection, key: str) -> int:
    """Return the row of a version, given its identity or its article's (then the current one). Raises LedgerError."""
    found = connection.execute(
        "SELECT id FROM version WHERE key = ?1 UNION ALL SELECT current_id FROM article WHERE key = ?1"
        " UNION ALL SELECT current_id FROM article WHERE address = ?2",
        (key, address_of(key) or key),
    ).fetchone()
    if not found or found[0] is None:
        raise LedgerError(
            key, "there is no such article in this ledger.", "Find it with `onrecord search`.", kind="unknown"
        )
    return int(found[0])


def all_readings(connection: sqlite3.Connection) -> Iterator[tuple[int, str, Reading]]:
    """Yield article row, identity and reading of every current version, in the order of the articles' identities."""
    sql = "SELECT article.id, article.key, reading FROM article JOIN version ON version.id = current_id ORDER BY article.key"
    for article_id, key, blob in connection.execute(sql):
        yield article_id, key, unpack_reading(blob)


def body_of(connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """Return the bytes of a page as they were captured, or None where they were not kept."""
    found = connection.execute("SELECT zipped FROM capture WHERE sha256 = ?", (sha256,)).fetchone()
    return unpack(found[0]) if found else None


def context_of(text: str) -> Provenance | None:
    """Return a capture's context as it was written down, or None where there was none."""
    return msgspec.json.decode(text, type=Provenance) if text else None
