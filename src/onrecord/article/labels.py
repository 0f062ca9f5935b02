"""Labels: which blocks are the article, and what each of the others is.

Decides a label for every block of a page: what the head has found, what the markup says outright, what the classifier has
learned, and for all that is not the article, its kind. Refuses to change the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, cast

from onrecord.article.asides import opened, opens, whole_lines
from onrecord.article.boxes import bits
from onrecord.article.dump.kinds import kinds_by_phrases
from onrecord.article.elements import Element
from onrecord.article.labelled import Label
from onrecord.article.ladder import Ladder, Rule, lines
from onrecord.article.metadata import Head
from onrecord.article.pieces import EMBED_NAMES, Box, Cut, Run, repeating
from onrecord.native import compiled
from onrecord.records import BlockLabel, SetAsideKind
from onrecord.text.words import words_in

NEAR_BOXES: Final = 4
MAX_CAPTION: Final = 600
MAX_SHORT: Final = 250
MIN_HEADLINE, MAX_HEADLINE = 4, 400
"""Characters of a block that repeats the headline: at least so many, and fewer than so many."""
SHORT_LINK: Final = 60
"""A line of links of fewer characters is no text."""
MAX_LABEL: Final = 25
"""A link of more characters is the headline of another article rather than the name of a page."""
MAX_ADVERT: Final = 60
OPENER_LINKED: Final = 0.5
"""A line that announces another article is links for more than this share."""
MIN_SUMMARY: Final = 30
MAX_LINE: Final = 140
MIN_ALTERNATIVE: Final = 40
MAX_TITLE, MAX_HEADING = 80, 160
"""A heading of more characters is a sentence where it ends as one; one of more than the second is a paragraph."""
MIN_UNDER_HEADING: Final = 80
"""So long is the paragraph behind a bold line that is a heading."""
_STOPS: Final = frozenset(".!?。！？…")
_LINE_ENDS: Final = _STOPS | frozenset(":;,：—–-")
_CLOSING: Final = "\"'”’»“)]"
_OF_LINKS: Final[tuple[SetAsideKind, ...]] = ("share", "byline", "legal", "related")
"""Kinds of short lines that are nothing but links, by the names of their boxes."""
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def fixed_labels(pieces: Cut, head: Head) -> list[SetAsideKind | None]:
    """Return for each block the label that needs no learning, or None: hidden, headline, byline, captions and more."""
    runs = pieces.runs
    fixed, asked = _outright().climb(runs)
    for i in asked:
        fixed[i] = _by_opening(runs[i]) or fixed[i]
    _label_repetitions(fixed, runs, head.article.headline or "", _picture_texts(pieces))
    for i in head.dates:
        if _is_line(runs[i]):
            fixed[i] = "date"
    if head.byline is not None and _is_line(runs[head.byline]):
        fixed[head.byline] = "byline"
    if head.headline is not None:
        fixed[head.headline] = "headline"
    return fixed


def _label_repetitions(
    fixed: list[SetAsideKind | None], runs: list[Run], headline: str, alternatives: frozenset[str]
) -> None:
    """Label the visible blocks that hold the words of the headline, or else of a picture's alternative text."""
    if alternatives:
        lengths = frozenset(map(len, alternatives))
        for i in [i for i, run in enumerate(runs) if len(run.text) in lengths]:
            if not runs[i].hidden and runs[i].text in alternatives:
                fixed[i] = "caption"
    words = tuple(words_in(headline))
    if words:
        for i in repeating(runs, words, max(MIN_HEADLINE, sum(map(len, words)))):
            if len(runs[i].text) < MAX_HEADLINE:
                fixed[i] = "headline"


def _is_line(run: Run) -> bool:
    """Whether a block is a line of the head rather than a paragraph that begins with a date or ends with a name."""
    return len(run.text) <= MAX_LINE and not (len(run.text) > 80 and run.text[-1] in ".!?")


