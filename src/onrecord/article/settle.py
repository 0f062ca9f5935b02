"""Settling: what the labels of all blocks together say against single ones.

Decides which blocks that the classifier took for the article are none after all: repetitions of its own words, the next
article of an endless page, boxes beside the main one, set phrases of the site, notes behind the text. Refuses to take
anything into the article; it only sets aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple, cast

from onrecord.article.asides import aside_words, line_bits, opening_words, opens
from onrecord.article.boxes import bits
from onrecord.article.dates import find_date
from onrecord.article.dump.kinds import phrase_index, sure_index
from onrecord.article.dump.rules import MAX_CAPTION, MAX_NAME, MAX_SPOKEN
from onrecord.article.following import HEADS, LINKED, MIN_HEADLINE, following
from onrecord.article.heads import either
from onrecord.article.labelled import ARTICLE_LABELS, Label
from onrecord.article.metadata import Head
from onrecord.article.metadata_names import inner_opener, picture_words
from onrecord.article.phrases import compiled_needs
from onrecord.article.pieces import Box, Cut, Picture, Run
from onrecord.article.repeats import NO_QUOTES, repeated
from onrecord.article.wording import (
    ANNOUNCING,
    CLOSING,
    COMPLAINTS,
    END_MARKS,
    HEADINGS,
    INVISIBLE,
    MAX_ANNOUNCED,
    MAX_CREDIT,
    MAX_OPENER,
    MAX_PHRASE_TEXT,
    ends_as_sentence,
    kind_by_wording,
)
from onrecord.native import Doubts, compiled
from onrecord.records import SetAsideKind

Found = dict[int, SetAsideKind]


class Taken(NamedTuple):
    """The blocks of a page, the numbers of those taken for the article, the head, and the labels so far."""

    runs: list[Run]
    pictures: list[Picture]
    inside: list[int]
    head: Head
    labels: Sequence[Label]
    worded: list[int]
    """The numbers of the blocks of the article whose own words may say that they are none of it."""


MAIN_SHARE: Final = 0.8
"""The main box is the smallest that holds this share of the article's text."""
MAX_BESIDE: Final = 0.1
"""What stands in one box beside the main one is set aside if it is no more than this share of the text."""
LAST: Final = 2
"""So many blocks at the end of the text may be notes."""
MAX_NOTE: Final = 400
_BOXED: Final[dict[str, tuple[SetAsideKind, float]]] = {
    "wall": ("gate", 0.5), "advert": ("advert", 0.25), "newsletter": ("newsletter", 0.25), "share": ("share", 0.25),
    "appeal": ("advert", 0.25),
}  # fmt: skip
"""Names of boxes, what stands in them, and of which share of the article's text on the name is not believed."""
MAX_HEADING: Final = 90
_UNDER_HEADINGS: Final = frozenset(
    ("related", "advert", "newsletter", "share", "author-note", "comment-form", "comment")
)
SHOUTED: Final = (35, 250)
"""So long, both exclusive, are links to other articles in capitals."""
MAX_KICKER: Final = 40
KICKER_REACH: Final = 2
_HOLDERS: Final = frozenset(("p", "td", "body", "li", "section", "article", "main"))
"""Boxes that may hold a picture and the text that it illustrates."""
_LINE_TAGS: Final = frozenset(("p", "div"))


def settle(pieces: Cut, head: Head, labels: Sequence[Label]) -> list[Label]:
    """Return the labels with what the page as a whole sets aside."""
    settled = list(labels)
    inside = [i for i, label in enumerate(settled) if label in ARTICLE_LABELS]
    found: Found | None = {}
    for number, rule in enumerate(RULES):
        if not inside:
            break
        if found is not None:
            raised, worded = doubts_on(pieces, inside, head)
            taken = Taken(pieces.runs, pieces.pictures, inside, head, settled, worded)
        found = (rule(taken) or None) if raised >> number & 1 else None
        if found is not None:
            for i, kind in found.items():
                settled[i] = kind
            inside = [i for i in inside if i not in found]
    return settled


def doubts_on(pieces: Cut, inside: list[int], head: Head) -> tuple[int, list[int]]:
    """Return which of the rules may find something among the blocks of the article, a bit each, in the order of ``RULES``.

    The second are the numbers of the blocks whose own words may say that they are none of it.
    """
    doubts = _doubts()
    if doubts is None:
        return -1, inside
    return doubts.raised(compiled_needs(), (pieces.runs, inside, pieces.pictures, head.headline, head.article.byline))


