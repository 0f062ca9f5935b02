"""Word pieces: a text as the numbers that the model reads, each with its place in the text.

Decides the input features: the piece, the letter case of its word, where it stands to quotation marks, what gap precedes
it, and its sentence and paragraph. The weights are trained on exactly these, so a change here asks for new weights
(raise ``FEATURES_VERSION``). Refuses to know the network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.models.words import CASES, Cutter

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

FEATURES_VERSION = 1

# Where a piece stands to double quotation marks.
QUOTES = ("outside", "inside", "opening mark", "closing mark")
# What stands between a piece and the one before it.
GAPS = ("nothing", "space", "line break", "paragraph break")
MAX_PLACE = 7
"""Paragraphs after the seventh share one place: only the head of an article is special."""
FEATURE_SIZES = (len(CASES), len(QUOTES), len(GAPS), MAX_PLACE + 1)

_MARK = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02\"]|''|``|\n\\s*")
_ONLY_OPEN = frozenset(("\u201c", "\u201e", "\u201f", "\u00ab", "``"))
_ONLY_CLOSE = frozenset(("\u201d", "\u00bb", "''"))
# After these a full stop seldom ends a sentence. Our own list.
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        "mr mrs ms dr prof sen rep gov gen lt col capt sgt maj st jr sr rev hon pres sec no vs inc corp co ltd u s d c p m a",
    )
)
_ENDERS = frozenset(".!?\u2026")
_CLOSERS = frozenset("\u201d\u2019\"')]\u00bb")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's word pieces, as parallel arrays: the ids and features, and the characters each piece covers."""

    ids: Array
    starts: Array
    ends: Array
    case: Array
    quote: Array
    gap: Array
    place: Array
    sentence: Array
    paragraph: Array
    new_word: Array

    def __len__(self) -> int:
        return int(self.ids.shape[0])

    def features(self) -> Array:
        """Return case, quotation state, gap and place of each piece as one number (see ``FEATURE_SIZES``)."""
        return ((self.case * len(QUOTES) + self.quote) * len(GAPS) + self.gap) * (MAX_PLACE + 1) + self.place


def cut(text: str, cutter: Cutter) -> Pieces:
    """Return ``text`` as word pieces with their features. Takes time linear in the text's length."""
    words = cutter.cut(text)
    starts, ends = words.starts, words.ends
    if not len(starts):
        empty = np.zeros(0, dtype=np.int64)
        return Pieces(empty, empty, empty, empty, empty, empty, empty, empty, empty, empty)
    gap = _gaps(text, starts, ends)
    quote = _quotes(text)[starts]
    paragraph = np.cumsum(gap >= 2) - 1
    sentence = np.cumsum(_sentence_starts(text, starts, ends, gap, words.case)) - 1
    place = np.minimum(paragraph, MAX_PLACE)
    return Pieces(words.ids, starts, ends, words.case, quote, gap, place, sentence, paragraph, words.new_word)


def _gaps(text: str, starts: Array, ends: Array) -> Array:
    """Return the gap class before each piece."""
    breaks = np.zeros(len(text) + 1, dtype=np.int64)
    at = [m.start() for m in re.finditer("\n", text)]
    breaks[np.array(at, dtype=np.int64) + 1] = 1
    breaks = np.cumsum(breaks)
    before = np.concatenate(([0], ends[:-1]))
    lines = breaks[starts] - breaks[before]
    gap = np.where(starts > before, 1, 0)
    gap[lines == 1] = 2
    gap[lines > 1] = 3
    gap[0] = 3
    return gap


def _quotes(text: str) -> Array:
    """Return the quotation class of each character.

    Straight marks toggle. A quotation left open at a paragraph's end goes on if the next one begins with a mark (the way
    long quotations are printed), else it ends there.
    """
    state = np.zeros(len(text) + 1, dtype=np.int64)
    opened = resumed = -1
    for match in _MARK.finditer(text):
        mark, at = match.group(), match.start()
        if mark[0] == "\n":
            if opened >= 0:
                follows = _MARK.match(text, match.end())
                if follows and follows.group()[0] != "\n":
                    resumed = match.end()
                else:
                    state[opened:at] = np.where(state[opened:at] == 0, 1, state[opened:at])
                    opened = -1
        elif at == resumed or (opened >= 0 and mark in _ONLY_OPEN):
            state[at : match.end()] = 2
        elif opened >= 0:
            state[opened:at] = np.where(state[opened:at] == 0, 1, state[opened:at])
            state[at : match.end()] = 3
            opened = -1
        elif mark in _ONLY_CLOSE:
            state[at : match.end()] = 3
        else:
            state[at : match.end()] = 2
            opened = match.end()
    if opened >= 0:
        state[opened:] = np.where(state[opened:] == 0, 1, state[opened:])
    return state


def _sentence_starts(text: str, starts: Array, ends: Array, gap: Array, case: Array) -> Array:
    """Return which pieces begin a sentence: after a break, or after closing punctuation before a capital or a mark."""
    begins: Array = gap >= 2
    for i in np.flatnonzero((gap == 1) & (case != CASES.index("lower"))):
        j = i - 1
        while j > 0 and gap[j] == 0 and text[starts[j]] in _CLOSERS:
            j -= 1
        if text[ends[j] - 1] not in _ENDERS:
            continue
        word = text[max(0, starts[j] - 5) : starts[j]].rpartition(" ")[2].lower()
        begins[i] = text[starts[j]] != "." or word.rpartition(".")[2] not in _ABBREVIATIONS
    return begins
