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


@cache
def opening(kind: str) -> re.Pattern[str]:
    """The pattern of texts that open with one of the words listed under ``kind``."""
    return re.compile(rf"[\s\W]*(?:{either(aside_words().lines[kind])})(?!\w)", re.IGNORECASE)


def opens(kind: str, text: str) -> bool:
    """Whether ``text`` opens with one of the words listed under ``kind``: most texts' first word opens none of them."""
    return kind in may_open(text) and opening(kind).match(text) is not None


def may_open(text: str) -> frozenset[str]:
    """The kinds of lines of which one opens with the first word of ``text``."""
    kinds = _kinds_by_first_word()
    return kinds.get(first_word(text)) or kinds[""]


@cache
def _kinds_by_first_word() -> dict[str, frozenset[str]]:
    """By the first word of a line, the kinds of lines that open with it, and those that open with a mere sign."""
    found: dict[str, set[str]] = {"": set()}
    for kind, lines in aside_words().lines.items():
        for line in lines:
            found.setdefault(first_word(line), set()).add(kind)
    return {word: frozenset(kinds | found[""]) for word, kinds in found.items()}


@cache
def whole_lines(kind: str) -> frozenset[str]:
    """The lines listed under ``kind``, for comparing whole blocks in lower case."""
    return frozenset(aside_words().lines[kind])
