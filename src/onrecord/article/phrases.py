"""Phrases: finds the set phrases of the lexicon (gates, share lines, forms, …) in a line of a page.

Decides how words are compared: letter case, punctuation and spacing do not matter, ``#`` stands for a number and ``*``
for one to three words. Refuses to know what a phrase means for the line; its finder does.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal

import msgspec

from onrecord.lexicon import Table
from onrecord.native import Needs, compiled
from onrecord.text.words import Characters

Where = Literal["whole", "start", "within"]
MAX_GAP = 3
"""How many words ``*`` may stand for at most."""


# Scripts written without spaces have no word borders to go by: each of their characters is a token of its own.
_UNSPACED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ONE = re.compile(rf"[{_UNSPACED}]")
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


def _form_of(character: str) -> str:
    if _ONE.match(character):
        return f" {character.casefold()} "
    return character.casefold() if _TOKEN.match(character) else " "


_FORMS = Characters(_form_of)
_ASCII_FORMS = bytes(ord(_FORMS[code]) if code < 128 else 32 for code in range(256))
"""The same for texts of ASCII alone, which are three times as quickly taken apart as bytes."""


def forms_in(text: str) -> list[str]:
    """Return the words of ``text`` in comparable form, without their places."""
    if text.isascii():
        return text.encode().translate(_ASCII_FORMS).decode().split()
    return text.translate(_FORMS).split()


@lru_cache(maxsize=1024)
def forms_of(line: str) -> tuple[str, ...]:
    """Return what ``forms_in`` does; the lines of one page are kept, as several finders look at each."""
    return tuple(forms_in(line))


def count_words(line: str, most: int = sys.maxsize) -> int:
    """Return how many words ``line`` has, up to ``most``; characters of unspaced scripts count as one each."""
    return min(len(forms_in(line)), most) if compiled is None else _needs()[0].count_words(line, most)


def shared(text: str, others: tuple[str, ...], size: int) -> tuple[int, int]:
    """Return how many words ``text`` has, and how many of its sequences of ``size`` words stand in the ``others``, too."""
    return _needs()[0].shared(text, others, size) if compiled is not None else shared_in_python(text, others, size)


def shared_in_python(text: str, others: tuple[str, ...], size: int) -> tuple[int, int]:
    """The same: the reference for the compiled twin (``native/sequences.c``)."""
    words, other_words = forms_in(text), forms_in(" ".join(others))
    own, other = (zip(*(each[i:] for i in range(size)), strict=False) for each in (words, other_words))
    return len(words), sum(map(set(other).__contains__, own))


def anchor_of(phrase: str) -> str:
    """Return the longest word of ``phrase`` in comparable form, its rarest as a rule; no line without it can hold it."""
    return max(_TOKEN.findall(phrase), key=len, default="").casefold()


class _Node:
    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.ends: list[tuple[PhraseGroup, Where]] = []


class _Needed:
    """What the phrases need that have one rarest word: the bits of their indexes, by what else they need."""

    __slots__ = ("alone", "more")

    def __init__(self) -> None:
        self.alone = 0
        self.more: dict[str, dict[frozenset[str], int]] = {}


_NEEDED: dict[str, _Needed] = {}
"""Of every phrase of every index, by its rarest word, and by the rarest of the others: all its words."""
_BITS = itertools.count()
_ROOTS: list[_Node] = []
"""Of every index."""
_Ends = list[tuple[PhraseGroup, Where]]
"""What ends in the nodes, by the number under which the compiled twin knows it."""
_WHERES: tuple[Where, ...] = ("within", "start", "whole")
_NUMBER = "#"


def _bit_of(phrases: Iterable[str]) -> int:
    """Note what ``phrases`` need, and return the bit that ``held`` sets for a line that has all the words of one."""
    bit = 1 << next(_BITS)
    for phrase in phrases:
        rarest = anchor_of(phrase) or _NUMBER
        words = frozenset(forms_in(phrase)) - {rarest}
        needed = _NEEDED.setdefault(rarest, _Needed())
        if words:
            same = needed.more.setdefault(max(sorted(words), key=len), {})
            same[words] = same.get(words, 0) | bit
        else:
            needed.alone |= bit
    held_in_python.cache_clear()
    _needs.cache_clear()
    _of_weight.cache_clear()
    return bit


@cache
def _needs() -> tuple[Needs, _Ends]:
    """The same needs for the compiled twin (``native/needs.c``): words, and for each phrase its lists and its words."""
    assert compiled is not None
    numbers: dict[str, int] = {}
    phrases: list[tuple[int, ...]] = []
    for rarest, needed in _NEEDED.items():
        if rarest == _NUMBER:
            continue
        first = numbers.setdefault(rarest, len(numbers))
        if needed.alone:
            phrases.append((needed.alone, first))
        for second, same in needed.more.items():
            for words, held in same.items():
                others = (second, *sorted(words - {second}))
                phrases.append((held, first, *(numbers.setdefault(word, len(numbers)) for word in others)))
    of_numbers = _NEEDED[_NUMBER].alone if _NUMBER in _NEEDED else 0
    places, ends = _places(numbers)
    return compiled.Needs(tuple(numbers), phrases, of_numbers, _form_of, places), ends


@cache
def _of_weight(weight: str) -> bytes:
    """For each phrase that the compiled twin knows, 1 where it has this weight."""
    return bytes(group.weight == weight for group, _ in _needs()[1])


_Place = tuple[list[tuple[int, int]], int, int, list[tuple[int, int]]]
"""Of a node: where its words lead, where a number and a gap lead (-1: nowhere), which phrases end there."""


def _places(numbers: dict[str, int]) -> tuple[list[_Place], _Ends]:
    """All nodes of all indexes, the roots first, for the compiled twin (``native/phrases.c``); new words get numbers."""
    nodes, places = list(_ROOTS), list[_Place]()
    all_ends: _Ends = []
    for node in nodes:  # It grows while it is gone through.
        leads = {}
        for word, following in node.next.items():
            leads[word] = len(nodes)
            nodes.append(following)
        edges = [(numbers.setdefault(word, len(numbers)), to) for word, to in leads.items() if word not in ("#", "*")]
        ends = [(len(all_ends) + i, _WHERES.index(where)) for i, (_, where) in enumerate(node.ends)]
        all_ends += node.ends
        places.append((edges, leads.get("#", -1), leads.get("*", -1), ends))
    return places, all_ends


def held(line: str) -> int:
    """Return which indexes hold a phrase whose words ``line`` has, in whatever order: a bit each.

    One look serves them all.
    """
    return held_in_python(line) if compiled is None else _needs()[0].held(line)


@lru_cache(maxsize=2048)
def held_in_python(line: str) -> int:
    """The same: the reference for the compiled twin."""
    forms = forms_in(line)
    rarest = _NEEDED.keys() & forms
    bits = 0
    if rarest:
        known = set(forms)
        for form in rarest:
            needed = _NEEDED[form]
            bits |= needed.alone
            for second in needed.more.keys() & known:
                for words, held in needed.more[second].items():
                    if words <= known:
                        bits |= held
    # A phrase without any word opens a line, with a number.
    if forms and _NUMBER in _NEEDED and forms[0][0].isdigit():
        bits |= _NEEDED[_NUMBER].alone
    return bits


def compiled_needs() -> Needs:
    """Return the compiled twin of what all phrases need, where there is one."""
    return _needs()[0]


class Held:
    """What can be told of lines by the words that some phrases need."""

    bit: int
    """Which of the bits that ``held`` returns is that of these phrases."""

    def may_hold(self, line: str) -> bool:
        """Whether ``line`` has all the words of some phrase, in whatever order."""
        return bool(held(line) & self.bit)


def lines_for(lists: Sequence[Held], lines: tuple[str, ...]) -> list[list[int]]:
    """Return for each of ``lists`` the numbers of the ``lines`` that may hold one of its phrases.

    One look at each line serves all lists: on most pages few lines are left, and the finders need not go through the rest.
    """
    bits = tuple(each.bit for each in lists)
    if compiled is not None:
        return _needs()[0].lines_for(bits, lines)
    all_held = [held_in_python(line) for line in lines]
    return [[i for i, held in enumerate(all_held) if held & bit] for bit in bits]


class Anchors(Held):
    """The words of some openings: most lines do not hold all words of any, and need not be searched for the openings."""

    def __init__(self, openings: Iterable[str]) -> None:
        self.bit = _bit_of(openings)


class PhraseIndex(Held):
    """All phrases of one or more tables, in one tree of words, so that a line is searched once for all of them."""

    def __init__(self, groups: Iterable[PhraseGroup]) -> None:
        self._root = _Node()
        phrases: list[str] = []
        for group in groups:
            for where in ("whole", "start", "within"):
                for phrase in getattr(group, where):
                    self._add(phrase, group, where)
                    phrases.append(phrase)
        self.number = len(_ROOTS)
        """Under which the compiled twin knows the list."""
        _ROOTS.append(self._root)
        self.bit = _bit_of(phrases)

    def _add(self, phrase: str, group: PhraseGroup, where: Where) -> None:
        node = self._root
        for token in _PATTERN_TOKEN.findall(phrase):
            node = node.next.setdefault(token.casefold(), _Node())
        node.ends.append((group, where))

    def find_in(self, line: str) -> list[Match]:
        """Return every phrase found in ``line``; most lines hold no phrase's rarest word and are done with at once."""
        if compiled is None:
            return self.find(forms_of(line)) if self.may_hold(line) else []
        needs, ends = _needs()
        found = []
        for number, start, end in needs.find(line, self.number, self.bit):
            group, where = ends[number]
            found.append(Match(group.kind, group.weight, where, group.language, start, end))
        return found

    def covering(self, lines: list[str], longest: int, share: float, weight: str) -> list[tuple[int, str]]:
        """Return the numbers of the ``lines`` that are hardly more than phrases, each with the kind of its best phrase.

        What that means is said by ``kinds.Words``, the twin in Python. Only lines of ``longest`` characters at most are
        looked at; phrases of one ``weight`` come before others of the same length.
        """
        needs, ends = _needs()
        found = needs.covering(lines, longest, (self.number, self.bit), share, _of_weight(weight))
        return [(i, ends[number][0].kind) for i, number in found]

    def find(self, forms: Sequence[str], *, anywhere: bool = True) -> list[Match]:
        """Return every phrase found among the words ``forms``; with ``anywhere`` False only those at the line's start."""
        found: list[Match] = []
        first, count = self._root.next, len(forms)
        numbers, gaps = "#" in first, "*" in first
        ends: list[tuple[int, PhraseGroup, Where]] = []
        reach = count if anywhere else min(1, count)
        starts = [i for i in range(reach) if forms[i] in first or gaps or (numbers and forms[i][0].isdigit())]
        for start in starts:
            ends.clear()
            _walk(self._root, forms, start, ends)
            for end, group, where in ends:
                if where == "within" or (start == 0 and (where == "start" or end == count)):
                    found.append(Match(group.kind, group.weight, where, group.language, start, end))
        return found


def _walk(node: _Node, forms: Sequence[str], at: int, ends: list[tuple[int, PhraseGroup, Where]]) -> None:
    """Add where the phrases end that go on from ``node`` with the word ``at``."""
    for group, where in node.ends:
        ends.append((at, group, where))
    following = node.next
    if at >= len(forms) or not following:
        return
    form = forms[at]
    if form in following:
        _walk(following[form], forms, at + 1, ends)
    if "#" in following and form[0].isdigit():
        _walk(following["#"], forms, at + 1, ends)
    if "*" in following:
        gap = following["*"]
        for width in range(1, min(MAX_GAP, len(forms) - at) + 1):
            _walk(gap, forms, at + width, ends)


def words_matched(line: str, tokens: list[Token], match: Match) -> str:
    """Return the words of ``line`` that ``match`` covers, as they are printed."""
    if match.end <= match.start:
        return ""
    return line[tokens[match.start].start : tokens[match.end - 1].end]
