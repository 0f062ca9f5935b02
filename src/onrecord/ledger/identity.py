"""Identities: names for articles, versions and statements that are made from what they name.

Decides what an identity is made of, how it is written, and when two addresses are one. Refuses to know where anything
is kept.

An identity is ``b2:`` and 32 hexadecimal digits: BLAKE2b of 16 bytes over its parts, each preceded by its length, so that
no two lists of parts can run together into one. The tag names the algorithm, so that another can follow it. Identities tell
things apart; they are no seal against somebody who forges pages on purpose (the SHA-256 of the captured bytes is).
"""

from __future__ import annotations

import hashlib
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from onrecord import lexicon
from onrecord.records import Reading, Statement

TAG = "b2:"
DIGITS = 32


class TrackingParameters(lexicon.Table, frozen=True):
    """Query parameters that say how a reader came to a page, not which page it is."""

    names: tuple[str, ...]
    prefixes: tuple[str, ...]


def digest(*parts: str) -> str:
    """Return the identity of ``parts``: tagged, the same on every machine, different for different lists."""
    hashed = hashlib.blake2b(digest_size=DIGITS // 2)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return TAG + hashed.hexdigest()


def address_of(url: str | None) -> str | None:
    """Return what stays the same of ``url`` whoever links to it, or None where it names no page of its own.

    Left out are scheme, ``www.``, fragment, tracking parameters and a closing slash. A site's front page is no article's
    address: sloppy pages name it as their canonical one.

    >>> address_of("http://www.example.org/a/b/?utm_source=x&id=3#top")
    'example.org/a/b?id=3'
    >>> address_of("https://example.org/") is None
    True
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)])
    if parts.scheme not in {"http", "https"} or not host or not (path or query):
        return None
    return f"{host}{port}{path}" + (f"?{query}" if query else "")


def host_of(url: str | None) -> str | None:
    """Return the host of ``url`` without ``www.``, or None."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def bytes_of(reading: Reading) -> str:
    """Return the SHA-256 of the page that ``reading`` is of; a reading made by hand stands for itself."""
    if reading.source.sha256:
        return reading.source.sha256
    article = reading.article
    return hashlib.sha256("\n".join((article.url or "", article.headline or "", article.text)).encode()).hexdigest()


def article_key(address: str | None, sha256: str) -> str:
    """Return the identity of an article: its address, or where it has none, the bytes of its (first) page."""
    return digest("article", address or sha256)


def version_key(article: str, sha256: str, captured: str) -> str:
    """Return the identity of one version: the article, the bytes of its page, the address that it was captured at."""
    return digest("version", article, sha256, captured)


def statement_keys(article: str, statements: tuple[Statement, ...]) -> list[str]:
    """Return the identity of each statement: its article, its words, and which of several with the same words it is.

    Not its offsets, speaker or cue: those may be read better another time, and the statement stays the same statement.
    """
    seen: dict[tuple[str, ...], int] = {}
    keys = []
    for statement in statements:
        words = tuple(piece.text for piece in statement.content)
        ordinal = seen[words] = seen.get(words, -1) + 1
        keys.append(digest("statement", article, str(ordinal), *words))
    return keys


def _is_tracking(name: str) -> bool:
    table = _tracking()
    return name.lower() in table.names or name.lower().startswith(table.prefixes)


@cache
def _tracking() -> TrackingParameters:
    return lexicon.load("tracking_parameters", TrackingParameters)
