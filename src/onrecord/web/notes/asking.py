"""Asking for notes: those about something, the newest, those that wait.

Decides their order and how many come at once. Refuses to show a note that is not shown to everybody to anybody but those
whose it is, and to editors.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from litestar import Request

from onrecord.records import Record
from onrecord.web.notes.store import SELECT, Note, note_of

THREADS, ANSWERS, LATEST, QUEUE = 50, 500, 30, 30


class NotesAbout(Record, frozen=True, kw_only=True):
    """How many notes there are about something, and the newest few, newest first."""

    count: int = 0
    latest: tuple[Note, ...] = ()


class Listed(Record, frozen=True, kw_only=True):
    """A page of a list of notes; ``after`` leads to the next."""

    notes: tuple[Note, ...]
    after: str | None


async def notes_about(request: Request[Any, Any, Any], *keys: str, latest: int = 3) -> NotesAbout:
    """Return how many notes there are about an article, statement or saying (by its identities), and the ``latest`` few.

    Only what is shown to everybody counts.
    """
    found: NotesAbout = await request.app.state.room.read(lambda c: count_and_latest(c, keys, latest))
    return found


def count_and_latest(connection: sqlite3.Connection, keys: tuple[str, ...], latest: int) -> NotesAbout:
    """Return what ``notes_about`` does."""
    sql = "SELECT count(*) FROM note WHERE about IN (SELECT value FROM json_each(?)) AND state = 'shown'"
    count = connection.execute(sql, (json.dumps(keys),)).fetchone()[0]
    which = "note.about IN (SELECT value FROM json_each(?)) AND note.state = 'shown'"
    sql = f"{SELECT} WHERE {which} ORDER BY note.id DESC LIMIT ?"
    newest = connection.execute(sql, (json.dumps(keys), latest)) if count else ()
    return NotesAbout(count=count, latest=tuple(note_of(row) for row in newest))


def threads(connection: sqlite3.Connection, *about: str, after: int = 0) -> Listed:
    """Return the notes about something (by its identities) that anybody may see, in threads, each behind the one it answers.

    One that was withdrawn or erased keeps its place (without its text) where it was answered.
    """
    sql = (
        "SELECT id FROM note WHERE about IN (SELECT value FROM json_each(?)) AND root_id IS NULL AND id > ?"
        " AND (state = 'shown' OR EXISTS"
        " (SELECT 1 FROM note AS answer WHERE answer.root_id = note.id AND answer.state = 'shown')) ORDER BY id LIMIT ?"
    )
    roots = [row[0] for row in connection.execute(sql, (json.dumps(about), after, THREADS + 1))]
    rows: list[tuple[Any, ...]] = []
    for root in roots[:THREADS]:
        sql = f"{SELECT} WHERE (note.id = ? OR note.root_id = ?) ORDER BY note.id LIMIT ?"
        rows += connection.execute(sql, (root, root, ANSWERS))
    shown = tuple(hidden(note) for note in _in_threads([note_of(row) for row in rows]))
    return Listed(notes=shown, after=str(roots[THREADS - 1]) if len(roots) > THREADS else None)


def newest(connection: sqlite3.Connection, *, before: int | None = None) -> Listed:
    """Return the notes that anybody may see, newest first."""
    return _listed(connection, "note.state = 'shown'", "DESC", LATEST, before)


def queue(connection: sqlite3.Connection, *, after: int | None = None) -> Listed:
    """Return the notes that wait for an editor, and those whose authors ask for them to go, oldest first."""
    return _listed(connection, "note.state IN ('waiting', 'withdrawn')", "ASC", QUEUE, after)


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many notes wait for an editor."""
    return int(connection.execute("SELECT count(*) FROM note WHERE state = 'waiting'").fetchone()[0])


def hidden(note: Note) -> Note:
    """Return a note as everybody may see it: without text and name where it is not shown (any more)."""
    if note.state == "shown":
        return note
    from msgspec.structs import replace

    return replace(note, text="", name="", reason="", signed_in=False)


def _listed(connection: sqlite3.Connection, which: str, order: str, limit: int, after: int | None) -> Listed:
    edge = 2**62 if order == "DESC" else 0
    sql = f"{SELECT.replace('SELECT ', 'SELECT note.id, ', 1)} WHERE {which} AND note.id {'<' if order == 'DESC' else '>'} ?"
    rows = connection.execute(f"{sql} ORDER BY note.id {order} LIMIT ?", (edge if after is None else after, limit + 1))
    found = [(row[0], note_of(row[1:])) for row in rows.fetchall()]
    last = str(found[limit - 1][0]) if len(found) > limit else None
    return Listed(notes=tuple(note for _, note in found[:limit]), after=last)


def _in_threads(notes: list[Note]) -> list[Note]:
    """Return ``notes`` with each behind the one that it answers, without those that are hidden and lead to nothing."""
    below: dict[str | None, list[Note]] = {}
    for note in notes:
        below.setdefault(note.answers, []).append(note)
    # Walked without recursion: a thread may be as deep as somebody has patience for.
    ordered, ahead = [], list(reversed(below.get(None, [])))
    while ahead:
        note = ahead.pop()
        ordered.append(note)
        ahead += reversed(below.get(note.key, []))
    kept: set[str | None] = set()
    for note in reversed(ordered):
        if note.state == "shown" or note.key in kept:
            kept |= {note.key, note.answers}
    return [note for note in ordered if note.key in kept]
