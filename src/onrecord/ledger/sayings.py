"""Sayings: statements of different articles that report one utterance.

Decides which statements are compared. Refuses to judge when two are one utterance (onrecord.ledger.utterance) and who is
who (onrecord.ledger.people). Attitudes ("he hopes to") are no utterances, unless another article has much the same words of
the same source as one ("he said that he hoped to").

Three ways lead to a saying. By words: two statements share a print, and enough of their words in order. By the text: copies
of one article have the same words. By meaning: one speaker, a few days, and most of the telling words; so a quotation here
meets the report of it there.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from onrecord.ledger import moved
from onrecord.ledger.candidate import Candidate
from onrecord.ledger.days import day_of, days_around
from onrecord.ledger.fragments import fragments_of, same_fragment
from onrecord.ledger.identity import digest
from onrecord.ledger.likeness import compare, spoken_words, telling_words
from onrecord.ledger.printindex import PrintIndex
from onrecord.ledger.prints import FRAGMENT_TAG, fragment_print, statement_prints
from onrecord.ledger.utterance import may_mean_the_same, same_as_said, same_by_event, same_by_meaning, same_by_words
from onrecord.ledger.whose import one_by_name

DAYS_OF_MEANING = 3
MAX_CANDIDATES = 60
MAX_UNDATED = 20
"""So many of one speaker whose day is not told, only the month or the year, are looked at."""
ATTITUDE = "attitude"
MAX_TOGETHER = 200
MAX_NEIGHBOURS = 5
LOOKS = 2
"""The first joins what is alike, and so shows more articles of the story; the second looks there, too."""
_Row = tuple[Any, ...]
"""A statement as it comes out of the ledger, in the order of Candidate's fields: making records of all would take longer
than the look that most of them do not pass."""
_CONTENT, _KIND = 2, 3
_COLUMNS = (
    "statement.id, statement.version_id, content, statement.kind, said, version.published, speaker.name, speaker.kind,"
    " statement.entity_id, saying_id, mode"
    " FROM statement JOIN version ON version.id = statement.version_id LEFT JOIN speaker ON speaker.id = statement.speaker_id"
)
# The speakers' names do not matter: they are the same one.
_OF_ONE_ENTITY = (
    "SELECT statement.id, version_id, content, statement.kind, said, version.published, NULL, NULL, entity_id, saying_id,"
    " mode FROM statement JOIN version ON version.id = version_id WHERE entity_id = ? AND "
)
_NEWEST_FIRST = " AND version_id <> ? AND mode <> 'attitude' ORDER BY said DESC, statement.id DESC LIMIT ?"
_SAID_BETWEEN = f"{_OF_ONE_ENTITY}said BETWEEN ? AND ?{_NEWEST_FIRST}"
_SAID_WITHIN = f"{_OF_ONE_ENTITY}said IN (?, ?){_NEWEST_FIRST}"


def statements_of(connection: sqlite3.Connection, version_id: int) -> list[Candidate]:
    """Return the statements of a version."""
    return _candidates(
        connection, f"SELECT {_COLUMNS} WHERE statement.version_id = ? ORDER BY statement.id", (version_id,)
    )


def _spoken(statements: list[Candidate]) -> list[Candidate]:
    """Return those that were spoken or written."""
    return [one for one in statements if one.mode != ATTITUDE]


def link_by_words(connection: sqlite3.Connection, version_id: int, index: PrintIndex) -> None:
    """Give the version's statements their prints, and join those that have enough words with another article's in common."""
    statements = statements_of(connection, version_id)
    prints = {mine.id: prints_of(mine.content) for mine in statements}
    # One question for the whole article, unless a statement of it is printed so often that it hides the others' partners.
    rows = index.find(sorted(frozenset().union(*prints.values())), MAX_TOGETHER)
    together = _by_rows(connection, rows) if len(rows) < MAX_TOGETHER else None
    for mine in statements:
        found = together
        if found is None:
            found = _by_rows(connection, index.find(sorted(prints[mine.id]), MAX_CANDIDATES))
        for theirs in found:
            shared = prints[mine.id] & prints_of(theirs.content) if theirs.version != version_id else frozenset()
            if shared and _is_one(theirs, mine, shared):
                join(connection, theirs.id, mine.id)
        if prints[mine.id]:
            index.add(mine.id, sorted(prints[mine.id]))


def link_in_copies(connection: sqlite3.Connection, version_id: int) -> None:
    """Join the version's statements with those of its copies that have the same words, however few: it is the same text."""
    sql = (
        f"SELECT {_COLUMNS} WHERE statement.version_id IN (SELECT theirs.current_id FROM article AS mine"  # noqa: S608
        " JOIN article AS theirs ON theirs.copies_id = mine.copies_id"
        " WHERE mine.current_id = ?1 AND theirs.current_id <> ?1 ORDER BY theirs.id LIMIT ?2) AND mode <> 'attitude'"
    )
    copied = _candidates(connection, sql, (version_id, MAX_NEIGHBOURS))
    statements = _spoken(statements_of(connection, version_id)) if copied else []
    counts = Counter((c.version, spoken_words(c.content)) for c in (*copied, *statements))
    # What a text has twice ("No.") may be either.
    twice = {words for (_, words), count in counts.items() if count > 1}
    for mine in statements:
        words = spoken_words(mine.content)
        for theirs in copied if words and words not in twice else ():
            if spoken_words(theirs.content) == words:
                join(connection, theirs.id, mine.id)


