"""Feeds: RSS and Atom to captures, one an entry.

Decides that an entry's own content is its page, wrapped in the markup that its fields amount to. Refuses to follow an
entry's link: what the feed does not carry is not read. The parsing is feedparser's (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html import escape
from typing import Any

from onrecord.errors import InputRefused
from onrecord.sources.capture import Capture, Skipped


def captures_of_feed(body: bytes, location: str) -> Iterator[Capture | Skipped]:
    """Yield a capture for each entry that carries text; the others are counted. Raises InputRefused on a damaged feed."""
    import feedparser

    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise InputRefused(location, "there is no entry in this feed.", "Save it again.", kind="empty")
    site = str(feed.feed.get("title", ""))
    language = str(feed.feed.get("language", ""))
    without = 0
    for number, entry in enumerate(feed.entries, start=1):
        text = _content(entry)
        if not text:
            without += 1
            continue
        yield Capture(
            location=str(entry.get("link") or f"{location}#{number}"),
            body=_page(entry, text, site, language).encode(),
            media_type="text/html",
            charset="utf-8",
            url=entry.get("link"),
        )
    if without:
        yield Skipped(location=location, reason="entry without text", count=without)


def _content(entry: Any) -> str:
    pieces = [str(c.get("value", "")) for c in entry.get("content", [])]
    return max([*pieces, str(entry.get("summary", ""))], key=len)


def _page(entry: Any, text: str, site: str, language: str) -> str:
    title = escape(str(entry.get("title", "")))
    fields = {
        'property="og:title"': title,
        'property="og:site_name"': escape(site),
        'name="feed:author"': escape(str(entry.get("author", ""))),
        'name="feed:published"': escape(_iso(str(entry.get("published") or entry.get("updated") or ""))),
    }
    metas = "".join(f'<meta {name} content="{value}">' for name, value in fields.items() if value)
    return (
        f'<!doctype html><html lang="{escape(language)}"><head>{metas}</head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


def _iso(date: str) -> str:
    """Return the date of an RSS entry (RFC 822, with its zone) as ISO 8601; an Atom date is that already."""
    try:
        return parsedate_to_datetime(date).isoformat()
    except ValueError:
        return date
