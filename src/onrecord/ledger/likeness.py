"""Likeness: whether two wordings report the same utterance, and in what they differ.

Decides how two wordings are laid side by side, and what counts as the same words. Refuses to know who spoke and when, and
where the wordings come from (onrecord.ledger.sayings does).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, Literal

from onrecord import lexicon
from onrecord.ledger.fold import words
from onrecord.records import Record

Relation = Literal["identical", "cut", "changed", "reported"]
Flag = Literal["negation", "number"]
MAX_WORDS = 400
"""Of a longer statement only so many words are laid side by side, so that a hostile page costs no more than a long one."""

_BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]|\((?:expletive|sic)[^()]{0,40}\)", re.IGNORECASE)
_MASKED = re.compile(r"\b\w?[\w]*[-*_]{2,}\w*")
_PLAIN = re.compile(
    r"(?:(?:^|[.!?…:][\s\W]+|[“\"‘'(])(?P<first>))?\b(?P<word>(?(first)[^\W_]|[^\W_A-Z])[^\W_]*(?:['’][^\W_]+)*)"
)
_NAMES_FIRST = re.compile(r"^[A-Z].*['’]s$")
"""A word at the beginning of a sentence is a name where something is its own: "Olm's plan"."""
_QUOTED = re.compile(r"“[^“”]+(?:”|$)|(?<!\w)\"[^\"]+(?:\"|$)|(?<!')''(?!')(?:[^']|'(?!'))+(?:''|$)|‘[^‘]+’(?!\w)")
_OPENING = frozenset('“"')
_INNER = re.compile(r"(?<=[\s(,:])[‘'](?=\w)(?:[^‘’'“”\"]|[’'](?=\w)){3,400}[’'](?!\w)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")
_OWNED = re.compile(r"([sS]['’])s\b")
_TEN = 10
_ELLIPSIS = re.compile(r"\.\s?\.\s?\.|…")


class Wording(lexicon.Table, frozen=True):
    """Words that turn or measure a statement, words that carry nothing on their own, and other forms of one word."""

    negations: frozenset[str]
    numbers: frozenset[str]
    function_words: frozenset[str]
    values: dict[str, int]
    irregular: dict[str, tuple[str, ...]]


class Change(Record, frozen=True):
    """One difference: the words of the first wording, and those that stand for them in the second (either may be empty)."""

    first: str
    second: str


class Likeness(Record, frozen=True):
    """How alike two wordings are.

    ``run`` is the longest run of words in common, ``cover`` the share of the shorter wording that the other has in the same
    order, ``meaning`` the share of its telling words that the other has at all, ``shared`` their number.
    """

    relation: Relation
    run: int
    cover: float
    meaning: float
    shared: int
    changes: tuple[Change, ...] = ()
    flags: tuple[Flag, ...] = ()


@cache
def wording() -> Wording:
    """Return the lexicon of wording."""
    return lexicon.load("wording", Wording)


@lru_cache(maxsize=16384)
def spoken_words(content: str) -> tuple[str, ...]:
    """Return the words of a statement as they were spoken: what an editor put in or masked is left out.

    >>> spoken_words("“We [the council] will … not sell f---ing berths”")
    ('we', 'will', 'not', 'sell', 'berths')
    """
    if "’s" in content or "'s" in content:
        # "Voss's" and "Voss'" are two ways of writing one word.
        content = _OWNED.sub(r"\1", content)
    return tuple(words(_MASKED.sub(" ", _ELLIPSIS.sub(" ", _BRACKETS.sub(" ", content))))[:MAX_WORDS])


@lru_cache(maxsize=16384)
def telling_words(content: str) -> frozenset[str]:
    """Return the stems of the words that carry the content of a statement.

    >>> sorted(telling_words("Twenty-four women won") & telling_words("24 of the women would win"))
    ['24', 'win', 'woman']
    """
    return frozenset(told(spoken_words(content)))


def told(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the stems of those of the folded words that carry something, in order."""
    little = wording().function_words | wording().negations
    return tuple(_stem(w) for w in _in_digits(tokens) if w not in little)


@lru_cache(maxsize=16384)
def plain_words(content: str) -> frozenset[str]:
    """Return those telling words that are not written as names: with a capital only where a sentence begins.

    >>> sorted(plain_words("Mayor Olm said that the Quay would close for repairs."))
    ['close', 'mayor', 'repair']
    """
    plain = " ".join(m["word"] for m in _PLAIN.finditer(content) if not _NAMES_FIRST.search(m["word"]))
    return telling_words(plain)


@lru_cache(maxsize=16384)
def quoted_parts(content: str) -> tuple[str, ...]:
    """Return what stands in quotation marks in a statement.

    >>> quoted_parts("He called the quay “a disgrace” and said, “close it”")
    ('“a disgrace”', '“close it”')
    """
    return tuple(_QUOTED.findall(content))


@lru_cache(maxsize=16384)
def own_part(content: str) -> str:
    """Return a quotation without what is quoted within it, and anything else as it is.

    >>> own_part("“Olm says her quay is ‘closed till May’ again”"), own_part("the “closed” quay")
    ('“Olm says her quay is   again”', 'the “closed” quay')
    """
    return _INNER.sub(" ", content) if content[:1] in _OPENING else content


