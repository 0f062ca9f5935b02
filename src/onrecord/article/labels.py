"""Labels: which blocks are the article, and what each of the others is.

Decides a label for every block of a page. Refuses to change the blocks.
"""

from __future__ import annotations

import re
from typing import Final

from onrecord.article.tree import Box, Cut, Run
from onrecord.records import Article, BlockLabel, SetAsideKind

Label = BlockLabel | SetAsideKind

_BAD: Final = re.compile(
    r"comment|share|social|related|promo|newsletter|sidebar|footer|menu|masthead|widget|advert|caption|credit|byline|author|popular|trending|recommend|subscribe|signup|breadcrumb|disqus|tags|taxonom|outbrain|taboola|most-read|read-more|timestamp|dateline"
)
_BAD_TAGS: Final = frozenset(("nav", "footer", "aside", "figure", "figcaption", "form", "button", "header"))


def label_runs(pieces: Cut, head: Article) -> list[Label]:
    """Return a label for each block of ``pieces``, in order."""
    runs = pieces.runs
    bad = [_is_bad(run) for run in runs]
    body = _body_box([run for run, out in zip(runs, bad, strict=True) if not out])
    return [
        _article_label(run)
        if not out and body is not None and _inside(run.box, body) and _is_text(run)
        else _kind(run, head)
        for run, out in zip(runs, bad, strict=True)
    ]


def _is_bad(run: Run) -> bool:
    if run.hidden:
        return True
    box: Box | None = run.box
    while box is not None and box.tag != "body":
        if box.tag in _BAD_TAGS or (_BAD.search(box.names) and "article" not in box.names):
            return True
        box = box.parent
    return False


def _is_text(run: Run) -> bool:
    return (len(run.text) > 40 and run.link_chars < len(run.text) / 2) or run.box.tag in ("h2", "h3", "p")


def _body_box(runs: list[Run]) -> Box | None:
    """The box that holds most of the running text, the nearer to the text the better."""
    points: dict[int, float] = {}
    boxes: dict[int, Box] = {}
    for run in runs:
        if len(run.text) < 60 or run.link_chars > len(run.text) / 3:
            continue
        box: Box | None = run.box
        share = 1.0
        while box is not None:
            points[box.number] = points.get(box.number, 0.0) + share * len(run.text)
            boxes[box.number] = box
            share *= 0.9
            box = box.parent
    return boxes[max(points, key=points.__getitem__)] if points else None


def _inside(box: Box | None, outer: Box) -> bool:
    while box is not None:
        if box is outer:
            return True
        box = box.parent
    return False


def _article_label(run: Run) -> Label:
    box: Box | None = run.box
    for _ in range(4):
        if box is None:
            break
        if box.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return "subheading"
        if box.tag in ("li", "dd", "dt"):
            return "list"
        if box.tag == "blockquote":
            return "quotation"
        if box.tag in ("td", "th"):
            return "table"
        box = box.parent
    return "paragraph"


def _kind(run: Run, head: Article) -> Label:
    if run.hidden:
        return "hidden"
    if head.headline and run.text == head.headline:
        return "headline"
    names, tags = "", set()
    box: Box | None = run.box
    while box is not None:
        names += " " + box.names
        tags.add(box.tag)
        box = box.parent
    for kind, words, its_tags in _KINDS:
        if not tags.isdisjoint(its_tags) or (words and words.search(names)):
            return kind
    return "other"


_KINDS: Final[tuple[tuple[Label, re.Pattern[str] | None, frozenset[str]], ...]] = (
    ("caption", re.compile(r"caption|credit"), frozenset(("figcaption",))),
    ("navigation", re.compile(r"menu|breadcrumb|\bnav"), frozenset(("nav",))),
    ("share", re.compile(r"share|sharing|social"), frozenset()),
    ("newsletter", re.compile(r"newsletter"), frozenset()),
    ("related", re.compile(r"related|recommend|popular|trending|most-read"), frozenset()),
    ("byline", re.compile(r"byline|author"), frozenset()),
    ("date", re.compile(r"timestamp|dateline|\bdate"), frozenset()),
    ("comment", re.compile(r"comment"), frozenset()),
    ("advert", re.compile(r"advert|\bad[-_ ]"), frozenset()),
    ("gate", re.compile(r"paywall|subscribe"), frozenset()),
    ("legal", None, frozenset(("footer",))),
    ("masthead", None, frozenset(("header",))),
)
