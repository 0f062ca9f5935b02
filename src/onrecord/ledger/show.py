"""Showing: rows of statements as hits, with how far each utterance went.

Decides what of a statement is shown and how articles and independent texts are counted. Refuses to choose or to rank.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from onrecord.ledger.likeness import compare
from onrecord.ledger.results import Hit, Reach, Variant

HIT_COLUMNS = (
    "statement.id, statement.saying_id, statement.key, statement.content, statement.kind, statement.mode, statement.act,"
    " statement.said, speaker.name, speaker.role, entity.name, entity.key, entity.country, outlet.name, article.key,"
    " article.address, version.headline, version.published, version.location"
)
HIT_TABLES = (
    "statement JOIN version ON version.id = statement.version_id JOIN article ON article.id = version.article_id"
    " LEFT JOIN speaker ON speaker.id = statement.speaker_id LEFT JOIN entity ON entity.id = statement.entity_id"
    " LEFT JOIN outlet ON outlet.id = statement.outlet_id"
)
MAX_VARIANTS = 200
NOBODY = Reach(articles=1, texts=1, outlets=1)


def hit_of(row: tuple[Any, ...], *, snippet: str | None = None, reach: Reach = NOBODY) -> Hit:
    """Return one row of HIT_COLUMNS as a hit."""
    (
        _,
        _,
        key,
        content,
        kind,
        mode,
        act,
        said,
        named,
        role,
        speaker,
        entity,
        country,
        outlet,
        article,
        address,
        *head,
    ) = row
    return Hit(
        statement=key,
        content=content,
        snippet=snippet,
        kind=kind,
        mode=mode,
        act=act,
        said=said,
        speaker=speaker or named,
        named=named,
        role=role,
        entity=entity,
        country=country,
        outlet=outlet,
        article=article,
        address=address,
        headline=head[0],
        published=head[1],
        location=head[2],
        reach=reach,
    )


def reach_of(connection: sqlite3.Connection, statement_id: int, saying_id: int | None) -> Reach:
    """Return in how many articles, independent texts and outlets an utterance stands, and when first."""
    # Articles that are copies of each other are one independent text.
    sql = (
        "SELECT count(DISTINCT article.id), count(DISTINCT coalesce(article.copies_id, -article.id)),"
        " count(DISTINCT statement.outlet_id), min(statement.said)"
        " FROM statement JOIN article ON article.current_id = statement.version_id WHERE "
    )
    condition, value = ("statement.saying_id = ?", saying_id) if saying_id else ("statement.id = ?", statement_id)
    articles, texts, outlets, first = connection.execute(sql + condition, (value,)).fetchone()
    key = connection.execute("SELECT key FROM saying WHERE id = ?", (saying_id,)).fetchone() if saying_id else None
    return Reach(articles=articles, texts=texts, outlets=max(outlets, 1), first=first, saying=key[0] if key else None)


def variants_of(connection: sqlite3.Connection, saying_id: int) -> tuple[Variant, ...]:
    """Return the wordings of a saying, first seen first, each with how it differs from the first."""
    sql = f"SELECT {HIT_COLUMNS} FROM {HIT_TABLES} WHERE statement.saying_id = ? LIMIT ?"  # noqa: S608
    hits = [hit_of(row) for row in connection.execute(sql, (saying_id, MAX_VARIANTS))]
    hits.sort(key=lambda hit: (hit.published or "9", hit.said or "9", hit.article, hit.statement))
    variants = []
    for hit in hits:
        likeness = compare(hits[0].content, hit.content)
        variants.append(Variant(hit=hit, relation=likeness.relation, changes=likeness.changes, flags=likeness.flags))
    return tuple(variants)
