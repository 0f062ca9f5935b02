"""Listings: whether what was taken for the article is a list of articles, each under a heading that leads to it.

Decides it from the headings among the text. Refuses to weigh the sign, and to change any label.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from onrecord.article.labelled import ARTICLE_LABELS
from onrecord.article.pieces import Cut, Run
from onrecord.records import BlockLabel, Reason, SetAsideKind

MIN_HEADINGS: Final = 3
MIN_TEXT: Final = 80
"""So much text (characters) behind a heading makes it that of an entry."""
LISTED_SHARE: Final = 0.6
"""The page is a list if this share of its text stands behind such headings."""
_HEADINGS: Final = frozenset(("h1", "h2", "h3"))


def find_listing(pieces: Cut, labels: Sequence[BlockLabel | SetAsideKind]) -> tuple[Reason, ...]:
    """Return the sign that the page lists articles: headings of one make that are links, most of its text behind them."""
    total = entry = 0
    sizes: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    make: str | None = None
    for run, label in zip(pieces.runs, labels, strict=True):
        if _is_linked_heading(run):
            if make is not None:
                sizes[make].append(entry)
            make, entry = _make(run), 0
            sizes.setdefault(make, [])
            first.setdefault(make, run.text)
        elif label in ARTICLE_LABELS:
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
    """Return whether a block is a heading that is nothing but a link to another page."""
    box = run.box
    outer = box.parent
    if box.tag not in _HEADINGS and (outer is None or outer.tag not in _HEADINGS):
        return False
    if run.hidden or not 8 <= len(run.text) <= 200 or run.link_chars < 0.8 * len(run.text):
        return False
    addresses = (attributes.get("href") for tag, attributes in run.inline if tag == "a")
    return not any(address and address.startswith("#") for address in addresses)


def _make(run: Run) -> str:
    """Return the tag and class of the heading that a block is."""
    box = run.box if run.box.tag in _HEADINGS or run.box.parent is None else run.box.parent
    return f"{box.tag} {box.attributes.get('class') or ''}".strip()
