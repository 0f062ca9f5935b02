"""Story: articles about one event.

Decides which articles belong together: they share an utterance or a text and came out within days of each other, or they
quote one speaker and have the telling words of their headlines in common. Refuses to name the event.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from onrecord.ledger.copies import original_of
from onrecord.ledger.days import days_around
from onrecord.ledger.likeness import telling_words
from onrecord.ledger.results import Saying, Story, StoryArticle
from onrecord.ledger.show import reach_of, variants_of

DAYS = 5
"""An utterance that is printed again later than this is being recalled, by another story."""
HEADLINE_WORDS = 2
MAX_ARTICLES = 200
MAX_SEEDS = 400


def story_of(connection: sqlite3.Connection, article_id: int) -> Story:
    """Return the story that an article belongs to; it is alone in it where no other is about the same event."""
    return _story(connection, _members(connection, article_id))


def stories(connection: sqlite3.Connection, since: str | None, until: str | None, limit: int) -> tuple[Story, ...]:
    """Return the stories of a time, those of most independent texts first; single articles are no story."""
    seeds = connection.execute(
        "SELECT DISTINCT article.id FROM version JOIN article ON article.current_id = version.id"
        " WHERE published >= ? AND published < ? ORDER BY published DESC, article.id LIMIT ?",
        (since or "0", (until or "9") + "\U0010ffff", MAX_SEEDS),
    ).fetchall()
    done: set[int] = set()
    found = []
    for (seed,) in seeds:
        if seed not in done:
            members = _members(connection, seed)
            done |= set(members)
            if len(members) > 1:
                found.append(members)
    found.sort(key=lambda members: (-len(members), members))
    return tuple(_story(connection, members) for members in found[:limit])


def _members(connection: sqlite3.Connection, article_id: int) -> list[int]:
    members = [article_id]
    for member in members:
        for other in _neighbours(connection, member):
            if other not in members and len(members) < MAX_ARTICLES:
                members.append(other)
    return sorted(members)


def _neighbours(connection: sqlite3.Connection, article_id: int) -> list[int]:
    version, published, headline, copies = connection.execute(
        "SELECT version.id, published, headline, copies_id FROM article JOIN version ON version.id = current_id"
        " WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    around = days_around(published, DAYS)
    first, last = around or ("0", "9")
    sharing = connection.execute(
        "SELECT DISTINCT article.id FROM statement AS mine JOIN statement AS theirs ON theirs.saying_id = mine.saying_id"
        " JOIN article ON article.current_id = theirs.version_id JOIN version ON version.id = theirs.version_id"
        " WHERE mine.version_id = ? AND mine.saying_id IS NOT NULL AND article.id <> ?"
        " AND coalesce(published, ?) BETWEEN ? AND ? LIMIT ?",
        (version, article_id, first, first, last, MAX_ARTICLES),
    ).fetchall()
    sql = "SELECT id FROM article WHERE copies_id = ? AND id <> ?"
    same_text = connection.execute(sql, (copies, article_id)).fetchall()
    quoting = connection.execute(
        "SELECT DISTINCT article.id, headline, mine.name FROM speaker AS mine"
        " JOIN speaker AS theirs ON theirs.entity_id = mine.entity_id"
        " JOIN version ON version.id = theirs.version_id JOIN article ON article.current_id = version.id"
        " WHERE mine.version_id = ? AND article.id <> ? AND published BETWEEN ? AND ? LIMIT ?",
        (version, article_id, first, last, MAX_ARTICLES),
    ).fetchall()
    mine = telling_words(headline or "")
    alike = [
        other
        for other, theirs, name in quoting
        # The speaker's own name in both headlines says nothing about the event.
        if around and len((mine & telling_words(theirs or "")) - telling_words(name)) >= HEADLINE_WORDS
    ]
    return sorted({row[0] for row in (*sharing, *same_text)} | set(alike))


def _story(connection: sqlite3.Connection, members: list[int]) -> Story:
    articles = []
    counts: Counter[int] = Counter()
    speakers: Counter[str] = Counter()
    groups: set[int] = set()
    for article_id in members:
        row = connection.execute(
            "SELECT article.key, address, headline, outlet.name, published, location, words, verdict, copies_id, version.id"
            " FROM article JOIN version ON version.id = current_id LEFT JOIN outlet ON outlet.id = outlet_id"
            " WHERE article.id = ?",
            (article_id,),
        ).fetchone()
        names = ("article", "address", "headline", "outlet", "published", "location", "words", "verdict")
        groups.add(row[8] or -article_id)
        copy_of = _copy_of(connection, article_id, row[8])
        articles.append(StoryArticle(**dict(zip(names, row[:8], strict=True)), copy_of=copy_of))
        counts.update(_column(connection, "SELECT DISTINCT saying_id FROM statement WHERE version_id = ?", row[9]))
        sql = "SELECT DISTINCT entity.name FROM statement JOIN entity ON entity.id = entity_id WHERE version_id = ?"
        speakers.update(_column(connection, sql, row[9]))
    shared = sorted((saying for saying, count in counts.items() if count > 1), key=lambda s: (-counts[s], s))
    articles.sort(key=lambda a: (a.published or "9", a.article))
    ranked = sorted(speakers, key=lambda name: (-speakers[name], name))
    return Story(
        articles=tuple(articles),
        texts=len(groups),
        sayings=tuple(saying_of(connection, s) for s in shared),
        speakers=tuple(ranked),
    )


def saying_of(connection: sqlite3.Connection, saying_id: int) -> Saying:
    """Return a saying with all its wordings."""
    key = connection.execute("SELECT key FROM saying WHERE id = ?", (saying_id,)).fetchone()[0]
    return Saying(key=key, reach=reach_of(connection, 0, saying_id), variants=variants_of(connection, saying_id))


def _copy_of(connection: sqlite3.Connection, article_id: int, copies_id: int | None) -> str | None:
    if copies_id is None:
        return None
    original = original_of(connection, copies_id)
    if original is None:
        return "?"
    if original == article_id:
        return None
    return str(connection.execute("SELECT key FROM article WHERE id = ?", (original,)).fetchone()[0])


def _column(connection: sqlite3.Connection, sql: str, value: int) -> list[Any]:
    return [row[0] for row in connection.execute(sql, (value,)) if row[0] is not None]
