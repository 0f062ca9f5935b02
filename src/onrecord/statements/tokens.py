"""Tokens: a text cut into words and marks once, with what every later stage asks about them.

Decides what a word is, which quotation and which sentence it stands in. Refuses to know what any of them means.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

import msgspec

from onrecord.lexicon import load
from onrecord.text.quotemarks import Quotation, find_quotations
from onrecord.text.segment import Abbreviations, Range, paragraphs, sentences

_LONGEST_NICKNAME = 24
# "Ann “Annie” Lee": capitals before, in and behind.
_NICKNAME = re.compile(r"\w\s[\"“‘'«„`]+[A-Z][\w.-]*(?:\s[A-Z][\w.-]*)?[\"”’'»“]+\s[A-Z]")
_WORD_CHARS = r"\w\u00ad\u0300-\u036f"


class Analysis(msgspec.Struct, frozen=True):
    """A text with its paragraphs, sentences, quotations and tokens; all lists of tokens run in parallel.

    ``quoted`` gives for each token the index of the outermost quotation that it stands in, or -1; ``sentence_of`` and
    ``paragraph_of`` its sentence and paragraph. ``sentence_tokens`` are the (first, last + 1) tokens of each sentence.
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
    dotted = sorted(load("abbreviations", Abbreviations).before_name, key=len, reverse=True)
    return re.compile(
        r"https?://\S+"
        r"|(?:[A-Z]\.){2,8}"
        rf"|(?i:\b(?:{'|'.join(re.escape(w) for w in dotted)})\.)"
        r"|[A-Z]\.(?=\s?[A-Z])|\b[ap]\.m\."
        r"|\b(?i:jr|sr|inc|corp|co|ltd|u\.s)\.(?=\s[^\sA-Z]|,)"
        r"|[$€£¥]?\d[\d,.]*\d%?|[$€£¥]?\d%?(?!\w)"
        rf"|[{_WORD_CHARS}]+(?:[-‐‑][{_WORD_CHARS}]+|['’](?![sS]\b)[{_WORD_CHARS}]+)*"
        r"|['’][sS]\b"
        r"|[@#]\w+"
        r"|--+|\.\.\.+|[^\w\s]"
    )


def analyse(text: str) -> Analysis:
    """Return ``text`` with its parts found once."""
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
    starts, ends, words = [], [], []
    for match in _pattern().finditer(text):
        starts.append(match.start())
        ends.append(match.end())
        words.append(match.group())
    return Analysis(
        text=text,
        paragraphs=parts,
        quotations=outer,
        nested=tuple(q for q in every if q.depth > 0),
        starts=starts,
        ends=ends,
        words=words,
        lower=[w.lower().replace("’", "'") for w in words],
        quoted=_membership(starts, bounds, -1),
        sentence_of=_membership(starts, [(s.start, s.end) for s in found], 0),
        sentences=found,
        sentence_tokens=[(bisect_left(starts, s.start), bisect_left(starts, s.end)) for s in found],
        sentence_paragraph=owners,
    )


def _is_quotation(text: str, q: Quotation, parts: tuple[Range, ...]) -> bool:
    """Return whether a pair of marks quotes something: not a nested one, not an unclosed one, not a nickname.

    A quotation that the end of the text cuts off counts as one.
    """
    if q.depth or not (q.closed or q.continues or q.resumes or q.end >= parts[-1].end):
        return False
    return q.end - q.start > _LONGEST_NICKNAME or _NICKNAME.search(text, max(0, q.start - 2), q.end + 3) is None


def _membership(starts: list[int], bounds: list[tuple[int, int]], outside: int) -> list[int]:
    """Return for each start the index of the range that it lies in."""
    members = []
    at = 0
    for start in starts:
        while at < len(bounds) and bounds[at][1] <= start:
            at += 1
        members.append(at if at < len(bounds) and bounds[at][0] <= start else outside)
    return members
