"""Readers: a pool of read-only ledgers for programs of several threads.

Decides how many are open, and that a file which was replaced is opened anew. Refuses to write.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import LedgerError

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

SIZE = 8
PATIENCE = 30.0
"""Seconds that somebody waits for a free one."""


class Readers:
    """Read-only ledgers of one file, lent to one thread at a time. Use it as a context manager, or close it."""

    def __init__(self, path: str | Path, *, size: int = SIZE) -> None:
        self.path = Path(path)
        self._free: queue.LifoQueue[tuple[Ledger, tuple[int, int]] | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)
        self._closed = threading.Event()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """Lend a ledger to the block. Raises LedgerError where the file cannot be opened, or none is free for long."""
        try:
            lent = self._free.get(timeout=PATIENCE)
        except queue.Empty:
            raise LedgerError(str(self.path), "too many ask at once.", "Try again.", kind="busy") from None
        try:
            lent = self._fresh(lent)
            yield lent[0]
        finally:
            if self._closed.is_set() and lent is not None:
                lent[0].close()
                lent = None
            self._free.put(lent)

    def close(self) -> None:
        """Close all that is free now, and the rest when it is given back."""
        self._closed.set()
        with suppress(queue.Empty):
            while True:
                lent = self._free.get_nowait()
                if lent is not None:
                    lent[0].close()

    def _fresh(self, lent: tuple[Ledger, tuple[int, int]] | None) -> tuple[Ledger, tuple[int, int]]:
        from onrecord.ledger import Ledger

        file = self._file()
        if lent is not None and lent[1] == file:
            return lent
        if lent is not None:
            lent[0].close()
        return Ledger(self.path, read_only=True, any_thread=True), file

    def _file(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError:
            raise LedgerError(str(self.path), "there is no such ledger.", "Make one.", kind="missing") from None
        return found.st_dev, found.st_ino
