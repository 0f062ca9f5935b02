"""The store: readings go in once, whole, and nothing that went in is ever changed or lost.

Decides what is known already, what is a new version, and which version of an article speaks for it. Refuses to read pages
and to answer questions. Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime

import msgspec

from onrecord.ledger import current, rows
from onrecord.ledger.anchors import anchor_of
from onrecord.ledger.blobs import pack, pack_reading
from onrecord.ledger.check import check_reading
from onrecord.ledger.fold import fold_name
from onrecord.ledger.identity import address_of, article_key, bytes_of, host_of, statement_keys, version_key
from onrecord.ledger.results import Added
from onrecord.records import Provenance, Reading, Record, Refusal

VERDICTS = ("not-an-article", "blocked", "partial", "complete")
"""From worst to best: a capture that met a gate must not hide the whole article that was captured before."""


class Entry(Record, frozen=True):
    """One reading on its way into the ledger, with the bytes that it was read from if they are to be kept."""

    reading: Reading
    body: bytes | None = None
    context: Provenance | None = None
    reader: str = "by hand"


def now() -> str:
    """Return the present moment, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def find_version(connection: sqlite3.Connection, sha256: str, url: str | None) -> tuple[str, str] | None:
    """Return article and version identity of the page with these bytes, captured at this address, if it is there.

    Bytes that come without an address are known wherever they were captured.
    """
    sql = (
        "SELECT article.key, version.key FROM version JOIN article ON article.id = version.article_id WHERE sha256 = ?"
    )
    captured = address_of(url)
    if captured:
        sql += " AND captured = ?"
    found = connection.execute(sql + " LIMIT 1", (sha256, captured) if captured else (sha256,)).fetchone()
    return (found[0], found[1]) if found else None


def add(connection: sqlite3.Connection, entry: Entry) -> Added:
    """Add one reading and return what that did. The same bytes from the same address change nothing."""
    reading = entry.reading
    check_reading(reading)
    sha256 = bytes_of(reading)
    url = entry.context.url if entry.context else reading.article.url
    known = find_version(connection, sha256, url)
    if known:
        return Added(outcome="known", article=known[0], version=known[1], location=reading.source.location)
    address = address_of(reading.article.url)
    key = article_key(address, sha256)
    article_id, versions = _article(connection, key, address)
    captured = address_of(url) or ""
    version = version_key(key, sha256, captured)
    outlet_id = _outlet(connection, reading)
    cursor = connection.execute(
        "INSERT INTO version (key, article_id, number, sha256, captured, location, context, added, reader, verdict,"
        " outlet_id, headline, published, language, words, origin, reading)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            version,
            article_id,
            versions + 1,
            sha256,
            captured,
            reading.source.location,
            msgspec.json.encode(entry.context).decode() if entry.context else "",
            now(),
            entry.reader,
            *_head(reading, outlet_id),
            pack_reading(reading),
        ),
    )
    if entry.body is not None:
        keep_capture(connection, sha256, entry.body)
    choose_current(connection, article_id, {int(cursor.lastrowid or 0): reading})
    outcome = "new-version" if versions else "added"
    return Added(outcome=outcome, article=key, version=version, location=reading.source.location)  # type: ignore[arg-type]


def replace_reading(connection: sqlite3.Connection, version_id: int, reading: Reading, reader: str) -> None:
    """Put a newer reading of the same bytes in the place of the old one; article and version keep their identities."""
    check_reading(reading)
    article_id = connection.execute("SELECT article_id FROM version WHERE id = ?", (version_id,)).fetchone()[0]
    _remember_keys(connection, version_id, article_id, reading)
    outlet_id = _outlet(connection, reading)
    connection.execute(
        "UPDATE version SET reader = ?, verdict = ?, outlet_id = ?, headline = ?, published = ?, language = ?, words = ?,"
        " origin = ?, reading = ? WHERE id = ?",
        (reader, *_head(reading, outlet_id), pack_reading(reading), version_id),
    )
    rows.remove(connection, version_id)
    connection.execute("UPDATE article SET current_id = NULL WHERE id = ? AND current_id = ?", (article_id, version_id))
    choose_current(connection, article_id, {version_id: reading})


