"""The byline: who wrote the article, as a list of names.

Decides what is a name, where one ends and the next begins, and which of several bylines is believed. Refuses to guess:
a site's name in the place of an author, a role, a user name of the software is no byline.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from onrecord.article.boxes import bits
from onrecord.article.dates import find_date
from onrecord.article.heads import either, head_words
from onrecord.article.metadata_clues import Clues, text_of
from onrecord.article.metadata_site import host_of
from onrecord.article.tree import Run

_METAS: Final = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
    "dc.contributor",
    "authors",
    "article.author",
    "cxenseparse:author",
    "byline",
    "twitter:data1",
)
_SEPARATORS: Final = re.compile(r"\s*(?:;|\||•|·|/(?=\s)|\s[-–—]\s|\n|, and )\s*")
_HANDLE: Final = re.compile(r"(?:^|\s)\(?@\w+\)?|\S+@\S+|https?://\S+|\([^)]*\)")
_LABEL: Final = re.compile(r"\s[^\W\d_]{3,20}:\s|\s(?:Über|About|Schließen|Follow|View)\b")
"""The next label of a line ("Foto: …") ends the names."""
_INITIAL: Final = re.compile(r"^[^\W\d_]")
_BEFORE_DATE: Final = re.compile(
    r"(?:^|\s)(?:on|am|le|il|el|em|op)\s*$|[|•·]|\s[-–—]\s|\s(?:on|am|le|il|el|em|op)\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\w+tag\b)"
)
_ELSEWHERE: Final = re.compile(
    r"(?<![a-z])(?:comment|related|sidebar|widget|recent|popular|recommend|teaser|footer|promo|more-|trending|latest)"
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4"))
MAX_NAME_WORDS: Final = 5
MAX_BYLINE: Final = 160
REACH_BEFORE, REACH_AFTER = 5, 12

Found = tuple[tuple[str, ...], str, int | None]


def find_byline(clues: Clues, headline: int | None, site: str | None) -> Found | None:
    """Return the names, where they stand, and the number of the block that shows them, if one does.

    Declared names are believed where the page prints them in a short line; a visible byline wins over an organisation;
    what the page does not show is what its software thinks, and no byline.
    """
    declared = _declared(clues, site)
    shown = _shown(clues, headline, site)
    host = _squeeze(host_of(clues) or "")
    if shown and len(shown[0]) == 1 and _squeeze(shown[0][0]) in host and not _is_person(shown[0][0]):
        shown = None
    if declared:
        people = tuple(name for name in declared[0] if _is_person(name))
        block = _block_with(clues, people or declared[0], headline)
        if block is not None and (people or shown is None):
            names = people or declared[0]
            if shown and len(shown[0]) > len(names) and set(names) <= set(shown[0]):
                return shown
            return names, declared[1], block
    if shown:
        people = tuple(name for name in shown[0] if _is_person(name))
        return (people or shown[0]), shown[1], shown[2]
    return None


def split_names(text: str, *, site: str | None = None) -> tuple[str, ...]:
    """Return the names in a byline: without opener, roles, addresses; none where it names nobody."""
    text = _opener().sub("", _HANDLE.sub(" ", text).strip(" ,:;|-–—•·"))
    text = _LABEL.split(text)[0]
    names: list[str] = []
    for part in _SEPARATORS.split(text):
        names += _names_of(part)
    kept = []
    for name in names:
        if _is_name(name, site) and name not in kept:
            kept.append(name)
    return tuple(name for name in kept if not any(name != other and f" {name} " in f" {other} " for other in kept))


def _names_of(part: str) -> list[str]:
    """The names between two strong separators: split at commas and conjunctions, up to the first role."""
    found: list[str] = []
    for piece in part.split(","):
        if not piece.strip():
            continue
        if found and _role().match(piece.strip()):
            break
        for name in _conjunction().split(piece.strip()):
            whole = _opener().sub("", name.strip(" .:*"))
            clean = _trailing_role().sub("", whole).strip()
            if clean and (clean == whole or " " in clean):
                found.append(clean)
    return found


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{either(head_words().bylines.openers)})\s*(?::|\b(?![.’'-])\s)\s*)+", re.IGNORECASE)


@cache
def _inner_opener() -> re.Pattern[str]:
    """A word for "by" at the start of a line or, before a capital, inside it."""
    openers = either(head_words().bylines.openers)
    return re.compile(rf"^(?i:{openers})(?:\s*:|\b(?![.’'-])\s)|(?:^|\s)(?:by|By|von|par|por|door|di)\s(?=[^\W\d_a-z])")


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{either(head_words().bylines.conjunctions)}|&)\s+", re.IGNORECASE)


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(head_words().bylines.roles)})(?!\w)", re.IGNORECASE)


@cache
def _trailing_role() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{either(head_words().bylines.roles)})(?!\w).*$", re.IGNORECASE)


@cache
def _openers() -> frozenset[str]:
    return frozenset(head_words().bylines.openers)


@cache
def _nobody() -> frozenset[str]:
    return frozenset(head_words().bylines.nobody)


@cache
def _organisations() -> frozenset[str]:
    return frozenset(head_words().bylines.organisations)


def _is_name(name: str, site: str | None) -> bool:
    words = name.split()
    if not 0 < len(words) <= MAX_NAME_WORDS + 1 or len(name) > 60 or not _INITIAL.match(name):
        return False
    if name.lower() in _nobody() or any(c.isdigit() for c in name) or "http" in name or name[-1] in "?!:":
        return False
    if name.lower() in _openers():
        return False
    if site and _squeeze(name) in (_squeeze(site), _squeeze(site) + "com"):
        return False
    return len(name) > 1 and not (len(words) > 3 and sum(w[0].islower() for w in words) > 2)


def _squeeze(name: str) -> str:
    return re.sub(r"\W", "", name.lower())


def _is_person(name: str) -> bool:
    """Whether a name looks like a person's: two words or more, none that is an organisation's, with capitals."""
    words = name.split()
    if len(words) < 2 or not _organisations().isdisjoint(word.lower().strip(".,") for word in words):
        return False
    return all(word[0].isupper() or not word[0].isalpha() or len(word) < 4 for word in words)


def _declared(clues: Clues, site: str | None) -> Found | None:
    """The names in structured data, or else in the meta elements."""
    for item in (clues.article, clues.web_page):
        names = _structured_names(item.get("author") or item.get("creator"), clues, site)
        if names:
            return names, "json-ld author", None
    for meta in _METAS:
        if meta == "twitter:data1" and "by" not in " ".join(clues.metas.get("twitter:label1", ())).lower():
            continue
        values = [v for v in clues.metas.get(meta, ()) if v and "/" not in v and len(v) < MAX_BYLINE]
        names = tuple(dict.fromkeys(name for value in values for name in split_names(value, site=site)))
        if names:
            return names, f"meta {meta}", None
    return None


def _structured_names(value: object, clues: Clues, site: str | None) -> tuple[str, ...]:
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        author: Any = clues.resolve(one)
        text = text_of(author.get("name") if isinstance(author, dict) else author)
        if text and "/" not in text and len(text) < MAX_BYLINE:
            found += [name for name in split_names(text, site=site) if name not in found]
    return tuple(found)


def _shown(clues: Clues, headline: int | None, site: str | None) -> Found | None:
    """The names that the page shows by the headline, or in an element that is made for the author."""
    best: Found | None = None
    best_score = 1
    for names, i, score in (*_marked_names(clues, headline, site), *_line_names(clues, headline, site)):
        if score > best_score or (best and score == best_score and i == best[2] and len(names) > len(best[0])):
            best, best_score = (names, "visible byline", i), score
    return best


_Scored = tuple[tuple[str, ...], int, int]


def _near(i: int, headline: int | None) -> bool:
    return headline is not None and -REACH_BEFORE <= i - headline <= REACH_AFTER


def _marked_names(clues: Clues, headline: int | None, site: str | None) -> list[_Scored]:
    """Names in inline elements that are marked as the author's; several of one block belong together."""
    runs = clues.pieces.runs
    by_block: dict[int, list[str]] = {}
    for text, i in clues.pieces.authors:
        if i < len(runs) and not runs[i].hidden and not is_elsewhere(runs[i]):
            by_block.setdefault(i, [])
            by_block[i] += [n for n in split_names(text, site=site) if n not in by_block[i]]
    total = len(by_block)
    return [
        (tuple(names), i, 5 if _near(i, headline) else 3 if total == 1 else 2 if headline is None else 0)
        for i, names in by_block.items()
        if names
    ]