@lru_cache(maxsize=16384)
def prints_of(content: str) -> frozenset[str]:
    """Return the prints of a statement: of its words, and of what it has in quotation marks."""
    return frozenset((*statement_prints(spoken_words(content)), *map(fragment_print, fragments_of(content))))


def _is_one(theirs: Candidate, mine: Candidate, shared: frozenset[str]) -> bool:
    """Return whether two statements with these prints in common are one utterance."""
    if ATTITUDE in (theirs.mode, mine.mode):
        return theirs.mode != mine.mode and same_as_said(theirs, mine, compare(theirs.content, mine.content))
    fragments = sum(one.startswith(FRAGMENT_TAG) for one in shared)
    if fragments and same_fragment(theirs, mine):
        return True
    if len(shared) == fragments:
        return False
    if same_by_words(theirs, mine, compare(theirs.content, mine.content)):
        return True
    # Those whose names fit and who are not known to be one ("Olm", "Petra Olm") are not looked at by meaning alone.
    return one_by_name(theirs, mine) and same_by_meaning(theirs, mine, in_story=False)


def link_by_meaning(connection: sqlite3.Connection, version_id: int) -> None:
    """Join the version's statements with those that mean the same.

    They are looked for among what the same speakers said within a few days, and in the articles that have an utterance in
    common with this one. Where that shows more such articles, the look is taken once more.
    """
    statements = _spoken(statements_of(connection, version_id))
    by_speaker: dict[tuple[int | None, str | None], list[tuple[frozenset[str], _Row]]] = {}
    known: list[int] | None = None
    for _ in range(LOOKS):
        story = _in_the_same_story(connection, version_id)
        if known is not None and set(story) <= set(known):
            break
        known = story
        neighbours = _told(_of_versions(connection, story[:MAX_NEIGHBOURS]))
        for mine in statements:
            whose = mine.entity, mine.said
            if whose not in by_speaker:
                by_speaker[whose] = _told(_of_the_same_speaker(connection, mine))
            telling = telling_words(mine.content)
            for theirs in _near(telling, mine.kind, by_speaker[whose]):
                if same_by_meaning(theirs, mine, in_story=theirs.version in story):
                    join(connection, theirs.id, mine.id)
            for theirs in _near(telling, mine.kind, neighbours):
                if same_by_event(theirs, mine):
                    join(connection, theirs.id, mine.id)


def _near(telling: frozenset[str], kind: str, told: list[tuple[frozenset[str], _Row]]) -> Iterator[Candidate]:
    """Yield those that are worth a closer look."""
    return (_candidate(row) for words, row in told if may_mean_the_same(telling, words, kind, row[_KIND]))


def _told(rows: list[_Row]) -> list[tuple[frozenset[str], _Row]]:
    """Return each row behind its telling words."""
    return [(telling_words(row[_CONTENT]), row) for row in rows]


