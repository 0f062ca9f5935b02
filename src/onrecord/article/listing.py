"""Listings: whether what was taken for the article is a list of articles, each under a heading that leads to it.

Decides it from the headings among the text. Refuses to weigh the sign, and to change any label.
"""

from __future__ import annotations

from collections.abc import Sequence
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

    ``inside`` are the numbers of the blocks that are the article's.
    """
    headings = {i for i in tagged(pieces.runs, _HEADINGS, 2) if _is_linked_heading(pieces.runs[i])}
    if len(headings) < MIN_HEADINGS:
        return ()
    total = entry = 0
    sizes: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    make: str | None = None
    for i in sorted({*headings, *inside}):
        run = pieces.runs[i]
        if i in headings:
            if make is not None:
                sizes[make].append(entry)
            make, entry = _make(run), 0
            sizes.setdefault(make, [])
            first.setdefault(make, run.text)
        else:
            total += len(run.text)
            entry += len(run.text)
    if make is not None:
        sizes[make].append(entry)
    for make, found in sizes.items():
        entries = [size for size in found if size >= MIN_TEXT]
        if len(entries) >= MIN_HEADINGS and sum(entries) >= LISTED_SHARE * total:
            return (Reason(kind="index-page", evidence=f"{len(found)} headings like <{make}> “{first[make][:100]}”"),)
    return ()


def _is_linked_heading(run: Run) -> bool:
    """Return whether a block that is a heading is nothing but a link to another page."""
    if run.hidden or not 8 <= len(run.text) <= 200 or run.link_chars < 0.8 * len(run.text):
        return False
    addresses = (attributes.get("href") for tag, attributes in run.inline if tag == "a")
    return not any(address and address.startswith("#") for address in addresses)


def _make(run: Run) -> str:
    """Return the tag and class of the heading that a block is."""
    box = run.box if run.box.tag in _HEADINGS or run.box.parent is None else run.box.parent
    return f"{box.tag} {box.attributes.get('class') or ''}".strip()
