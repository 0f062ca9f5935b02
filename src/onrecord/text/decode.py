"""Bytes to characters.

Decides which encoding a page is in, and what becomes of bytes that are not valid in it. Refuses to repair text that was
encoded wrongly before it was sent: that is ``text.repair``.

The order is that of the WHATWG Encoding Standard: a byte order mark, then what the server said, then what the markup
says, then the bytes themselves. A declaration that the bytes contradict is not believed, and a step says so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from onrecord.native import compiled
from onrecord.records import Record, Step
from onrecord.text.softhyphens import SOFT_HYPHEN

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<(?i:meta|\?xml)\b")
_META_WORDS = (b"charset", b"encoding")
_META_VALUE = re.compile(rb"(?i:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})")
_META_SPAN = 305
"""How far before its word, a declaration may begin."""
_META_REACH = 4096
"""How far into the page a declaration in the markup is looked for. The standard reads 1,024 bytes; real pages put long
comments and scripts before it."""
_SAMPLE = 65536
"""How many bytes are shown to the detector where nothing is declared."""
_STRAY_SHARE = 0.1
"""Up to this share of broken sequences among those beyond ASCII, a page counts as UTF-8 with a few stray bytes."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_PLAIN = bytes((9, 10, *range(32, 127)))
_HIGH = bytes(range(128, 256))
"""Bytes by whose tables two passes in C leave control characters and carriage returns: most often none."""
_TAKEN_OUT = bytes((*range(9), 11, 12, *range(14, 32), 127))
"""The control characters, as bytes."""


def _strange_in_python(body: bytes) -> bytes:
    return body.translate(None, _PLAIN)


strange_in = compiled.strange if compiled is not None else _strange_in_python
"""What is left of a page without printable ASCII, tabs and line feeds."""


def _utf8_in_python(body: bytes) -> tuple[str, bytes] | None:
    try:
        return body.decode("utf-8"), _strange_in_python(body)
    except UnicodeDecodeError:
        return None


_utf8 = compiled.utf8 if compiled is not None else _utf8_in_python
"""The characters of bytes in UTF-8, and what is strange among the bytes; None where they are not UTF-8."""


class Decoded(Record, frozen=True, kw_only=True):
    """A text, the encoding that it was in, and what had to be done to read it."""

    text: str
    charset: str
    beyond: str | None = None
    """The characters beyond ASCII in page order, where they were had by the way; None: look at the text."""
    utf8: bytes | None = None
    """The text in UTF-8 without its soft hyphens, where it came in UTF-8."""
    steps: tuple[Step, ...] = ()


def decode(body: bytes, *, declared: str | None = None) -> Decoded:
    """Return the characters of ``body``.

    ``declared`` is the server's charset label, if any. Bytes that are invalid are read as windows-1252, the commonest
    stray, or replaced by U+FFFD; control characters other than tab and line ends are taken out. Both are counted in a
    step. Never raises.
    """
    steps: list[Step] = []
    without_bom = _without_bom(body)
    utf8 = _utf8(without_bom)
    charset, how = _choose(body, declared, is_utf8=utf8 is not None)
    repaired: int | None = 0
    if charset == "utf-8" and utf8 is not None:
        text, strange = utf8
    else:
        text, repaired = _read(without_bom, charset)
        strange = strange_in(body)
    if charset == "utf-8" and repaired is None:
        charset, how = _guess(body), "the bytes are not the declared UTF-8"
        text, repaired = _read(body, charset)
    steps.append(Step(name="decode", detail=f"{charset}: {how}"))
    if repaired:
        steps.append(Step(name="decode", detail=f"{repaired} invalid bytes read as windows-1252 or replaced"))
    controlling = strange.translate(None, _HIGH)
    text, controls = _without_controls(text, controlling)
    if controls:
        steps.append(Step(name="decode", detail=f"{controls} control characters taken out"))
    beyond = strange.decode("utf-8", "ignore") if charset == "utf-8" and not repaired else None
    bare = None if beyond is None or utf8 is None else _bare(without_bom, controlling, beyond)
    return Decoded(text=text, charset=charset, beyond=beyond, utf8=bare, steps=tuple(steps))


