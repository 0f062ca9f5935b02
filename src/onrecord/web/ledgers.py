"""The ledger behind the room: which thread asks it, and when it has changed.

Decides that questions run on a few threads, each lent a ledger of its own, and that changes run one after the other on
one thread. Refuses to know what is asked.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from onrecord.ledger import Ledger, Readers

READERS = 4
"""Threads that answer questions. SQLite lets go of Python's lock while it looks, so a few more than cores is enough."""

T = TypeVar("T")


class Ledgers:
    """One ledger file for many requests. Call ``close`` at the end.

    Raises LedgerError where the file cannot be used; a missing one is made.
    """

    def __init__(self, path: Path) -> None:
        with Ledger(path) as ledger:
            for _ in ledger.link():
                pass
        self._lent = Readers(path, size=READERS)
        self._kept = Ledger(path, any_thread=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ledger-reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="ledger-writer")
        self._boot = secrets.token_hex(4)
        self._watch = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)

    async def read(self, question: Callable[[Ledger], T]) -> T:
        """Return what ``question`` returns when it is asked on a thread for reading."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._ask, question)

    async def write(self, change: Callable[[Ledger], T]) -> T:
        """Return what ``change`` returns; no two changes of this room run at once."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, change, self._kept)

    def state(self) -> str:
        """Return a word that is another one after every change of the file, by whomever."""
        return f"{self._boot}-{self._watch.execute('PRAGMA data_version').fetchone()[0]}"

    def close(self) -> None:
        """Let the threads end and close what was opened."""
        for pool in (self._readers, self._writer):
            pool.shutdown(wait=True)
        for opened in (self._lent, self._kept, self._watch):
            opened.close()

    def _ask(self, question: Callable[[Ledger], T]) -> T:
        with self._lent.ledger() as ledger:
            return question(ledger)
