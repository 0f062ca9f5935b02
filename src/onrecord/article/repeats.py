"""Repetitions: which blocks of the article say once more what other blocks of it say, as pull quotes and teasers do.

Decides it by their sentences, word for word, and by the makes of the boxes they stand in. Refuses to know what a block says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from onrecord.article.boxes import bits
from onrecord.article.pieces import Box, Run
from onrecord.article.wording import HEADINGS, ends_as_sentence
from onrecord.text.words import folded

Make = tuple[str, str, str]

MIN_REPEAT: Final = 5
"""Words that stand elsewhere in the article are a pull quote from this many on."""
MAX_REPEAT: Final = 80
MAX_COMPARED: Final = 200_000
"""A text of more characters is not compared with itself: no article is so long, and the time grows with the square."""
LONGER: Final = 1.2
"""So many times as long is a block that may be quoted from."""
NO_QUOTES: Final = HEADINGS | {"li", "td", "th", "dd", "dt"}
_SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])[\"'”’»“)\]]*\s+")


def repeated(runs: list[Run], inside: Sequence[int]) -> list[int]:
    """Return those of the blocks ``inside`` whose sentences stand in longer ones of another make too.

    A block in a box of the make that most of the text has is none, unless the box is named so. A block of the usual make
    may also hold no more than the same words.
    """
    make_of = {i: _make(runs[i].box) for i in inside}
    counts: dict[Make, int] = {}
    for make in make_of.values():
        counts[make] = counts.get(make, 0) + 1
    usual = max(counts, key=counts.__getitem__)
    named = bits("pull-quote")
    candidates = [i for i in inside if (make_of[i] != usual or runs[i].box.near_kinds & named) and _may_repeat(runs[i])]
    if not candidates or sum([len(runs[i].text) for i in inside]) > MAX_COMPARED:
        return []
    words_of = {i: folded(runs[i].text) for i in inside}
    whole = "|".join(words_of.values())
    makes: dict[str, set[Make]] = {}
    for i, other in words_of.items():
        makes.setdefault(other, set()).add(make_of[i])
    found: list[int] = []
    for i in candidates:
        own = words_of[i]
        if not MIN_REPEAT <= own.count(" ") - 1 <= MAX_REPEAT:
            continue
        sentences = [words for part in _SENTENCES.split(runs[i].text) if (words := folded(part)).strip()]
        if any(whole.count(words) < 2 for words in sentences):
            continue
        is_named = bool(runs[i].box.near_kinds & named)
        longer = [
            other
            for other, found_in in makes.items()
            if (len(other) > LONGER * len(own) and (is_named or found_in != {make_of[i]}))
            or (other == own and usual in found_in)
        ]
        if all(any(words in other for other in longer) for words in sentences):
            found.append(i)
    return found


def _may_repeat(run: Run) -> bool:
    """Whether a block can be a pull quote: a sentence, no heading, no item of a list or table."""
    return ends_as_sentence(run.text) and run.box.tag not in NO_QUOTES


def _make(box: Box) -> Make:
    return box.tag, box.names, box.parent.tag if box.parent else ""
