"""Files and folders.

Decides how a folder is walked, and what kind of container a file is. Refuses to know what is on a page.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.errors import InputRefused, InputUnavailable
from onrecord.sources.capture import GZIP_MAGIC, Capture, Skipped, gunzip, refuse_what_is_no_text
from onrecord.text.decode import decode_as_given

_HEAD = 65536
_FEED = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL | re.IGNORECASE
)
PAGE_ENDINGS = (
    ".html",
    ".htm",
    ".xhtml",
    ".txt",
    ".warc",
    ".wacz",
    ".rss",
    ".atom",
    ".xml",
    ".php",
    ".asp",
    ".aspx",
    ".mhtml",
)
"""The endings (also with ``.gz``) that a walk through a folder takes up, besides files without an ending."""


def expand(given: Iterable[str | Path]) -> Iterator[str | Path | InputUnavailable]:
    """Yield the inputs one by one, each folder replaced by its files in name order.

    A folder without a readable page and a path that does not exist give the error in their place, so that the order of
    the inputs is the order of the results.
    """
    for item in given:
        path = Path(item)
        if isinstance(item, str) and (item == "-" or item.startswith(("http://", "https://"))):
            yield item
        elif path.is_dir():
            files = walk(path)
            try:
                first = next(files)
            except StopIteration:
                yield InputUnavailable(
                    str(item),
                    "there is nothing to read in this folder.",
                    f"A walk takes files that end in {', '.join(PAGE_ENDINGS[:6])} and the like; name others one by one.",
                    kind="empty-folder",
                )
                continue
            except OSError as error:
                yield unavailable(item, error)
                continue
            yield first
            yield from files
        else:
            yield item


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files under ``folder`` that may hold pages, in name order, hidden ones left out; links are not followed."""
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            try:
                yield from walk(Path(entry.path))
            except PermissionError:
                # The folder is yielded as if it were a file, so that reading it names the error in its place.
                yield Path(entry.path)
        elif _may_hold_pages(entry.name):
            yield Path(entry.path)


def _may_hold_pages(name: str) -> bool:
    bare = name.lower().removesuffix(".gz")
    return bare.endswith(PAGE_ENDINGS) or "." not in bare


def unavailable(given: str | Path, error: OSError) -> InputUnavailable:
    """Return the typed error for an operating-system error on ``given``."""
    match error:
        case FileNotFoundError():
            return InputUnavailable(str(given), "there is no such file.", "Check the path.", kind="missing")
        case PermissionError():
            return InputUnavailable(
                str(given), "there is no permission to read it.", "Check its owner.", kind="no-permission"
            )
        case _:
            return InputUnavailable(
                str(given), f"it cannot be read ({error.strerror or error}).", "", kind="unreadable"
            )


def captures_of_path(path: Path, *, max_bytes: int) -> Iterator[Capture | Skipped]:
    """Yield the captures in the file at ``path``: one for a page, many for an archive or a feed.

    Raises InputUnavailable or InputRefused.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            if _is_warc(head):
                from onrecord.sources.warc import captures_of_warc

                yield from captures_of_warc(stream, str(path), max_bytes=max_bytes)
                return
            if head.startswith(b"PK\x03\x04"):
                from onrecord.sources.warc import captures_of_wacz

                yield from captures_of_wacz(path, max_bytes=max_bytes)
                return
            # Compressed bytes are never longer than what they hold by more than a trifle, so this bounds both.
            body = stream.read(max_bytes + 1)
    except OSError as error:
        raise unavailable(path, error) from error
    yield from _captures_of_body(body, str(path), max_bytes)


def text_of(given: str | Path, *, max_bytes: int) -> str:
    """Return the plain text in a file (gzipped or not) or on standard input (``-``), with not a character changed.

    Raises InputUnavailable, or InputRefused where the bytes are empty, binary or more than ``max_bytes``: a text that is
    to be cited by its offsets is not cut.
    """
    try:
        body = sys.stdin.buffer.read(max_bytes + 1) if given == "-" else Path(given).read_bytes()
    except OSError as error:
        raise unavailable(given, error) from error
    if body[:2] == GZIP_MAGIC:
        body, cut = gunzip(body, max_bytes)
        if cut:
            raise InputRefused(str(given), f"{cut}.", "Copy it again.", kind="truncated")
    refuse_what_is_no_text(body, str(given))
    if len(body) > max_bytes:
        raise InputRefused(str(given), f"it is larger than {max_bytes} bytes.", "Split it.", kind="too-large")
    return decode_as_given(body)


def captures_of_bytes(body: bytes, location: str, *, max_bytes: int) -> Iterator[Capture | Skipped]:
    """Yield the captures in bytes that were had in one piece (standard input, an upload). Raises InputRefused."""
    if _is_warc(body[:_HEAD]):
        from onrecord.sources.warc import captures_of_warc

        yield from captures_of_warc(io.BytesIO(body), location, max_bytes=max_bytes)
    else:
        yield from _captures_of_body(body, location, max_bytes)


def _captures_of_body(body: bytes, location: str, max_bytes: int) -> Iterator[Capture | Skipped]:
    head = gunzip(body[:_HEAD], 4096)[0] if body[:2] == GZIP_MAGIC else body[:4096]
    if _FEED.match(head):
        from onrecord.sources.feed import captures_of_feed

        yield from captures_of_feed(gunzip(body, max_bytes)[0] if body[:2] == GZIP_MAGIC else body, location)
    else:
        yield Capture(location=location, body=body)


def _is_warc(head: bytes) -> bool:
    if head[:2] == GZIP_MAGIC:
        try:
            head = gunzip(head, 16)[0]
        except InputRefused:
            return False
    return head.startswith(b"WARC/")