def _remember_keys(connection: sqlite3.Connection, version_id: int, article_id: int, newer: Reading) -> None:
    """Keep the identities of statements whose borders a newer reading draws differently, with where their words stand."""
    from onrecord.ledger.load import reading_of

    key = connection.execute("SELECT key FROM article WHERE id = ?", (article_id,)).fetchone()[0]
    older = reading_of(connection, version_id)
    kept = set(statement_keys(key, newer.statements))
    for former, statement in zip(statement_keys(key, older.statements), older.statements, strict=True):
        if former not in kept:
            anchor = anchor_of(older.article.text, max(statement.content, key=lambda piece: piece.end - piece.start))
            values = (former, article_id, anchor.exact, anchor.prefix)
            connection.execute("INSERT OR IGNORE INTO former_key VALUES (?, ?, ?, ?)", values)


def choose_current(connection: sqlite3.Connection, article_id: int, readings: dict[int, Reading]) -> None:
    """Let the best version speak for the article: the most complete one, and of several such the newest.

    ``readings`` are those already in hand, by version; another one is loaded where it becomes current.
    """
    versions = connection.execute(
        "SELECT id, verdict, number FROM version WHERE article_id = ?", (article_id,)
    ).fetchall()
    best = max(versions, key=lambda v: (VERDICTS.index(v[1]), v[2]))
    before = connection.execute("SELECT current_id FROM article WHERE id = ?", (article_id,)).fetchone()[0]
    if before == best[0]:
        return
    if before is not None:
        rows.remove(connection, before)
    connection.execute(
        "UPDATE article SET current_id = ?, linked = 0, copies_id = NULL WHERE id = ?", (best[0], article_id)
    )
    current.lay_out(connection, article_id, readings.get(best[0]))


def keep_capture(connection: sqlite3.Connection, sha256: str, body: bytes) -> None:
    """Keep the bytes of a page once, however often they were captured."""
    if hashlib.sha256(body).hexdigest() == sha256:
        connection.execute(
            "INSERT OR IGNORE INTO capture (sha256, size, zipped) VALUES (?, ?, ?)", (sha256, len(body), pack(body))
        )


def refuse(connection: sqlite3.Connection, refusal: Refusal) -> None:
    """Put on record that an input gave no reading; the same refusal twice is one."""
    connection.execute(
        "INSERT OR IGNORE INTO refusal (location, sha256, kind, message, advice, added) VALUES (?, ?, ?, ?, ?, ?)",
        (refusal.source.location, refusal.source.sha256 or "", refusal.kind, refusal.message, refusal.advice, now()),
    )


def _article(connection: sqlite3.Connection, key: str, address: str | None) -> tuple[int, int]:
    """Return the row of the article, made where there is none, and how many versions it has."""
    found = connection.execute(
        "SELECT id, (SELECT count(*) FROM version WHERE article_id = article.id) FROM article WHERE key = ?", (key,)
    ).fetchone()
    if found:
        return found[0], found[1]
    cursor = connection.execute("INSERT INTO article (key, address) VALUES (?, ?)", (key, address))
    return int(cursor.lastrowid or 0), 0


def _outlet(connection: sqlite3.Connection, reading: Reading) -> int | None:
    name = reading.article.site or host_of(reading.article.url)
    if not name or not fold_name(name):
        return None
    connection.execute("INSERT OR IGNORE INTO outlet (name, folded) VALUES (?, ?)", (name, fold_name(name)))
    return int(connection.execute("SELECT id FROM outlet WHERE folded = ?", (fold_name(name),)).fetchone()[0])


def _head(reading: Reading, outlet_id: int | None) -> tuple[str | int | None, ...]:
    article = reading.article
    verdict = reading.completeness.verdict
    origin = article.origin.publisher if article.origin else None
    return verdict, outlet_id, article.headline, article.published, article.language, len(article.text.split()), origin
