"""The ledger room: readings kept in one SQLite file, and every question that is asked of them.

Decides what a ledger can be asked and told; each answer is worked out in a module of its own. Refuses to know how readings
are made: it takes them as they are, and only adding inputs and reading again call the pipeline.

A Ledger belongs to the thread that opened it. Open the file once for each thread or process: readers never wait, and
writers wait for each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from onrecord.errors import LedgerError
from onrecord.ledger import load, migrations, store
from onrecord.ledger.connection import connect, explained, reading, writing
from onrecord.ledger.results import Added, Refused, Verification
from onrecord.ledger.store import Entry
from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.records import Reading, Refusal

if TYPE_CHECKING:
    from onrecord.ledger.adding import Result
    from onrecord.sources import Skipped

__all__ = ["Entry", "Ledger"]

BATCH = 32
"""Entries a transaction. Larger ones gain little (bench/ledger_add.py) and keep another writer waiting longer."""


class Ledger:
    """One ledger file. Use it as a context manager, or close it.

    Raises LedgerError where the file is no ledger, damaged, newer than this program or out of reach.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self._connection = connect(self.path, read_only=read_only)
        try:
            with explained(self.path):
                self._migrate()
        except LedgerError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection, for questions of your own; leave the writing to the methods."""
        return self._connection

    def close(self) -> None:
        """Close the file. What was acknowledged is kept."""
        self._connection.close()

    def add(self, reading: Reading | Entry) -> Added:
        """Keep one reading and return what that did, once it is safely on the disk.

        Raises LedgerError where the reading contradicts itself, or the file cannot be written.
        """
        entry = reading if isinstance(reading, Entry) else Entry(reading=reading)
        with explained(self.path), writing(self._connection):
            return store.add(self._connection, entry)

    def add_all(self, items: Iterable[Reading | Entry | Refusal | Skipped | Added | Refused]) -> Iterator[Result]:
        """Keep readings and refusals batch by batch; yield what each did, in order, once it is safely on the disk.

        What is neither is passed on. A reading that contradicts itself is refused; the others are not affected.
        """
        batch: list[Reading | Entry | Refusal | Skipped | Added | Refused] = []
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                yield from self._add_batch(batch)
                batch = []
        yield from self._add_batch(batch)

    def add_inputs(
        self, inputs: Iterable[str | Path], options: ReadOptions = DEFAULT_OPTIONS, *, keep_captures: bool = True
    ) -> Iterator[Result]:
        """Read every page of ``inputs`` and keep it; yield what became of each once it is safely on the disk."""
        from onrecord.ledger.adding import add_inputs

        yield from add_inputs(self, inputs, options, keep_captures=keep_captures)

    def find(self, sha256: str, url: str | None = None) -> tuple[str, str] | None:
        """Return article and version identity of the page with these bytes, if it is there."""
        with explained(self.path):
            return store.find_version(self._connection, sha256, url)

    def reading(self, key: str) -> Reading:
        """Return the reading of a version or (the current one) of an article, by identity or address, as it went in."""
        with explained(self.path):
            return load.reading_of(self._connection, load.version_row(self._connection, key))

    def readings(self) -> Iterator[Reading]:
        """Yield the current reading of every article, in the order of the articles' identities."""
        with explained(self.path), reading(self._connection):
            for _, _, found in load.all_readings(self._connection):
                yield found

    def verify(self) -> Verification:
        """Make every hash, offset and reference again from what it stands for, and return what does not agree."""
        from onrecord.ledger.verify import verify

        with explained(self.path):
            return verify(self._connection)

    def _migrate(self) -> None:
        migrations.check_not_newer(self._connection, self.path)
        if migrations.is_current(self._connection):
            return
        if self.read_only:
            message = "it was written by an older version of onrecord."
            raise LedgerError(
                str(self.path), message, "Open it once for writing: `onrecord verify`.", kind="older-schema"
            )
        migrations.migrate(self._connection, self.path)

    def _add_batch(self, batch: list[Reading | Entry | Refusal | Skipped | Added | Refused]) -> list[Result]:
        if not batch:
            return []
        with explained(self.path), writing(self._connection):
            return [self._add_item(item) for item in batch]

    def _add_item(self, item: Reading | Entry | Refusal | Skipped | Added | Refused) -> Result:
        if isinstance(item, Reading):
            item = Entry(reading=item)
        if isinstance(item, Refusal):
            store.refuse(self._connection, item)
            return Refused(location=item.source.location, kind=item.kind, message=item.message)
        if not isinstance(item, Entry):
            return item
        try:
            return store.add(self._connection, item)
        except LedgerError as error:
            if error.kind != "bad-reading":
                raise
            refusal = Refusal(source=item.reading.source, kind=error.kind, message=error.message, advice=error.advice)
            return self._add_item(refusal)
