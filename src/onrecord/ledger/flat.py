"""Flat rows: one row a statement, with all that is known of it, for tables.

Decides the columns and their order. Refuses to know the file format that the rows end up in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from onrecord.ledger import current
from onrecord.ledger.load import all_readings
from onrecord.ledger.rows import content_of, said_of
from onrecord.records import Article, Reading, Record, Statement


class FlatStatement(Record, frozen=True):
    """One statement as a row. Identities are those of the ledger; ``start`` and ``end`` enclose all pieces of the content.

    ``copies`` is the identity of the group of articles that carry the same text: counting texts, count each group once.
    """

    statement: str
    saying: str | None
    article: str
    copies: str | None
    address: str | None
    headline: str | None
    outlet: str | None
    published: str | None
    language: str | None
    completeness: str
    location: str
    sha256: str | None
    start: int
    end: int
    content: str
    kind: str
    mode: str
    act: str | None
    plover: str | None
    said: str | None
    cue: str | None
    source: str | None
    speaker: str | None
    named: str | None
    speaker_kind: str | None
    role: str | None
    affiliation: str | None
    country: str | None
    entity: str | None
    wikidata: str | None
    unattributed: str | None
    addressee: str | None
    confidence: float


def flat_statements(connection: sqlite3.Connection) -> Iterator[FlatStatement]:
    """Yield every statement of the ledger, corrected, in the order of the articles' identities and then of the text."""
    for article_id, key, reading in all_readings(connection):
        corrected = current.corrected(connection, article_id, reading).reading
        known = _known(connection, article_id)
        keys = current.keys_of(key, reading)
        copies = connection.execute(
            "SELECT copies.key FROM article JOIN copies ON copies.id = copies_id WHERE article.id = ?", (article_id,)
        ).fetchone()
        for statement in corrected.statements:
            row = known.get(statement.id, (None, None, None, None, None))
            places = {"statement": keys[statement.id], "article": key, "copies": copies[0] if copies else None}
            yield _flat(corrected, statement, row, places)


def _known(connection: sqlite3.Connection, article_id: int) -> dict[str, tuple[Any, ...]]:
    sql = (
        "SELECT label, saying.key, entity.name, entity.key, entity.country, entity.wikidata FROM article"
        " JOIN statement ON statement.version_id = article.current_id"
        " LEFT JOIN saying ON saying.id = saying_id LEFT JOIN entity ON entity.id = entity_id WHERE article.id = ?"
    )
    return {row[0]: tuple(row[1:]) for row in connection.execute(sql, (article_id,))}


def _flat(reading: Reading, statement: Statement, known: tuple[Any, ...], places: dict[str, Any]) -> FlatStatement:
    saying, name, entity, country, wikidata = known
    speaker = next((s for s in reading.speakers if s.id == statement.speaker), None)
    return FlatStatement(
        **places,
        **_head(reading.article),
        saying=saying,
        completeness=reading.completeness.verdict,
        location=reading.source.location,
        sha256=reading.source.sha256,
        start=min(p.start for p in statement.content),
        end=max(p.end for p in statement.content),
        content=content_of(statement),
        kind=statement.kind,
        mode=statement.mode,
        act=statement.act.name if statement.act else None,
        plover=statement.act.plover if statement.act else None,
        said=said_of(statement, reading),
        cue=statement.cue.text if statement.cue else None,
        source=statement.source.text if statement.source else None,
        speaker=name or (speaker.name if speaker else None),
        named=speaker.name if speaker else None,
        speaker_kind=speaker.kind if speaker else None,
        role=speaker.role if speaker else None,
        affiliation=speaker.affiliation if speaker else None,
        country=(speaker.country if speaker else None) or country,
        entity=entity,
        wikidata=wikidata,
        unattributed=statement.unattributed,
        addressee=statement.addressee.text if statement.addressee else None,
        confidence=statement.confidence,
    )


def _head(article: Article) -> dict[str, Any]:
    return {
        "address": article.url,
        "headline": article.headline,
        "outlet": article.site,
        "published": article.published,
        "language": article.language,
    }
