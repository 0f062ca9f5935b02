"""Tokens: a text cut into words and marks once, with what every later stage asks about them.

Decides what a word is, which quotation and which sentence it stands in. Refuses to know what any of them means.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import accumulate

import msgspec

from onrecord.lexicon import load
from onrecord.text.quotemarks import Quotation, find_quotations
from onrecord.text.segment import Abbreviations, Range, paragraphs, sentences

_LONGEST_SENTENCE = 700
_LONGEST_NICKNAME = 24
# "Ann “Annie” Lee": capitals before, in and behind.
_NICKNAME = re.compile(r"\w\s[\"“‘'«„`]+[A-Z][\w.-]*(?:\s[A-Z][\w.-]*)?[\"”’'»“]+\s[A-Z]")
_WORD_CHARS = r"\w\u00ad\u0300-\u036f"


class Analysis(msgspec.Struct, frozen=True):
    """A text with its paragraphs, sentences, quotations and tokens; all lists of tokens run in parallel.

    ``quoted`` gives for each token the index of the outermost quotation that it stands in, or -1; ``sentence_of`` and
    ``paragraph_of`` its sentence and paragraph. ``sentence_tokens`` are the (first, last + 1) tokens of each sentence.
    ``words_before`` counts the tokens before each that are words, ``quoted_before`` those of them that are quoted.
    """

    text: str
    paragraphs: tuple[Range, ...]
    quotations: tuple[Quotation, ...]
    nested: tuple[Quotation, ...]
    starts: list[int]
    ends: list[int]
    words: list[str]
    lower: list[str]
    quoted: list[int]
    sentence_of: list[int]
    sentences: list[Range]
    sentence_tokens: list[tuple[int, int]]
    sentence_paragraph: list[int]
    words_before: list[int]
    quoted_before: list[int]
    posts: tuple[Range, ...] = ()
    """The parts of embedded posts, where the text's source tells them."""

    def token_at(self, offset: int) -> int:
        """Return the first token that ends after ``offset``."""
        return bisect_right(self.ends, offset)

    def tokens_in(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens (first, last + 1) that lie at least partly in the range."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def span(self, first: int, last: int) -> str:
        """Return the text from token ``first`` to before token ``last``."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def paragraph_of(self, token: int) -> int:
        """Return the index of the paragraph of a token."""
        return self.sentence_paragraph[self.sentence_of[token]]


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"[{_WORD_CHARS}]*[^\W\d][{_WORD_CHARS}]*(?:[-‐‑][{_WORD_CHARS}]+|['’](?![sS]\b)[{_WORD_CHARS}]+)*"
        r"|[$€£¥]?\d+(?:[,.]\d+)*%?(?:[-‐‑]\w+)*"
        r"|['’][sS]\b"
        r"|--+|\.\.\.+|[@#]\w+|\w+|[^\w\s]"
    )


_DOTTED_CAPITALS = re.compile(r"(?:[A-Z]\.)*[A-Z]|[ap](?:\.m)?")


@cache
def _dotted() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that a full stop belongs to, always and where no sentence can end; as printed."""
    table = load("abbreviations", Abbreviations)

    def forms(entries: frozenset[str]) -> frozenset[str]:
        return entries | {w.capitalize() for w in entries} | {w.upper() for w in entries}

    return forms(table.before_name), forms(table.undecided)


def _cut(text: str) -> tuple[list[int], list[int], list[str]]:
    """Return starts, ends and texts of the tokens; the full stops of abbreviations belong to their words."""
    always, undecided = _dotted()
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for match in _pattern().finditer(text):
        word = match.group()
        start, end = match.span()
        if words and ends[-1] == start and (word == "." or words[-1][-1] == "."):
            last = words[-1]
            if word == "." and (
                last in always
                or _is_initial(text, last, end)
                or (last in undecided and _goes_on(text, end))
                or (last in ("A", "I") and len(words) > 1 and _is_middle(text, words[-2], end))
            ):
                ends[-1], words[-1] = end, last + word
                continue
            if (
                len(word) == 1
                and word.isalpha()
                and _DOTTED_CAPITALS.fullmatch(last + word)
                and text[end : end + 1] == "."
            ):
                ends[-1], words[-1] = end, last + word
                continue
        starts.append(start)
        ends.append(end)
        words.append(word)
    return starts, ends, words


def _is_initial(text: str, word: str, end: int) -> bool:
    """Return whether a full stop follows a single capital ("J. Smith", "U.S.") or stands in "a.m."."""
    if not (len(word) == 1 or word[-2] == ".") or not _DOTTED_CAPITALS.fullmatch(word):
        return False
    return word not in ("I", "A", "a", "p") or text[end : end + 1].isalpha()


def _is_middle(text: str, before: str, end: int) -> bool:
    """Return whether a small word with a full stop is a middle initial: "Ann A. Lee", not "Plan A. It"."""
    follows = _NEXT_WORD.match(text, end)
    if not (before[0].isupper() and follows) or follows[1][0].islower():
        return False
    return follows[1].lower() not in load("abbreviations", Abbreviations).starters


_NEXT_WORD = re.compile(r"[ \u00a0](\w+)")


def _goes_on(text: str, end: int) -> bool:
    follows = text[end : end + 2]
    return follows[:1] == "," or (follows[:1].isspace() and follows[1:].islower())


def analyse(text: str, posts: tuple[Range, ...] = ()) -> Analysis:
    """Return ``text`` with its parts found once. ``posts`` are the paragraphs known to belong to embedded posts."""
    parts = paragraphs(text)
    every = find_quotations(text, parts)
    outer = tuple(q for q in every if _is_quotation(text, q, parts))
    bounds = [(q.start, q.end) for q in outer]
    found: list[Range] = []
    owners: list[int] = []
    at = 0
    for index, paragraph in enumerate(parts):
        while at < len(bounds) and bounds[at][1] <= paragraph.start:
            at += 1
        end = at
        while end < len(bounds) and bounds[end][0] < paragraph.end:
            end += 1
        for sentence in sentences(text, paragraph, bounds[at:end]):
            found.append(sentence)
            owners.append(index)
        at = end
    starts, ends, words = _cut(text)
    found, owners, bounds_of = _bounded(found, owners, starts, ends)
    quoted = _membership(starts, bounds, -1)
    spoken = [word[0].isalnum() for word in words]
    return Analysis(
        text=text,
        paragraphs=parts,
        quotations=outer,
        nested=tuple(q for q in every if q.depth > 0),
        starts=starts,
        ends=ends,
        words=words,
        lower=[w.lower().replace("’", "'") for w in words],
        quoted=quoted,
        sentence_of=_membership(starts, [(s.start, s.end) for s in found], 0),
        sentences=found,
        sentence_tokens=bounds_of,
        sentence_paragraph=owners,
        words_before=[0, *accumulate(spoken)],
        quoted_before=[0, *accumulate(q >= 0 and w for q, w in zip(quoted, spoken, strict=True))],
        posts=posts,
    )


def _bounded(
    found: list[Range], owners: list[int], starts: list[int], ends: list[int]
) -> tuple[list[Range], list[int], list[tuple[int, int]]]:
    """Return the sentences with their paragraphs and tokens, those cut that are too long to be sentences.

    What looks at one sentence may look at all of it for each cue, so this keeps the time linear.
    """
    sentences: list[Range] = []
    paragraphs_of: list[int] = []
    tokens: list[tuple[int, int]] = []
    for sentence, owner in zip(found, owners, strict=True):
        first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        for begin in range(first, max(last, first + 1), _LONGEST_SENTENCE):
            end = min(begin + _LONGEST_SENTENCE, last)
            if end > begin:
                sentences.append(Range(starts[begin], ends[end - 1]))
                paragraphs_of.append(owner)
                tokens.append((begin, end))
    return sentences, paragraphs_of, tokens


def _is_quotation(text: str, q: Quotation, parts: tuple[Range, ...]) -> bool:
    """Return whether a pair of marks quotes something: not a nested one, not an unclosed one, not a nickname.

    A quotation that the end of the text cuts off counts as one.
    """
    if q.depth or not (q.closed or q.continues or q.resumes or q.end >= parts[-1].end):
        return False
    return q.end - q.start > _LONGEST_NICKNAME or _NICKNAME.search(text, max(0, q.start - 2), q.end + 3) is None


def _membership(starts: list[int], bounds: list[tuple[int, int]], outside: int) -> list[int]:
    """Return for each start the index of the range that it lies in."""
    members = [outside] * len(starts)
    for index, (begin, end) in enumerate(bounds):
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        members[first:last] = [index] * (last - first)
    return members
