"""Settling: what the labels of all blocks together say against single ones.

Decides which blocks that the classifier took for the article are none after all: repetitions of its own words, the next
article of an endless page, boxes beside the main one, set phrases of the site, notes behind the text. Refuses to take
anything into the article; it only sets aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
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

    runs: Sequence[Run]
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
_BOXED: Final[tuple[tuple[str, SetAsideKind, float], ...]] = (
    ("wall", "gate", 0.5), ("advert", "advert", 0.25), ("newsletter", "newsletter", 0.25), ("share", "share", 0.25),
    ("appeal", "advert", 0.25),
)  # fmt: skip
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
    kinds = {i: kind_by_wording(taken.runs[i]) for i in taken.inside}
    return {i: kind for i, kind in kinds.items() if kind is not None}


def _repeats(taken: Taken) -> Found:
    """Sentences that stand in longer blocks of the article too, in boxes of another make: pull quotes and teasers.

    A block in a box of the make that most of the text has is none, unless the box is named so. A block of the usual make
    may also hold no more than the same words.
    """
    runs, inside = taken.runs, taken.inside
    make_of = {i: _make(runs[i].box) for i in inside}
    usual = Counter(make_of.values()).most_common(1)[0][0]
    candidates = [
        i
        for i in inside
        if (make_of[i] != usual or runs[i].box.near_kinds & bits("pull-quote")) and _may_repeat(runs[i])
    ]
    if not candidates or sum(len(runs[i].text) for i in inside) > MAX_COMPARED:
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
    sizes: dict[int, int] = {}
    boxes: dict[int, Box] = {}
    total = 0
    for i in inside:
        size = len(runs[i].text)
        total += size
        box: Box | None = runs[i].box
        while box is not None:
            sizes[box.number] = sizes.get(box.number, 0) + size
            boxes[box.number] = box
            box = box.parent
    main = min(
        (box for number, box in boxes.items() if sizes[number] >= MAIN_SHARE * total),
        key=lambda box: sizes[box.number] * 1000 - box.depth,
    )
    last = max(i for i in inside if _within(runs[i].box, main))
    outside = [i for i in inside if i > last]
    if sum(len(runs[i].text) for i in outside) > MAX_BESIDE * total:
        return {}
    return {i: _kind_beside(runs[i]) for i in outside}


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
    total = sum(len(runs[i].text) for i in inside)
    found: Found = {}
    for name, kind, share in _BOXED:
        mask = bits(name)
        those = [i for i in inside if (runs[i].box.kinds | (runs[i].box.parent or runs[i].box).kinds) & mask]
        if those and sum(len(runs[i].text) for i in those) < share * total:
            found.update(dict.fromkeys(those, kind))
    return found


def _captions(taken: Taken) -> Found:
    """A short text that is alone with a picture in a box of its own."""
    runs, inside = taken.runs, taken.inside
    found: Found = {}
    by_box: dict[int, list[int]] = {}
    for i in inside:
        box: Box | None = runs[i].box
        for _ in range(3):
            if box is None:
                break
            by_box.setdefault(box.number, []).append(i)
            box = box.parent
    for picture in taken.pictures:
        alone = by_box.get(picture.box.number, ())
        if len(alone) == 1 and picture.before == alone[0] and picture.box.tag not in _HOLDERS:
            run = runs[alone[0]]
            in_quotation = "blockquote" in (run.box.tag, run.box.parent.tag if run.box.parent else "")
            if run.box.tag not in _NO_QUOTES and not in_quotation and len(run.text) < MAX_CAPTION:
                found[alone[0]] = "caption"
    return found


def _kickers(taken: Taken) -> Found:
    """A label right above the headline, and a text there that stands below it, too."""
    runs, top = taken.runs, taken.head.headline
    if top is None:
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
