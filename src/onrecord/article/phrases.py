"""Phrases: finds the set phrases of the lexicon (gates, share lines, forms, …) in a line of a page.

Decides how words are compared: letter case, punctuation and spacing do not matter, ``#`` stands for a number and ``*``
for one to three words. Refuses to know what a phrase means for the line; its finder does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from onrecord.lexicon import Table

Where = Literal["whole", "start", "within"]
MAX_GAP = 3
"""How many words ``*`` may stand for at most."""

# Scripts written without spaces have no word borders to go by: each of their characters is a token of its own.
_UNSPACED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_PATTERN_TOKEN = re.compile(rf"[#*]|[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


class PhraseGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Phrases of one kind and language: those that are a ``whole`` line, those that ``start`` one, those ``within``."""

    kind: str
    language: str
    weight: str = ""
    whole: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


class PhraseTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A lexicon file of phrases."""

    group: tuple[PhraseGroup, ...]


class Match(msgspec.Struct, frozen=True):
    """One phrase found: its kind and weight, and which tokens of the line it covers (end-exclusive)."""

    kind: str
    weight: str
    where: Where
    language: str
    start: int
    end: int


class Token(msgspec.Struct, frozen=True):
    """One word of a line, in the form that is compared, and where it stands in the line."""

    form: str
    start: int
    end: int


def tokens_of(line: str) -> list[Token]:
    """Return the words of ``line`` in comparable form; those of unspaced scripts character by character."""
    return [Token(m.group().casefold(), m.start(), m.end()) for m in _TOKEN.finditer(line)]


def forms_in(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` in comparable form, without their places."""
    if text.isascii():
        return tuple(_TOKEN.findall(text.lower()))
    return tuple(map(str.casefold, _TOKEN.findall(text)))


@lru_cache(maxsize=512)
def forms_of(line: str) -> tuple[str, ...]:
    """Return what ``forms_in`` does; the lines of one page are kept, as several finders look at each."""
    return forms_in(line)


def count_words(line: str) -> int:
    """Return how many words ``line`` has; characters of unspaced scripts count as one each."""
    return len(_TOKEN.findall(line))


def anchor_of(phrase: str) -> str:
    """Return the longest word of ``phrase`` in comparable form, its rarest as a rule; no line without it can hold it."""
    return max(_TOKEN.findall(phrase), key=len, default="").casefold()


class _Node:
    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.ends: list[tuple[PhraseGroup, Where]] = []


class PhraseIndex:
    """All phrases of one or more tables, in one tree of words, so that a line is searched once for all of them."""

    def __init__(self, groups: Iterable[PhraseGroup]) -> None:
        self._root = _Node()
        self._needed: dict[str, list[frozenset[str]]] = {}
        for group in groups:
            for where in ("whole", "start", "within"):
                for phrase in getattr(group, where):
                    self._add(phrase, group, where)

    def _add(self, phrase: str, group: PhraseGroup, where: Where) -> None:
        node = self._root
        for token in _PATTERN_TOKEN.findall(phrase):
            node = node.next.setdefault(token.casefold(), _Node())
        node.ends.append((group, where))
        self._needed.setdefault(anchor_of(phrase), []).append(frozenset(forms_in(phrase)))

    def find_in(self, line: str) -> list[Match]:
        """Return every phrase found in ``line``; most lines hold no phrase's rarest word and are done with at once."""
        return self.find(tokens_of(line)) if self.may_hold(line) else []

    def may_hold(self, line: str) -> bool:
        """Whether ``line`` has all the words of some phrase, in whatever order."""
        forms, needed = forms_of(line), self._needed
        if needed.keys().isdisjoint(forms) and "" not in needed:
            return False
        known = {"", *forms}
        return any(words <= known for form in known if form in needed for words in needed[form])

    def find(self, tokens: list[Token], *, anywhere: bool = True) -> list[Match]:
        """Return every phrase found among ``tokens``; with ``anywhere`` False only those at the line's start."""
        found = []
        first = self._root.next
        open_start = "#" in first or "*" in first
        starts = range(len(tokens)) if anywhere else range(min(1, len(tokens)))
        for start in starts:
            if not open_start and tokens[start].form not in first:
                continue
            for end, group, where in self._walk(self._root, tokens, start):
                if where == "whole" and (start != 0 or end != len(tokens)):
                    continue
                if where == "start" and start != 0:
                    continue
                found.append(Match(group.kind, group.weight, where, group.language, start, end))
        return found

    def _walk(self, node: _Node, tokens: list[Token], at: int) -> Iterator[tuple[int, PhraseGroup, Where]]:
        for group, where in node.ends:
            yield at, group, where
        if at >= len(tokens):
            return
        form = tokens[at].form
        following = node.next.get(form)
        if following is not None:
            yield from self._walk(following, tokens, at + 1)
        number = node.next.get("#")
        if number is not None and form[0].isdigit():
            yield from self._walk(number, tokens, at + 1)
        gap = node.next.get("*")
        if gap is not None:
            for width in range(1, min(MAX_GAP, len(tokens) - at) + 1):
                yield from self._walk(gap, tokens, at + width)


def words_matched(line: str, tokens: list[Token], match: Match) -> str:
    """Return the words of ``line`` that ``match`` covers, as they are printed."""
    if match.end <= match.start:
        return ""
    return line[tokens[match.start].start : tokens[match.end - 1].end]