def _picture_texts(pieces: Cut) -> frozenset[str]:
    """The alternative texts of the page's pictures: a block of the same words is a caption."""
    pictures = pieces.pictures
    if compiled is not None:
        written = [picture.written for picture in pictures]
        pictures = [pictures[i] for i in compiled.long_values(written, (' alt="', ' title="'), MIN_ALTERNATIVE)]
    texts = (picture.attributes.get(name) for picture in pictures for name in ("alt", "title"))
    return frozenset(" ".join(text.split()) for text in texts if text and len(text) > MIN_ALTERNATIVE)


@cache
def _outright() -> Ladder:
    """What the boxes around a block, or its own words, say outright."""
    comment, main = bits("comment"), bits("main")
    links = Rule(None, not_far=comment, linked=0.9, shorter=SHORT_LINK)
    return Ladder(
        (
            Rule("hidden", hidden=1),
            Rule("navigation", near=bits("navigation"), linked=0.9),
            *(links._replace(label=kind, near=bits(kind)) for kind in _OF_LINKS),
            links._replace(label="navigation", far=bits("navigation", "footer", "masthead")),
            links._replace(label="related", longer=MAX_LABEL),
            links._replace(label="navigation"),
            Rule("caption", near=bits("caption"), shorter=MAX_CAPTION),
            Rule("comment-form", near=bits("form"), far=comment, not_own=main),
            Rule(None, far=comment, not_own=main, opens=lines("comment_form"), shorter=MAX_LINE),
            Rule("comment", far=comment, not_own=main),
            Rule("other", near=bits("control"), shorter=MAX_LINE),
            Rule(None, opens=lines("advert"), shorter=MAX_ADVERT),
            Rule(None, opens=lines("related_openers"), linked=OPENER_LINKED, shorter=MAX_SHORT),
            Rule(None, opens=lines("newsletter"), shorter=MAX_LINE),
        )
    )


def _by_opening(run: Run) -> SetAsideKind | None:
    """What the first words of a block say outright, or None."""
    text, box = run.text, run.box
    length = len(text)
    if box.far_kinds & bits("comment") and not box.kinds & bits("main"):
        return "comment-form" if opens("comment_form", text) else None
    if length < MAX_ADVERT and text.lower().strip(" -–—:.▼↓*[]()") in whole_lines("advert"):
        return "advert"
    if run.link_chars > length * OPENER_LINKED and opens("related_openers", text):
        return "related"
    return "newsletter" if length < MAX_LINE and opens("newsletter", text) else None


def label_runs(
    pieces: Cut, head: Head, fixed: Sequence[SetAsideKind | None], asides: Sequence[int], taken: Sequence[int]
) -> list[Label]:
    """Return a label for each block: for those that are not ``fixed``, ``taken`` are the numbers of the article's."""
    runs = pieces.runs
    labels = cast("list[Label]", list(fixed))
    for i, kind in _aside_labels(runs, asides, head, first=min(taken, default=len(runs))).items():
        labels[i] = kind
    around: dict[Box | None, tuple[str, Box | None]] = {}
    bold: int | None = None
    """The number of a short bold line, until the block behind it tells whether it is a heading."""
    for i in taken:
        run = runs[i]
        labels[i] = label = _article_label(run, around)
        is_text = label == "paragraph"
        if bold is not None and is_text and len(run.text) > MIN_UNDER_HEADING:
            labels[bold] = "subheading"
        bold = i if is_text and _is_bold_line(run) else None
    return labels


def _article_label(run: Run, around: dict[Box | None, tuple[str, Box | None]]) -> BlockLabel:
    """The label of a block of the article; ``around`` holds what stands around the boxes that were met."""
    box: Box | None = run.box
    role = _role(run.box.element)
    if not role:
        parent = run.box.parent
        if parent not in around:
            around[parent] = _role_around(parent)
        role, box = around[parent]
    if role == "heading":
        return "paragraph" if _is_sentence(run.text) else "subheading"
    if role == "list":
        return "list"
    if role == "embed":
        return "embed"
    if role == "quotation":
        outer = box.parent if box is not None else None
        return "embed" if outer is not None and "embed" in outer.names else "quotation"
    return "table" if role == "cell" and len(run.text) < MAX_SHORT else "paragraph"


def _role_around(box: Box | None) -> tuple[str, Box | None]:
    """The role of the innermost of some boxes that has one, and the box."""
    for _ in range(NEAR_BOXES):
        if box is None:
            break
        role = _role(box.element)
        if role:
            return role, box
        box = box.parent
    return "", None


