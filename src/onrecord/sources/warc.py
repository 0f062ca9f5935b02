"""Web archives: WARC and WARC.gz to captures, and WACZ, which is a ZIP that holds them.

Decides which records are pages (HTML responses of status 200) and counts every other by its reason. Refuses to know what
is on a page, and to hold more than one record in memory. The parsing is FastWARC's (docs/decisions.md).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from msgspec.structs import replace

from onrecord.errors import InputRefused
from onrecord.sources.capture import GZIP_MAGIC, Capture, Skipped

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

_LENGTH = re.compile(rb"^Content-Length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_CHUNK = 65536


def captures_of_warc(stream: IO[bytes], location: str, *, max_bytes: int) -> Iterator[Capture | Skipped]:
    """Yield the pages of the WARC in ``stream``, then one Skipped for each reason that other records were passed over.

    A page's location is ``FILE#OFFSET``, the offset being that of its record in the file. Raises InputRefused at the
    point where the archive is damaged or ends too early, after everything before it.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    skipped: Counter[str] = Counter()
    last: Capture | None = None
    at = pages = 0
    problem = None
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, auto_decode="all"):
            if last:
                yield last
            at, last = record.stream_pos, None
            reason = _why_no_page(record)
            if reason:
                skipped[reason] += 1
                continue
            pages += 1
            last = _capture(record, location, max_bytes)
    except (OSError, ValueError, EOFError) as error:
        problem = str(error)
    # FastWARC ends quietly where an archive ends too early, so the last record is held back until its end is looked at.
    problem = problem or problem_at_end(stream, at)
    if last:
        yield replace(last, cut="the archive ends within this record") if problem else last
    for reason, count in sorted(skipped.items()):
        yield Skipped(location=location, reason=reason, count=count)
    if problem:
        what = f"the archive is damaged after offset {at} ({problem}); the {pages} pages up to there were read."
        raise InputRefused(location, what, "Copy the archive again.", kind="truncated-archive")


def problem_at_end(stream: IO[bytes], at: int) -> str | None:
    """Return what is wrong with the end of an archive whose last record begins at ``at``; None if nothing is.

    From there to the end of the file there must be one whole record and nothing else but line ends.
    """
    stream.seek(at)
    chunk = stream.read(_CHUNK)
    inflate = zlib.decompressobj(wbits=31) if chunk[:2] == GZIP_MAGIC else None
    if not inflate and not chunk.startswith(b"WARC/"):
        return "no record begins there"
    head, length, rest = b"", 0, b""
    while chunk:
        out = chunk
        if inflate:
            if inflate.eof:
                return "what follows is no record"
            try:
                out = inflate.decompress(chunk)
            except zlib.error as error:
                return f"the gzip data is damaged: {error}"
            rest = inflate.unused_data
        head = (head + out)[:_CHUNK] if len(head) < _CHUNK else head
        length += len(out)
        chunk = stream.read(_CHUNK)
    declared = _LENGTH.search(head.partition(b"\r\n\r\n")[0])
    if not declared or (inflate and not inflate.eof):
        return "the file ends too early"
    expected = head.index(b"\r\n\r\n") + 4 + int(declared.group(1))
    if length < expected:
        return "the file ends too early"
    # Four bytes of line ends follow a record; whatever is beyond them is the broken beginning of another.
    return "what follows is no record" if rest.strip() or length > expected + 4 else None


def captures_of_wacz(path: Path, *, max_bytes: int) -> Iterator[Capture | Skipped]:
    """Yield the pages of every archive in the WACZ file at ``path``. Raises InputRefused where it is damaged or has none."""
    try:
        with zipfile.ZipFile(path) as bundle:
            names = sorted(n for n in bundle.namelist() if n.endswith((".warc", ".warc.gz")))
            if not names:
                raise InputRefused(str(path), "this ZIP holds no web archive.", "Give a WACZ.", kind="binary")
            for name in names:
                with bundle.open(name) as stream:
                    yield from captures_of_warc(stream, f"{path}/{name}", max_bytes=max_bytes)
    except zipfile.BadZipFile as error:
        raise InputRefused(
            str(path), f"the ZIP is damaged: {error}.", "Copy it again.", kind="truncated-archive"
        ) from error


def _why_no_page(record: WarcRecord) -> str | None:
    kind = str(record.record_type)
    if kind != "response":
        return f"{kind} record"
    if not record.is_http or record.http_headers is None:
        return "not HTTP"
    status = record.http_headers.status_code
    if status != 200:
        return f"status {status}"
    media_type = (record.http_content_type or "no type declared").lower()
    return None if media_type in _PAGE_TYPES else media_type


def _capture(record: WarcRecord, location: str, max_bytes: int) -> Capture:
    headers = {str(k).lower(): str(v) for k, v in (record.http_headers.to_tuples() if record.http_headers else ())}
    declared = _CHARSET.search(headers.get("content-type", ""))
    cut = None
    try:
        body = record.reader.read(max_bytes + 1)
    except (OSError, ValueError, EOFError) as error:
        body, cut = b"", f"the record's content cannot be decoded: {error}"
    date = record.record_date
    truncated = record.headers.get("WARC-Truncated")
    return Capture(
        location=f"{location}#{record.stream_pos}",
        body=body,
        media_type=record.http_content_type,
        charset=declared.group(1) if declared else None,
        url=(record.headers.get("WARC-Target-URI") or "").strip("<>") or None,
        status=200,
        headers=headers,
        retrieved=date.isoformat().replace("+00:00", "Z") if date else None,
        cut=cut or (f"the archive cut the record off ({truncated})" if truncated else None),
    )
