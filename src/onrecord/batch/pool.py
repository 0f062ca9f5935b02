"""Work on many items by several processes, the results in the items' order.

Decides how the work is shared out, how much is under way at once, and how a worker that dies is answered. Refuses to
know what the work is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

INLINE = 8
"""Up to so many items are worked on in this process: starting workers takes longer than the work."""
IN_FLIGHT = 8
"""Items in work or waiting, per worker: enough to keep each busy past a long one, few enough to bound memory."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[T], R], items: Iterable[T], *, lost: Callable[[T], R], jobs: int | None, preload: str
) -> Iterator[R]:
    """Yield ``work(item)`` for each item, in order, by ``jobs`` processes (one a core if None).

    ``work`` must be picklable and must not raise. Where an item kills its worker, ``lost(item)`` is its result and the
    others have theirs. ``preload`` is the module that workers load once.
    """
    source = iter(items)
    count = cores() if jobs is None else jobs
    first = list(islice(source, INLINE + 1)) if count > 1 else []
    if count == 1 or len(first) <= INLINE:
        for item in chain(first, source):
            yield work(item)
        return
    waiting: deque[tuple[T, Future[R]]] = deque()
    pool = _pool(count, preload)
    try:
        for item in chain(first, source):
            try:
                waiting.append((item, pool.submit(work, item)))
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                pool = _pool(count, preload)
                waiting.append((item, pool.submit(work, item)))
            while len(waiting) >= IN_FLIGHT * count:
                yield _result(*waiting.popleft(), work, lost)
        while waiting:
            yield _result(*waiting.popleft(), work, lost)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(item: T, future: Future[R], work: Callable[[T], R], lost: Callable[[T], R]) -> R:
    try:
        return future.result()
    except BrokenProcessPool:
        pass
    # The pool died with several items in it. Each is tried again in a process of its own, so that the one that kills is
    # told from its neighbours.
    with _pool(1, "onrecord") as pool:
        try:
            return pool.submit(work, item).result()
        except BrokenProcessPool:
            return lost(item)


def _pool(count: int, preload: str) -> ProcessPoolExecutor:
    # A forked copy of a process that runs a progress bar's thread can hang; a fork server cannot, and it loads the
    # program once for all workers.
    # Each worker has a core of its own; numeric libraries that start a thread a core would make them fight for it.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    context = get_context("forkserver")
    context.set_forkserver_preload([preload])
    return ProcessPoolExecutor(max_workers=count, mp_context=context)
