"""Following articles: where on a page that holds several the next one begins, as endless scrolling leaves them.

Decides it from the boxes: further ``article`` elements with headings of their own, or the page's own head (headline and
date) printed once more in boxes of the same make. Refuses to know an article by its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from onrecord.article.boxes import bits
from onrecord.article.dates import find_date
from onrecord.article.metadata_names import inner_opener
from onrecord.article.pieces import Box, Run, tagged

Make = tuple[int, str, str, str, str]

MIN_ARTICLE: Final = 300
"""So much text (characters) the page's own article must have before the next one."""
HEAD_REACH: Final = 6
"""The date stands at most so many blocks away from the headline."""
MAX_HEAD_LINE: Final = 140
UNDER_HEAD: Final = 4
HEADS: Final = frozenset(("h1", "h2", "h3"))
MIN_HEADLINE: Final = 12
"""A shorter heading is the label of a part."""
LINKED: Final = 0.8


def following(runs: list[Run], inside: Sequence[int], headline: int | None) -> list[int]:
    """Return the blocks among ``inside`` that belong to articles behind the page's own."""
    if headline is None:
        return []
    headings = [i for i in tagged(runs, HEADS, 1) if i > headline]
    found = _in_other_boxes(runs, inside, headline, headings)
    # Where the first headline is a link, the page lists its articles, and is no article itself.
    if found or _is_link(runs[headline]):
        return found
    return _behind_other_heads(runs, inside, headline) or _behind_linked_head(runs, inside, headline, headings)


def _in_other_boxes(runs: list[Run], inside: Sequence[int], headline: int, headings: Sequence[int]) -> list[int]:
    """Further ``article`` boxes with headings of their own behind the one that holds the headline."""
    own = _article_box(runs[headline].box)
    if own is None:
        return []
    titled = {
        id(box)
        for i in headings
        if (runs[i].box.tag != "h3" and (box := _article_box(runs[i].box)) is not None and box is not own)
    }
    if not titled or sum(len(runs[i].text) for i in inside if _article_box(runs[i].box) is own) < MIN_ARTICLE:
        return []
    return [i for i in inside if i > headline and (box := _article_box(runs[i].box)) is not None and id(box) in titled]


def _article_box(box: Box | None) -> Box | None:
    """The outermost ``article`` box around a box."""
    found = None
    while box is not None:
        if box.tag == "article":
            found = box
        box = box.parent
    return found


def _behind_other_heads(runs: list[Run], inside: Sequence[int], headline: int) -> list[int]:
    """What stands behind a second head like the first: a headline and, on the same side of it, a date of the same makes."""
    own = runs[headline]
    make = _make(own.box)
    others = [
        i
        for i in tagged(runs, frozenset((own.box.tag,)), 1)
        if headline < i <= inside[-1]
        and runs[i].box.depth == own.box.depth
        and len(runs[i].text) >= MIN_HEADLINE
        and not runs[i].hidden
        and runs[i].text != own.text
        and _make(runs[i].box) == make
    ]
    dated = _dated_around(runs, headline) if others else {}
    for start in others if dated else ():
        own_text = [i for i in inside if headline < i < start]
        if sum(len(runs[i].text) for i in own_text) < MIN_ARTICLE:
            continue
        end = own_text[-1]
        first = {made for i, made in dated.items() if i <= end}
        if any(i > end and made in first for i, made in _dated_around(runs, start).items()):
            return [i for i in inside if i >= start]
    return []


def _behind_linked_head(runs: list[Run], inside: Sequence[int], headline: int, headings: Sequence[int]) -> list[int]:
    """What stands behind a heading that leads to another page and has an author and a date right under it.

    It must have text of its own, and none in the boxes that hold the text before it: a teaser within the text ends there.
    """
    for start in headings:
        if start >= inside[-1]:
            break
        if runs[start].hidden or not _heads_another(runs[start]):
            continue
        if not _has_author_and_date(runs[start + 1 : start + 1 + UNDER_HEAD]):
            continue
        before = [i for i in inside if headline < i < start]
        behind = [i for i in inside if i > start]
        apart = {runs[i].box.parent for i in before}.isdisjoint(runs[i].box.parent for i in behind)
        sizes = [sum(len(runs[i].text) for i in part) for part in (before, behind)]
        if min(sizes) >= MIN_ARTICLE and apart:
            return behind
    return []


def _heads_another(run: Run) -> bool:
    """Whether a heading is nothing but a link to another page."""
    if len(run.text) < MIN_HEADLINE or not _is_link(run):
        return False
    addresses = (attributes.get("href") or "#" for tag, attributes in run.inline if tag == "a")
    return all(address[0] not in "#?" for address in addresses)


def _has_author_and_date(runs: Sequence[Run]) -> bool:
    lines = [run for run in runs if len(run.text) <= MAX_HEAD_LINE]
    return any(map(_is_dated, lines)) and any(
        run.box.near_kinds & bits("byline", "author") or inner_opener(run.text) for run in lines
    )


def _dated_around(runs: Sequence[Run], at: int) -> dict[int, tuple[bool, Make]]:
    """The dated lines around block ``at``: whether they stand behind it, and what their boxes are like."""
    near = range(max(0, at - HEAD_REACH), min(len(runs), at + HEAD_REACH + 1))
    return {i: (i > at, _make(runs[i].box)) for i in near if i != at and _is_dated(runs[i])}


def _is_dated(run: Run) -> bool:
    if run.hidden or len(run.text) > MAX_HEAD_LINE:
        return False
    return find_date(run.text) is not None or "time" in [element.tag for element, _ in run.elements]


def _is_link(run: Run) -> bool:
    return run.link_chars > LINKED * len(run.text)


def _make(box: Box) -> Make:
    """How deep a box lies, and tag and names of it and of the one around it."""
    outer = box.parent or box
    return box.depth, box.tag, box.names, outer.tag, outer.names
