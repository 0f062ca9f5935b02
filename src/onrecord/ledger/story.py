"""Story: articles about one event.

Decides which articles belong together: they share an utterance or a text and came out within days of each other, or they
quote one speaker and have the telling words of their headlines in common. Refuses to name the event.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

from onrecord.errors import LedgerError
from onrecord.ledger import moved
from onrecord.ledger.days import days_around
from onrecord.ledger.identity import digest
from onrecord.ledger.likeness import telling_words
from onrecord.ledger.lines import article_lines, person_lines
from onrecord.ledger.lookup import article_row, row_of
from onrecord.ledger.results import Story
from onrecord.ledger.show import saying_of

DAYS = 5
"""An utterance that is printed again later than this is being recalled, by another story."""
HEADLINE_WORDS = 2
MAX_ARTICLES = 200
"""A story that has grown to this takes no other in: it is the talk of a season, not an event."""
MAX_QUOTING = 60
"""So many headlines of articles that quote one speaker in these days are compared."""
MAX_SAYINGS = 50
MAX_SPEAKERS = 50


def link(connection: sqlite3.Connection, article_id: int) -> None:
    """Give the article its story: that of the articles which are about the same event, if there are any."""
    for other in _neighbours(connection, article_id):
        _join(connection, article_id, other)


def story_of(connection: sqlite3.Connection, key: str) -> Story:
    """Return a story by its identity, or that of an article by identity or address; an article may be alone in it.

    Raises LedgerError where neither is in the ledger.
    """
    try:
        story_id = row_of(connection, "story", key)
    except LedgerError:
        article_id = article_row(connection, key)
        story_id = connection.execute("SELECT story_id FROM article WHERE id = ?", (article_id,)).fetchone()[0]
        if story_id is None:
            return _story(connection, [article_id], None)
    sql = "SELECT id FROM article WHERE story_id = ? ORDER BY day = '', day, id LIMIT ?"
    members = [row for (row,) in connection.execute(sql, (story_id, MAX_ARTICLES))]
    return _story(connection, members, story_id)


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
    found = {row[0] for row in (*sharing, *connection.execute(sql, (copies, article_id)))}
    if around and headline:
        found |= _with_a_like_headline(connection, version, headline, around)
    return sorted(found - {article_id})


def _with_a_like_headline(
    connection: sqlite3.Connection, version: int, headline: str, around: tuple[str, str]
) -> set[int]:
    """Return the articles of these days that quote one of the version's speakers, with a headline like this."""
    mine = telling_words(headline)
    sql = "SELECT DISTINCT entity.id, entity.name FROM statement JOIN entity ON entity.id = entity_id WHERE version_id = ?"
    found: set[int] = set()
    for entity, name in connection.execute(sql, (version,)).fetchall():
        # The speaker's own name in both headlines says nothing about the event.
        needed = mine - telling_words(name)
        if len(needed) < HEADLINE_WORDS:
            continue
        quoting = connection.execute(
            "SELECT DISTINCT version.article_id, headline FROM statement JOIN version ON version.id = version_id"
            " WHERE entity_id = ? AND said BETWEEN ? AND ? AND headline IS NOT NULL LIMIT ?",
            (entity, *around, MAX_QUOTING),
        )
        words = ((other, telling_words(theirs)) for other, theirs in quoting if other not in found)
        # Most have no word in common, and that is told soonest.
        alike = (other for other, w in words if not needed.isdisjoint(w) and len(needed & w) >= HEADLINE_WORDS)
        found.update(alike)
    return found


def _join(connection: sqlite3.Connection, article_id: int, other_id: int) -> None:
    sql = "SELECT story_id, article.key FROM article WHERE id IN (?, ?) ORDER BY id"
    (first, key), (second, _) = connection.execute(sql, (article_id, other_id)).fetchall()
    if first is not None and first == second:
        return
    stories = sorted({s for s in (first, second) if s is not None})
    marks = ", ".join("?" * len(stories))
    size = f"SELECT count(*) FROM article WHERE story_id IN ({marks})"  # noqa: S608
    if connection.execute(size, stories).fetchone()[0] >= MAX_ARTICLES:
        return
    if stories:
        story = stories[0]
    else:
        made = digest("story", key)
        connection.execute("INSERT OR IGNORE INTO story (key) VALUES (?)", (made,))
        story = connection.execute("SELECT id FROM story WHERE key = ?", (made,)).fetchone()[0]
    connection.execute("UPDATE article SET story_id = ? WHERE id IN (?, ?)", (story, article_id, other_id))
    for emptied in stories[1:]:
        connection.execute("UPDATE article SET story_id = ? WHERE story_id = ?", (story, emptied))
        moved.note(connection, "story", emptied, story)
        connection.execute("DELETE FROM story WHERE id = ?", (emptied,))


def _story(connection: sqlite3.Connection, members: list[int], story_id: int | None) -> Story:
    counts: Counter[int] = Counter()
    speakers: Counter[int] = Counter()
    groups: set[int] = set()
    for article_id in members:
        version, copies = connection.execute(
            "SELECT current_id, copies_id FROM article WHERE id = ?", (article_id,)
        ).fetchone()
        groups.add(copies or -article_id)
        sql = "SELECT DISTINCT saying_id FROM statement WHERE version_id = ? AND saying_id IS NOT NULL"
        counts.update(row for (row,) in connection.execute(sql, (version,)))
        sql = "SELECT DISTINCT entity_id FROM statement WHERE version_id = ? AND entity_id IS NOT NULL"
        speakers.update(row for (row,) in connection.execute(sql, (version,)))
    shared = sorted((saying for saying, count in counts.items() if count > 1), key=lambda s: (-counts[s], s))
    lines = {entity: person_lines(connection, [entity])[0] for entity in speakers}
    ranked = sorted(speakers, key=lambda entity: (-speakers[entity], lines[entity].name, entity))
    key = connection.execute("SELECT key FROM story WHERE id = ?", (story_id,)).fetchone()
    return Story(
        articles=article_lines(connection, members),
        texts=len(groups),
        sayings=tuple(saying_of(connection, s) for s in shared[:MAX_SAYINGS]),
        speakers=tuple(lines[entity] for entity in ranked[:MAX_SPEAKERS]),
        key=key[0] if key else None,
    )
