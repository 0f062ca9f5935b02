"""Who: one speaker's record.

Decides what of a speaker is shown: names, offices, statements in the order in which they were made. Refuses to judge which
bearer of a name was meant: the one with most statements is shown, the others are named.
"""

from __future__ import annotations

import sqlite3

from onrecord.errors import LedgerError
from onrecord.ledger.lookup import entities_named
from onrecord.ledger.results import Hit, Office, Person, Who
from onrecord.ledger.search import Search, search

MAX_OFFICES = 20
MAX_OTHERS = 10


def who(connection: sqlite3.Connection, name: str, limit: int, after: str | None) -> Who:
    """Return the record of the speaker called ``name`` (or with that identity), with the ``limit`` newest statements.

    Raises LedgerError where nobody of that name is in the ledger.
    """
    chosen, *others = entities_by_weight(connection, name)
    person = person_of(connection, chosen)
    page = search(connection, Search(speaker=person.key), limit, after)
    timeline = list(reversed(page.hits))
    timeline.sort(key=_when)
    return Who(
        person=person,
        timeline=tuple(timeline),
        others=tuple(person_of(connection, other) for other in others[:MAX_OTHERS]),
        after=page.after,
    )


def _when(hit: Hit) -> tuple[str, str, str]:
    """Return what a timeline goes by: the day, and within a day when each article came out; its own order stays."""
    return hit.said or "", hit.published or "~", hit.article


def entities_by_weight(connection: sqlite3.Connection, name: str) -> list[int]:
    """Return the entities that a name or an identity can stand for, those of most statements first. Raises LedgerError."""
    entities = entities_named(connection, name)
    if not entities:
        raise LedgerError(
            name, "nobody of that name is in this ledger.", "Look with `onrecord search`.", kind="unknown"
        )
    marks = ", ".join("?" * len(entities))
    sql = f"SELECT id FROM entity WHERE id IN ({marks}) ORDER BY statements DESC, id"  # noqa: S608
    return [row for (row,) in connection.execute(sql, entities)]


def person_of(connection: sqlite3.Connection, entity_id: int) -> Person:
    """Return what the ledger knows of an entity."""
    key, name, kind, country, wikidata, articles, statements = connection.execute(
        "SELECT key, name, kind, country, wikidata, articles, statements FROM entity WHERE id = ?", (entity_id,)
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
            Office(role=role, affiliation=affiliation, first=first, last=last, articles=count)
            for role, affiliation, first, last, count in offices
        ),
        articles=articles,
        statements=statements,
    )
