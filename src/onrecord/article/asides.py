"""Words of asides: the vocabulary file ``asides`` as a typed table, and the patterns made of it.

Decides how the file is read. Refuses to know which block is judged by it.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.article.heads import either
from onrecord.lexicon import Table, load
from onrecord.text.words import first_word


class AsideWords(Table, frozen=True):
    """The lexicon file ``asides``."""

    lines: dict[str, tuple[str, ...]]
    boxes: dict[str, tuple[str, ...]]
    none: dict[str, tuple[str, ...]]


@cache
def aside_words() -> AsideWords:
    """Return the vocabulary of asides. Raises LexiconError where its file is damaged."""
    return load("asides", AsideWords)


@cache
def box_names() -> dict[str, tuple[str, ...]]:
    """The names of boxes by the kind of aside that they speak of."""
    return aside_words().boxes


@cache
def empty_names() -> frozenset[str]:
    """The names that mean no aside although they hold its word."""
    return frozenset(aside_words().none["names"])


def opens(kind: str, text: str) -> bool:
    """Whether ``text`` opens with one of the words listed under ``kind``: most texts' first word opens none of them."""
    if not opened(text) & line_bits()[kind]:
        return False
    word = first_word(text)
    return _opening(kind, word if word in opening_words() else "").match(text) is not None


@cache
def _opening(kind: str, word: str) -> re.Pattern[str]:
    """The pattern of texts that open with one of the lines of ``kind``, of which only those with this first word can fit."""
    lines = [line for line in aside_words().lines[kind] if first_word(line) in (word, "")]
    return re.compile(rf"[\s\W]*(?:{either(lines)})(?!\w)", re.IGNORECASE)


def opened(text: str) -> int:
    """The kinds of lines of which one may open ``text``, a bit each: by its first word, or by a sign in it."""
    bits = opening_words().get(first_word(text), 0)
    for sign, own in opening_signs():
        if sign in text:
            bits |= own
    return bits


@cache
def line_bits() -> dict[str, int]:
    """A bit for each kind of lines."""
    return {kind: 1 << i for i, kind in enumerate(aside_words().lines)}


@cache
def opening_words() -> dict[str, int]:
    """By the first word of a line, the kinds of lines that open with it, a bit each."""
    return {word: bits for word, bits in _openings().items() if first_word(word)}


@cache
def opening_signs() -> tuple[tuple[str, int], ...]:
    """Lines that are mere signs, and their kinds."""
    return tuple((sign, bits) for sign, bits in _openings().items() if not first_word(sign))


def _openings() -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, lines in aside_words().lines.items():
        for line in lines:
            opener = first_word(line) or line
            found[opener] = found.get(opener, 0) | line_bits()[kind]
    return found


@cache
def whole_lines(kind: str) -> frozenset[str]:
    """The lines listed under ``kind``, for comparing whole blocks in lower case."""
    return frozenset(aside_words().lines[kind])
