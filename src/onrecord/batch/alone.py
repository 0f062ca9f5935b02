"""Work in a process of its own, which can be ended at any moment.

Decides what such a process may use up, and how its end is told from its success. Refuses to know what the work is, and
to take anything but bytes from it: what a hostile page has got hold of must not be unpickled here.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic
from typing import Literal, TypeVar

from onrecord.records import Record

T = TypeVar("T")
LONGEST = 2**20
"""The longest message that is taken, in bytes."""
_TICK = 0.25
_NICENESS = 5
"""The worker gives way to whoever waits for an answer."""
_END = b""


class Bounds(Record, frozen=True, kw_only=True):
    """What one piece of work may use: seconds on the clock and bytes of memory."""

    seconds: float
    memory: int


class Ended(Exception):
    """The work came to no end of its own; ``why`` says who ended it."""

    def __init__(self, why: Literal["too-slow", "crashed", "stopped"]) -> None:
        self.why = why
        super().__init__(why)


def alone(
    work: Callable[[T], Iterator[bytes]],
    item: T,
    bounds: Bounds,
    *,
    stopped: Callable[[], bool],
    preload: str,
) -> Iterator[bytes]:
    """Yield the messages of ``work(item)`` as they are made, by a process that does nothing else.

    ``work`` must be picklable, and its messages not empty. ``stopped`` is asked now and then whether to give up;
    ``preload`` is the module that is loaded once for all such processes. Raises
    Ended where the work takes too long, uses too much memory, dies, or is stopped. The process is gone at the end.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([preload])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, item, bounds), daemon=True)
    process.start()
    theirs.close()
    end = monotonic() + bounds.seconds
    try:
        while True:
            came = ours.poll(min(_TICK, max(end - monotonic(), 0)))
            if stopped():
                raise Ended("stopped")
            if monotonic() >= end:
                raise Ended("too-slow")
            if came:
                message = _received(ours)
                if message == _END:
                    return
                yield message
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _received(connection: Connection) -> bytes:
    try:
        return connection.recv_bytes(LONGEST)
    except (EOFError, OSError):
        raise Ended("crashed") from None


def _run(out: Connection, work: Callable[[T], Iterator[bytes]], item: T, bounds: Bounds) -> None:
    # An interruption at the terminal goes to every process there; the one that started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (bounds.memory, bounds.memory))
    os.nice(_NICENESS)
    for message in work(item):
        out.send_bytes(message)
    out.send_bytes(_END)
