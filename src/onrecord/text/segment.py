"""Segments: where the paragraphs and the sentences of a text lie.

Decides their borders, as ranges into the text as given. Refuses to change a character, and to know what a sentence says.

Sentence ends are found by the mark that ends them, what follows it, and a short list of abbreviations that end in a full
stop without ending a sentence. A range that is quoted can be kept whole by naming it in ``whole``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onrecord.lexicon import Table, load

_PARAGRAPH_GAP = re.compile(r"\n\s*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# Bounded repetition keeps the search linear on a text that is nothing but full stops.
_SENTENCE_END = re.compile(r"[.!?…。！？][.!?…]{0,8}[\"'”’»)\]]{0,4}(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«»(\[]{1,24}$")
_SENTENCE_START = re.compile(r"\s+[\"'“”‘’«»(\[—–-]*\s*(\w{0,12})")
_INITIALS = re.compile(r"(?:\w\.)+\Z")


class Range(NamedTuple):
    """A stretch of a text: code points from ``start`` up to, not including, ``end``."""

    start: int
    end: int


class Abbreviations(Table, frozen=True):
    """Words that end in a full stop (left out here, in lower case) and do not end a sentence.

    ``before_name`` are followed by a capital as a rule; ``before_number`` only count before a digit; ``undecided`` end a
    sentence where one of ``starters`` follows.
    """

    before_name: frozenset[str]
    before_number: frozenset[str]
    undecided: frozenset[str]
    starters: frozenset[str]


def paragraphs(text: str) -> tuple[Range, ...]:
    """Return the paragraphs of ``text`` without the white space around them.

    Blank lines part paragraphs; where the text has none, every line is a paragraph.
    """
    gap = _BLANK_LINE if _BLANK_LINE.search(text) else _PARAGRAPH_GAP
    found = []
    at = 0
    for match in gap.finditer(text):
        found.append(_trim(text, at, match.start()))
        at = match.end()
    found.append(_trim(text, at, len(text)))
    return tuple(r for r in found if r.start < r.end)


def sentences(text: str, within: Range, whole: Iterable[tuple[int, int]] = ()) -> tuple[Range, ...]:
    """Return the sentences of the range ``within``; no border falls inside one of the ranges ``whole`` (in order)."""
    found = []
    start = within.start
    for end in _ends(text, within, iter(whole)):
        sentence = _trim(text, start, end)
        if sentence.start < sentence.end:
            found.append(sentence)
        start = end
    last = _trim(text, start, within.end)
    if last.start < last.end:
        found.append(last)
    return tuple(found)


def _ends(text: str, within: Range, whole: Iterator[tuple[int, int]]) -> Iterator[int]:
    kept = next(whole, None)
    for match in _SENTENCE_END.finditer(text, within.start, within.end):
        while kept is not None and kept[1] <= match.start():
            kept = next(whole, None)
        # The closing mark may be part of the match: such an end lies at the border of the quotation, not in it.
        if kept is not None and kept[0] < match.start() and match.end() < kept[1]:
            continue
        if _ends_here(text, match):
            yield match.end()


def _ends_here(text: str, match: re.Match[str]) -> bool:
    follows = _SENTENCE_START.match(text, match.end())
    after = follows.group(1) if follows else ""
    if after[:1].islower():
        return False
    if match.group() != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, match.start() - 25), match.start())
    if before is None:
        return True
    word = before.group()
    table = load("abbreviations", Abbreviations)
    if word.lower() in table.before_name or (after[:1].isdigit() and word.lower() in table.before_number):
        return False
    is_initials = word[0].isupper() and word != "I" and _INITIALS.match(word + ".") is not None
    if is_initials or word.lower() in table.undecided:
        return not after[:1].isalpha() or after.lower() in table.starters
    return True


def _trim(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Range(start, end)