def compare(first: str, second: str) -> Likeness:
    """Return how alike two wordings are and in what they differ, seen from the first."""
    one, other = spoken_words(first), spoken_words(second)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size]
    kept = [b for b in blocks if b.size > 1] or blocks
    matched = sum(b.size for b in kept)
    shorter = max(min(len(one), len(other)), 1)
    cover = matched / shorter
    shared = len(telling_words(first) & telling_words(second))
    least = max(min(len(telling_words(first)), len(telling_words(second))), 1)
    changes = _changes(matcher, one, other)
    inner = [change for is_inside, change in changes if is_inside]
    relation: Relation
    if one == other:
        relation = "identical"
    elif matched == shorter and not any(c.first and c.second for c in inner) and len(kept) <= _CUTS:
        relation = "cut"
    elif cover >= _ALIGNED:
        relation = "changed"
    else:
        relation = "reported"
    return Likeness(
        relation=relation,
        run=max((b.size for b in blocks), default=0),
        cover=cover,
        meaning=shared / least,
        shared=shared,
        changes=tuple(change for _, change in changes),
        flags=_flags(inner) if relation != "reported" else _flags_of_report(one, other) if 2 * shared >= least else (),
    )


_CUTS = 3
_ALIGNED = 0.5
"""Wordings that share half of the shorter one's words in order are laid side by side word by word."""


def _changes(matcher: SequenceMatcher[str], one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[bool, Change]]:
    """Return the differences, each with whether it lies between words in common (a cut at either end does not)."""
    codes = matcher.get_opcodes()
    equal = [i for i, code in enumerate(codes) if code[0] == "equal"]
    first, last = (equal[0], equal[-1]) if equal else (0, -1)
    return [
        (first < i < last, Change(first=" ".join(one[a:b]), second=" ".join(other[c:d])))
        for i, (what, a, b, c, d) in enumerate(codes)
        if what != "equal"
    ]


def _flags(changes: list[Change]) -> tuple[Flag, ...]:
    found: list[Flag] = []
    if any(_negates(c.first.split()) != _negates(c.second.split()) for c in changes):
        found.append("negation")
    numbers = [(_numbers(c.first.split()), _numbers(c.second.split())) for c in changes]
    if any(first and second and first != second for first, second in numbers):
        found.append("number")
    return tuple(found)


def _flags_of_report(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[Flag, ...]:
    found: list[Flag] = []
    if _negates(one) != _negates(other):
        found.append("negation")
    if _are_apart(_numbers(one), _numbers(other)):
        found.append("number")
    return tuple(found)


def numbers_differ(first: str, second: str) -> bool:
    """Return whether both wordings have numbers and neither has all those of the other.

    >>> numbers_differ("dozens of boats", "at least 14 boats"), numbers_differ("14 boats", "14 boats of 20")
    (True, False)
    """
    return _are_apart(_numbers_in(first), _numbers_in(second))


def has_number(text: str) -> bool:
    """Return whether a number stands in ``text``, in digits or in words."""
    return bool(_numbers_in(text))


@lru_cache(maxsize=16384)
def _numbers_in(content: str) -> frozenset[str]:
    return _numbers(spoken_words(content))


def shared_numbers(first: str, second: str) -> bool:
    """Return whether both wordings have a number of two digits or more, years aside, or the same number of millions.

    >>> shared_numbers("a loss of $916 million", "lost 916 crowns"), shared_numbers("5 boats in 2030", "in 2030, 5 boats")
    (True, False)
    """
    return not _long_numbers(first).isdisjoint(_long_numbers(second))


@lru_cache(maxsize=16384)
def _long_numbers(content: str) -> frozenset[str]:
    words = _in_digits(spoken_words(content))
    after = (*words[1:], "")
    return frozenset(
        f"{word} {scale}" if len(word) == 1 else word
        for word, scale in zip(words, after, strict=True)
        if word.isdigit() and not _YEAR.match(word) and (len(word) > 1 or scale in wording().numbers)
    )


def _are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)


def _negates(tokens: list[str] | tuple[str, ...]) -> bool:
    return any(token in wording().negations for token in tokens)


def _numbers(tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(t for t in _in_digits(tokens) if t in wording().numbers or any(c.isdigit() for c in t))


def _in_digits(tokens: Sequence[str]) -> Sequence[str]:
    """Return the folded words with number words in digits: "twenty", "four" is "24"."""
    values = wording().values
    if values.keys().isdisjoint(tokens):
        return tokens
    written: list[str] = []
    tens = 0
    for token in tokens:
        value = values.get(token, 0)
        if tens and 0 < value < _TEN:
            written[-1] = str(tens + value)
        else:
            written.append(str(value) if value else token)
        tens = value if value > _TEN and value % _TEN == 0 else 0
    return written


@cache
def _bases() -> dict[str, str]:
    return {form: base for base, forms in wording().irregular.items() for form in forms}


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(_bases().get(word, word)))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
