"""Correcting: a person's decision is put on record, taken back.

Decides what is written down with a decision and what follows from it at once. Refuses to delete any.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from onrecord.errors import LedgerError, OptionError
from onrecord.ledger import current
from onrecord.ledger.anchors import Anchor, anchor_of, find
from onrecord.ledger.corrections import Correction, check
from onrecord.ledger.fold import fold_name
from onrecord.ledger.identity import digest
from onrecord.ledger.load import reading_of
from onrecord.ledger.lookup import article_row, row_of, statement_row
from onrecord.ledger.store import now
from onrecord.records import Record


class Decision(Record, frozen=True):
    """What a person decides: about which statement or article (identity or address), what, and why.

    ``value`` is a name, a list of pieces of the text, a kind, an act or a verdict, by what is corrected; for ``merge`` and
    ``split`` it is a list of [article, speaker's name] pairs: two that are one, or one that is nobody else.
    """

    target: str
    what: str
    value: Any
    author: str
    reason: str


def correct(connection: sqlite3.Connection, decision: Decision) -> Correction:
    """Put a decision on record and lay out the article and its copies again.

    Raises OptionError where the decision cannot be, LedgerError where what it is about is not in the ledger.
    """
    check(decision.what, decision.value)
    if not decision.author.strip() or not decision.reason.strip():
        raise OptionError("author", "a correction needs an author and a reason.", "Give both.")
    if decision.what in {"merge", "split"}:
        article, anchors, value = _about_speakers(connection, decision)
    else:
        article, anchors, value = _about_text(connection, decision)
    made = now()
    count = connection.execute("SELECT count(*) FROM correction").fetchone()[0]
    encoded = msgspec.json.encode(value).decode(), msgspec.json.encode(anchors).decode()
    key = digest("correction", str(count), decision.what, article, *encoded, decision.author, decision.reason, made)
    connection.execute(
        "INSERT INTO correction (key, what, article, anchor, value, author, reason, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, decision.what, article, encoded[1], encoded[0], decision.author, decision.reason, made),
    )
    _follow(connection, article, decision.what, value)
    return correction(connection, key)


def undo(connection: sqlite3.Connection, key: str, author: str, reason: str) -> Correction:
    """Take a correction back. It stays on record as undone. Raises LedgerError where there is no such correction."""
    found = correction(connection, key)
    if found.undone:
        raise LedgerError(key, "it is undone already.", "Correct again, if need be.", kind="undone")
    connection.execute(
        "UPDATE correction SET undone = ?, undone_by = ?, undone_reason = ? WHERE key = ?",
        (now(), author, reason, found.key),
    )
    _follow(connection, found.article, found.what, found.value)
    return correction(connection, found.key)


def correction(connection: sqlite3.Connection, key: str) -> Correction:
    """Return the correction with this identity (or its beginning). Raises LedgerError where it is not one."""
    row = row_of(connection, "correction", key)
    sql = f"SELECT {current.COLUMNS} FROM correction WHERE id = ?"  # noqa: S608
    return current.correction_of(connection.execute(sql, (row,)).fetchone())


def _about_text(connection: sqlite3.Connection, decision: Decision) -> tuple[str, list[Anchor], Any]:
    if decision.what == "completeness":
        row = article_row(connection, decision.target)
        return _key(connection, row), [], decision.value
    statement = statement_row(connection, decision.target)
    version_id, label, article = connection.execute(
        "SELECT version_id, label, article_id FROM statement JOIN version ON version.id = version_id WHERE statement.id = ?",
        (statement,),
    ).fetchone()
    reading = reading_of(connection, version_id)
    content = next(s.content for s in reading.statements if s.id == label)
    text = reading.article.text
    anchors = [anchor_of(text, max(content, key=lambda piece: piece.end - piece.start))]
    if decision.what == "content":
        for piece in [decision.value] if isinstance(decision.value, str) else decision.value:
            place = find(text, Anchor(exact=piece, prefix=text[: content[0].start][-32:]))
            if place is None:
                raise OptionError(
                    "value", f"{piece[:60]!r} does not stand in the article.", "Give its words as printed."
                )
            anchors.append(anchor_of(text, place))
    return _key(connection, article), anchors, decision.value


def _about_speakers(connection: sqlite3.Connection, decision: Decision) -> tuple[str, list[Anchor], Any]:
    pairs = []
    for article, name in decision.value:
        key = _key(connection, article_row(connection, article))
        sql = (
            "SELECT 1 FROM speaker JOIN article ON article.current_id = version_id"
            " WHERE article.key = ? AND speaker.folded = ?"
        )
        if not connection.execute(sql, (key, fold_name(name))).fetchone():
            raise LedgerError(
                name, "no speaker of that name is in that article.", "Look with `onrecord who`.", kind="unknown"
            )
        pairs.append([key, fold_name(name)])
    if len(pairs) != (2 if decision.what == "merge" else 1):
        raise OptionError("value", "two speakers are merged, one is split off.", "Name article and speaker for each.")
    return pairs[0][0], [], pairs


def _follow(connection: sqlite3.Connection, article: str, what: str, value: Any) -> None:
    """Lay out again, and have linked again, what a decision (or its end) is about."""
    if what in {"merge", "split"}:
        _have_linked_again(connection, [key for key, _ in value])
        return
    row = connection.execute("SELECT id FROM article WHERE key = ?", (article,)).fetchone()[0]
    current.lay_out_copies(connection, row)
    if what == "completeness":
        current.lay_out(connection, row)


def _have_linked_again(connection: sqlite3.Connection, articles: list[str]) -> None:
    """Lay out again every article that quotes one of the entities that the articles' speakers are."""
    marks = ", ".join("?" * len(articles))
    rows = connection.execute(
        "SELECT DISTINCT article.id FROM speaker JOIN article ON article.current_id = speaker.version_id"  # noqa: S608
        " WHERE entity_id IN"
        f" (SELECT entity_id FROM speaker JOIN article ON article.current_id = version_id WHERE article.key IN ({marks}))",
        articles,
    ).fetchall()
    named = connection.execute(f"SELECT id FROM article WHERE key IN ({marks})", articles).fetchall()  # noqa: S608
    for (row,) in {*rows, *named}:
        group = connection.execute("SELECT copies_id FROM article WHERE id = ?", (row,)).fetchone()[0]
        current.lay_out(connection, row)
        connection.execute("UPDATE article SET copies_id = ? WHERE id = ?", (group, row))


def _key(connection: sqlite3.Connection, article_id: int) -> str:
    return str(connection.execute("SELECT key FROM article WHERE id = ?", (article_id,)).fetchone()[0])