def join(connection: sqlite3.Connection, first_id: int, second_id: int) -> None:
    """Make two statements one saying; where both have one, the two sayings become the older one."""
    sql = "SELECT saying_id, key FROM statement WHERE id = ?"
    first, first_key = connection.execute(sql, (first_id,)).fetchone()
    second, second_key = connection.execute(sql, (second_id,)).fetchone()
    if first is not None and first == second:
        return
    sayings = sorted({s for s in (first, second) if s is not None})
    if sayings:
        saying = sayings[0]
    else:
        made = digest("saying", min(first_key, second_key))
        connection.execute("INSERT OR IGNORE INTO saying (key) VALUES (?)", (made,))
        saying = connection.execute("SELECT id FROM saying WHERE key = ?", (made,)).fetchone()[0]
    connection.execute("UPDATE statement SET saying_id = ? WHERE id IN (?, ?)", (saying, first_id, second_id))
    for emptied in sayings[1:]:
        connection.execute("UPDATE statement SET saying_id = ? WHERE saying_id = ?", (saying, emptied))
        moved.note(connection, "saying", emptied, saying)
        connection.execute("DELETE FROM saying WHERE id = ?", (emptied,))


def _of_the_same_speaker(connection: sqlite3.Connection, mine: Candidate) -> list[_Row]:
    """Return what the speaker of ``mine`` said about the same time.

    Where only a month or a year is told ("last month"), the day counts on which the article came out; and what is dated by
    the month or the year of that day counts too.
    """
    day = (mine.said if day_of(mine.said) else mine.published) or ""
    around = days_around(day, DAYS_OF_MEANING)
    if mine.entity is None or around is None:
        return []
    dated = connection.execute(_SAID_BETWEEN, (mine.entity, *around, mine.version, MAX_CANDIDATES)).fetchall()
    undated = connection.execute(_SAID_WITHIN, (mine.entity, day[:4], day[:7], mine.version, MAX_UNDATED)).fetchall()
    return dated + undated


def _in_the_same_story(connection: sqlite3.Connection, version_id: int) -> list[int]:
    """Return the versions of other articles of these days with an utterance in common, those with most of them first."""
    sql = (
        "SELECT theirs.version_id FROM statement AS mine JOIN statement AS theirs ON theirs.saying_id = mine.saying_id"
        " JOIN version AS this ON this.id = mine.version_id JOIN version AS that ON that.id = theirs.version_id"
        " WHERE mine.version_id = ?1 AND theirs.version_id <> ?1 AND mine.saying_id IS NOT NULL"
        " AND abs(julianday(substr(this.published, 1, 10)) - julianday(substr(that.published, 1, 10))) <= ?2"
        " GROUP BY 1 ORDER BY count(DISTINCT mine.saying_id) DESC, 1 DESC LIMIT ?3"
    )
    return [row[0] for row in connection.execute(sql, (version_id, DAYS_OF_MEANING, MAX_CANDIDATES))]


def _of_versions(connection: sqlite3.Connection, versions: list[int]) -> list[_Row]:
    marks = ", ".join("?" * len(versions))
    sql = f"SELECT {_COLUMNS} WHERE statement.version_id IN ({marks}) AND mode <> 'attitude' LIMIT ?"
    return connection.execute(sql, (*versions, MAX_NEIGHBOURS * MAX_CANDIDATES)).fetchall()


def _by_rows(connection: sqlite3.Connection, rows: Sequence[int]) -> list[Candidate]:
    """Return the statements of these rows, newest first. A row may be gone: corrections have an article laid out anew."""
    marks = ", ".join("?" * len(rows))
    sql = f"SELECT {_COLUMNS} WHERE statement.id IN ({marks}) ORDER BY statement.id DESC"
    return _candidates(connection, sql, tuple(rows))


def _candidates(connection: sqlite3.Connection, sql: str, values: tuple[int | str | None, ...]) -> list[Candidate]:
    return [_candidate(row) for row in connection.execute(sql, values)]


def _candidate(row: _Row) -> Candidate:
    return Candidate(*row)
