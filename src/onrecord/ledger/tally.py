"""Tallies: the counts and the orders that lists are shown in, kept with what they count.

Decides how far a speaker, a saying and a story went, and that a group of which only one is left is none. Refuses to know who
asks. Triggers mark what has changed (``recount``) and keep the plain counts; here it is counted anew, after linking, so that
somebody who is quoted everywhere is counted once and not with every article.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from onrecord.ledger.names import LINKED_KINDS, filed_name

BATCH = 500
"""Counts a transaction."""


def is_due(connection: sqlite3.Connection) -> bool:
    """Return whether anything has changed since it was counted."""
    return connection.execute("SELECT 1 FROM recount LIMIT 1").fetchone() is not None


def recount(connection: sqlite3.Connection) -> None:
    """Count a batch of what has changed. Everything happens inside the caller's transaction."""
    # Groups first: what they lose is counted anew with the rest.
    order = "CASE kind WHEN 'copies' THEN 1 WHEN 'saying' THEN 2 WHEN 'story' THEN 3 ELSE 4 END"
    rows = connection.execute(f"SELECT kind, row FROM recount ORDER BY {order}, row LIMIT ?", (BATCH,)).fetchall()  # noqa: S608
    connection.executemany("DELETE FROM recount WHERE kind = ? AND row = ?", rows)
    for kind, row in rows:
        _COUNTERS[kind](connection, row)


def count(connection: sqlite3.Connection, name: str, more: int) -> None:
    """Count ``more`` (or fewer) of what no trigger counts: one for each statement would slow adding down."""
    connection.execute("UPDATE tally SET value = value + ? WHERE name = ?", (more, name))


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the plain counts by name; articles by verdict are ``verdict:complete`` and so on."""
    return dict(connection.execute("SELECT name, value FROM tally"))


def wrong_counts(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield what is counted wrongly: name and the right number, for the plain counts and for every group."""
    kept = counts(connection)
    for name, sql in _PLAIN.items():
        right = connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]  # noqa: S608
        if kept.get(name) != right:
            yield name, f"{kept.get(name)} instead of {right}"
    verdicts = connection.execute("SELECT verdict, count(*) FROM article WHERE verdict IS NOT NULL GROUP BY verdict")
    right_verdicts = {f"verdict:{verdict}": n for verdict, n in verdicts}
    if right_verdicts != {name: n for name, n in kept.items() if name.startswith("verdict:") and n}:
        yield "verdicts", "articles by verdict are counted wrongly"
    if is_due(connection):
        return
    for table, column in (("entity", "entity_id"), ("saying", "saying_id")):
        sql = (
            f"SELECT key FROM {table} LEFT JOIN (SELECT {column}, count(*) AS n FROM statement GROUP BY 1)"  # noqa: S608
            f" ON {column} = {table}.id WHERE statements <> coalesce(n, 0)"
        )
        for (key,) in connection.execute(sql):
            yield key, f"the statements of the {table} are counted wrongly"


_PLAIN = {
    "statements": "statement",
    "versions": "version",
    "refusals": "refusal",
    "sayings": "saying",
    "copies": "copies",
    "copied": "article WHERE copies_id IS NOT NULL",
    "stories": "story",
    "corrections": "correction WHERE undone IS NULL",
    "speakers": "entity WHERE filed > '' AND texts > 0",
}


def _copies(connection: sqlite3.Connection, row: int) -> None:
    members = connection.execute("SELECT id FROM article WHERE copies_id = ? LIMIT 2", (row,)).fetchall()
    if len(members) < 2:
        connection.execute("UPDATE article SET copies_id = NULL WHERE copies_id = ?", (row,))
        connection.execute("DELETE FROM copies WHERE id = ?", (row,))


def _saying(connection: sqlite3.Connection, row: int) -> None:
    sql = (
        "SELECT count(*), count(DISTINCT article.id), count(DISTINCT coalesce(copies_id, -article.id)),"
        " count(DISTINCT statement.outlet_id), min(said), max(said)"
        " FROM statement JOIN article ON article.current_id = statement.version_id WHERE saying_id = ?"
    )
    statements, *reach = connection.execute(sql, (row,)).fetchone()
    if statements < 2:
        connection.execute("UPDATE statement SET saying_id = NULL WHERE saying_id = ?", (row,))
        connection.execute("DELETE FROM saying WHERE id = ?", (row,))
        return
    lead = connection.execute(
        "SELECT statement.id FROM statement JOIN version ON version.id = version_id WHERE saying_id = ?"
        " ORDER BY coalesce(published, '9'), coalesce(said, '9'), statement.id LIMIT 1",
        (row,),
    ).fetchone()[0]
    connection.execute(
        "UPDATE saying SET statements = ?, articles = ?, texts = ?, outlets = ?, first = ?, last = ?, lead_id = ?"
        " WHERE id = ?",
        (statements, *reach, lead, row),
    )


def _story(connection: sqlite3.Connection, row: int) -> None:
    sql = (
        "SELECT count(*), count(DISTINCT coalesce(copies_id, -id)), coalesce(min(nullif(day, '')), ''), max(day)"
        " FROM article WHERE story_id = ?"
    )
    articles, *rest = connection.execute(sql, (row,)).fetchone()
    if articles < 2:
        connection.execute("UPDATE article SET story_id = NULL WHERE story_id = ?", (row,))
        connection.execute("DELETE FROM story WHERE id = ?", (row,))
    else:
        sql = "UPDATE story SET articles = ?, texts = ?, first = ?, last = ? WHERE id = ?"
        connection.execute(sql, (articles, *rest, row))


def _entity(connection: sqlite3.Connection, row: int) -> None:
    found = connection.execute("SELECT name, kind FROM entity WHERE id = ?", (row,)).fetchone()
    if not found:
        return
    name, kind = found
    filed = filed_name(name, kind) if kind in LINKED_KINDS else ""
    statements = connection.execute("SELECT count(*) FROM statement WHERE entity_id = ?", (row,)).fetchone()[0]
    sql = (
        "SELECT count(DISTINCT article.id), count(DISTINCT coalesce(copies_id, -article.id))"
        " FROM speaker JOIN article ON article.current_id = version_id WHERE entity_id = ?"
    )
    reach = connection.execute(sql, (row,)).fetchone() if statements else (0, 0)
    sql = "UPDATE entity SET filed = ?, statements = ?, articles = ?, texts = ? WHERE id = ?"
    connection.execute(sql, (filed, statements, *reach, row))


def _exchange(connection: sqlite3.Connection, row: int) -> None:
    connection.execute("DELETE FROM exchange WHERE version_id = ?", (row,))
    connection.execute(
        "INSERT INTO exchange SELECT ?1, source, target, sum(answers), sum(addresses) FROM ("
        " SELECT mine.entity_id AS source, theirs.entity_id AS target, 1 AS answers, 0 AS addresses FROM statement AS mine"
        " JOIN reply ON reply.statement_id = mine.id JOIN statement AS theirs ON theirs.id = answered_id"
        " WHERE mine.version_id = ?1"
        " UNION ALL SELECT mine.entity_id, theirs.entity_id, 0, 1 FROM statement AS mine"
        " JOIN speaker AS theirs ON theirs.id = addressee_id WHERE mine.version_id = ?1)"
        " WHERE source IS NOT NULL AND target IS NOT NULL AND source <> target GROUP BY source, target",
        (row,),
    )


_COUNTERS: dict[str, Callable[[sqlite3.Connection, int], None]] = {
    "copies": _copies,
    "saying": _saying,
    "story": _story,
    "entity": _entity,
    "exchange": _exchange,
}
