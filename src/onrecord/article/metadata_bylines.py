"""The byline: who wrote the article, as a list of names.

Decides where a byline may stand, and which of several is believed. Refuses to guess: names that the page does not show
as its author's are what its software thinks, and no byline.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import Any, Final

from onrecord.article.boxes import bits
from onrecord.article.dates import find_date
from onrecord.article.metadata_clues import Clues, text_of
from onrecord.article.metadata_lines import DATED, LABELLED, OPENED, look
from onrecord.article.metadata_names import (
    before_date,
    fullest,
    inner_author,
    inner_label,
    inner_opener,
    is_person,
    names_site,
    only_names,
    opens_line,
    picture_credit,
    split_names,
    squeeze,
)
from onrecord.article.metadata_site import host_of
from onrecord.article.pieces import Run, lines_in
from onrecord.native import compiled

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
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4"))
MAX_BYLINE: Final = 160
MAX_LONE: Final = 80
"""A line without a word for "by" is a byline only if it is no longer than this (characters)."""
REACH_BEFORE, REACH_AFTER = 5, 12

_WORD: Final = re.compile(r"\w")
_MORE: Final = re.compile(r"\w|\.\w")

Found = tuple[tuple[str, ...], str, int | None]


def find_byline(clues: Clues, headline: int | None, site: str | None) -> Found | None:
    """Return the names, where they stand, and the number of the block that shows them, if one does.

    Declared names are believed where the page prints them in a short line; a visible byline wins over an organisation;
    what the page does not show is what its software thinks, and no byline.
    """
    entry = clues.meta("feed:author")
    if entry and (names := split_names(entry[0])):
        return names, entry[1], None
    declared = _declared(clues, site)
    shown = _shown(clues, headline, site)
    if shown and len(shown[0]) == 1 and not is_person(shown[0][0]) and _names_host(shown[0][0], clues):
        shown = None
    if declared:
        people = tuple(name for name in declared[0] if is_person(name))
        block = _block_with(clues, people or declared[0], headline)
        if block is not None and (people or shown is None):
            names = people or declared[0]
            if shown and len(shown[0]) > len(names) and set(names) <= set(shown[0]):
                return shown
            return names, declared[1], block
    if shown:
        people = tuple(name for name in shown[0] if is_person(name))
        return (people or shown[0]), shown[1], shown[2]
    return None


def _names_host(name: str, clues: Clues) -> bool:
    return squeeze(name) in squeeze(host_of(clues) or "")


def _declared(clues: Clues, site: str | None) -> Found | None:
    """The names in structured data, or else in the meta elements."""
    for item in (clues.article, clues.web_page):
        names = _structured_names(item.get("author") or item.get("creator"), clues, site)
        if names:
            return names, "json-ld author", None
    for meta in _METAS:
        if meta not in clues.metas:
            continue
        if meta == "twitter:data1" and "by" not in " ".join(clues.metas.get("twitter:label1", ())).lower():
            continue
        values = [v for v in clues.metas[meta] if v and "/" not in v and len(v) < MAX_BYLINE]
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
    marked = _marked_names(clues, headline, site)
    for names, i, score in (*marked, *_line_names(clues, headline, site, max([one[2] for one in marked], default=0))):
        if score > best_score or (best and score == best_score and i == best[2] and len(names) > len(best[0])):
            best, best_score = (names, "visible byline", i), score
    return best or _lone(clues, headline, site) or _credit(clues, site)


_Scored = tuple[tuple[str, ...], int, int]


def _near(i: int, headline: int | None) -> bool:
    return headline is not None and -REACH_BEFORE <= i - headline <= REACH_AFTER


def _marked_names(clues: Clues, headline: int | None, site: str | None) -> list[_Scored]:
    """Names in inline elements that are marked as the author's; several of one block belong together."""
    if not clues.pieces.authors:
        return []
    runs = clues.pieces.runs
    by_block: dict[int, list[str]] = {}
    for text, i in clues.pieces.authors:
        if i >= len(runs) or runs[i].hidden or picture_credit(text) or picture_credit(runs[i].text):
            continue
        if not is_elsewhere(runs[i]) or (_near(i, headline) and runs[i].box.near_kinds & bits("byline")):
            by_block.setdefault(i, []).extend(split_names(text, site=site))
    total = len(by_block)
    return [
        (fullest(names), i, 5 if _near(i, headline) else 3 if total == 1 else 2 if headline is None else 0)
        for i, names in by_block.items()
        if names
    ]


def _line_names(clues: Clues, headline: int | None, site: str | None, beaten: int) -> list[_Scored]:
    """Names in short blocks that are made for the author, that open as a byline does, or that hold but a name and a date.

    Blocks that could score less than others do, ``beaten`` among them, are left out.
    """
    of_author, of_byline, of_others = _author_bits()
    runs = clues.pieces.runs
    made = lines_in(runs, of_author | of_byline, MAX_BYLINE, of_others)
    found: list[_Scored] = []
    if headline is not None:
        first, end = headline - REACH_BEFORE, headline + REACH_AFTER + 1
        near = {*look(runs, first, end, MAX_BYLINE, OPENED | DATED), *(i for i in made if first <= i < end)}
        found = [one for i in near if (one := _scored(runs, i, site, near=True))]
        made = [i for i in made if not first <= i < end]
        beaten = max([beaten, *(one[2] for one in found)])
    for i in made:
        if 2 * _mark(runs[i]) >= beaten and (one := _scored(runs, i, site, near=False)):
            found.append(one)
    return sorted(found, key=itemgetter(1))


