"""Sayings: statements of different articles that report one utterance.

Decides which statements are compared. Refuses to judge when two are one utterance (onrecord.ledger.utterance) and who is
who (onrecord.ledger.people). Attitudes ("he hopes to") are no utterances, and are left out.

Two ways lead to a saying. By words: two statements share a print, and enough of their words in order. By meaning: one
speaker, a few days, and most of the telling words; so a quotation here meets the report of it there.
"""

from __future__ import annotations

import sqlite3

from onrecord.ledger.days import days_around
from onrecord.ledger.identity import digest
from onrecord.ledger.likeness import compare, spoken_words
from onrecord.ledger.printindex import PrintIndex
from onrecord.ledger.prints import statement_prints
from onrecord.ledger.utterance import (
    MEANS_THE_SAME,
    MEANS_VERY_MUCH_THE_SAME,
    Candidate,
    contradict,
    same_by_meaning,
    same_by_words,
)

DAYS_OF_MEANING = 3
MAX_CANDIDATES = 60
MAX_NEIGHBOURS = 5


_COLUMNS = (
    "statement.id, statement.version_id, content, statement.kind, said, speaker.name, speaker.kind, statement.entity_id,"
    " saying_id"
    " FROM statement LEFT JOIN speaker ON speaker.id = statement.speaker_id"
)


def statements_of(connection: sqlite3.Connection, version_id: int) -> list[Candidate]:
    """Return the statements of a version that were spoken or written."""
    return _candidates(
        connection,
        f"SELECT {_COLUMNS} WHERE statement.version_id = ? AND mode <> 'attitude' ORDER BY statement.id",
        (version_id,),
    )


def link_by_words(connection: sqlite3.Connection, version_id: int, index: PrintIndex) -> None:
    """Give the version's statements their prints, and join those that have enough words with another article's in common."""
    for mine in statements_of(connection, version_id):
        prints = statement_prints(spoken_words(mine.content))
        for row in index.find(prints, MAX_CANDIDATES):
            # A row may be gone again: corrections have an article laid out anew.
            there = _candidates(connection, f"SELECT {_COLUMNS} WHERE statement.id = ?", (row,))
            theirs = there[0] if there else mine
            if theirs.version != version_id and same_by_words(theirs, mine, compare(theirs.content, mine.content)):
                join(connection, theirs.id, mine.id)
        if prints:
            index.add(mine.id, prints)


def link_by_meaning(connection: sqlite3.Connection, version_id: int) -> None:
    """Join the version's statements with those that mean the same.

    They are looked for among what the same speakers said within a few days, and in the articles that have an utterance in
    common with this one.
    """
    neighbours = _in_the_same_story(connection, version_id)
    for mine in statements_of(connection, version_id):
        found = [(theirs, MEANS_THE_SAME) for theirs in _of_the_same_speaker(connection, mine)]
        found += [(theirs, MEANS_VERY_MUCH_THE_SAME) for theirs in neighbours]
        for theirs, needed in found:
            if theirs.saying is not None and theirs.saying == mine.saying:
                continue
            if same_by_meaning(theirs.content, mine.content, needed) and not contradict(theirs, mine):
                join(connection, theirs.id, mine.id)


def join(connection: sqlite3.Connection, first_id: int, second_id: int) -> None:
    """Make two statements one saying; where both have one, the two sayings become the older one."""
    sql = "SELECT saying_id, key FROM statement WHERE id = ?"
    first, key = connection.execute(sql, (first_id,)).fetchone()
    second, _ = connection.execute(sql, (second_id,)).fetchone()
    sayings = sorted({s for s in (first, second) if s is not None})
    if sayings:
        saying = sayings[0]
    else:
        made = digest("saying", key)
        connection.execute("INSERT OR IGNORE INTO saying (key) VALUES (?)", (made,))
        saying = connection.execute("SELECT id FROM saying WHERE key = ?", (made,)).fetchone()[0]
    connection.execute("UPDATE statement SET saying_id = ? WHERE id IN (?, ?)", (saying, first_id, second_id))
    for emptied in sayings[1:]:
        connection.execute("UPDATE statement SET saying_id = ? WHERE saying_id = ?", (saying, emptied))
        connection.execute("DELETE FROM saying WHERE id = ?", (emptied,))


def _of_the_same_speaker(connection: sqlite3.Connection, mine: Candidate) -> list[Candidate]:
    around = days_around(mine.said, DAYS_OF_MEANING)
    if around is None or mine.entity is None:
        return []
    sql = (
        f"SELECT {_COLUMNS} WHERE statement.entity_id = ? AND said BETWEEN ? AND ? AND statement.version_id <> ?"
        " AND mode <> 'attitude'"
        " ORDER BY said DESC LIMIT ?"
    )
    return _candidates(connection, sql, (mine.entity, *around, mine.version, MAX_CANDIDATES))


def _in_the_same_story(connection: sqlite3.Connection, version_id: int) -> list[Candidate]:
    sql = (
        f"SELECT {_COLUMNS} WHERE statement.version_id IN (SELECT DISTINCT theirs.version_id FROM statement AS mine"  # noqa: S608
        " JOIN statement AS theirs ON theirs.saying_id = mine.saying_id JOIN version AS this ON this.id = mine.version_id"
        " JOIN version AS that ON that.id = theirs.version_id WHERE mine.version_id = ?1 AND theirs.version_id <> ?1"
        " AND mine.saying_id IS NOT NULL AND abs(julianday(substr(this.published, 1, 10))"
        " - julianday(substr(that.published, 1, 10))) <= ?2 LIMIT ?3) AND mode <> 'attitude' LIMIT ?4"
    )
    return _candidates(connection, sql, (version_id, DAYS_OF_MEANING, MAX_NEIGHBOURS, MAX_NEIGHBOURS * MAX_CANDIDATES))


def _candidates(connection: sqlite3.Connection, sql: str, values: tuple[int | str | None, ...]) -> list[Candidate]:
    names = Candidate.__struct_fields__
    return [Candidate(**dict(zip(names, row, strict=True))) for row in connection.execute(sql, values)]
