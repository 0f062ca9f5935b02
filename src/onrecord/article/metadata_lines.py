"""Lines of the head: which blocks of a page are worth a closer look for its date and its byline.

Decides by what no such line can be without: the digits of a date, an attribute with one, a word that opens a byline. Refuses
to read any of them; the rules that do need not look at the other lines, which are most.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from onrecord.article.dates import date_forms
from onrecord.article.elements import Element
from onrecord.article.metadata_names import GLUED, SMALL, line_words, opener_words
from onrecord.article.pieces import Run
from onrecord.native import HeadLines, compiled
from onrecord.text.words import first_word

DATED, STAMPED, OPENED, LABELLED, HIDDEN_TOO = (1 << i for i in range(5))
"""Signs of a block: a date in it, or in an attribute; a word for "by" that opens it or stands inside; one that opens a line
that is a byline wherever it stands, or a colon. The last one says that hidden blocks are looked at too."""
ANY_LENGTH: Final = 1 << 40
STAMPED_TAGS: Final = frozenset(("time", "span", "div", "p", "abbr", "meta", "relative-time", "local-time"))
"""Elements whose attributes may tell a date to machines."""
_STAMPS: Final = (" datetime=", " content=", " title=")


def look(runs: list[Run], first: int, end: int, longest: int, wanted: int) -> list[int]:
    """Return the numbers of the blocks from ``first`` to before ``end`` that have one of the ``wanted`` signs.

    Blocks of more than ``longest`` characters are left out.
    """
    if compiled is None:
        return look_in_python(runs, first, end, longest, wanted)
    return _compiled().look(runs, first, end, longest, wanted)


def look_in_python(runs: list[Run], first: int, end: int, longest: int, wanted: int) -> list[int]:
    """The same: the reference for the compiled twin (``native/headlines.c``)."""
    return [
        i
        for i in range(max(0, first), min(len(runs), end))
        if len(runs[i].text) <= longest and (wanted & HIDDEN_TOO or not runs[i].hidden) and _has_sign(runs[i], wanted)
    ]


def _has_sign(run: Run, wanted: int) -> bool:
    text = run.text
    return bool(
        (wanted & DATED and date_forms(text))
        or (wanted & STAMPED and any(map(_is_stamped, (run.box.element, *(element for element, _ in run.elements)))))
        or (wanted & LABELLED and (":" in text or first_word(text) in line_words()))
        or (wanted & OPENED and (first_word(text) in opener_words() or text.startswith(GLUED)))
        or (wanted & OPENED and not SMALL.isdisjoint(text.split(" ")))
    )


def _is_stamped(element: Element) -> bool:
    return element.tag in STAMPED_TAGS and any(stamp in element.written for stamp in _STAMPS)


@cache
def _compiled() -> HeadLines:
    assert compiled is not None
    return compiled.HeadLines(tuple(opener_words()), tuple(SMALL), GLUED, tuple(line_words()), tuple(STAMPED_TAGS))


def with_items_in_python(runs: list[Run], items: frozenset[str]) -> list[int]:
    """Return the numbers of the blocks that carry one of the properties ``items``, or an element in them does."""
    return [
        i
        for i, run in enumerate(runs)
        if run.box.element.item in items or any(element.item in items for element, _ in run.elements)
    ]


with_items: Final = compiled.with_items if compiled is not None else with_items_in_python
