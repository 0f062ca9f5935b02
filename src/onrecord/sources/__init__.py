"""The sources room: whatever a user names becomes captures, one page each, with their provenance.

Decides which door an input goes through, by what its bytes are and not by its name. Refuses to know what a page means.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from onrecord.sources.capture import Capture, Skipped, page_of
from onrecord.sources.files import captures_of_bytes, captures_of_path

__all__ = ["Capture", "Skipped", "captures", "page_of"]

STDIN = "-"


def captures(given: str | Path, *, max_bytes: int) -> Iterator[Capture | Skipped]:
    """Yield the captures of one input: a file, a folder (walked in name order), an archive, a feed, an address, or ``-``.

    Records of an archive that are no pages are counted and yielded as Skipped. Raises InputUnavailable where the bytes
    cannot be had, InputRefused where they are no page; a folder never raises for one of its files (each is its own input,
    see ``expand``).
    """
    if given == STDIN:
        yield from captures_of_bytes(sys.stdin.buffer.read(max_bytes + 1), STDIN, max_bytes=max_bytes)
    elif isinstance(given, str) and given.startswith(("http://", "https://")):
        from onrecord.sources.fetch import captures_of_address

        yield from captures_of_address(given, max_bytes=max_bytes)
    else:
        yield from captures_of_path(Path(given), max_bytes=max_bytes)
