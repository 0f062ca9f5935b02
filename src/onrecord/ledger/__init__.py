"""The ledger room: readings kept in one SQLite file, and every question that is asked of them.

Decides what a ledger can be asked and told; each answer is worked out in a module of its own. Refuses to know how readings
are made: it takes them as they are, and only adding inputs and reading again call the pipeline.

A Ledger belongs to the thread that opened it. Open the file once for each thread or process: readers never wait, and
writers wait for each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from onrecord.errors import LedgerError
from onrecord.ledger import load, migrations, store
from onrecord.ledger.connection import connect, explained, reading, writing
from onrecord.ledger.questions import Questions
from onrecord.ledger.readers import Readers
from onrecord.ledger.results import Added, Refused, Reread, Verification
from onrecord.ledger.store import Entry
from onrecord.options import DEFAULT_OPTIONS, ReadOptions
from onrecord.records import Reading, Refusal

if TYPE_CHECKING:
    from onrecord.ledger.adding import Result
    from onrecord.ledger.correcting import Decision
    from onrecord.ledger.corrections import Correction
    from onrecord.sources import Skipped

__all__ = ["Entry", "Ledger", "Readers"]

BATCH = 128
"""Entries a transaction: a quarter faster than 32, and another writer still waits for well under a second."""


class Ledger(Questions):
    """One ledger file, made where there is none (unless it ``must_exist``). Use it as a context manager, or close it.

    ``any_thread`` leaves it to the caller that one thread at a time uses it (``onrecord.ledger.readers``).

    Raises LedgerError where the file is no ledger, damaged, newer than this program or out of reach.
    """

    def __init__(
        self, path: str | Path, *, read_only: bool = False, must_exist: bool = False, any_thread: bool = False
    ) -> None:
        self.path = Path(path)
        self.read_only = read_only
        if must_exist and not self.path.exists():
            raise LedgerError(str(path), "there is no such ledger.", "Make one with `onrecord add`.", kind="missing")
        self._connection = connect(self.path, read_only=read_only, any_thread=any_thread)
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

    def corrected_readings(self) -> Iterator[Reading]:
        """Yield what ``readings`` does, with people's corrections laid over it."""
        from onrecord.ledger import current

        with self._asking():
            for article_id, _, found in load.all_readings(self._connection):
                yield current.corrected(self._connection, article_id, found).reading

    def link(self) -> Iterator[int]:
        """Lay the articles that were added since beside all the others: copies, sayings, people.

        Yields how many after each transaction. Questions do it by themselves where it has not been done.
        """
        from onrecord.ledger import linking

        with explained(self.path):
            yield from linking.link(self._connection)

    def reread(self, options: ReadOptions = DEFAULT_OPTIONS, *, everything: bool = False) -> Iterator[Reread]:
        """Read the kept pages again where rules or weights are newer; yield what became of each version.

        Identities and corrections stay. ``everything`` reads also those again that this very program has read.
        """
        from onrecord.ledger.rereading import reread

        with explained(self.path):
            yield from reread(self._connection, options, everything=everything)

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

    def export_text(self, name: str) -> Iterator[str]:
        """Yield an export piece by piece: jsonl, csv, readings, annotations, citron or ftm. Raises OptionError for others."""
        from onrecord.ledger.export import export_text

        with self._asking():
            yield from export_text(self._connection, name)

    def export(self, name: str, to: str | Path) -> None:
        """Write an export to a file, in brat's case to a folder: those of ``export_text``, and parquet and brat.

        Raises OptionError where there is no such format, or pyarrow is not installed.
        """
        from onrecord.ledger.export import export_file

        with self._asking():
            export_file(self._connection, name, Path(to))

    def load_authority(self, path: str | Path) -> int:
        """Load who is who from a CSV or FollowTheMoney file, and return how many entries it has; speakers are matched again.

        Raises InputUnavailable where the file cannot be read, LedgerError where a line is not what it should be.
        """
        from onrecord.ledger.authority import entries, load

        found = entries(Path(path))
        self._link_all()
        with explained(self.path), writing(self._connection):
            return load(self._connection, found)

    def correct(self, decision: Decision) -> Correction:
        """Put a person's decision on record, apart from what the machine read; it holds for the article and its copies.

        Raises OptionError where the decision cannot be, LedgerError where what it is about is not in the ledger.
        """
        from onrecord.ledger.correcting import correct

        self._link_all()
        with explained(self.path), writing(self._connection):
            made = correct(self._connection, decision)
        self._link_all()
        return made

    def undo(self, correction: str, *, author: str, reason: str) -> Correction:
        """Take a correction back; it stays on record as undone. Raises LedgerError where there is no such correction."""
        from onrecord.ledger.correcting import undo

        with explained(self.path), writing(self._connection):
            undone = undo(self._connection, correction, author, reason)
        self._link_all()
        return undone

    def verify(self) -> Verification:
        """Make every hash, offset and reference again from what it stands for, and return what does not agree."""
        from onrecord.ledger.verify import verify

        with explained(self.path):
            return verify(self._connection)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Answer on one state of the ledger, in which all articles have been laid beside each other."""
        self._link_all()
        with explained(self.path), reading(self._connection):
            yield

    def _link_all(self) -> None:
        from onrecord.ledger import linking

        if not self.read_only and linking.is_pending(self._connection):
            for _ in self.link():
                pass

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
