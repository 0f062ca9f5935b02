"""Web archives: WARC and WARC.gz to captures, and WACZ, which is a ZIP that holds them.

Decides which records are pages (HTML responses of status 200) and counts every other by its reason. Refuses to know what
is on a page, and to hold more than one record in memory. The parsing is FastWARC's (docs/decisions.md).
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from onrecord.errors import InputRefused
from onrecord.sources.capture import Capture, Skipped

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def captures_of_warc(stream: IO[bytes], location: str, *, max_bytes: int) -> Iterator[Capture | Skipped]:
    """Yield the pages of the WARC in ``stream``, then one Skipped for each reason that other records were passed over.

    A page's location is ``FILE#OFFSET``, the offset being that of its record in the file. Raises InputRefused at the
    point where the archive is damaged or ends too early, after everything before it.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    skipped: Counter[str] = Counter()
    pages = 0
    at = 0
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, auto_decode="all"):
            at = record.stream_pos
            reason = _why_no_page(record)
            if reason:
                skipped[reason] += 1
                continue
            pages += 1
            yield _capture(record, location, max_bytes)
    except (OSError, ValueError, EOFError) as error:
        yield from _counts(location, skipped)
        raise InputRefused(
            location,
            f"the archive is damaged after offset {at} ({error}); {pages} pages before it were read.",
            "Copy the archive again.",
            kind="truncated-archive",
        ) from error
    yield from _counts(location, skipped)
    if not pages and not skipped:
        raise InputRefused(location, "there is no record in this archive.", "Copy it again.", kind="truncated-archive")


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
    kind = record.record_type.name
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


def _counts(location: str, skipped: Counter[str]) -> Iterator[Skipped]:
    for reason, count in sorted(skipped.items()):
        yield Skipped(location=location, reason=reason, count=count)
