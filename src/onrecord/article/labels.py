"""Labels: which blocks are the article, and what each of the others is.

Decides a label for every block of a page: what the head has found, what the markup says outright, what the classifier has
learned, and for all that is not the article, its kind. Refuses to change the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from onrecord.article.asides import may_open, opens, whole_lines
from onrecord.article.boxes import bits
from onrecord.article.dump.kinds import kind_by_phrases
from onrecord.article.metadata import Head
from onrecord.article.pieces import EMBED_NAMES, Box, Cut, Run
from onrecord.records import BlockLabel, SetAsideKind
from onrecord.text.words import first_word, words_in

Label = BlockLabel | SetAsideKind

NEAR_BOXES: Final = 4
MAX_CAPTION: Final = 600
MAX_SHORT: Final = 250
MAX_HEADLINE: Final = 400
SHORT_LINK: Final = 60
"""A line of links of fewer characters is no text."""
MAX_LINE: Final = 140
MIN_ALTERNATIVE: Final = 40
MAX_TITLE, MAX_HEADING = 80, 160
"""A heading of more characters is a sentence where it ends as one; one of more than the second is a paragraph."""
MIN_UNDER_HEADING: Final = 80
"""So long is the paragraph behind a bold line that is a heading."""
_STOPS: Final = frozenset(".!?。！？…")
_LINE_ENDS: Final = _STOPS | frozenset(":;,：—–-")
_CLOSING: Final = "\"'”’»“)]"
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def fixed_labels(pieces: Cut, head: Head) -> list[SetAsideKind | None]:
    """Return for each block the label that needs no learning, or None: hidden, headline, byline, captions and more."""
    headline = words_in(head.article.headline or "")
    opening = first_word(head.article.headline or "")
    letters = sum(map(len, headline))
    alternatives = _picture_texts(pieces)
    fixed: list[SetAsideKind | None] = [_outright(run) for run in pieces.runs]
    for i, run in enumerate(pieces.runs):
        if fixed[i] == "hidden":
            continue
        text = run.text
        if (
            letters <= len(text) < MAX_HEADLINE
            and letters
            and len(text) > 3
            and first_word(text) == opening
            and words_in(text) == headline
        ):
            fixed[i] = "headline"
        elif text in alternatives:
            fixed[i] = "caption"
    for i in head.dates:
        if _is_line(pieces.runs[i]):
            fixed[i] = "date"
    if head.byline is not None and _is_line(pieces.runs[head.byline]):
        fixed[head.byline] = "byline"
    if head.headline is not None:
        fixed[head.headline] = "headline"
    return fixed


def _is_line(run: Run) -> bool:
    """Whether a block is a line of the head rather than a paragraph that begins with a date or ends with a name."""
    return len(run.text) <= MAX_LINE and not (len(run.text) > 80 and run.text[-1] in ".!?")


def _picture_texts(pieces: Cut) -> frozenset[str]:
    """The alternative texts of the page's pictures: a block of the same words is a caption."""
    texts = (picture.attributes.get(name) for picture in pieces.pictures for name in ("alt", "title"))
    return frozenset(" ".join(text.split()) for text in texts if text and len(text) > MIN_ALTERNATIVE)


def _outright(run: Run) -> SetAsideKind | None:  # noqa: PLR0911 - one line a kind is the clearest form
    """What the boxes around a block, or its own words, say outright."""
    if run.hidden:
        return "hidden"
    text, box = run.text, run.box
    length = len(text)
    linked = run.link_chars > length * 0.9
    near, far, of = box.near_kinds, box.far_kinds, _masks()
    if linked:
        if near & of.navigation:
            return "navigation"
        if length < SHORT_LINK and not far & of.comment:
            return _link_kind(run)
    if near & of.caption and length < MAX_CAPTION:
        return "caption"
    if far & of.comment and not box.kinds & of.main:
        is_form = near & bits("form") or (length < MAX_LINE and opens("comment_form", text))
        return "comment-form" if is_form else "comment"
    if near & of.control and length < MAX_LINE:
        return "other"
    if length < 60 and text.lower().strip(" -–—:.▼↓*[]()") in whole_lines("advert"):
        return "advert"
    kinds = may_open(text) if length < MAX_SHORT else ()
    if "related_openers" in kinds and run.link_chars > length * 0.5 and opens("related_openers", text):
        return "related"
    if "newsletter" in kinds and length < MAX_LINE and opens("newsletter", text):
        return "newsletter"
    return None


