"""The desk: what visitors have handed in to be read, until it is kept or thrown away.

Decides how many uploads are read at once and wait at most, who may see one, and when it is thrown away. Refuses to read
(a process of its own does) and to keep (the ledger does).
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

import msgspec
from litestar.exceptions import HTTPException

from onrecord.batch.alone import Bounds, Ended, alone
from onrecord.ledger.results import Added
from onrecord.ledger.store import Entry
from onrecord.options import ReadOptions
from onrecord.records import Record, Refusal
from onrecord.web.editing.trial import Line, Task, entry_at, read_upload

AT_ONCE = 2
"""Uploads that are read at the same time; the others wait."""
AT_MOST = 40
"""Uploads on the desk, of all visitors together."""
EACH = 8
"""Uploads of one visitor."""
BOUNDS = Bounds(seconds=180, memory=2 * 2**30)
"""What reading one upload may use: the largest page that a room takes needs about a tenth of either."""
PATIENCE = 30 * 60.0
"""Seconds after the last look at an upload until it is thrown away."""

LAST_PAGE = 0.4
"""The share of that time that is kept for the last page: an archive's pages are begun until then, so that none is cut off."""

_PRELOAD = {"rules": "onrecord.web.editing.warm"}
_PRELOAD_MODEL = "onrecord.web.editing.warm_model"
State = Literal["waiting", "reading", "ready", "kept"]
_WHY = {
    "too-slow": "Reading it took too long and was ended.",
    "crashed": "Reading it used up the memory that one reading may use.",
    "stopped": "Its reading was stopped.",
}


class Trial(Record, frozen=True, kw_only=True):
    """One upload as it stands: what is being done with it, and what became of its pages so far.

    ``trouble`` says why its reading ended too early, if it did; ``kept`` is what keeping it did to the ledger.
    """

    key: str
    label: str
    address: str | None
    state: State
    lines: tuple[Line, ...]
    trouble: str | None = None
    kept: tuple[Added, ...] = ()


@dataclass
class _Job:
    key: str
    owner: str
    task: Task
    state: State = "waiting"
    lines: list[Line] = field(default_factory=list)
    trouble: str | None = None
    kept: tuple[Added, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)
    looked: float = field(default_factory=time.monotonic)

    def shown(self) -> Trial:
        return Trial(
            key=self.key,
            label=self.task.label,
            address=self.task.address,
            state=self.state,
            lines=tuple(self.lines),
            trouble=self.trouble,
            kept=self.kept,
        )


class Desk:
    """All uploads of a room, which are read with ``options``. Call ``close`` at the end; what was not kept is then gone."""

    def __init__(self, *, options: ReadOptions, bounds: Bounds = BOUNDS, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._bounds = bounds
        self._options = options
        self._preload = _PRELOAD.get(options.model, _PRELOAD_MODEL)
        self._folder: Path | None = None
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()
        self._readers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="desk")

    def take(self, owner: str, upload: IO[bytes], label: str, address: str | None) -> str:
        """Take an upload in, have it read, and return its key. Raises HTTPException (429) where the desk is full."""
        self.sweep()
        key = secrets.token_urlsafe(16)
        with self._lock:
            if sum(job.owner == owner for job in self._jobs.values()) >= EACH or len(self._jobs) >= AT_MOST:
                raise HTTPException("Too many uploads wait to be kept or thrown away.", status_code=429)
            folder = self._place() / key
            folder.mkdir(mode=0o700)
            path = folder / "upload"
            task = Task(
                path=str(path),
                folder=str(folder),
                label=label,
                address=address,
                options=self._options,
                seconds=self._bounds.seconds * (1 - LAST_PAGE),
            )
            job = self._jobs[key] = _Job(key=key, owner=owner, task=task)
        with path.open("xb") as file:
            shutil.copyfileobj(upload, file)
        self._readers.submit(self._read, job)
        return key

    def look(self, owner: str, key: str) -> Trial:
        """Return an upload as it stands. Raises HTTPException (404) where ``owner`` has none of that key."""
        job = self._job(owner, key)
        job.looked = time.monotonic()
        return job.shown()

    def page(self, owner: str, key: str, number: int) -> Entry | Refusal:
        """Return page ``number`` of an upload. Raises HTTPException (404) where there is none."""
        job = self._job(owner, key)
        try:
            return entry_at(Path(job.task.folder), number)
        except OSError:
            raise HTTPException("There is no such page, or it has been thrown away.", status_code=404) from None

    def mark_kept(self, owner: str, key: str, kept: tuple[Added, ...]) -> None:
        """Note what keeping an upload did; its pages are then in the ledger and no longer here."""
        job = self._job(owner, key)
        job.state, job.kept = "kept", kept
        shutil.rmtree(job.task.folder, ignore_errors=True)

    def throw_away(self, owner: str, key: str) -> None:
        """Forget an upload, whatever is being done with it."""
        self._forget(self._job(owner, key))

    def sweep(self) -> None:
        """Throw away what nobody has looked at for a while."""
        late = time.monotonic() - self.patience
        for job in [job for job in list(self._jobs.values()) if job.looked < late]:
            self._forget(job)

    def close(self) -> None:
        """Stop all reading and throw everything away."""
        for job in list(self._jobs.values()):
            job.stop.set()
        self._readers.shutdown(wait=True, cancel_futures=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, job: _Job) -> None:
        if job.stop.is_set():
            return
        job.state = "reading"
        try:
            for message in alone(read_upload, job.task, self._bounds, stopped=job.stop.is_set, preload=self._preload):
                job.lines.append(msgspec.json.decode(message, type=Line))
        except Ended as end:
            job.trouble = _WHY[end.why]
        except Exception as error:
            job.trouble = f"Reading it failed ({type(error).__name__})."
        finally:
            job.looked = time.monotonic()
            job.state = "ready"
            if job.stop.is_set():
                shutil.rmtree(job.task.folder, ignore_errors=True)

    def _job(self, owner: str, key: str) -> _Job:
        job = self._jobs.get(key)
        if job is None or job.owner != owner:
            raise HTTPException("There is no such upload, or it has been thrown away.", status_code=404)
        return job

    def _forget(self, job: _Job) -> None:
        job.stop.set()
        self._jobs.pop(job.key, None)
        shutil.rmtree(job.task.folder, ignore_errors=True)

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="onrecord-desk-"))
        return self._folder