@cache
def _doubts() -> Doubts | None:
    """What the compiled part must know of the rules."""
    if compiled is None:
        return None
    correction = line_bits()["correction"]
    return compiled.Doubts(
        (HEADINGS, HEADS, NO_QUOTES, _HOLDERS, _LINE_TAGS),
        ("".join(END_MARKS), CLOSING, ANNOUNCING, INVISIBLE, "".join(complaint[0] for complaint in COMPLAINTS)),
        (tuple(picture_words()), tuple(word for word, bits in opening_words().items() if bits & correction)),
        (bits(*_BOXED), bits("pull-quote"), phrase_index().bit, sure_index().bit, phrase_index().number),
        (
            (
                MAX_ANNOUNCED, MAX_OPENER, MAX_PHRASE_TEXT, MAX_CREDIT, MAX_CAPTION, MAX_NAME, MAX_SPOKEN, MAX_HEADING,
                MIN_HEADLINE, MAX_NOTE, *SHOUTED,
            ),
            (MAIN_SHARE, LINKED),
        ),
    )  # fmt: skip


def _wording(taken: Taken) -> Found:
    """Blocks whose own words say that they are none of the article."""
    runs = taken.runs
    return {i: kind for i in taken.worded if (kind := kind_by_wording(runs[i])) is not None}


def _repeats(taken: Taken) -> Found:
    """Sentences that stand elsewhere in the article too: pull quotes and teasers."""
    return dict.fromkeys(repeated(taken.runs, taken.inside), "pull-quote")


def _beside(taken: Taken) -> Found:
    """Small boxes behind the text that stand outside the box that holds nearly all of it."""
    runs, inside = taken.runs, taken.inside
    sizes = _sizes_of_boxes(runs, inside)
    total = _size(runs, inside)
    main = min(
        (box for box, size in sizes.items() if size >= MAIN_SHARE * total),
        key=lambda box: sizes[box] * 1000 - box.depth,
    )
    outside: list[int] = []
    for i in reversed(inside):
        if _within(runs[i].box, main):
            break
        outside.append(i)
    if _size(runs, outside) > MAX_BESIDE * total:
        return {}
    return {i: _kind_beside(runs[i]) for i in outside}


def _sizes_of_boxes(runs: Sequence[Run], inside: Sequence[int]) -> dict[Box, int]:
    """How much text each box holds. It is added up box by box from inside out, as most blocks share the boxes around them."""
    sizes: dict[Box, int] = {}
    level: dict[Box, int] = {}
    for i in inside:
        box = runs[i].box
        level[box] = level.get(box, 0) + len(runs[i].text)
    while level:
        around: dict[Box, int] = {}
        for box, size in level.items():
            sizes[box] = sizes.get(box, 0) + size
            outer = box.parent
            if outer is not None:
                around[outer] = around.get(outer, 0) + size
        level = around
    return sizes


def _size(runs: Sequence[Run], numbers: Iterable[int]) -> int:
    """How many characters some blocks have together."""
    return sum([len(runs[i].text) for i in numbers])


def _kind_beside(run: Run) -> SetAsideKind:
    kinds = run.box.near_kinds
    for kind in ("author-note", "newsletter", "share", "advert", "legal", "gate"):
        if kinds & bits(kind):
            return kind
    return "related" if run.links or run.box.tag == "li" else "other"


def _within(box: Box | None, outer: Box) -> bool:
    while box is not None:
        if box is outer:
            return True
        box = box.parent
    return False


def _next_articles(taken: Taken) -> Found:
    """The articles behind the page's own, on an endless page."""
    return dict.fromkeys(following(taken.runs, taken.inside, taken.head.headline), "related")


def _shouted(taken: Taken) -> Found:
    """Links in capitals between paragraphs that are not: other articles."""
    runs, inside = taken.runs, taken.inside
    found: Found = {}
    for i in inside:
        text = runs[i].text
        if SHOUTED[0] < len(text) < SHOUTED[1] and runs[i].link_chars > LINKED * len(text):
            letters = sum(c.isalpha() for c in text)
            if sum(c.isupper() for c in text) > 0.9 * letters:
                found[i] = "related"
    return found


def _trailing_links(taken: Taken) -> Found:
    """Lines behind the text that are nothing but a link: other articles."""
    runs = taken.runs
    found: Found = {}
    for i in reversed(taken.inside[1:]):
        run = runs[i]
        if run.link_chars < 0.9 * len(run.text) or ends_as_sentence(run.text):
            break
        found[i] = "related"
    return found


