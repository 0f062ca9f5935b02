"""Settling: what the labels of all blocks together say against single ones.

Decides which blocks that the classifier took for the article are none after all: repetitions of its own words, the next
article of an endless page, boxes beside the main one, set phrases of the site, notes behind the text. Refuses to take
anything into the article; it only sets aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple, cast

from onrecord.article.asides import aside_words, opening
from onrecord.article.boxes import bits
from onrecord.article.dates import find_date
from onrecord.article.dump.kinds import phrase_index
from onrecord.article.dump.rules import MAX_CAPTION
from onrecord.article.following import following
from onrecord.article.heads import either
from onrecord.article.labelled import ARTICLE_LABELS
from onrecord.article.metadata import Head
from onrecord.article.metadata_names import inner_opener
from onrecord.article.pieces import Box, Cut, Picture, Run
from onrecord.article.wording import HEADINGS, MAX_PHRASE_TEXT, kind_by_wording
from onrecord.records import BlockLabel, SetAsideKind
from onrecord.text.words import words_in

Label = BlockLabel | SetAsideKind
Found = dict[int, SetAsideKind]


class Taken(NamedTuple):
    """The blocks of a page, the numbers of those taken for the article, the head, and the labels so far."""

    runs: list[Run]
    pictures: Sequence[Picture]
    inside: Sequence[int]
    head: Head
    labels: Sequence[Label]


MIN_REPEAT: Final = 5
"""Words that stand elsewhere in the article are a pull quote from this many on."""
MAX_REPEAT: Final = 80
MAX_COMPARED: Final = 200_000
"""A text of more characters is not compared with itself: no article is so long, and the time grows with the square."""
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
_NO_QUOTES: Final = HEADINGS | {"li", "td", "th", "dd", "dt"}
MAX_HEADING: Final = 90
_UNDER_HEADINGS: Final = frozenset(
    ("related", "advert", "newsletter", "share", "author-note", "comment-form", "comment")
)
MAX_KICKER: Final = 40
KICKER_REACH: Final = 2
_HOLDERS: Final = frozenset(("p", "td", "body", "li", "section", "article", "main"))
"""Boxes that may hold a picture and the text that it illustrates."""
_SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])[\"'”’»“)\]]*\s+")
_END_MARKS: Final = frozenset(".!?…:。！？")
_CLOSING: Final = "\"'”’»“)]"


def _ends(text: str) -> bool:
    """Whether a text ends as a sentence does, or with a colon."""
    return text.rstrip(_CLOSING)[-1:] in _END_MARKS


def settle(pieces: Cut, head: Head, labels: Sequence[Label]) -> list[Label]:
    """Return the labels with what the page as a whole sets aside."""
    settled = list(labels)
    inside = [i for i, label in enumerate(settled) if label in ARTICLE_LABELS]
    for rule in RULES:
        if not inside:
            break
        found = rule(Taken(pieces.runs, pieces.pictures, inside, head, settled))
        if found:
            for i, kind in found.items():
                settled[i] = kind
            inside = [i for i in inside if i not in found]
    return settled


def _wording(taken: Taken) -> Found:
    """Blocks whose own words say that they are none of the article."""
    runs = taken.runs
    return {i: kind for i in taken.inside if (kind := kind_by_wording(runs[i])) is not None}


def _repeats(taken: Taken) -> Found:
    """Sentences that stand in longer blocks of the article too, in boxes of another make: pull quotes and teasers.

    A block in a box of the make that most of the text has is none, unless the box is named so. A block of the usual make
    may also hold no more than the same words.
    """
    runs, inside = taken.runs, taken.inside
    make_of = {i: _make(runs[i].box) for i in inside}
    usual = Counter(make_of.values()).most_common(1)[0][0]
    named = bits("pull-quote")
    candidates = [i for i in inside if (make_of[i] != usual or runs[i].box.near_kinds & named) and _may_repeat(runs[i])]
    if not candidates or _size(runs, inside) > MAX_COMPARED:
        return {}
    candidates = _with_words_elsewhere(runs, inside, candidates)
    if not candidates:
        return {}
    folded = {i: _folded(runs[i].text) for i in inside}
    whole = "|".join(folded.values())
    makes: dict[str, set[tuple[str, str, str]]] = {}
    for i, other in folded.items():
        makes.setdefault(other, set()).add(make_of[i])
    found: Found = {}
    for i in candidates:
        sentences = [words for part in _SENTENCES.split(runs[i].text) if (words := _folded(part)).strip()]
        size = folded[i].count(" ") - 1
        if not MIN_REPEAT <= size <= MAX_REPEAT or any(whole.count(words) < 2 for words in sentences):
            continue
        is_named = bool(runs[i].box.near_kinds & bits("pull-quote"))
        longer = [
            other
            for other, found_in in makes.items()
            if (len(other) > 1.2 * len(folded[i]) and (is_named or found_in != {make_of[i]}))
            or (other == folded[i] and usual in found_in)
        ]
        if all(any(words in other for other in longer) for words in sentences):
            found[i] = "pull-quote"
    return found


def _with_words_elsewhere(runs: Sequence[Run], inside: Sequence[int], candidates: list[int]) -> list[int]:
    """Those of the candidates whose longest word stands in the text more than once: most have one that does not."""
    whole = "\n".join([runs[i].text for i in inside]).lower()
    kept = []
    for i in candidates:
        words = words_in(runs[i].text)
        if MIN_REPEAT <= len(words) <= MAX_REPEAT and whole.count(max(words, key=len)) > 1:
            kept.append(i)
    return kept


def _folded(text: str) -> str:
    return f" {' '.join(words_in(text))} "


def _may_repeat(run: Run) -> bool:
    """Whether a block can be a pull quote: a sentence, no heading, no item of a list or table."""
    return _ends(run.text) and run.box.tag not in _NO_QUOTES


def _make(box: Box) -> tuple[str, str, str]:
    return box.tag, box.names, box.parent.tag if box.parent else ""


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
        if 35 < len(text) < 250 and runs[i].link_chars > 0.8 * len(text):
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
        if run.link_chars < 0.9 * len(run.text) or _ends(run.text):
            break
        found[i] = "related"
    return found


def _dangling(taken: Taken) -> Found:
    """A heading behind the text that stands over what is none of it: other articles, a form, an advertisement."""
    runs = taken.runs
    last = taken.inside[-1]
    run = runs[last]
    if len(taken.inside) < 2 or run.box.tag not in HEADINGS or len(run.text) > MAX_HEADING or _ends(run.text):
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
        if run.box.tag in _NO_QUOTES or in_quotation or len(run.text) >= MAX_CAPTION:
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
        elif top - i <= KICKER_REACH and len(runs[i].text) < MAX_KICKER and not _ends(runs[i].text):
            found[i] = "other"
    return found


def _head_lines(taken: Taken) -> Found:
    """Lines that are the head of an article in one: a word for "by" and a date, no sentence; the first may hold more."""
    runs, inside = taken.runs, taken.inside
    found: Found = {}
    for i in inside:
        text = runs[i].text
        longest = MAX_PHRASE_TEXT if i == inside[0] else MAX_HEADING * (runs[i].box.tag in ("p", "div"))
        if len(text) <= longest and not _ends(text) and inner_opener(text) and find_date(text):
            found[i] = "byline"
    return found


def _notes(taken: Taken) -> Found:
    """Notes at the end of the text: on a correction, on the author, on who else has reported."""
    runs, inside, head = taken.runs, taken.inside, taken.head
    found: Found = {}
    for i in {*inside[:1], *inside[-LAST:]}:
        text = runs[i].text
        if len(text) < MAX_NOTE and opening("correction").match(text):
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