@lru_cache(maxsize=4_000)
def _role(element: Element) -> str:
    """What a box is to the text in it, or "" where it is nothing in particular."""
    tag = element.tag
    if tag in _HEADINGS:
        return "heading"
    if tag in ("li", "dd", "dt"):
        return "list"
    if any(name in element.names for name in EMBED_NAMES):
        return "embed"
    if tag == "blockquote":
        return "quotation"
    return "cell" if tag in ("td", "th") else ""


def _is_sentence(text: str) -> bool:
    """Whether the text of a heading is a sentence of the article: a standfirst, mostly."""
    return len(text) > MAX_HEADING or (len(text) > MAX_TITLE and text.rstrip(_CLOSING)[-1:] in _STOPS)


def _is_bold_line(run: Run) -> bool:
    """Whether a block is a short line, all of it bold or the like, that ends as no sentence does."""
    text = run.text
    return len(text) <= MAX_TITLE and run.strong_chars > 0.9 * len(text) and text[-1] not in _LINE_ENDS


_SHORT_KINDS: Final[tuple[tuple[SetAsideKind, str], ...]] = (
    ("newsletter", "newsletter"),
    ("gate", "gate"),
    ("comment-form", "comment_form"),
    ("legal", "legal"),
    ("correction", "correction"),
)
_SHORT_OPENINGS: Final = tuple(opening for _, opening in _SHORT_KINDS)
_BY_NAMES: Final[tuple[SetAsideKind, ...]] = (
    "newsletter",
    "share",
    "author-note",
    "gate",
    "pull-quote",
    "related",
    "byline",
    "date",
    "summary",
    "advert",
    "navigation",
    "legal",
    "image",
    "masthead",
)


@cache
def _by_boxes() -> Ladder:
    """What the boxes around a block say that is not the article, and its links."""
    openings = lines("share", *_SHORT_OPENINGS)
    return Ladder(
        (
            Rule(None, opens=openings, shorter=MAX_SHORT),
            *(Rule(kind, near=bits(kind)) for kind in _BY_NAMES),
            *(Rule(kind, far=bits(kind)) for kind in _BY_NAMES),
            Rule("legal", far=bits("footer"), has_links=0),
            Rule("navigation", far=bits("footer")),
            Rule("related", linked=0.8, longer=MAX_LABEL),
            Rule("navigation", linked=0.8),
            Rule("related", far=bits("aside")),
            Rule("other"),
        )
    )


def _aside_labels(runs: list[Run], asides: Sequence[int], head: Head, first: int) -> dict[int, SetAsideKind]:
    """The kinds of the blocks that are not the article: by their words, by the names of their boxes, by their place.

    ``first`` is the number of the first block of the article; only before it may the summary stand.
    """
    those = [runs[i] for i in asides]
    kinds, asked = _by_boxes().climb(those)
    labels = dict(zip(asides, cast("list[SetAsideKind]", kinds), strict=True))
    # An agency's name alone may be a picture's credit or the source of the text: its place tells.
    spoken = kinds_by_phrases([run.text for run in those], MAX_LINE - 1)
    told: dict[int, SetAsideKind] = {asides[at]: kind for at, kind in spoken.items() if kind != "caption"}
    for at in asked:
        kind = _by_opening_words(those[at].text, told.get(asides[at]))
        if kind is not None:
            told[asides[at]] = kind
    summary = head.article.summary or ""
    for i in asides if summary else ():
        if i > first:
            break
        text = runs[i].text
        if len(text) > MIN_SUMMARY and (text[:60] in summary or summary[:60] in text):
            labels[i] = "summary"
    labels.update(told)
    return labels


def _by_opening_words(text: str, spoken: SetAsideKind | None) -> SetAsideKind | None:
    """What a short block is by the words that it opens with, or None; ``spoken`` is what it is by set phrases."""
    if text.lower() in whole_lines("share"):
        return "share"
    if spoken is not None or not opened(text) & lines(*_SHORT_OPENINGS):
        return spoken
    return next((kind for kind, opening in _SHORT_KINDS if opens(opening, text)), None)
