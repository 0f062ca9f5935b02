"""The wording of a note: plain text, and which parts of it are links.

Decides what is taken out of a text (what cannot be seen), what a link is, and how long a note may be. Refuses all markup: a
note is shown as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from onrecord.records import Record

LONGEST, MOST_LINKS = 5000, 10
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]{1,500}", re.IGNORECASE)
_CLOSING = ".,;:!?)]»”’*_~"


class Piece(Record, frozen=True, kw_only=True):
    """A run of a note's text; with an ``address`` it is a link."""

    text: str
    address: str | None = None


def clean(text: str) -> str:
    """Return a text as it is kept: composed, lines ended alike, without what cannot be seen or turns the writing around."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    seen = ["".join(c for c in line if c == "\t" or unicodedata.category(c)[0] != "C").rstrip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(seen)).strip()


def problem(text: str) -> str | None:
    """Return what is wrong with the text of a note, None where nothing is."""
    if not clean(text):
        return "Write something."
    if len(text) > LONGEST:
        return f"A note may have at most {LONGEST:,} characters; this has {len(text):,}."
    if len(_ADDRESS.findall(text)) > MOST_LINKS:
        return f"A note may have at most {MOST_LINKS} links."
    return None


def paragraphs(text: str) -> list[list[Piece]]:
    """Return the paragraphs of a note, each as its runs of text and links."""
    return [pieces(paragraph) for paragraph in text.split("\n\n") if paragraph.strip()]


def pieces(text: str) -> list[Piece]:
    """Return the runs of ``text`` in order; together they are all of it. Only http and https addresses are links."""
    found, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_CLOSING)
        if not _is_plain(address):
            continue
        if match.start() > end:
            found.append(Piece(text=text[end : match.start()]))
        found.append(Piece(text=address, address=address))
        end = match.start() + len(address)
    if end < len(text):
        found.append(Piece(text=text[end:]))
    return found


def _is_plain(address: str) -> bool:
    """Return whether an address says where it leads: with a host, and no user name that could be taken for one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc and address.isascii()
