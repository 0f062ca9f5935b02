"""Words of the head: the vocabulary file ``heads`` as a typed table, and what is worked out from it once.

Decides how the file is read. Refuses to know what its words are used for.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from onrecord.lexicon import Table, load
from onrecord.text.words import first_word, words_in


class BylineWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words around the names of a byline."""

    openers: tuple[str, ...]
    author_openers: tuple[str, ...]
    labels: tuple[str, ...]
    colon_labels: tuple[str, ...]
    pictures: tuple[str, ...]
    conjunctions: tuple[str, ...]
    roles: tuple[str, ...]
    leading_roles: tuple[str, ...]
    nobody: tuple[str, ...]
    organisations: tuple[str, ...]


class DateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before dates: that of publication, that of a change, and others."""

    published: tuple[str, ...]
    changed: tuple[str, ...]
    unrelated: tuple[str, ...]


class HeadWords(Table, frozen=True):
    """The lexicon file ``heads``."""

    months: dict[str, list[list[str]]]
    zones: dict[str, str]
    bylines: BylineWords
    dates: DateWords


@cache
def head_words() -> HeadWords:
    """Return the vocabulary of heads. Raises LexiconError where its file is damaged."""
    return load("heads", HeadWords)


class GivenNames(Table, frozen=True):
    """The lexicon file ``given_names``: by language, names parted by white space."""

    names: dict[str, str]


class GenderedNames(Table, frozen=True):
    """The lexicon file ``firstnames``, of which only the names matter here."""

    male: str
    female: str


@cache
def given_names() -> frozenset[str]:
    """Every given name that is known, in lower case."""
    gendered = load("firstnames", GenderedNames)
    return frozenset(
        " ".join((gendered.male, gendered.female, *load("given_names", GivenNames).names.values())).split()
    )


@cache
def month_numbers() -> dict[str, int]:
    """Every month name of the vocabulary with its number; a name that means two months in two languages is left out."""
    numbers: dict[str, set[int]] = {}
    for months in head_words().months.values():
        for number, names in enumerate(months, 1):
            for name in names:
                numbers.setdefault(name, set()).add(number)
    return {name: min(found) for name, found in numbers.items() if len(found) == 1}


class Phrases:
    """Some phrases in small letters; most texts have the first word of none, and need not be searched for them."""

    def __init__(self, phrases: tuple[str, ...], before: str) -> None:
        self._pattern = re.compile(rf"{before}(?:{either(phrases)})(?!\w)")
        self._words = frozenset(map(first_word, phrases)) - {""}
        self._signs = tuple(phrase for phrase in phrases if not first_word(phrase))

    def stands_in(self, text: str) -> bool:
        """Return whether one of the phrases stands in ``text`` as whole words, behind what must stand before it."""
        lowered = text.lower()
        if self._words.isdisjoint(words_in(lowered)) and not any(sign in lowered for sign in self._signs):
            return False
        return self._pattern.search(lowered) is not None


def either(words: tuple[str, ...] | list[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
