"""Write pages/harbour-week.warc.gz from the sample pages: the same records, with the same dates and ids, every time.

Decides which captures are in the sample archive and in what order. Refuses to fetch anything: every byte comes from
this folder. It writes WARC/1.1 with the standard library alone, one gzip member a record, so that the file can be made
again, byte for byte but for the compressor's version, on any machine with Python.

    python examples/make_warc.py            write the archive
    python examples/make_warc.py --check    say whether the archive on disk holds these records
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import sys
import uuid
from pathlib import Path

PAGES = Path(__file__).parent / "pages"
TARGET = PAGES / "harbour-week.warc.gz"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://onrecord.example/examples/harbour-week")
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def page(name: str) -> bytes:
    """Return the bytes of a sample page."""
    return (PAGES / name).read_bytes()


def http(status: str, content_type: str, body: bytes, **headers: str) -> bytes:
    """Return an HTTP response as it goes over the wire."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Transfer_Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def chunked(body: bytes, size: int = 1000) -> bytes:
    """Return ``body`` in the chunked transfer coding."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def record(kind: str, date: str, block: bytes, content_type: str, url: str | None = None) -> bytes:
    """Return one WARC record, its id made from its kind, date and address."""
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Date: {date}"]
    lines += [f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(NAMESPACE, f'{kind} {date} {url}')}>"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"WARC-Block-Digest: sha1:{digest}", f"Content-Type: {content_type}", f"Content-Length: {len(block)}"]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def response(date: str, url: str, block: bytes) -> bytes:
    """Return a response record."""
    return record("response", date, block, "application/http; msgtype=response", url)


def records() -> list[bytes]:
    """Return the records of the archive, in order. Six of them are HTML pages with status 200."""
    html = "text/html; charset=utf-8"
    dam = "https://morninglantern.example/2020/02/11/upper-wend-dam"
    harbour = "https://harbourstandard.example"
    cod = "https://skagbypacket.example/fish/quota-halved"
    gone = "https://www.brackwatercourier.example/news/2009/old-story"
    fields = b"software: examples/make_warc.py\r\nformat: WARC File Format 1.1\r\n"
    return [
        record("warcinfo", "2023-06-17T08:00:00Z", fields, "application/warc-fields"),
        record(
            "request",
            "2023-06-17T08:00:01Z",
            b"GET /fish/quota-halved HTTP/1.1\r\nHost: skagbypacket.example\r\n\r\n",
            "application/http; msgtype=request",
            cod,
        ),
        response("2023-06-17T08:00:01Z", cod, http("200 OK", "text/html", page("cod-unclosed-tags.html"))),
        response("2023-06-17T08:00:02Z", f"{harbour}/logo.gif", http("200 OK", "image/gif", PIXEL)),
        response("2023-06-17T08:00:02Z", f"{harbour}/site.css", http("200 OK", "text/css", b"body { margin: 2em }\n")),
        response("2023-06-17T08:00:03Z", f"{harbour}/", http("200 OK", html, page("front-page-index.html"))),
        response(
            "2023-06-17T08:00:04Z",
            f"{harbour}/mask",
            http("301 Moved Permanently", html, b"<p>Moved.</p>", Location=f"{harbour}/culture/weeping-mask"),
        ),
        response(
            "2023-06-17T08:00:05Z",
            f"{harbour}/culture/weeping-mask",
            http("200 OK", html, gzip.compress(page("museum-amp.html"), mtime=0), Content_Encoding="gzip"),
        ),
        response("2023-06-17T08:00:06Z", gone, http("404 Not Found", html, page("soft-404.html"))),
        response(
            "2023-06-17T08:00:07Z",
            f"{harbour}/world/kestrian-airline-luggage",
            http("200 OK", html, chunked(page("wire-standard.html")), Transfer_Encoding="chunked"),
        ),
        response("2020-02-11T10:30:00Z", dam, http("200 OK", html, page("dam-first-version.html"))),
        response("2020-02-11T18:00:00Z", dam, http("200 OK", html, page("dam-corrected.html"))),
        response("2023-06-17T08:00:08Z", f"{harbour}/robots.txt", http("200 OK", "text/plain", b"User-agent: *\n")),
    ]


def main() -> int:
    """Write or check the archive; return the exit status."""
    wanted = records()
    if "--check" in sys.argv[1:]:
        same = TARGET.exists() and gzip.decompress(TARGET.read_bytes()) == b"".join(wanted)
        sys.stdout.write("up to date\n" if same else "out of date: run python examples/make_warc.py\n")
        return 0 if same else 1
    TARGET.write_bytes(b"".join(gzip.compress(one, mtime=0) for one in wanted))
    sys.stdout.write(f"{TARGET.name}: {len(wanted)} records\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
