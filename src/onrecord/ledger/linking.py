"""Linking: what is found when an article is laid beside all the others in the ledger.

Decides the order: sayings by words, then copies and the sayings in them, then people, who are better told apart by then,
then sayings by meaning, which need the people, then stories. Refuses to know how any of it is found. All of it can be made
again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from onrecord.ledger import copies, current, people, sayings, story, tally
from onrecord.ledger.connection import writing
from onrecord.ledger.printindex import PrintIndex

BATCH = 64
"""Articles a transaction."""


def pending(connection: sqlite3.Connection) -> int:
    """Return how many articles have not been laid beside the others."""
    return int(connection.execute("SELECT count(*) FROM article WHERE linked = 0").fetchone()[0])


def is_pending(connection: sqlite3.Connection) -> bool:
    """Return whether there is an article that has not been laid beside the others, or something to be counted."""
    return _is_unlinked(connection) or tally.is_due(connection)


def _is_unlinked(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM article WHERE linked = 0 LIMIT 1").fetchone() is not None


def link(connection: sqlite3.Connection) -> Iterator[int]:
    """Link all articles that are not linked yet; yield how many after each transaction. It can be stopped at any moment."""
    while _is_unlinked(connection):
        with writing(connection):
            rows = connection.execute(
                "SELECT id, key, current_id FROM article WHERE linked = 0 ORDER BY id LIMIT ?", (BATCH,)
            ).fetchall()
            statements, texts = (
                PrintIndex(connection, "statement", "prints"),
                PrintIndex(connection, "version", "bands"),
            )
            for article_id, key, version_id in rows:
                sayings.link_by_words(connection, version_id, statements)
                copies.link(connection, version_id, article_id, texts)
                if current.lay_out_copies(connection, article_id):
                    # Corrections of a copy changed its statements.
                    sayings.link_by_words(connection, version_id, statements)
                sayings.link_in_copies(connection, version_id)
                people.link(connection, version_id, key)
                sayings.link_by_meaning(connection, version_id)
                story.link(connection, article_id)
            statements.flush()
            texts.flush()
            connection.executemany("UPDATE article SET linked = 1 WHERE id = ?", [(row[0],) for row in rows])
        yield len(rows)
    while tally.is_due(connection):
        with writing(connection):
            tally.recount(connection)
