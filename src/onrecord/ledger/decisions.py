"""Decisions about speakers: which ones a person merged, and which one was split off.

Decides which of the corrections concern the speakers of an article. Refuses to know how speakers are linked otherwise.
"""

from __future__ import annotations

import sqlite3

import msgspec

from onrecord.records import Record


class Decided(Record, frozen=True):
    """What was decided about a speaker: (article, folded name) of the one that it is the same as; None: it is nobody else."""

    same_as: tuple[str, str] | None
    author: str
    correction: str


def for_article(connection: sqlite3.Connection, article: str) -> dict[str, Decided]:
    """Return the decisions about the speakers of an article, by their folded names; a later one replaces an earlier."""
    found: dict[str, Decided] = {}
    sql = "SELECT key, value, author, what FROM correction WHERE undone IS NULL AND what IN ('merge', 'split') ORDER BY id"
    for key, value, author, what in connection.execute(sql):
        pairs = [(str(a), str(n)) for a, n in msgspec.json.decode(value)]
        for place, (its_article, name) in enumerate(pairs):
            if its_article == article:
                other = pairs[1 - place] if what == "merge" else None
                found[name] = Decided(same_as=other, author=author, correction=key)
    return found
