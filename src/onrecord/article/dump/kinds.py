"""Kinds: which kind of debris a line of a dump is, by the set phrases of the lexicon and by its shape.

Decides the kind of a line that is known not to be article text, and how strongly its words say that it is none.
Refuses to know the line's neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from onrecord.article.phrases import Match, PhraseIndex, PhraseTable, Token, count_words, tokens_of
from onrecord.lexicon import load
from onrecord.native import compiled
from onrecord.records import SetAsideKind

SET_ASIDE_KINDS: dict[str, SetAsideKind] = {
    "share": "share",
    "newsletter": "newsletter",
    "comment-form": "comment-form",
    "related": "related",
    "navigation": "navigation",
    "advert": "advert",
    "legal": "legal",
    "byline": "byline",
    "date": "date",
    "caption": "caption",
    "author-note": "author-note",
    "correction": "correction",
    "subscription": "gate",
    "login": "gate",
    "javascript": "gate",
    "access-check": "gate",
    "cookie-wall": "gate",
    "retrieval-error": "error",
    "error-page": "error",
    "pagination": "navigation",
}
COVERED = 0.6
"""A line is hardly more than set phrases if they make up this share of its words."""
FIELD_WORDS = 4
"""So short a line that ends with an asterisk is a required field of a form."""
_IMAGE_FILE = re.compile(r"[\w%()+.,' -]{1,200}\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
_ONLY_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)


class Words:
    """A line as phrases see it: every set phrase in it, and its words, which are told apart when they are asked for."""

    __slots__ = ("_tokens", "matches", "text")

    def __init__(self, text: str, matches: Sequence[Match]) -> None:
        self.text = text
        self.matches = matches
        self._tokens: list[Token] | None = None

    @property
    def tokens(self) -> list[Token]:
        """The words of the line, and where each stands."""
        if self._tokens is None:
            self._tokens = tokens_of(self.text)
        return self._tokens

    @property
    def best(self) -> Match | None:
        """The phrase that covers most of the line, the strictest form first."""
        return max(self.matches, key=_strictness, default=None)

    @property
    def covered(self) -> float:
        """The share of the line's words that stand in set phrases."""
        seen = {i for m in self.matches for i in range(m.start, m.end)}
        return len(seen) / max(1, count_words(self.text))

    @property
    def are_phrases(self) -> bool:
        """Whether the line is hardly more than set phrases."""
        best = self.best
        return best is not None and (best.where == "whole" or (best.end - best.start > 1 and self.covered >= COVERED))


_GATE = "gate"
_ORDER = {"whole": 2, "start": 1, "within": 0}


def _strictness(match: Match) -> tuple[int, bool, int]:
    """How much of a line a phrase covers, whether it is a gate's, and how strict its form is."""
    return match.end - match.start, match.weight == _GATE, _ORDER[match.where]


@cache
def phrase_index() -> PhraseIndex:
    """Return all debris and gate phrases in one index."""
    groups = load("debris", PhraseTable).group + load("gates", PhraseTable).group
    return PhraseIndex(groups)


def words_of(text: str) -> Words:
    """Return the words of ``text`` and the set phrases among them."""
    return Words(text, phrase_index().find_in(text))


@cache
def sure_index() -> PhraseIndex:
    """Return the phrases of which one is enough to tell what a text is."""
    return PhraseIndex(group for group in load("debris", PhraseTable).group if group.weight == "sure")


def kind_by_phrases(text: str) -> SetAsideKind | None:
    """Return the kind of a line that is hardly more than set phrases."""
    words = words_of(text)
    best = words.best
    return SET_ASIDE_KINDS[best.kind] if best is not None and words.are_phrases else None


def kinds_by_phrases(lines: list[str], longest: int) -> dict[int, SetAsideKind]:
    """Return the kinds of those of the ``lines``, none longer than ``longest``, that are hardly more than set phrases."""
    if compiled is None:
        return kinds_by_phrases_in_python(lines, longest)
    found = phrase_index().covering(lines, longest, COVERED, _GATE)
    return {i: SET_ASIDE_KINDS[kind] for i, kind in found}


def kinds_by_phrases_in_python(lines: list[str], longest: int) -> dict[int, SetAsideKind]:
    """Return the same: the reference for the compiled twin."""
    kinds = {i: kind_by_phrases(line) for i, line in enumerate(lines) if len(line) <= longest}
    return {i: kind for i, kind in kinds.items() if kind is not None}


def kind_of(text: str, words: Words, *, is_listed: bool) -> SetAsideKind:
    """Return the kind of a line that is not article text; ``is_listed`` tells that it stands in a run of list items."""
    if _IMAGE_FILE.fullmatch(text):
        return "image"
    if _ONLY_ADDRESS.fullmatch(text):
        return "related"
    if text.endswith("*") and len(words.tokens) <= FIELD_WORDS:
        return "comment-form"
    gates = [m for m in words.matches if m.weight == "gate"]
    best = max(gates, key=lambda m: m.end - m.start) if gates else words.best
    if best is not None and (best.where != "start" or best.end - best.start > 1 or len(words.tokens) <= 14):
        return SET_ASIDE_KINDS[best.kind]
    if "©" in text:
        return "legal"
    return "navigation" if is_listed or len(words.tokens) <= 4 else "other"
