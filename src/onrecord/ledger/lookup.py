"""Lookup: what a name or an identity that somebody typed means in this ledger.

Decides which speakers, statements and articles it stands for. Refuses to choose between several: it returns all of them.
"""

from __future__ import annotations

import sqlite3

from onrecord.errors import LedgerError
from onrecord.ledger import moved
from onrecord.ledger.anchors import Anchor
from onrecord.ledger.corrections import statement_at
from onrecord.ledger.fold import fold_name
from onrecord.ledger.identity import DIGITS, TAG, address_of
from onrecord.ledger.load import reading_of
from onrecord.ledger.names import fits, name_keys, organisation_name, person_name

MAX_ENTITIES = 200


def entities_named(connection: sqlite3.Connection, name: str) -> list[int]:
    """Return the entities that ``name`` can stand for: an identity, a full name, a surname, an organisation or its acronym.

    A name that is given in full stands for those of that full name, if there are any; else for all that it fits.
    """
    if name.startswith(TAG):
        known = [row[0] for row in connection.execute("SELECT id FROM entity WHERE key = ?", (name,))]
        return known or moved.rows(connection, "entity", name, name + "\0")
    found: dict[int, str] = {}
    for kind in ("person", "organization"):
        for key in name_keys(name, kind):
            sql = (
                "SELECT entity.id, entity.name, entity.kind FROM entity_name JOIN entity ON entity.id = entity_id"
                " WHERE name_key = ? LIMIT ?"
            )
            rows = connection.execute(sql, (key, MAX_ENTITIES)).fetchall()
            found |= {
                e: known for e, known, is_a in rows if is_a != "person" or fits(person_name(name), person_name(known))
            }
    sql = "SELECT id, name FROM entity WHERE folded = ? LIMIT ?"
    found |= dict(connection.execute(sql, (fold_name(name), MAX_ENTITIES)).fetchall())
    sql = (
        "SELECT DISTINCT entity.id, entity.name FROM speaker JOIN entity ON entity.id = entity_id"
        " WHERE speaker.folded = ? LIMIT ?"
    )
    printed = dict(connection.execute(sql, (fold_name(name), MAX_ENTITIES)).fetchall())
    found |= printed
    exact = [e for e, known in found.items() if e in printed or _same(known, name)]
    has_given = bool(person_name(name).given)
    return sorted(exact if exact and has_given else found)


def _same(known: str, name: str) -> bool:
    return organisation_name(known) == organisation_name(name)


def statement_row(connection: sqlite3.Connection, key: str) -> int:
    """Return the row of the statement with this identity, or with one that begins like this. Raises LedgerError.

    An identity from before a newer reading leads to the statement that has most of its words now.
    """
    rows = _by_prefix(connection, "statement", key) or _by_former_key(connection, key)
    if len(rows) != 1:
        raise _not_one("statement", key, len(rows))
    return rows[0]


def row_of(connection: sqlite3.Connection, table: str, key: str) -> int:
    """Return the row of a saying, story, correction or version by its identity or the beginning. Raises LedgerError."""
    rows = _by_prefix(connection, table, key) or _moved(connection, table, key)
    if len(rows) != 1:
        raise _not_one(table, key, len(rows))
    return rows[0]


def article_row(connection: sqlite3.Connection, key: str) -> int:
    """Return the row of the article with this identity (or its beginning) or address. Raises LedgerError."""
    found = connection.execute("SELECT id FROM article WHERE address = ?", (address_of(key) or key,)).fetchall()
    rows = [row[0] for row in found] or _by_prefix(connection, "article", key)
    if len(rows) != 1:
        raise _not_one("article", key, len(rows))
    return rows[0]


def _by_former_key(connection: sqlite3.Connection, key: str) -> list[int]:
    whole = key if key.startswith(TAG) else TAG + key
    found = connection.execute(
        "SELECT current_id, exact, prefix FROM former_key JOIN article ON article.id = article_id"
        " WHERE former_key.key >= ? AND former_key.key < ? LIMIT 2",
        (whole, whole + "g"),
    ).fetchall()
    if len(found) != 1 or len(whole) < len(TAG) + 4:
        return []
    version_id, exact, prefix = found[0]
    statement = statement_at(reading_of(connection, version_id), Anchor(exact=exact, prefix=prefix))
    if statement is None:
        return []
    sql = "SELECT id FROM statement WHERE version_id = ? AND label = ?"
    return [row[0] for row in connection.execute(sql, (version_id, statement.id))]


def former_keys(connection: sqlite3.Connection, row: int) -> tuple[str, ...]:
    """Return the identities from before newer readings that lead to the statement of this row, in a fixed order."""
    sql = "SELECT version_id, label, article_id FROM statement JOIN version ON version.id = version_id WHERE statement.id = ?"
    version_id, label, article_id = connection.execute(sql, (row,)).fetchone()
    sql = "SELECT key, exact, prefix FROM former_key WHERE article_id = ? ORDER BY key"
    former = connection.execute(sql, (article_id,)).fetchall()
    if not former:
        return ()
    reading = reading_of(connection, version_id)
    found = ((key, statement_at(reading, Anchor(exact=exact, prefix=prefix))) for key, exact, prefix in former)
    return tuple(key for key, statement in found if statement is not None and statement.id == label)


def _moved(connection: sqlite3.Connection, table: str, key: str) -> list[int]:
    found = _prefix(key)
    return moved.rows(connection, table, found, found + "g") if found else []


def _by_prefix(connection: sqlite3.Connection, table: str, key: str) -> list[int]:
    whole = _prefix(key)
    sql = f"SELECT id FROM {table} WHERE key >= ? AND key < ? LIMIT 2"  # noqa: S608
    return [row[0] for row in connection.execute(sql, (whole, whole + "g"))] if whole else []


def _prefix(key: str) -> str | None:
    """Return the identity that ``key`` is or begins like, None where it cannot be one."""
    whole = key if key.startswith(TAG) else TAG + key
    return whole if len(TAG) + 4 <= len(whole) <= len(TAG) + DIGITS else None


def _not_one(what: str, key: str, count: int) -> LedgerError:
    if count:
        return LedgerError(key, f"more than one {what} begins like this.", "Give more of it.", kind="ambiguous")
    return LedgerError(
        key, f"there is no such {what} in this ledger.", "Find it with `onrecord search`.", kind="unknown"
    )
