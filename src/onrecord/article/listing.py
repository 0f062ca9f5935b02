"""Listings: whether what was taken for the article is a list of articles, each under a heading that leads to it.

Decides it from the headings among the text. Refuses to weigh the sign, and to change any label.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from onrecord.article.pieces import Cut, Run, tagged
from onrecord.records import Reason

MIN_HEADINGS: Final = 3
MIN_TEXT: Final = 80
"""So much text (characters) behind a heading makes it that of an entry."""
LISTED_SHARE: Final = 0.6
"""The page is a list if this share of its text stands behind such headings."""
_HEADINGS: Final = frozenset(("h1", "h2", "h3"))


def find_listing(pieces: Cut, inside: Sequence[int]) -> tuple[Reason, ...]:
    """Return the sign that the page lists articles: headings of one make that are links, most of its text behind them.

    ``inside`` are the numbers of the blocks that were taken for the article.
    """
    runs = pieces.runs
    headings = [i for i in tagged(runs, _HEADINGS, 2) if _is_link(runs[i])]
    # Most pages have text behind few of them, and their addresses need not be looked at.
    if len({bisect_left(headings, i) for i in inside} - {0}) < MIN_HEADINGS:
        return ()
    headings = [i for i in headings if _leads_elsewhere(runs[i])]
    text = sorted({*inside}.difference(headings))
    before = [0, *accumulate([len(runs[i].text) for i in text])]
    sizes: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    for heading, following in pairwise((*headings, len(runs))):
        make = _make(runs[heading])
        entry = before[bisect_left(text, following)] - before[bisect_left(text, heading)]
        sizes.setdefault(make, []).append(entry)
        first.setdefault(make, runs[heading].text)
    for make, found in sizes.items():
        entries = [size for size in found if size >= MIN_TEXT]
        if len(entries) >= MIN_HEADINGS and sum(entries) >= LISTED_SHARE * before[-1]:
            return (Reason(kind="index-page", evidence=f"{len(found)} headings like <{make}> “{first[make][:100]}”"),)
    return ()


def _is_link(run: Run) -> bool:
    """Return whether a heading is nothing but a link."""
    return not run.hidden and 8 <= len(run.text) <= 200 and run.link_chars >= 0.8 * len(run.text)


def _leads_elsewhere(run: Run) -> bool:
    """Return whether a link leads to another page."""
    addresses = (attributes.get("href") for tag, attributes in run.inline if tag == "a")
    return not any(address and address.startswith("#") for address in addresses)


def _make(run: Run) -> str:
    """Return the tag and class of the heading that a block is."""
    box = run.box if run.box.tag in _HEADINGS or run.box.parent is None else run.box.parent
    return f"{box.tag} {box.element.value('class') or ''}".strip()
