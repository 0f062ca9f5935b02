"""FollowTheMoney: articles, speakers and statements as entities that investigation tools load.

Decides how they map to its schemata: Article, Person, Organization or LegalEntity, Mention, and for a statement, which has
no schema there, a Note on its speaker with the article as proof. Refuses to know how entities are written down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from onrecord.ledger.flat import flat_statements
from onrecord.ledger.load import all_readings

_SCHEMATA = {"person": "Person", "organization": "Organization"}


def ftm_entities(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield all entities: the articles, the speakers across articles, their mentions, then the statements."""
    for _, key, reading in all_readings(connection):
        article = reading.article
        yield _entity(
            key,
            "Article",
            title=article.headline,
            author=list(article.byline),
            publishedAt=article.published,
            publisher=article.site,
            sourceUrl=article.url,
            language=article.language,
            contentHash=reading.source.sha256,
            bodyText=article.text,
        )
    sql = "SELECT id, key, name, kind, country, wikidata FROM entity ORDER BY key"
    for row, key, name, kind, country, wikidata in connection.execute(sql):
        names = connection.execute("SELECT DISTINCT name FROM speaker WHERE entity_id = ? ORDER BY name", (row,))
        aliases = [n for (n,) in names if n != name]
        schema = _SCHEMATA.get(kind, "LegalEntity")
        yield _entity(key, schema, name=name, alias=aliases, country=country and country.lower(), wikidataId=wikidata)
    mentions = (
        "SELECT article.key, speaker.label, speaker.name, speaker.kind, entity.key FROM speaker"
        " JOIN article ON article.current_id = speaker.version_id LEFT JOIN entity ON entity.id = entity_id"
        " ORDER BY article.key, speaker.id"
    )
    for article_key, label, name, kind, entity in connection.execute(mentions):
        yield _entity(
            f"{article_key}-{label}",
            "Mention",
            document=_id(article_key),
            name=name,
            detectedSchema=_SCHEMATA.get(kind, "LegalEntity"),
            resolved=_id(entity) if entity else None,
        )
    for flat in flat_statements(connection):
        yield _entity(
            flat.statement,
            "Note",
            description=flat.content,
            entity=_id(flat.entity) if flat.entity else None,
            date=flat.said,
            publisher=flat.outlet,
            sourceUrl=flat.address,
            proof=_id(flat.article),
        )


def _entity(key: str, schema: str, **properties: str | list[str] | None) -> dict[str, Any]:
    """Return an entity; every property is a list of strings, and one without a value is left out."""
    values = {name: [value] if isinstance(value, str) else value for name, value in properties.items() if value}
    return {"id": _id(key), "schema": schema, "properties": values}


def _id(key: str) -> str:
    return "onrecord-" + key.replace(":", "-")