class _Masks(NamedTuple):
    """The bits of the kinds that every block is asked for."""

    navigation: int
    caption: int
    comment: int
    main: int
    control: int


@cache
def _masks() -> _Masks:
    return _Masks(*map(bits, _Masks._fields))


def _link_kind(run: Run) -> SetAsideKind:
    """The kind of a short line that is nothing but links."""
    kinds = run.box.far_kinds
    for kind in ("share", "byline", "legal", "related"):
        if run.box.near_kinds & bits(kind):
            return kind
    if kinds & bits("navigation", "footer", "masthead"):
        return "navigation"
    return "related" if len(run.text) > 25 else "navigation"


def label_runs(pieces: Cut, head: Head, fixed: Sequence[SetAsideKind | None], chosen: Sequence[bool]) -> list[Label]:
    """Return a label for each block; ``chosen`` says which ones the classifier takes for the article."""
    labels: list[Label] = []
    seen_article = False
    bold: int | None = None
    """The number of a short bold line, until the block behind it tells whether it is a heading."""
    for run, known, is_article in zip(pieces.runs, fixed, chosen, strict=True):
        if known is not None:
            labels.append(known)
        elif is_article:
            seen_article = True
            labels.append(_article_label(run))
            if bold is not None and labels[-1] == "paragraph" and len(run.text) > MIN_UNDER_HEADING:
                labels[bold] = "subheading"
            bold = len(labels) - 1 if labels[-1] == "paragraph" and _is_bold_line(run) else None
        else:
            labels.append(_aside_label(run, head, seen_article=seen_article))
    return labels


def _article_label(run: Run) -> BlockLabel:
    box: Box | None = run.box
    for _ in range(NEAR_BOXES + 1):
        if box is None:
            break
        tag = box.tag
        if tag in _HEADINGS:
            return "paragraph" if _is_sentence(run.text) else "subheading"
        if tag in ("li", "dd", "dt"):
            return "list"
        if _names_embed(box.names):
            return "embed"
        if tag == "blockquote":
            outer = box.parent
            return "embed" if outer is not None and "embed" in outer.names else "quotation"
        if tag in ("td", "th"):
            return "table" if len(run.text) < MAX_SHORT else "paragraph"
        box = box.parent
    return "paragraph"


def _is_sentence(text: str) -> bool:
    """Whether the text of a heading is a sentence of the article: a standfirst, mostly."""
    return len(text) > MAX_HEADING or (len(text) > MAX_TITLE and text.rstrip(_CLOSING)[-1:] in _STOPS)


def _is_bold_line(run: Run) -> bool:
    """Whether a block is a short line, all of it bold or the like, that ends as no sentence does."""
    text = run.text
    return len(text) <= MAX_TITLE and run.strong_chars > 0.9 * len(text) and text[-1] not in _LINE_ENDS


@lru_cache(maxsize=4_000)
def _names_embed(names: str) -> bool:
    return any(name in names for name in EMBED_NAMES)


_SHORT_KINDS: Final[tuple[tuple[SetAsideKind, str], ...]] = (
    ("newsletter", "newsletter"),
    ("gate", "gate"),
    ("comment-form", "comment_form"),
    ("legal", "legal"),
    ("correction", "correction"),
)
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


def _aside_label(run: Run, head: Head, *, seen_article: bool) -> SetAsideKind:  # noqa: PLR0911
    """The kind of a block that is not the article: by its words, by the names of its boxes, by its place."""
    text = run.text
    if len(text) < MAX_SHORT:
        if text.lower() in whole_lines("share"):
            return "share"
        # An agency's name alone may be a picture's credit or the source of the text: its place tells.
        by_phrases = kind_by_phrases(text) if len(text) < MAX_LINE else None
        if by_phrases is not None and by_phrases != "caption":
            return by_phrases
        kinds = may_open(text)
        for kind, words in _SHORT_KINDS if kinds else ():
            if words in kinds and opens(words, text):
                return kind
    summary = head.article.summary
    if not seen_article and summary and len(text) > 30 and (text[:60] in summary or summary[:60] in text):
        return "summary"
    box = run.box
    named = bits(*_BY_NAMES)
    for mask in (box.near_kinds, box.far_kinds):
        if mask & named:
            return next(kind for kind in _BY_NAMES if mask & bits(kind))
    if box.far_kinds & bits("footer"):
        return "legal" if not run.links else "navigation"
    if run.link_chars > len(text) * 0.8:
        return "related" if len(text) > 25 else "navigation"
    return "related" if box.far_kinds & bits("aside") else "other"
