"""The site, the address, the section and the language of an article.

Decides which name of a site is its own, and when a language is told by the text. Refuses to know the article's other facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from onrecord.article.addresses import host_in, is_web, joined
from onrecord.article.metadata_clues import Clues, text_of
from onrecord.article.metadata_names import squeeze
from onrecord.article.pieces import Run
from onrecord.article.structured import types_of
from onrecord.native import compiled
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
_DOMAIN: Final = re.compile(r"\.(?:com|org|net|co\.uk|[a-z]{2})$")
FIRST_LINES, LAST_LINES, MAX_LINE = 40, 60, 200
"""The name of a site is looked for in so many of the first and last lines, and in so many characters of each."""
_SEPARATOR: Final = re.compile(r"\s+[|–—·•»:-]+\s+")

Found = tuple[str, str]


def find_site(clues: Clues, headline: str | None) -> Found | None:
    """Return the site's name and where it stands: Open Graph, the publisher, the page's title, the address.

    A name run together as in an address is given with the spaces that the page prints it with, if it does.
    """
    choices: tuple[Callable[[], Found | None], ...] = (
        lambda: clues.meta("og:site_name"),
        lambda: _publisher(clues),
        lambda: _from_title(clues, headline),
        lambda: clues.meta(*_SITE_METAS),
    )
    for choice in choices:
        found = choice()
        if found and 1 < len(found[0]) <= 60 and found[0].lower() not in _NETWORKS and "http" not in found[0]:
            return _as_printed(found[0], clues), found[1]
    host = host_of(clues)
    return (_as_printed(host, clues), "address of the page") if host else None


def _as_printed(name: str, clues: Clues) -> str:
    """The name with its spaces and marks, where the page's title, publisher or first and last lines print it so."""
    bare = squeeze(_DOMAIN.sub("", name.lower()) if "." in name else name)
    if " " in name.strip() or not 5 <= len(bare) <= 30:
        return name
    publisher, runs = _publisher(clues), clues.pieces.runs
    lines: list[Run | str] = [publisher[0] if publisher else "", clues.title, *runs[-LAST_LINES:], *runs[:FIRST_LINES]]
    best = name
    for i, start, end in spread(bare, _MARKS, lines, MAX_LINE):
        line = _text_of(lines[i], MAX_LINE)
        # A letter whose small form hangs on its neighbours, or is two, is as good as another one.
        if not line.isascii() and bare not in _close(line):
            continue
        has_article = line[max(0, start - 4) : start].lower() == "the " and not _is_word(line[start - 5 : start - 4])
        found = line[start - 4 if has_article else start : end]
        if found == best:
            continue
        if found.count(" ") > best.count(" ") or (
            found.count("’") + found.count("'") and "." not in found and best == name
        ):
            best = found
    return best.strip(" .-")


_MARKS: Final = " ’'&.-"
"""What may stand between the words of a name that an address runs together, two at most."""


def _close(line: str) -> str:
    """``line`` in lower case without such marks."""
    return line.lower().translate(dict.fromkeys(map(ord, _MARKS)))


def _text_of(line: Run | str, longest: int) -> str:
    return line if isinstance(line, str) else line.text[:longest]


def spread_in_python(bare: str, marks: str, lines: list[Run | str], longest: int) -> list[tuple[int, int, int]]:
    """Return where the ``lines`` print the letters of ``bare`` with ``marks`` between them: which line, start and end.

    Of the blocks among the lines the first ``longest`` characters are looked at. A pattern does the same, but a new one for
    each site takes longer than all the lines.
    """
    found = []
    for i, each in enumerate(lines):
        line = _text_of(each, longest)
        places = [i for i, character in enumerate(line) if character not in marks]
        close, at = "".join([line[i].lower()[:1] for i in places]), 0
        while (at := close.find(bare, at)) >= 0:
            own = places[at : at + len(bare)]
            start, end = own[0], own[-1] + 1
            is_whole = not (_is_word(line[start - 1 : start]) or _is_word(line[end : end + 1]))
            is_found = is_whole and all(b - a <= MAX_MARKS + 1 for a, b in pairwise(own))
            at += len(bare) if is_found else 1
            if is_found:
                found.append((i, start, end))
    return found


MAX_MARKS: Final = 2
spread: Final = compiled.spread if compiled is not None else spread_in_python


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


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
    parts = _SEPARATOR.split(clues.title)
    if len(parts) < 2:
        return None
    host = squeeze(host_of(clues) or "")
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
        host = _site_in(address)
        if host is not None:
            return host
    return None


@lru_cache(maxsize=1_000)
def _site_in(address: str) -> str | None:
    host = host_in(address)
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.") if host else None


def find_address(clues: Clues) -> Found | None:
    """Return the canonical address: the page's own word for it, or else the captured one."""
    captured = clues.page.url or ""
    og = clues.meta("og:url")
    for address, where in ((clues.canonical, "link canonical"), og or ("", ""), (captured, "capture")):
        try:
            full = joined(captured, address) if address else ""
            if is_web(full):
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
