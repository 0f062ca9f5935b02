"""Reading again: the kept pages, where rules or weights are newer than the readings of them.

Decides which readings are out of date, and that a page which can no longer be read keeps its old reading. Refuses to read
pages itself (``onrecord.pipeline`` does).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from onrecord.errors import LedgerError
from onrecord.ledger import store
from onrecord.ledger.connection import writing
from onrecord.ledger.load import body_of, context_of, reading_of
from onrecord.ledger.reader import reader_of
from onrecord.ledger.results import Reread
from onrecord.options import ReadOptions
from onrecord.pipeline import read_capture
from onrecord.records import Provenance, Refusal
from onrecord.sources import Capture

Outcome = Literal["read again", "unchanged", "not kept", "refused now"]


def reread(connection: sqlite3.Connection, options: ReadOptions, *, everything: bool = False) -> Iterator[Reread]:
    """Read every version again whose reading another program, or other rules or weights, made.

    Each is one transaction. Versions whose bytes were not kept, and readings made by hand, are named and left as they are.
    """
    reader = reader_of(options)
    sql = "SELECT id, key, sha256, location, context FROM version WHERE reader <> ? ORDER BY id"
    rows = connection.execute(sql, ("" if everything else reader,)).fetchall()
    for version_id, key, sha256, location, context in rows:
        body = body_of(connection, sha256)
        if body is None:
            yield Reread(version=key, outcome="not kept")
            continue
        outcome = _read_again(connection, version_id, _capture(body, context_of(context), location), options)
        yield Reread(version=key, outcome=outcome)


def count_outcomes(results: Iterable[Reread]) -> dict[str, int]:
    """Return how many versions met which outcome."""
    return dict(sorted(Counter(result.outcome for result in results).items()))


def _read_again(connection: sqlite3.Connection, version_id: int, capture: Capture, options: ReadOptions) -> Outcome:
    reading = read_capture(capture, options)
    if isinstance(reading, Refusal):
        return "refused now"
    reader = reader_of(options)
    with writing(connection):
        if reading == reading_of(connection, version_id):
            connection.execute("UPDATE version SET reader = ? WHERE id = ?", (reader, version_id))
            return "unchanged"
        try:
            store.replace_reading(connection, version_id, reading, reader)
        except LedgerError as error:
            if error.kind != "bad-reading":
                raise
            return "refused now"
    return "read again"


def _capture(body: bytes, context: Provenance | None, location: str) -> Capture:
    if context is None:
        return Capture(location=location, body=body)
    return Capture(body=body, **{name: getattr(context, name) for name in Provenance.__struct_fields__})
