"""Rows: what follows from a reading for the tables that are searched.

Decides how a version's speakers and statements are laid out in tables, and takes them out again. Refuses to know what makes
a version the current one. All of it can be made again from the readings.
"""

from __future__ import annotations

import sqlite3

import msgspec

from onrecord.ledger import tally
from onrecord.ledger.connection import later, settle
from onrecord.ledger.days import is_date
from onrecord.ledger.fold import fold_name
from onrecord.records import Reading, Statement

PIECE_GAP = " … "
"""What stands between two pieces of one statement where it is shown or searched as one line."""
LAYOUT = 6
"""The layout of the rows. Raise it where the functions below lay them out differently: ledgers have them made again then."""
SPEAKER_COLUMNS = ("label", "name", "folded", "kind", "role", "affiliation", "country", "aliases")
STATEMENT_COLUMNS = ("label", "key", "start", "kind", "mode", "said", "act", "content")

Row = tuple[str | int | None, ...]


def content_of(statement: Statement) -> str:
    """Return the words of a statement as one line."""
    return PIECE_GAP.join(" ".join(piece.text.split()) for piece in statement.content)


def said_of(statement: Statement, reading: Reading) -> str | None:
    """Return when a statement was made as far as it is known: its own date, or the day that the article came out."""
    if statement.said and is_date(statement.said.date):
        return statement.said.date
    published = reading.article.published
    return published[:10] if published and is_date(published) else None


def speaker_rows(reading: Reading) -> list[Row]:
    """Return the rows of the reading's speakers (SPEAKER_COLUMNS)."""
    return [
        (
            s.id,
            s.name,
            fold_name(s.name),
            s.kind,
            s.role,
            s.affiliation,
            s.country,
            msgspec.json.encode(s.aliases).decode(),
        )
        for s in reading.speakers
    ]


def statement_rows(reading: Reading, keys: dict[str, str]) -> list[Row]:
    """Return the rows of the reading's statements (STATEMENT_COLUMNS); ``keys`` are their identities by id."""
    return [
        (
            statement.id,
            keys[statement.id],
            statement.content[0].start,
            statement.kind,
            statement.mode,
            said_of(statement, reading),
            statement.act.name if statement.act else None,
            content_of(statement),
        )
        for statement in reading.statements
    ]


def write(
    connection: sqlite3.Connection, reading: Reading, *, keys: dict[str, str], version_id: int, outlet_id: int | None
) -> None:
    """Add the rows of ``reading`` for the version; the version has none before. ``keys`` are the statements' identities."""
    insert = f"INSERT INTO speaker ({', '.join(SPEAKER_COLUMNS)}, version_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    speakers = {row[0]: connection.execute(insert, (*row, version_id)).lastrowid for row in speaker_rows(reading)}
    columns = ", ".join((*STATEMENT_COLUMNS, "version_id", "outlet_id", "speaker_id", "addressee_id"))
    connection.executemany(
        f"INSERT INTO statement ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [
            (*row, version_id, outlet_id, speakers.get(statement.speaker or ""), speakers.get(_addressee(statement)))
            for row, statement in zip(statement_rows(reading, keys), reading.statements, strict=True)
        ],
    )
    tally.count(connection, "statements", len(reading.statements))
    written = "SELECT id, content FROM statement WHERE version_id = ?"
    for row in connection.execute(written, (version_id,)):
        later(connection, "INSERT INTO statement_words (rowid, content) VALUES (?, ?)", row)
    connection.executemany(
        "INSERT OR IGNORE INTO reply SELECT mine.id, theirs.id FROM statement AS mine JOIN statement AS theirs"
        " WHERE mine.version_id = ?1 AND mine.label = ?2 AND theirs.version_id = ?1 AND theirs.label = ?3",
        [(version_id, statement.id, answered) for statement in reading.statements for answered in statement.answers],
    )


def _addressee(statement: Statement) -> str:
    return (statement.addressee.speaker if statement.addressee else None) or ""


def remove(connection: sqlite3.Connection, version_id: int) -> None:
    """Take the rows of a version out again, with the entities that have no other rows; sayings are counted anew later."""
    entities = connection.execute(
        "SELECT DISTINCT entity_id FROM speaker WHERE version_id = ? AND entity_id IS NOT NULL", (version_id,)
    ).fetchall()
    if connection.execute("SELECT 1 FROM statement WHERE version_id = ?", (version_id,)).fetchone():
        # What was written within this transaction must be in the index of words before it can be taken out of it.
        settle(connection)
    removed = connection.execute("DELETE FROM statement WHERE version_id = ?", (version_id,)).rowcount
    tally.count(connection, "statements", -removed)
    connection.execute("DELETE FROM speaker WHERE version_id = ?", (version_id,))
    connection.execute("UPDATE version SET bands = '' WHERE id = ?", (version_id,))
    connection.execute(
        "UPDATE article SET linked = 0, copies_id = NULL, story_id = NULL WHERE current_id = ?", (version_id,)
    )
    for (entity,) in entities:
        sql = (
            "DELETE FROM entity WHERE id = ?1 AND reason IN ('named by a page', 'kept apart')"
            " AND NOT EXISTS (SELECT 1 FROM speaker WHERE entity_id = ?1)"
        )
        connection.execute(sql, (entity,))
