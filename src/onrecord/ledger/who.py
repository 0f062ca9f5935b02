"""Who: one speaker's record.

Decides what of a speaker is shown: names, offices, statements in the order in which they were made. Refuses to judge which
bearer of a name was meant: the one with most statements is shown, the others are named.
"""

from __future__ import annotations

import sqlite3

from onrecord.errors import LedgerError
from onrecord.ledger.lookup import entities_named
from onrecord.ledger.results import Hit, Office, Person, Who
from onrecord.ledger.show import HIT_COLUMNS, HIT_TABLES, hit_of, reach_of

MAX_OFFICES = 20
MAX_OTHERS = 10


def who(connection: sqlite3.Connection, name: str, limit: int = 50) -> Who:
    """Return the record of the speaker called ``name`` (or with that identity), with the ``limit`` newest statements.

    Raises LedgerError where nobody of that name is in the ledger.
    """
    entities = entities_named(connection, name)
    if not entities:
        raise LedgerError(
            name, "nobody of that name is in this ledger.", "Look with `onrecord search`.", kind="unknown"
        )
    counted = sorted(((_statements(connection, e), -e) for e in entities), reverse=True)
    chosen = -counted[0][1]
    others = tuple(person_of(connection, -e) for _, e in counted[1 : 1 + MAX_OTHERS])
    return Who(person=person_of(connection, chosen), timeline=_timeline(connection, chosen, limit), others=others)


def who_sql() -> str:
    """Return the SQL of a speaker's timeline; its values are the entity's row and a limit."""
    return (
        f"SELECT {HIT_COLUMNS} FROM {HIT_TABLES} WHERE statement.entity_id = ?"  # noqa: S608
        " ORDER BY statement.said DESC, statement.id DESC LIMIT ?"
    )


def person_of(connection: sqlite3.Connection, entity_id: int) -> Person:
    """Return what the ledger knows of an entity."""
    key, name, kind, country, wikidata = connection.execute(
        "SELECT key, name, kind, country, wikidata FROM entity WHERE id = ?", (entity_id,)
    ).fetchone()
    names = connection.execute(
        "SELECT DISTINCT name FROM (SELECT name FROM speaker WHERE entity_id = ? LIMIT 1000) ORDER BY name",
        (entity_id,),
    )
    offices = connection.execute(
        "SELECT role, affiliation, min(published), max(published), count(DISTINCT version_id)"
        " FROM (SELECT role, affiliation, version_id FROM speaker WHERE entity_id = ? LIMIT 1000)"
        " JOIN version ON version.id = version_id WHERE role IS NOT NULL OR affiliation IS NOT NULL"
        " GROUP BY role, affiliation ORDER BY 5 DESC, 3, 1, 2 LIMIT ?",
        (entity_id, MAX_OFFICES),
    )
    return Person(
        key=key,
        name=name,
        kind=kind,
        country=country,
        wikidata=wikidata,
        names=tuple(row[0] for row in names),
        offices=tuple(
            Office(role=role, affiliation=affiliation, first=first, last=last, articles=articles)
            for role, affiliation, first, last, articles in offices
        ),
        articles=connection.execute("SELECT count(*) FROM speaker WHERE entity_id = ?", (entity_id,)).fetchone()[0],
        statements=_statements(connection, entity_id),
    )


def _statements(connection: sqlite3.Connection, entity_id: int) -> int:
    return int(connection.execute("SELECT count(*) FROM statement WHERE entity_id = ?", (entity_id,)).fetchone()[0])


def _timeline(connection: sqlite3.Connection, entity_id: int, limit: int) -> tuple[Hit, ...]:
    hits = []
    seen: set[int] = set()
    for row in connection.execute(who_sql(), (entity_id, limit * 3)).fetchall():
        if row[1] in seen:
            continue
        if row[1] is not None:
            seen.add(row[1])
        hits.append(hit_of(row, reach=reach_of(connection, row[0], row[1])))
        if len(hits) == limit:
            break
    return tuple(reversed(hits))
