"""Sayings: statements of different articles that report one utterance.

Decides which statements are compared and when they are one saying. Refuses to judge how wordings are alike
(onrecord.ledger.likeness) and who is who (onrecord.ledger.people).

Two ways lead to a saying. By words: two statements share a print, and enough of their words in order. By meaning: one
speaker, a few days, and most of the telling words; so a quotation here meets the report of it there.
"""

from __future__ import annotations

import sqlite3

from onrecord.ledger.days import day_of, days_around
from onrecord.ledger.identity import digest
from onrecord.ledger.likeness import Likeness, compare, spoken_words, telling_words
from onrecord.ledger.names import fits, organisation_name, person_name
from onrecord.ledger.printindex import PrintIndex
from onrecord.ledger.prints import statement_prints
from onrecord.records import Record

LONG_RUN = 8
"""So many words in a row are not said twice by chance within DAYS_OF_WORDS."""
SHORT_RUN, SHORT_COVER = 6, 0.5
FEW_WORDS, FEW_COVER = 5, 0.75
WHOLE_SHARE = 0.6
"""Two sources of different names (a company, its head) say the same where so much of the longer wording is in common."""
VERY_LONG_RUN = 14
"""So many words in a row are the same utterance whenever they are printed again."""
DAYS_OF_WORDS = 60
SHARED_MEANING, SHARE_OF_MEANING, SHARE_OF_BOTH = 3, 0.6, 0.4
"""For a report of the same speaker's words: telling words in common, their share of the shorter and of both wordings."""
DAYS_OF_MEANING = 3
MAX_CANDIDATES = 60


class Candidate(Record, frozen=True):
    """One statement as it is compared."""

    id: int
    version: int
    content: str
    kind: str
    said: str | None
    speaker_name: str | None
    speaker_kind: str | None
    entity: int | None
    saying: int | None


_COLUMNS = (
    "statement.id, statement.version_id, content, statement.kind, said, speaker.name, speaker.kind, statement.entity_id,"
    " saying_id"
    " FROM statement LEFT JOIN speaker ON speaker.id = statement.speaker_id"
)


def statements_of(connection: sqlite3.Connection, version_id: int) -> list[Candidate]:
    """Return the statements of a version."""
    return _candidates(
        connection, f"SELECT {_COLUMNS} WHERE statement.version_id = ? ORDER BY statement.id", (version_id,)
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
    """Join the version's statements with those of the same speakers, a few days apart, that mean the same."""
    for mine in statements_of(connection, version_id):
        if mine.entity is None:
            continue
        for other, saying, content in _of_the_same_speaker(connection, mine):
            known = saying is not None and saying == mine.saying
            if not known and same_by_meaning(content, mine.content):
                join(connection, other, mine.id)


def same_by_words(one: Candidate, other: Candidate, likeness: Likeness) -> bool:
    """Return whether two statements with words in common are one utterance."""
    if contradict(one, other):
        return False
    lengths = len(spoken_words(one.content)), len(spoken_words(other.content))
    if _named_differently(one, other) and likeness.cover * min(lengths) < WHOLE_SHARE * max(lengths):
        # "The police say that he said ..." holds his words and is not his statement.
        return False
    if likeness.run >= VERY_LONG_RUN:
        return True
    if not _within(one.said, other.said, DAYS_OF_WORDS):
        return False
    if likeness.relation == "identical":
        known = one.entity is not None and one.entity == other.entity
        return lengths[0] >= FEW_WORDS or known or _same_name(one, other)
    matched = likeness.cover * min(lengths)
    return (
        likeness.run >= LONG_RUN
        or (likeness.run >= SHORT_RUN and likeness.cover >= SHORT_COVER)
        or (matched >= FEW_WORDS and likeness.cover >= FEW_COVER)
    )


def same_by_meaning(one: str, other: str) -> bool:
    """Return whether two wordings, of one speaker and a few days apart, say the same in other words."""
    first, second = telling_words(one), telling_words(other)
    shared = len(first & second)
    return (
        shared >= SHARED_MEANING
        and shared >= SHARE_OF_MEANING * min(len(first), len(second))
        and 2 * shared >= SHARE_OF_BOTH * (len(first) + len(second))
    )


def contradict(one: Candidate, other: Candidate) -> bool:
    """Return whether the two are known to come from two different people."""
    if one.speaker_kind != "person" or other.speaker_kind != "person" or not one.speaker_name or not other.speaker_name:
        return False
    return not fits(person_name(one.speaker_name), person_name(other.speaker_name))


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


def _of_the_same_speaker(connection: sqlite3.Connection, mine: Candidate) -> list[tuple[int, int | None, str]]:
    around = days_around(mine.said, DAYS_OF_MEANING)
    if around is None:
        return []
    sql = (
        "SELECT id, saying_id, content FROM statement WHERE entity_id = ? AND said BETWEEN ? AND ? AND version_id <> ?"
        " ORDER BY said DESC LIMIT ?"
    )
    return connection.execute(sql, (mine.entity, *around, mine.version, MAX_CANDIDATES)).fetchall()


def _candidates(connection: sqlite3.Connection, sql: str, values: tuple[int | str | None, ...]) -> list[Candidate]:
    names = Candidate.__struct_fields__
    return [Candidate(**dict(zip(names, row, strict=True))) for row in connection.execute(sql, values)]


def _named_differently(one: Candidate, other: Candidate) -> bool:
    """Return whether both have a name and the two names cannot be one's."""
    named = {"person", "organization"}
    if (
        one.speaker_kind not in named
        or other.speaker_kind not in named
        or not one.speaker_name
        or not other.speaker_name
    ):
        return False
    if one.speaker_kind != other.speaker_kind:
        return True
    return organisation_name(one.speaker_name) != organisation_name(other.speaker_name) and contradict(one, other)


def _same_name(one: Candidate, other: Candidate) -> bool:
    return bool(one.speaker_name) and one.speaker_name == other.speaker_name


def _within(one: str | None, other: str | None, days: int) -> bool:
    first, second = day_of(one), day_of(other)
    return first is None or second is None or abs((first - second).days) <= days