def _dangling(taken: Taken) -> Found:
    """A heading behind the text that stands over what is none of it: other articles, a form, an advertisement."""
    runs = taken.runs
    last = taken.inside[-1]
    run = runs[last]
    if (
        len(taken.inside) < 2
        or run.box.tag not in HEADINGS
        or len(run.text) > MAX_HEADING
        or ends_as_sentence(run.text)
    ):
        return {}
    behind = next((i for i in range(last + 1, len(runs)) if not runs[i].hidden), None)
    kind = taken.labels[behind] if behind is not None else None
    return {last: cast("SetAsideKind", kind)} if kind in _UNDER_HEADINGS else {}


def _boxed(taken: Taken) -> Found:
    """Blocks in small boxes that are named for a gate, an advertisement, an appeal for money or a form."""
    runs, inside = taken.runs, taken.inside
    kinds = {i: runs[i].box.kinds | (runs[i].box.parent or runs[i].box).kinds for i in inside}
    named = bits(*_BOXED)
    if not any(mask & named for mask in kinds.values()):
        return {}
    total = _size(runs, inside)
    found: Found = {}
    for name, (kind, share) in _BOXED.items():
        those = [i for i, mask in kinds.items() if mask & bits(name)]
        if those and _size(runs, those) < share * total:
            found.update(dict.fromkeys(those, kind))
    return found


def _captions(taken: Taken) -> Found:
    """A short text that is alone with a picture in a box of its own."""
    runs, inside = taken.runs, frozenset(taken.inside)
    found: Found = {}
    for picture in taken.pictures:
        i, box = picture.before, picture.box
        if i not in inside or box.tag in _HOLDERS or not _is_near(runs[i], box):
            continue
        run = runs[i]
        in_quotation = "blockquote" in (run.box.tag, run.box.parent.tag if run.box.parent else "")
        if run.box.tag in NO_QUOTES or in_quotation or len(run.text) >= MAX_CAPTION:
            continue
        if not any(_is_near(runs[other], box) for other in inside if other != i):
            found[i] = "caption"
    return found


def _is_near(run: Run, box: Box) -> bool:
    """Whether a block stands in a box, or in one or two boxes within it."""
    own = run.box
    outer = own.parent
    return own is box or (outer is not None and (outer is box or outer.parent is box))


def _kickers(taken: Taken) -> Found:
    """A label right above the headline, and a text there that stands below it, too."""
    runs, top = taken.runs, taken.head.headline
    if top is None or taken.inside[0] >= top:
        return {}
    found: Found = {}
    below = {runs[i].text for i in taken.inside if i > top}
    for i in taken.inside:
        if i >= top:
            break
        if runs[i].text in below:
            found[i] = "summary"
        elif top - i <= KICKER_REACH and len(runs[i].text) < MAX_KICKER and not ends_as_sentence(runs[i].text):
            found[i] = "other"
    return found


def _head_lines(taken: Taken) -> Found:
    """Lines that are the head of an article in one: a word for "by" and a date, no sentence; the first may hold more."""
    runs, inside = taken.runs, taken.inside
    found: Found = {}
    for i in inside:
        text = runs[i].text
        longest = MAX_PHRASE_TEXT if i == inside[0] else MAX_HEADING * (runs[i].box.tag in _LINE_TAGS)
        if len(text) <= longest and not ends_as_sentence(text) and inner_opener(text) and find_date(text):
            found[i] = "byline"
    return found


def _notes(taken: Taken) -> Found:
    """Notes at the end of the text: on a correction, on the author, on who else has reported."""
    runs, inside, head = taken.runs, taken.inside, taken.head
    found: Found = {}
    for i in {*inside[:1], *inside[-LAST:]}:
        text = runs[i].text
        if len(text) < MAX_NOTE and opens("correction", text):
            found[i] = "correction"
    for i in reversed(inside[-LAST:]):
        if i in found:
            continue
        if len(runs[i].text) > MAX_NOTE or not _is_author_note(runs[i].text, head):
            break
        found[i] = "author-note"
    return found


def _is_author_note(text: str, head: Head) -> bool:
    for name in head.article.byline:
        if text.startswith(name) and _about_author().match(text[len(name) :]):
            return True
    return any(match.kind == "author-note" for match in phrase_index().find_in(text))


@cache
def _about_author() -> re.Pattern[str]:
    """What follows the author's name in a note on the author."""
    return re.compile(rf",? (?:{either(aside_words().lines['author_verbs'])})\b")


RULES: Final[tuple[Callable[[Taken], Found], ...]] = (
    _next_articles, _wording, _boxed, _beside, _repeats, _shouted, _trailing_links, _dangling, _captions, _kickers,
    _head_lines, _notes,
)  # fmt: skip
