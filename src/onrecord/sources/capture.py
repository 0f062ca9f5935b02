"""The capture: bytes as they were had, with all that is known of where they came from.

Decides what a source owes the rest of the program, and how a capture becomes a page: decompressed within a limit,
recognised as markup or plain text, decoded, repaired. Refuses to know files, archives and what a page means.
"""

from __future__ import annotations

import hashlib
import re
import zlib

from onrecord.errors import InputRefused
from onrecord.records import Page, PageKind, Provenance, Record, Source, Step
from onrecord.text.decode import decode, strange_in
from onrecord.text.repair import repair_mojibake

GZIP_MAGIC = b"\x1f\x8b"
_SNIFF = 65536
"""How many bytes are looked at to tell markup from plain text and from what is neither."""
_START = 512
"""Most pages tell by so many characters that they are markup."""
_BLANK = "\ufeff \t\n"
_TAG = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|title|meta|link|script|style|div|span|p|a|article|section|main|table|h[1-6]|ul|li|br|img))[\s/>]",
    re.IGNORECASE,
)
_TAGS_OF_MARKUP = 3
"""From so many tags on, a text that does not begin with one is markup (a fragment) rather than a text that names a tag."""
_BINARY = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a media file",
    b"PK\x03\x04": "a ZIP archive",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an Office file",
    b"SQLite format 3\x00": "a database",
}
_CONTROL_SHARE = 0.05
"""Above this share of control bytes, bytes are not text in any encoding that a page comes in."""
_NO_CONTROL = bytes((*range(9, 14), 27, *range(32, 256)))


class Capture(Provenance, frozen=True, kw_only=True):
    """One page's bytes and their provenance."""

    body: bytes

    @property
    def provenance(self) -> Provenance:
        """What is known of the capture besides its bytes."""
        return Provenance(**{name: getattr(self, name) for name in Provenance.__struct_fields__})


class Skipped(Record, frozen=True, kw_only=True):
    """Records of an input that are no pages, counted: where, why, how many."""

    location: str
    reason: str
    count: int


def page_of(capture: Capture, *, max_bytes: int) -> Page:
    """Return the page that the bytes of ``capture`` are.

    A page longer than ``max_bytes``, or one whose compressed bytes end too early, is read as far as it goes, and
    ``page.cut`` says so. Raises InputRefused where the bytes are empty or not text.
    """
    body, cut = unpacked(capture, max_bytes)
    refuse_what_is_no_text(body, capture.location)
    decoded = decode(body, declared=capture.charset)
    text, repairs = repair_mojibake(decoded.text, decoded.beyond)
    kind = kind_of(text, capture.media_type)
    steps = (*decoded.steps, *repairs, *((Step(name="cut", detail=cut),) if cut else ()))
    source = Source(
        location=capture.location,
        media_type=capture.media_type or ("text/html" if kind == "html" else "text/plain"),
        charset=decoded.charset,
        bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        retrieved=capture.retrieved,
    )
    return Page(
        source=source,
        kind=kind,
        content=text,
        utf8=decoded.utf8 if text is decoded.text else None,
        url=capture.url,
        status=capture.status,
        headers=capture.headers,
        cut=cut,
        steps=steps,
    )


def unpacked(capture: Capture, max_bytes: int) -> tuple[bytes, str | None]:
    """Return the page's own bytes, decompressed and ``max_bytes`` at most, and why they end too early, if they do."""
    body, cut = gunzip(capture.body, max_bytes) if capture.body[:2] == GZIP_MAGIC else (capture.body, None)
    if len(body) > max_bytes:
        return body[:max_bytes], f"the page is larger than {max_bytes} bytes and was read up to there"
    return body, capture.cut or cut


def gunzip(body: bytes, limit: int) -> tuple[bytes, str | None]:
    """Return what the gzip members of ``body`` hold, one byte more than ``limit`` at most, and why it ends too early."""
    out = bytearray()
    rest = body
    while rest[:2] == GZIP_MAGIC and len(out) <= limit:
        member = zlib.decompressobj(wbits=31)
        try:
            out += member.decompress(rest, limit + 1 - len(out))
        except zlib.error as error:
            return bytes(out), f"the gzip data is damaged: {error}"
        if not member.eof:
            return bytes(out), None if len(out) > limit else "the gzip data ends too early"
        rest = member.unused_data
    return bytes(out), None


def refuse_what_is_no_text(body: bytes, location: str) -> None:
    """Raise InputRefused where ``body`` is empty or is something other than a text."""
    if not body or body.isspace():
        raise InputRefused(location, "it is empty.", "Save the page again.", kind="empty")
    if body.startswith(tuple(_BINARY)):
        what = next(what for magic, what in _BINARY.items() if body.startswith(magic))
        raise InputRefused(location, f"it is {what}, not a page.", "Save the page as HTML or text.", kind="binary")
    sample = body[:_SNIFF]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if len(strange_in(sample).translate(None, _NO_CONTROL)) > max(_CONTROL_SHARE * len(sample), 8):
        raise InputRefused(location, "its bytes are not text.", "Save the page as HTML or text.", kind="binary")


def kind_of(text: str, media_type: str | None) -> PageKind:
    """Return whether ``text`` is markup or plain text, by what it holds; the declared type decides only in doubt."""
    start = text[:_START].lstrip(_BLANK)
    if start.startswith("<") and (_TAG.match(start) or start.startswith(("<!--", "<?xml"))):
        return "html"
    sample = text[:_SNIFF].lstrip(_BLANK)
    if sample.startswith("<") and (_TAG.match(sample) or sample.startswith(("<!--", "<?xml"))):
        return "html"
    tags = len(_TAG.findall(sample))
    if media_type in {"text/html", "application/xhtml+xml"}:
        return "html" if tags else "text"
    return "html" if tags >= _TAGS_OF_MARKUP else "text"
