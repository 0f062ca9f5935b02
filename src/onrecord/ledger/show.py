"""Showing: rows of statements as hits, with how far each utterance went.

Decides what of a statement is shown. Refuses to choose or to rank, and to count: that is done where statements are linked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from onrecord.ledger.likeness import compare
from onrecord.ledger.results import Hit, Reach, Saying, Variant

HIT_COLUMNS = (
    "statement.key, statement.content, statement.kind, statement.mode, statement.act, statement.said, speaker.name,"
    " speaker.role, entity.name, entity.key, entity.country, outlet.name, article.key, article.address, version.headline,"
    " version.published, version.location, version.language, saying.articles, saying.texts, saying.outlets, saying.first,"
    " saying.key"
)
HIT_TABLES = (
    "statement JOIN version ON version.id = statement.version_id JOIN article ON article.id = version.article_id"
    " LEFT JOIN speaker ON speaker.id = statement.speaker_id LEFT JOIN entity ON entity.id = statement.entity_id"
    " LEFT JOIN outlet ON outlet.id = statement.outlet_id LEFT JOIN saying ON saying.id = statement.saying_id"
)
MAX_VARIANTS = 200


def hits_of(
    connection: sqlite3.Connection, rows: Sequence[int], snippets: Sequence[str | None] = ()
) -> tuple[Hit, ...]:
    """Return these statements as hits, in this order; ``snippets`` go with them, if there are any."""
    sql = f"SELECT {HIT_COLUMNS} FROM {HIT_TABLES} WHERE statement.id = ?"  # noqa: S608
    found = [connection.execute(sql, (row,)).fetchone() for row in rows]
    shown = snippets or [None] * len(found)
    return tuple(_hit(row, snippet) for row, snippet in zip(found, shown, strict=True))


def _hit(row: tuple[Any, ...], snippet: str | None = None) -> Hit:
    key, content, kind, mode, act, said, named, role, name, entity, country, outlet, article, *rest = row
    address, headline, published, location, language, articles, texts, outlets, first, saying = rest
    # Whoever may not write can meet a saying that was just found and is not counted yet.
    counted = {"articles": max(articles, 1), "texts": max(texts, 1), "outlets": max(outlets, 1)} if saying else {}
    return Hit(
        statement=key,
        content=content,
        snippet=snippet,
        kind=kind,
        mode=mode,
        act=act,
        said=said,
        speaker=name or named,
        named=named,
        role=role,
        entity=entity,
        country=country,
        outlet=outlet,
        article=article,
        address=address,
        headline=headline,
        published=published,
        location=location,
        reach=Reach(**counted, first=first or said, saying=saying),
        language=language,
    )


def saying_of(connection: sqlite3.Connection, saying_id: int) -> Saying:
    """Return a saying with all its wordings, the one seen first first, each with how it differs from that one."""
    key, first = connection.execute("SELECT key, lead_id FROM saying WHERE id = ?", (saying_id,)).fetchone()
    sql = "SELECT id FROM statement WHERE saying_id = ? ORDER BY id LIMIT ?"
    rows = [row for (row,) in connection.execute(sql, (saying_id, MAX_VARIANTS))]
    hits = sorted(
        hits_of(connection, rows if first in rows or first is None else [first, *rows[:-1]]),
        key=lambda hit: (hit.published or "9", hit.said or "9", hit.article, hit.statement),
    )
    variants = []
    for hit in hits:
        likeness = compare(hits[0].content, hit.content)
        variants.append(Variant(hit=hit, relation=likeness.relation, changes=likeness.changes, flags=likeness.flags))
    return Saying(key=key, reach=hits[0].reach, variants=tuple(variants))
