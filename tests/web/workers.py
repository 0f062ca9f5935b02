"""Work that ends badly, for processes that import as little as can be."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator


def hangs(item: str) -> Iterator[bytes]:
    yield item.encode()
    time.sleep(60)


def hoards(_: str) -> Iterator[bytes]:
    hoard = [bytearray(2**24) for _ in range(64)]
    yield str(len(hoard)).encode()


def dies(_: str) -> Iterator[bytes]:
    yield b"one"
    os.kill(os.getpid(), signal.SIGSEGV)


def floods(_: str) -> Iterator[bytes]:
    yield b"x" * 2**22
