"""Fragments: the few words of somebody that two articles print in quotation marks.

Decides which fragments are told apart from names, and when two statements quote the same one. Refuses to compare what
stands around them (onrecord.ledger.utterance does).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from onrecord.ledger.candidate import Candidate, within
from onrecord.ledger.likeness import plain_words, quoted_parts, spoken_words, told
from onrecord.ledger.names import is_generic
from onrecord.ledger.whose import same_name, speak_for_one, speaks_of

FRAGMENT = 2
"""So many telling words in a row, none of them a name, that both articles print in quotation marks are his words to both."""
LONG_FRAGMENT = 3
"""So many are somebody's even where one article names who speaks for him."""
LONGEST_FRAGMENT = 60
"""What has more letters is a quotation, and is compared as one."""
DAYS_OF_PRINTING = 14
"""A fragment is printed again while it is talked of. Of the pairs of 750 campaign articles that quote one fragment of one
speaker, and that nothing else had joined, all 5 up to 14 days apart are one utterance, and 2 of 8 that are further apart."""


@lru_cache(maxsize=16384)
def fragments_of(content: str) -> frozenset[tuple[str, ...]]:
    """Return the telling words of each fragment that stands in quotation marks.

    >>> fragments_of("the pier was a “costly wart”, and Eastmere had “no other”")
    frozenset({('cost', 'wart')})
    """
    short = (part for part in quoted_parts(content) if len(part) <= LONGEST_FRAGMENT)
    found = ((told(spoken_words(part)), part) for part in short)
    return frozenset(words for words, part in found if len(words) >= FRAGMENT and plain_words(part).issuperset(words))


@lru_cache(maxsize=16384)
def _quoted(content: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the telling words of each part in quotation marks, in order, with the part."""
    return tuple((told(spoken_words(part)), part) for part in quoted_parts(content))


@lru_cache(maxsize=16384)
def _runs(content: str) -> frozenset[tuple[str, ...]]:
    """Return all runs of LONG_FRAGMENT telling words within quotation marks."""
    return frozenset(
        run for words, _ in _quoted(content) for run in zip(*(words[i:] for i in range(LONG_FRAGMENT)), strict=False)
    )


def same_fragment(one: Candidate, other: Candidate) -> bool:
    """Return whether two reports quote one fragment of one person, or a longer one of one body or of who speaks for it.

    Bodies have stock phrases: police of every town speak of a "person of interest", and the same ones do every week.
    """
    if one.kind == other.kind == "direct" or speaks_of(one, other):
        return False
    if not same_name(one, other):
        needed = LONG_FRAGMENT if speak_for_one(one, other) else None
    elif one.speaker_kind == "person":
        needed = FRAGMENT
    else:
        needed = None if is_generic(one.speaker_name or "") else LONG_FRAGMENT
    longest = max(map(len, fragments_of(one.content) & fragments_of(other.content)), default=0)
    return needed is not None and longest >= needed and within(one, other, DAYS_OF_PRINTING)


def quoted_whole(one: Candidate, other: Candidate) -> Iterator[frozenset[str]]:
    """Yield the telling words, names aside, of what one quotes and the other has within quotes as it is."""
    for short, long in ((one, other), (other, one)):
        for run, part in _quoted(short.content):
            plain = frozenset(run) if plain_words(part).issuperset(run) else plain_words(part).intersection(run)
            # Names do no harm beside enough other words.
            is_plain = len(plain) == len(set(run)) > 0 or len(plain) >= LONG_FRAGMENT
            if len(set(run)) < FRAGMENT:
                # A word alone that either of them writes with a capital may be a name.
                is_plain = is_plain and part == part.lower() and plain_words(long.content).issuperset(run)
            if is_plain and any(_has(words, run) for words, _ in _quoted(long.content)):
                yield plain


def quoted_by_both(one: Candidate, other: Candidate) -> Iterator[frozenset[str]]:
    """Yield what ``quoted_whole`` does, and runs of words without names that both quote within more."""
    yield from quoted_whole(one, other)
    for run in _runs(one.content) & _runs(other.content):
        # What one of the two writes without capitals is no name.
        if (plain_words(one.content) | plain_words(other.content)).issuperset(run):
            yield frozenset(run)


def quoted_in_a_row(one: Candidate, other: Candidate, least: int) -> bool:
    """Return whether so many words that one quotes stand in a quotation of the other, and tell something."""
    for short, long in ((one, other), (other, one)):
        theirs = [spoken_words(part) for part in quoted_parts(long.content)]
        for part in quoted_parts(short.content):
            words = spoken_words(part)
            if len(words) >= least and plain_words(part) and any(_has(t, words) for t in theirs):
                return True
    return False


def _has(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(words)} "
