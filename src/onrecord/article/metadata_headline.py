"""The headline: as the page prints it, not as its metadata adorn it.

Decides which visible line is the headline, by what the metadata say it is. Refuses to know anything else of the head.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from onrecord.article.metadata_clues import Clues, text_of
from onrecord.article.pieces import Run
from onrecord.native import compiled
from onrecord.text.words import words_in

_SUFFIX: Final = re.compile(r"\s+(?:[|–—·•»~]|-|::|//|/)\s+")
_SIGNS: Final = re.compile(r"\W")
_METAS: Final = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline", "title")
_TITLES: Final = ("headline", "title", "titel", "titre", "titulo", "heading")
_TITLE_NAMES: Final = re.compile("|".join(_TITLES))
MAX_HEADLINE: Final = 400
SHORT: Final = 25
"""A line of no more characters than this is made for a title, or is none."""
MIN_PART: Final = 0.4
SURE_PART: Final = 0.92
"""A line of which fewer words are a title's agrees well enough with none: if it is made for a title, and if it is not."""


def find_headline(clues: Clues) -> tuple[str, str, int | None] | None:
    """Return the headline, where it stands, and the number of the block that prints it, if one does.

    A line of the page is believed where the metadata hold the same words; metadata alone are believed without the
    site's name behind them; a lone ``h1`` is believed where there are no metadata.
    """
    said = _said(clues)
    printed = _printed(clues, [words_in(text) for text in {text for text, _ in said}])
    if printed is not None:
        return printed
    tops = [
        i
        for i, run in enumerate(clues.pieces.runs)
        if _level(run) == 1 and not run.hidden and len(run.text) < MAX_HEADLINE
    ]
    if said and not (len(tops) == 1 and len(words_in(clues.pieces.runs[tops[0]].text)) > 3):
        text, where = said[0]
        return without_site(text, clues), where, None
    if len(tops) == 1:
        return clues.pieces.runs[tops[0]].text, "visible h1", tops[0]
    return None


def _said(clues: Clues) -> list[tuple[str, str]]:
    """What the metadata call the headline, the most believable first."""
    found = []
    headline = text_of(clues.article.get("headline")) or text_of(clues.article.get("name"))
    if headline:
        found.append((headline, "json-ld headline"))
    metas = clues.metas
    found += [(metas[name][0], f"meta {name}") for name in _METAS if name in metas and metas[name][0]]
    if clues.title:
        found.append((clues.title, "title"))
    return found


def _printed(clues: Clues, said: list[list[str]]) -> tuple[str, str, int] | None:
    """The visible line that agrees best with what the metadata say."""
    best, best_score = None, 0.0
    sets = {frozenset(s) for s in said if s}
    any_word = frozenset[str]().union(*sets)
    for i in _agreeing(clues.pieces.runs, any_word):
        run = clues.pieces.runs[i]
        text = run.text
        if not _may_be_headline(run):
            continue
        level, mine = _level(run), words_in(text)
        distinct = set(mine)
        score = max([_agreement(mine, distinct, theirs) for theirs in sets], default=0.0)
        if score < 0.6 or (not level and score < 0.95 and not _names_title(run.box.names)):
            continue
        score += {1: 0.5, 2: 0.25, 3: 0.1}.get(level, 0.0) - (
            0.3 if run.link_chars > len(text) / 2 and level != 1 else 0.0
        )
        if score > best_score:
            best, best_score = (text, f"visible {'h' + str(level) if level else run.box.tag}", i), score
    return best


def _may_be_headline(run: Run) -> bool:
    """Whether a line is a heading, or none but made for a title or long enough, and not all of it a link."""
    if _level(run):
        return True
    return run.link_chars != len(run.text) and (len(run.text) > SHORT or _names_title(run.box.names))


def agreeing_in_python(runs: list[Run], any_word: frozenset[str]) -> list[int]:
    """The numbers of the lines that may be the headline, and of which enough words are in ``any_word``.

    The compiled twin (``native/agreeing.c``) takes any name in a start tag for a name of the box.
    """
    found = []
    for i, run in enumerate(runs):
        if run.hidden or len(run.text) > MAX_HEADLINE or not _may_be_headline(run):
            continue
        distinct = set(words_in(run.text))
        shared = len(distinct & any_word)
        part = MIN_PART if _level(run) or _names_title(run.box.names) else SURE_PART
        if shared and shared >= part * len(distinct):
            found.append(i)
    return found


def _agreeing(runs: list[Run], any_word: frozenset[str]) -> list[int]:
    if compiled is None:
        return agreeing_in_python(runs, any_word)
    return compiled.agreeing(runs, tuple(any_word), _TITLES, (MIN_PART, SURE_PART))


@lru_cache(maxsize=4_000)
def _names_title(names: str) -> bool:
    return _TITLE_NAMES.search(names) is not None


def _agreement(mine: list[str], distinct: set[str], theirs: frozenset[str]) -> float:
    """How far a line and a metadata title agree: the shared words' part of the line, and of the title, more lightly."""
    shared = len(distinct & theirs)
    if not shared:
        return 0.0
    part, whole = shared / len(distinct), shared / len(theirs)
    if len(mine) < 3 and whole < 0.5:
        return 0.0
    return 0.7 * part + 0.3 * whole if whole > 0.25 else 0.0


def _level(run: Run) -> int:
    """The level of the heading that the block is, 0 if it is none."""
    box = run.box
    outer = box.parent or box
    return box.element.level or outer.element.level or (outer.parent or outer).element.level


def without_site(title: str, clues: Clues) -> str:
    """A metadata title without the site's name that is set off behind or before it."""
    parts = _SUFFIX.split(title)
    if len(parts) < 2:
        return title
    site = {w for value in clues.metas.get("og:site_name", ()) for w in words_in(value)}
    domain = _SIGNS.sub("", clues.canonical.lower() or (clues.page.url or "").lower())

    def names_site(part: str) -> bool:
        mine = words_in(part)
        return bool(mine) and (set(mine) <= site or "".join(mine) in domain)

    if names_site(parts[-1]) or (not names_site(parts[0]) and len(words_in(parts[-1])) <= 3 < len(words_in(parts[0]))):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»~-:/")
    if names_site(parts[0]):
        return title[title.index(parts[1], len(parts[0])) :]
    return title
