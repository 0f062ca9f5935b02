"""Small inputs of our own making."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

HTML = b"<!doctype html><html><head><title>Quay</title></head><body><p>The quay opened. <p>Nobody spoke.</body></html>"


def http(body: bytes, status: str = "200 OK", media_type: str = "text/html; charset=utf-8") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def warc_bytes(records: list[tuple[str, str, bytes]], *, gzipped: bool = True) -> bytes:
    """Return a WARC of (record type, address, HTTP message or block) records."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    members = []
    for kind, address, block in records:
        out = io.BytesIO()
        record = WarcRecord()
        record.init_headers(record_type=getattr(WarcRecordType, kind))
        record.headers["WARC-Target-URI"] = address
        record.headers["Content-Type"] = f"application/http; msgtype={kind}"
        record.set_bytes_content(block)
        record.write(out)
        members.append(gzip.compress(out.getvalue()) if gzipped else out.getvalue())
    return b"".join(members)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        warc_bytes(
            [
                ("response", "http://quay.example/1", http(HTML)),
                ("request", "http://quay.example/1", b"GET /1 HTTP/1.1\r\nHost: quay.example\r\n\r\n"),
                ("response", "http://quay.example/gone", http(HTML, "404 Not Found")),
                ("response", "http://quay.example/a.png", http(b"\x89PNG....", media_type="image/png")),
                ("response", "http://quay.example/2", http(HTML.replace(b"quay", b"pier"))),
            ]
        )
    )
    return path
