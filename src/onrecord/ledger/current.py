"""The current state of an article: what the machine read of its best version, with people's corrections laid over it.

Decides when the rows that are searched are laid out again. Refuses to know how they are laid out, or how a correction
changes a reading. Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from onrecord.ledger import rows
from onrecord.ledger.anchors import Anchor
from onrecord.ledger.corrections import Corrected, Correction, apply
from onrecord.ledger.days import is_date
from onrecord.ledger.identity import digest, statement_keys
from onrecord.ledger.load import reading_of
from onrecord.records import Reading

COLUMNS = "key, what, article, anchor, value, author, reason, made, anchored, undone, undone_by, undone_reason"


def correction_of(row: Sequence[str | int | None]) -> Correction:
    """Return a row of COLUMNS as a correction."""
    key, what, article, anchor, value, author, reason, made, anchored, *undone = row
    return msgspec.convert(
        {
            "key": key,
            "what": what,
            "article": article,
            "anchors": msgspec.json.decode(str(anchor), type=tuple[Anchor, ...]),
            "value": msgspec.json.decode(str(value)),
            "author": author,
            "reason": reason,
            "made": made,
            "anchored": bool(anchored),
            **dict(zip(("undone", "undone_by", "undone_reason"), undone, strict=True)),
        },
        Correction,
        from_attributes=True,
    )


def corrections_for(connection: sqlite3.Connection, article_id: int) -> list[Correction]:
    """Return the corrections that hold for an article, oldest first: its own and those of its copies."""
    if connection.execute("SELECT 1 FROM correction LIMIT 1").fetchone() is None:
        return []
    sql = (
        f"SELECT {COLUMNS} FROM correction WHERE undone IS NULL AND what NOT IN ('merge', 'split') AND article IN"  # noqa: S608
        " (SELECT key FROM article WHERE id = ?1 UNION SELECT theirs.key FROM article AS mine JOIN article AS theirs"
        " ON theirs.copies_id = mine.copies_id WHERE mine.id = ?1) ORDER BY id"
    )
    mine = connection.execute("SELECT key FROM article WHERE id = ?", (article_id,)).fetchone()[0]
    found = [correction_of(row) for row in connection.execute(sql, (article_id,))]
    # Whether a page is whole is each capture's own affair.
    return [c for c in found if c.article == mine or c.what != "completeness"]


def corrected(connection: sqlite3.Connection, article_id: int, reading: Reading) -> Corrected:
    """Return the reading of an article with the corrections that hold for it."""
    return apply(reading, corrections_for(connection, article_id))


def lay_out(connection: sqlite3.Connection, article_id: int, reading: Reading | None = None) -> None:
    """Make the rows of an article's current version again, and note which of its corrections found no place."""
    key, version_id, outlet_id = connection.execute(
        "SELECT article.key, current_id, outlet_id FROM article JOIN version ON version.id = current_id WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    reading = reading or reading_of(connection, version_id)
    holding = corrections_for(connection, article_id)
    result = apply(reading, holding)
    rows.remove(connection, version_id)
    rows.write(connection, result.reading, keys=keys_of(key, reading), version_id=version_id, outlet_id=outlet_id)
    for correction in holding:
        if correction.article == key:
            anchored = correction.key not in result.homeless
            connection.execute("UPDATE correction SET anchored = ? WHERE key = ?", (anchored, correction.key))
    published = result.reading.article.published
    connection.execute(
        "UPDATE article SET corrected = ?, verdict = ?, day = ? WHERE id = ?",
        (
            _fingerprint(holding),
            result.reading.completeness.verdict,
            published[:10] if published and is_date(published) else "",
            article_id,
        ),
    )


def lay_out_copies(connection: sqlite3.Connection, article_id: int) -> bool:
    """Lay out an article and its copies again where corrections hold for them that their rows do not have yet.

    Returns whether the article itself was laid out again.
    """
    if connection.execute("SELECT 1 FROM correction LIMIT 1").fetchone() is None:
        return False
    members = connection.execute(
        "SELECT id, corrected FROM article WHERE id = ?1 OR copies_id = (SELECT copies_id FROM article WHERE id = ?1)",
        (article_id,),
    ).fetchall()
    changed = [m for m, had in members if _fingerprint(corrections_for(connection, m)) != had]
    for member in changed:
        group = connection.execute("SELECT copies_id FROM article WHERE id = ?", (member,)).fetchone()[0]
        lay_out(connection, member)
        connection.execute("UPDATE article SET copies_id = ? WHERE id = ?", (group, member))
    return article_id in changed


def keys_of(article: str, reading: Reading) -> dict[str, str]:
    """Return the identity of each statement by its id: those of the machine's reading, whatever a person corrected."""
    return dict(zip((s.id for s in reading.statements), statement_keys(article, reading.statements), strict=True))


def _fingerprint(corrections: list[Correction]) -> str:
    return digest("corrected", *(c.key for c in corrections)) if corrections else ""


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the rows of all articles again."""
    for (article_id,) in connection.execute("SELECT id FROM article WHERE current_id IS NOT NULL").fetchall():
        lay_out(connection, article_id)