def _line_names(clues: Clues, headline: int | None, site: str | None) -> list[_Scored]:
    """Names in short blocks that are made for the author, or that open as a byline does."""
    found = []
    for i, run in enumerate(clues.pieces.runs):
        if run.hidden or len(run.text) > MAX_BYLINE:
            continue
        near, marked = _near(i, headline), _mark(run)
        if not near and not marked:
            continue
        opened = _inner_opener().search(run.text)
        if opened and opened.start() > 0 and not marked and (run.box.tag in _HEADINGS or find_date(run.text) is None):
            opened = None
        score = 2 * marked + (2 if near and opened else 0) + (1 if near and marked else 0)
        if score < 2:
            continue
        text = run.text[opened.end() :] if opened and opened.start() > 0 else run.text
        names = split_names(_line(text), site=site)
        people = [name for name in names if _is_person(name)]
        if people or (names and (marked == 2 or (opened and marked and near))):
            found.append((names, i, score))
    return found


def is_elsewhere(run: Run) -> bool:
    """Whether a block belongs to comments, to other articles or to the site's frame."""
    return bool(
        run.box.far_kinds & bits("footer", "navigation", "aside", "comment") or run.box.near_kinds & bits("related")
    )


def _mark(run: Run) -> int:
    """How plainly the markup says that the block is the author's name: 2 by a property, 1 by a class, 0 not at all."""
    kinds = run.box.near_kinds
    if kinds & bits("author-note", "comment", "related"):
        return 0
    if kinds & bits("author"):
        return 2
    return int(bool(kinds & bits("byline")))


def _line(text: str) -> str:
    """A byline up to its date: what follows a date is not a name."""
    found = find_date(text)
    return _BEFORE_DATE.split(text[: found[1]] if found and found[1] > 3 else text)[0]


def _block_with(clues: Clues, names: tuple[str, ...], headline: int | None) -> int | None:
    """The number of the short block that prints the first of the names: by the headline, or made for the author."""
    first = names[0].lower()
    found = None
    for i, run in enumerate(clues.pieces.runs):
        if len(run.text) < MAX_BYLINE and not run.hidden and first in run.text.lower() and not is_elsewhere(run):
            if _near(i, headline):
                return i
            if found is None and (headline is None or _mark(run) or run.box.near_kinds & bits("author-note", "date")):
                found = i
    return found
