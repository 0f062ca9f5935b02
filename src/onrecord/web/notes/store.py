"""The store of notes: how one is kept, changed, decided about and erased.

Decides the states of a note and what leads from one to the next, and that every wording is kept until its author has it
erased. Refuses to know who may do what.

    waiting -> shown | refused      an editor decides
    shown -> waiting                a stranger edits
    any -> withdrawn                its author asks for it to go: it is hidden at once
    any -> erased                   an admin erases it: text, name, e-mail address and earlier wordings are gone
"""

from __future__ import annotations

import json
import sqlite3
from typing import Literal

from onrecord.records import Record
from onrecord.web.notes.subject import Subject
from onrecord.web.people import auditlog
from onrecord.web.people.keys import new_key
from onrecord.web.people.moments import iso
from onrecord.web.visitors import Visitor

State = Literal["waiting", "shown", "refused", "withdrawn", "erased"]
DEEPEST = 6
"""How deep threads are laid out; an answer to a note that deep stands beside it."""


class Note(Record, frozen=True, kw_only=True):
    """One note as others see it: what it is about, whom it answers, by whom, since when. No e-mail address.

    ``signed_in`` tells whether its author had an account (or was the one person of a room without).
    """

    key: str
    about: str
    kind: str
    title: str
    answers: str | None
    depth: int
    name: str
    signed_in: bool
    text: str
    state: State
    made: str
    edited: str | None
    reason: str


class Author(Record, frozen=True, kw_only=True):
    """Who writes: name, e-mail address, and what they are known by later: an account, or a browser (hashed)."""

    name: str
    email: str
    account: str | None = None
    browser: bytes | None = None


class Draft(Record, frozen=True, kw_only=True):
    """What is written: the text, the key of the note that it answers, how it begins, when."""

    text: str
    answers: str | None
    state: State
    made: str


class Wording(Record, frozen=True, kw_only=True):
    """An earlier wording of a note, and when it was replaced."""

    text: str
    until: str


def add(connection: sqlite3.Connection, subject: Subject, author: Author, draft: Draft, by: Visitor) -> Note:
    """Keep a note."""
    above = connection.execute(
        "SELECT id, coalesce(root_id, id), depth FROM note WHERE key = ? AND state = 'shown'"
        " AND about IN (SELECT value FROM json_each(?))",
        (draft.answers, json.dumps([subject.key, *subject.former])),
    ).fetchone()
    key = new_key()
    connection.execute(
        "INSERT INTO note (key, about, kind, title, answers_id, root_id, depth, account, browser, name, email, text, state,"
        " made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(key, subject.key, subject.kind, subject.title),
            *((above[0], above[1], min(above[2] + 1, DEEPEST)) if above else (None, None, 0)),
            *(author.account, author.browser, author.name, author.email, draft.text, draft.state, draft.made),
        ),
    )
    auditlog.write(connection, by, ("write note", key, draft.state), moment=draft.made)
    return find(connection, key)


def last_email(connection: sqlite3.Connection, account: str) -> str:
    """Return the e-mail address under an account's last note, "" where there is none; only for its owner."""
    sql = "SELECT email FROM note WHERE account = ? ORDER BY id DESC LIMIT 1"
    row = connection.execute(sql, (account,)).fetchone()
    return str(row[0]) if row else ""


def edit(connection: sqlite3.Connection, key: str, text: str, state: State, by: Visitor, *, now: float) -> Note:
    """Give a note another wording; the one before is kept."""
    connection.execute(
        "INSERT INTO note_wording (note_id, text, until) SELECT id, text, ? FROM note WHERE key = ?", (iso(now), key)
    )
    connection.execute("UPDATE note SET text = ?, edited = ?, state = ? WHERE key = ?", (text, iso(now), state, key))
    auditlog.write(connection, by, ("edit note", key, state), moment=iso(now))
    return find(connection, key)


def decide(connection: sqlite3.Connection, key: str, state: State, reason: str, by: Visitor, *, now: float) -> Note:
    """Show a note or refuse it, with the reason."""
    connection.execute(
        "UPDATE note SET state = ?, reason = ?, decided = ?, decided_by = ? WHERE key = ?",
        (state, reason, iso(now), by.name, key),
    )
    auditlog.write(connection, by, ("decide about note", key, state), moment=iso(now))
    return find(connection, key)


def withdraw(connection: sqlite3.Connection, key: str, by: Visitor, *, now: float) -> Note:
    """Hide a note for good, because its author asks; an admin erases it."""
    connection.execute("UPDATE note SET state = 'withdrawn' WHERE key = ?", (key,))
    auditlog.write(connection, by, ("withdraw note", key, ""), moment=iso(now))
    return find(connection, key)


def erase(connection: sqlite3.Connection, key: str, by: Visitor, *, now: float) -> Note:
    """Erase a note's text, name, e-mail address and earlier wordings. Its place stays, for the answers to it."""
    connection.execute("DELETE FROM note_wording WHERE note_id = (SELECT id FROM note WHERE key = ?)", (key,))
    connection.execute(
        "UPDATE note SET state = 'erased', text = '', name = '', email = '', reason = '', account = NULL, browser = NULL"
        " WHERE key = ?",
        (key,),
    )
    auditlog.write(connection, by, ("erase note", key, ""), moment=iso(now))
    return find(connection, key)


def find(connection: sqlite3.Connection, key: str) -> Note:
    """Return the note with this key. Raises LedgerError where there is none."""
    row = connection.execute(f"{SELECT} WHERE note.key = ?", (key,)).fetchone()
    if row is None:
        from onrecord.errors import LedgerError

        raise LedgerError(key, "there is no such note.", kind="unknown")
    return note_of(row)


def authorship(connection: sqlite3.Connection, key: str) -> tuple[str | None, bytes | None]:
    """Return by what the author of a note is known: an account, the hash of a browser's secret."""
    row = connection.execute("SELECT account, browser FROM note WHERE key = ?", (key,)).fetchone()
    return (row[0], row[1]) if row else (None, None)


def wordings(connection: sqlite3.Connection, key: str) -> tuple[Wording, ...]:
    """Return the earlier wordings of a note, oldest first."""
    sql = (
        "SELECT note_wording.text, until FROM note_wording JOIN note ON note.id = note_id WHERE note.key = ?"
        " ORDER BY note_wording.id"
    )
    return tuple(Wording(text=text, until=until) for text, until in connection.execute(sql, (key,)))


SELECT = (
    "SELECT note.key, note.about, note.kind, note.title, above.key, note.depth, note.name, note.account IS NOT NULL,"
    " note.text, note.state, note.made, note.edited, note.reason"
    " FROM note LEFT JOIN note AS above ON above.id = note.answers_id"
)


def note_of(row: tuple[object, ...]) -> Note:
    """Return the note of a row of ``SELECT``; what was withdrawn or erased has no text and no name."""
    values = dict(zip(Note.__struct_fields__, row, strict=True))
    values["signed_in"] = bool(values["signed_in"])
    if values["state"] in {"withdrawn", "erased"}:
        values |= {"text": "", "name": "", "reason": "", "signed_in": False}
    return Note(**values)  # type: ignore[arg-type]
