"""Lines: articles, speakers, sayings and stories as they stand in lists.

Decides what a list shows of each. Refuses to choose or to order them: it takes their rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from onrecord.ledger.copies import original_of
from onrecord.ledger.results import ArticleLine, PersonLine, SayingLine, StoryLine
from onrecord.ledger.show import hits_of


def article_lines(connection: sqlite3.Connection, rows: Sequence[int]) -> tuple[ArticleLine, ...]:
    """Return the lines of these articles, in this order."""
    sql = (
        "SELECT article.key, article.address, headline, outlet.name, published, location, language, words,"
        " coalesce(article.verdict, version.verdict), added,"
        " (SELECT count(*) FROM statement WHERE version_id = version.id), copies.key, article.copies_id"
        " FROM article JOIN version ON version.id = current_id LEFT JOIN outlet ON outlet.id = outlet_id"
        " LEFT JOIN copies ON copies.id = copies_id WHERE article.id = ?"
    )
    lines = []
    originals: dict[int, int | None] = {}
    for row in rows:
        *values, group = connection.execute(sql, (row,)).fetchone()
        if group is not None and group not in originals:
            originals[group] = original_of(connection, group)
        fields = dict(zip(ArticleLine.__struct_fields__, values, strict=False))
        lines.append(ArticleLine(**fields, copy_of=_copy_of(connection, row, originals[group]) if group else None))
    return tuple(lines)


def _copy_of(connection: sqlite3.Connection, article_id: int, original: int | None) -> str | None:
    if original is None:
        return "?"
    if original == article_id:
        return None
    return str(connection.execute("SELECT key FROM article WHERE id = ?", (original,)).fetchone()[0])


def person_lines(connection: sqlite3.Connection, rows: Sequence[int]) -> tuple[PersonLine, ...]:
    """Return the lines of these entities, in this order; the role is the one printed last, as far as it is known."""
    sql = (
        "SELECT key, name, filed, kind, country, statements, articles, texts,"
        " (SELECT role FROM speaker WHERE entity_id = entity.id AND role IS NOT NULL ORDER BY id DESC LIMIT 1)"
        " FROM entity WHERE id = ?"
    )
    names = PersonLine.__struct_fields__
    return tuple(
        PersonLine(**dict(zip(names, connection.execute(sql, (row,)).fetchone(), strict=True))) for row in rows
    )


def saying_lines(connection: sqlite3.Connection, rows: Sequence[int]) -> tuple[SayingLine, ...]:
    """Return the lines of these sayings, in this order."""
    sql = "SELECT key, statements, lead_id FROM saying WHERE id = ?"
    # A reader that may not write can meet one whose first statement is gone, and that nobody has counted since.
    found = [line for row in rows if (line := connection.execute(sql, (row,)).fetchone())[2] is not None]
    hits = hits_of(connection, [lead for _, _, lead in found])
    return tuple(
        SayingLine(key=key, hit=hit, wordings=wordings) for (key, wordings, _), hit in zip(found, hits, strict=True)
    )


def story_lines(connection: sqlite3.Connection, rows: Sequence[int]) -> tuple[StoryLine, ...]:
    """Return the lines of these stories, in this order."""
    sql = (
        "SELECT story.key, headline, language, articles, texts, nullif(first, ''), nullif(last, '')"
        " FROM story LEFT JOIN version ON version.id = (SELECT current_id FROM article WHERE story_id = story.id"
        " ORDER BY day = '', day, article.id LIMIT 1) WHERE story.id = ?"
    )
    names = StoryLine.__struct_fields__
    return tuple(StoryLine(**dict(zip(names, connection.execute(sql, (row,)).fetchone(), strict=True))) for row in rows)
