"""The subject of a note: the article, statement or saying that it is about.

Decides what an identity stands for and by which words a reader knows it. Refuses to show any of it.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

from msgspec.structs import replace

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger, moved
from onrecord.ledger.lookup import former_keys, row_of, statement_row
from onrecord.records import Record

Kind = Literal["article", "statement", "saying"]
_WORDS = 160


class Subject(Record, frozen=True, kw_only=True):
    """What a note is about: its identity, what kind of thing that is, the words that it is known by, its page.

    ``former`` are identities from before it was joined to another, or read anew; notes that were written then are about it
    too.
    """

    key: str
    former: tuple[str, ...] = ()
    kind: Kind
    title: str
    page: str


def subject_of(ledger: Ledger, key: str) -> Subject:
    """Return what ``key`` stands for. Raises LedgerError where it stands for nothing in this ledger."""
    connection = ledger.connection
    sql = (
        "SELECT coalesce(headline, location) FROM article JOIN version ON version.id = current_id WHERE article.key = ?"
    )
    if row := connection.execute(sql, (key,)).fetchone():
        return _subject(key, "article", row[0])
    if (saying := _saying(connection, key)) is not None:
        return saying
    try:
        found = statement_row(connection, key)
    except LedgerError as error:
        message = "there is no article, statement or saying of that identity."
        raise LedgerError(key, message, "Open its page and follow the link to its notes.", kind="unknown") from error
    now, content = connection.execute("SELECT key, content FROM statement WHERE id = ?", (found,)).fetchone()
    return replace(_subject(now, "statement", content), former=former_keys(connection, found))


def _saying(connection: sqlite3.Connection, key: str) -> Subject | None:
    try:
        row = row_of(connection, "saying", key)
    except LedgerError:
        return None
    sql = "SELECT saying.key, content FROM saying JOIN statement ON saying_id = saying.id WHERE saying.id = ? LIMIT 1"
    found = connection.execute(sql, (row,)).fetchone()
    if found is None:
        return None
    now, content = found
    return replace(_subject(now, "saying", content), former=moved.identities(connection, "saying", row))


def page_of(kind: str, key: str) -> str:
    """Return the page of an article, statement or saying."""
    return f"/{kind}s/{key.replace(':', '%3A')}"


def _subject(key: str, kind: Kind, words: str) -> Subject:
    title = words if len(words) <= _WORDS else words[:_WORDS].rsplit(" ", 1)[0] + " …"
    return Subject(key=key, kind=kind, title=title, page=page_of(kind, key))
