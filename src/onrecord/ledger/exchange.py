"""Exchange: who answers whom, and who speaks to whom.

Decides which replies belong to a speaker's or a story's exchange, and how many are shown. Refuses to draw it.
"""

from __future__ import annotations

import sqlite3

from onrecord.errors import OptionError
from onrecord.ledger.cursor import check_limit
from onrecord.ledger.lines import person_lines
from onrecord.ledger.lookup import article_row, row_of
from onrecord.ledger.results import Edge, Exchange
from onrecord.ledger.who import entities_by_weight

_EDGES = "SELECT source_id, target_id, sum(answers), sum(addresses) FROM exchange WHERE {} GROUP BY 1, 2"


def exchange(connection: sqlite3.Connection, speaker: str | None, story: str | None, limit: int) -> Exchange:
    """Return the exchange around a speaker (name or identity), or within a story (its identity, or an article).

    Raises OptionError unless exactly one is given, LedgerError where it is not in the ledger.
    """
    check_limit(limit)
    if (speaker is None) == (story is None):
        raise OptionError("speaker", "give either a speaker or a story.", "Name one of the two.")
    if speaker is not None:
        rows = around_speaker(connection, entities_by_weight(connection, speaker)[0])
    else:
        rows = within_story(connection, str(story))
    rows.sort(key=lambda row: (-(row[2] + row[3]), row[0], row[1]))
    rows = rows[:limit]
    entities = sorted({entity for row in rows for entity in row[:2]})
    people = person_lines(connection, entities)
    keys = {entity: line.key for entity, line in zip(entities, people, strict=True)}
    edges = tuple(Edge(source=keys[a], target=keys[b], answers=n, addresses=m) for a, b, n, m in rows)
    return Exchange(people=people, edges=edges)


def around_speaker(connection: sqlite3.Connection, entity: int) -> list[tuple[int, int, int, int]]:
    """Return the replies from and to an entity."""
    sides = (_EDGES.format("source_id = ?"), _EDGES.format("target_id = ?"))
    return [row for sql in sides for row in connection.execute(sql, (entity,))]


def within_story(connection: sqlite3.Connection, key: str) -> list[tuple[int, int, int, int]]:
    """Return the replies within the articles of a story, or of an article that is alone."""
    from onrecord.errors import LedgerError

    try:
        story = row_of(connection, "story", key)
        condition, value = "version_id IN (SELECT current_id FROM article WHERE story_id = ?)", story
    except LedgerError:
        row = article_row(connection, key)
        condition, value = (
            "version_id IN (SELECT theirs.current_id FROM article AS mine JOIN article AS theirs"
            " ON theirs.id = mine.id OR theirs.story_id = mine.story_id WHERE mine.id = ?)",
            row,
        )
    return connection.execute(_EDGES.format(condition), (value,)).fetchall()