def _scored(runs: list[Run], i: int, site: str | None, *, near: bool) -> _Scored | None:
    run = runs[i]
    marked = _mark(run)
    if (_is_menu(run) and (not marked or run.box.tag == "li")) or picture_credit(run.text):
        return None
    if "figcaption" in (run.box.tag, run.box.parent.tag if run.box.parent else ""):
        return None
    names, score = _names_in_line(run, site, near=near, marked=marked)
    is_told = score >= 2 and names and (marked == 2 or score >= 4 or any(map(is_person, names)))
    return (names, i, score) if is_told else None


def _is_menu(run: Run) -> bool:
    return bool(run.box.near_kinds & bits("navigation")) and run.link_chars > len(run.text) / 2


def _names_in_line(run: Run, site: str | None, *, near: bool, marked: int) -> tuple[tuple[str, ...], int]:
    """The names that a short block gives, and how plainly: 4 and more is beyond doubt, less than 2 is nothing."""
    text = run.text
    dated = find_date(text, month_first=False) if near else None
    if near and (dated or marked):
        inner = inner_author(text)
        if inner:
            names = split_names(before_date(text[inner.end() :]), site=site, opened=True)
            if names:
                return names, 4 + marked
    opened = inner_opener(text)
    if opened and opened.start() > 0 and not marked and (run.box.tag in _HEADINGS or dated is None):
        opened = None
    score = 2 * marked + (2 if near and opened else 0) + (1 if near and marked else 0)
    if score >= 2:
        said = text[opened.end() :] if opened and (opened.start() > 0 or opened[0] == "By") else text
        names = split_names(before_date(said), site=site)
        if names:
            return names, score + (1 if opened and marked and near else 0)
    return (), 0


def _lone(clues: Clues, headline: int | None, site: str | None) -> Found | None:
    """The names in the first line by the headline that holds nothing but people's names, or those and a date."""
    if headline is None:
        return None
    runs, apart = clues.pieces.runs, bits("caption", "author-note", "navigation")
    below = range(headline + 1, min(len(runs), headline + REACH_AFTER + 1))
    for i in (*below, *range(headline - 1, max(-1, headline - 2), -1)):
        run = runs[i]
        if run.hidden or len(run.text) > MAX_LONE or run.box.near_kinds & apart:
            continue
        if is_elsewhere(run) or run.box.tag in _HEADINGS:
            continue
        names = only_names(run.text)
        if names and not any(names_site(name, site) for name in names):
            return names, "visible byline", i
    return None


def _credit(clues: Clues, site: str | None) -> Found | None:
    """The names of the one line on the page, mostly behind the text, that opens as only a byline does ("Author: …")."""
    found: Found | None = None
    runs = clues.pieces.runs
    for i in look(runs, 0, len(runs), MAX_BYLINE, LABELLED):
        run = runs[i]
        opened = opens_line(run.text) or inner_label(run.text)
        if (
            opened is None
            or _is_menu(run)
            or run.box.far_kinds & bits("comment", "aside")
            or run.box.near_kinds & bits("related")
        ):
            continue
        names = split_names(before_date(run.text[opened.end() :]), site=site, opened=True)
        if not names or not all(is_person(name) for name in names):
            continue
        if found is not None and found[0] != names:
            return None
        found = found or (names, "visible byline", i)
    return found


def is_elsewhere(run: Run) -> bool:
    """Whether a block belongs to comments, to other articles or to the site's frame."""
    far, near = _elsewhere_bits()
    return bool(run.box.far_kinds & far or run.box.near_kinds & near)


@cache
def _elsewhere_bits() -> tuple[int, int]:
    return bits("footer", "navigation", "aside", "comment"), bits("related")


def _mark(run: Run) -> int:
    """How plainly the markup says that the block is the author's name: 2 by a property, 1 by a class, 0 not at all."""
    kinds = run.box.near_kinds
    of_author, of_byline, of_others = _author_bits()
    if not kinds & (of_author | of_byline) or kinds & of_others:
        return 0
    return 2 if kinds & of_author else 1


@cache
def _author_bits() -> tuple[int, int, int]:
    return bits("author"), bits("byline"), bits("author-note", "comment", "related")


def _block_with(clues: Clues, names: tuple[str, ...], headline: int | None) -> int | None:
    """The number of the short block that prints the first of the names: by the headline, or made for the author."""
    lowered = names[0].lower()
    found = None
    runs = clues.pieces.runs
    for i in holding(runs, lowered, MAX_BYLINE - 1):
        run = runs[i]
        if not _stands_in(lowered, run.text.lower()) or _mentions(run, names[0]):
            continue
        is_note = bool(run.box.near_kinds & bits("author-note"))
        if is_elsewhere(run) and not is_note:
            continue
        if _near(i, headline):
            return i
        if found is None and (_mark(run) or is_note or (headline is not None and run.box.near_kinds & bits("date"))):
            found = i
    return found


def holding_in_python(runs: list[Run], name: str, longest: int) -> list[int]:
    """Return the numbers of the visible lines of ``longest`` characters at most that hold ``name``, all small letters."""
    return [i for i, run in enumerate(runs) if len(run.text) <= longest and not run.hidden and name in run.text.lower()]


holding: Final = compiled.holding if compiled is not None else holding_in_python


def _stands_in(name: str, text: str) -> bool:
    """Whether ``text`` holds ``name`` as whole words, and not as the start of an address."""
    at = -1
    while (at := text.find(name, at + 1)) >= 0:
        if not _WORD.match(text[at - 1 : at]) and not _MORE.match(text, at + len(name)):
            return True
    return False


def _mentions(run: Run, name: str) -> bool:
    """Whether a block is a sentence that mentions a name rather than a line that gives it."""
    return run.text[-1] in ".!?" and len(run.text) > len(name) + 40 and find_date(run.text) is None
