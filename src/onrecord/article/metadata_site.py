"""The site, the address, the section and the language of an article.

Decides which name of a site is its own, and when a language is told by the text. Refuses to know the article's other facts.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from onrecord.article.metadata_clues import Clues, text_of
from onrecord.article.structured import types_of
from onrecord.text.language import language_of
from onrecord.text.words import words_in

_NETWORKS: Final = frozenset(("facebook", "twitter", "wordpress", "wordpress.com", "blogger", "youtube", "medium.com"))
_SITE_METAS: Final = (
    "application-name",
    "apple-mobile-web-app-title",
    "al:ios:app_name",
    "al:android:app_name",
    "dc.publisher",
    "publisher",
    "copyright-holder",
)
_SEPARATOR: Final = re.compile(r"\s+[|–—·•»:-]+\s+")

Found = tuple[str, str]


def find_site(clues: Clues, headline: str | None) -> Found | None:
    """Return the site's name and where it stands: Open Graph, the publisher, the page's title, the address.

    A name run together as in an address is given with the spaces that the page prints it with, if it does.
    """
    choices = [
        clues.meta("og:site_name"),
        _publisher(clues),
        _from_title(clues, headline),
        clues.meta(*_SITE_METAS),
    ]
    for found in choices:
        if found and 1 < len(found[0]) <= 60 and found[0].lower() not in _NETWORKS and "http" not in found[0]:
            return _as_printed(found[0], clues), found[1]
    host = host_of(clues)
    return (_as_printed(host, clues), "address of the page") if host else None


def _as_printed(name: str, clues: Clues) -> str:
    """The name with its spaces and marks, where the page's title, publisher or first and last lines print it so."""
    bare = re.sub(r"\W", "", re.sub(r"\.(?:com|org|net|co\.uk|[a-z]{2})$", "", name.lower()))
    if " " in name.strip() or not 5 <= len(bare) <= 30:
        return name
    runs = clues.pieces.runs
    publisher = _publisher(clues)
    lines = [publisher[0] if publisher else "", clues.title, *(run.text[:200] for run in (*runs[-60:], *runs[:40]))]
    loose = r"[ ’'&.-]{0,2}".join(map(re.escape, bare))
    pattern = re.compile(rf"(?<!\w)(?:the )?{loose}(?!\w)", re.IGNORECASE)
    best = name
    for line in lines:
        for match in pattern.finditer(line):
            if match[0].count(" ") > best.count(" ") or (
                match[0].count("’") + match[0].count("'") and "." not in match[0] and best == name
            ):
                best = match[0]
    return best.strip(" .-")


def _publisher(clues: Clues) -> Found | None:
    publisher = clues.resolve(clues.article.get("publisher"))
    name = text_of(publisher.get("name") if isinstance(publisher, dict) else publisher)
    if name:
        return name, "json-ld publisher"
    for item in clues.objects:
        if not {"WebSite", "NewsMediaOrganization"}.isdisjoint(types_of(item)):
            name = text_of(item.get("name"))
            if name:
                return name, "json-ld WebSite"
    return None


def _from_title(clues: Clues, headline: str | None) -> Found | None:
    """The part of the title that the site's address holds too, or that stands behind the headline."""
    host = re.sub(r"\W", "", host_of(clues) or "")
    parts = _SEPARATOR.split(clues.title)
    if len(parts) < 2:
        return None
    for part in reversed(parts):
        name = "".join(words_in(part))
        if len(name) > 2 and host and (name in host or name == host.rsplit("com", 1)[0]):
            return part.strip(), "title"
    last, said = parts[-1].strip(), set(words_in(headline or ""))
    if said and len(last.split()) <= 4 and last[:1].isupper() and not said & set(words_in(last)) - {"the", "of", "and"}:
        return last, "title"
    return None


def host_of(clues: Clues) -> str | None:
    """The host of the page's own address, without ``www.``."""
    for address in (clues.page.url or "", clues.canonical, *clues.metas.get("og:url", ())[:1]):
        try:
            host: str | None = urlsplit(address).hostname
        except ValueError:
            host = None
        if host:
            return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    return None


def find_address(clues: Clues) -> Found | None:
    """Return the canonical address: the page's own word for it, or else the captured one."""
    captured = clues.page.url or ""
    og = clues.meta("og:url")
    for address, where in ((clues.canonical, "link canonical"), og or ("", ""), (captured, "capture")):
        try:
            full = urljoin(captured, address) if address else ""
            if urlsplit(full).scheme in ("http", "https"):
                return full, where
        except ValueError:
            continue
    return None


def find_section(clues: Clues) -> Found | None:
    """Return the section of the paper that the article stands in, if the page says so."""
    section = clues.meta("article:section", "parsely-section", "section", "category", "article.section")
    if section:
        return section
    name = text_of(clues.article.get("articleSection"))
    return (name, "json-ld articleSection") if name else None


def find_language(text: str, clues: Clues) -> Found | None:
    """Return the language of the article's text (ISO 639-1), or the declared one where there is too little text.

    Between languages that the text fits about as well, the page's own declaration decides.
    """
    declared = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", clues.declared_language)
    own = declared[0].lower() if declared else ""
    told = language_of(text, own)
    if told:
        return told, "text"
    if own:
        return own, "html lang"
    locale = clues.meta("og:locale", "language", "content-language")
    return (locale[0][:2].lower(), locale[1]) if locale else None