def _bare(utf8: bytes, controlling: bytes, beyond: str) -> bytes:
    """Return the bytes as ``_without_controls`` leaves their text, and without soft hyphens; most pages hold neither."""
    if controlling.strip(b"\r"):
        utf8 = utf8.translate(None, _TAKEN_OUT)
    if controlling:
        utf8 = utf8.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return b"".join(utf8.split(SOFT_HYPHEN.encode())) if SOFT_HYPHEN in beyond else utf8


def _without_controls(text: str, strange: bytes) -> tuple[str, int]:
    """Return ``text`` without control characters, its line ends as one, and how many of the former there were.

    ``strange`` are the control bytes and carriage returns that it was decoded from. Bytes without any decode to characters
    without any, in all encodings of the Web. Where there are some the text itself is looked at, as in UTF-16 the bytes of
    letters may look like them.
    """
    removed = 0
    if strange.strip(b"\r"):
        cleaned = _CONTROL.sub("", text)
        text, removed = cleaned, len(text) - len(cleaned)
    if strange:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, removed


def decode_as_given(body: bytes) -> str:
    """Return the characters of ``body`` with nothing taken out, joined or repaired, for texts that are cited by offset."""
    charset, _ = _choose(body, None)
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        return body.decode(_guess(body), "replace")


def _choose(body: bytes, declared: str | None, *, is_utf8: bool = False) -> tuple[str, str]:
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return charset, "byte order mark"
    known = _canonical(declared)
    if known:
        return known, f"declared by the server as {declared}"
    found = _declaration(body[:_META_REACH])
    known = _canonical(found)
    if known:
        # A page cannot declare UTF-16 in ASCII letters; the standard reads such a page as UTF-8.
        return "utf-8" if known.startswith("utf-16") else known, f"declared by the page as {found}"
    return "utf-8" if is_utf8 else _guess(body), "told from the bytes"


def _declaration(head: bytes) -> str | None:
    """Return what the first declaration in the markup says: from the words backwards, as most tags have none of them."""
    lower = head.lower()
    for at in sorted(place for word in _META_WORDS for place in _places(lower, word)):
        value = _META_VALUE.match(head, at)
        if value is not None:
            opens = _META.search(head, max(0, at - _META_SPAN, head.rfind(b">", 0, at) + 1), at + 1)
            if opens is not None and opens.end() <= at:
                return value[1].decode("ascii")
    return None


def _places(text: bytes, word: bytes) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


@lru_cache(maxsize=200)
def _canonical(label: str | None) -> str | None:
    from resiliparse.parse.encoding import map_encoding_to_html5

    known = map_encoding_to_html5(label.strip(), False) if label else None
    if not known:
        return None
    try:
        return codecs.lookup(known).name.replace("cp1252", "windows-1252")
    except LookupError:
        return None


def _guess(body: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A capture that was cut in the middle of a character is still UTF-8.
        if error.start > len(body) - 4 and len(body) > 4:
            return "utf-8"
        guessed = _canonical(detect_encoding(body, max_len=_SAMPLE)) or "windows-1252"
        return "windows-1252" if guessed == "utf-8" and not _mostly_utf8(body) else guessed
    return "utf-8"


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = sum(1 for c in text if c > "\x7f")
    return broken <= _STRAY_SHARE * beyond


def _without_bom(body: bytes) -> bytes:
    for mark, _ in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :]
    return body


def _read(body: bytes, charset: str) -> tuple[str, int | None]:
    """Return the text and how many bytes were invalid; None where a text is not UTF-8 at all though it was said to be."""
    try:
        return body.decode(charset), 0
    except UnicodeDecodeError:
        pass
    if charset == "utf-8":
        if not _mostly_utf8(body):
            return "", None
        strays = _Strays()
        codecs.register_error("onrecord.stray", strays)
        return body.decode("utf-8", "onrecord.stray"), strays.count
    if charset == "windows-1252":
        # As browsers do (WHATWG), the five bytes without a character become C1 controls: UTF-8 that was pasted into
        # such a page can still be told from them and repaired, and from U+FFFD it cannot.
        codecs.register_error("onrecord.c1", _as_c1)
        return body.decode(charset, "onrecord.c1"), 0
    text = body.decode(charset, "replace")
    return text, text.count("\ufffd")


def _as_c1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


class _Strays:
    """An error handler that reads a stray byte as windows-1252 and counts it."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        stray = error.object[error.start : error.end]
        self.count += len(stray)
        return stray.decode("windows-1252", "replace"), error.end
