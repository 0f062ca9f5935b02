"""Words: the stretches of a text between spaces, each as word pieces.

Decides that a stretch of text between spaces is cut into pieces the same way wherever it stands, so that each is cut once
and remembered: most words of a text were met before. Refuses to know what a piece is used for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tokenizers import Tokenizer

    Array = np.ndarray[Any, np.dtype[Any]]

# Letter case of the word that a piece belongs to; an uncased vocabulary loses it.
CASES = ("none", "number", "lower", "title", "upper", "initial", "mixed")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRETCH = re.compile(r"\S{1,512}")
"""A longer stretch without a space is no word; parts of it keep the memory small."""
REMEMBERED = 40_000
TOGETHER = 400
# What is kept of each piece: its number in the vocabulary, where it starts and ends in its stretch, whether it begins a
# word, and its word's case.
_COLUMNS = 5


@dataclass(slots=True)
class Cut:
    """The pieces of a text, as parallel arrays; ``case`` is the letter case of each piece's word."""

    ids: Array
    starts: Array
    ends: Array
    new_word: Array
    case: Array


class Cutter:
    """Cuts texts with one tokenizer. Remembers the stretches it has cut as rows of one table."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._forget()

    def _forget(self) -> None:
        self._number: dict[str, int] = {}
        self._first = [0]
        self._bounds = np.zeros(1, dtype=np.int64)
        self._table = np.zeros((_COLUMNS, 0), dtype=np.int64)

    def cut(self, text: str) -> Cut:
        """Return ``text`` as pieces. The result does not depend on what was cut before. Takes linear time."""
        spans = [m.span() for m in _STRETCH.finditer(text)]
        stretches = [text[a:b] for a, b in spans]
        if len(self._number) > REMEMBERED:
            self._forget()
        self._learn([s for s in dict.fromkeys(stretches) if s not in self._number])
        number = self._number
        which = np.array([number[s] for s in stretches], dtype=np.int64)
        first, counts = self._bounds[which], self._bounds[which + 1] - self._bounds[which]
        before = np.cumsum(counts) - counts
        rows = self._table[:, np.repeat(first - before, counts) + np.arange(int(counts.sum()))]
        moved = np.repeat(np.array([a for a, _ in spans], dtype=np.int64), counts)
        return Cut(rows[0], rows[1] + moved, rows[2] + moved, rows[3].astype(bool), rows[4])

    def _learn(self, stretches: list[str]) -> None:
        """Cut ``stretches`` and remember them."""
        if not stretches:
            return
        rows: list[tuple[int, int, int, bool, int]] = []
        for at in range(0, len(stretches), TOGETHER):
            for stretch, pieces in self._pieces(stretches[at : at + TOGETHER]):
                self._number[stretch] = len(self._number)
                rows.extend(pieces)
                self._first.append(self._first[-1] + len(pieces))
        fresh = np.array(rows, dtype=np.int64).reshape(-1, _COLUMNS).T
        self._table = np.concatenate((self._table, fresh), axis=1)
        self._bounds = np.array(self._first, dtype=np.int64)

    def _pieces(self, stretches: list[str]) -> Iterator[tuple[str, list[tuple[int, int, int, bool, int]]]]:
        plain = _SURROGATE.sub("\ufffd", "\n".join(stretches))
        encoding = self._tokenizer.encode(plain, add_special_tokens=False)
        given = zip(encoding.ids, encoding.offsets, encoding.word_ids, strict=True)
        found = [(number, span, word) for number, span, word in given if span[1] > span[0]]
        at = base = 0
        for stretch in stretches:
            limit = base + len(stretch)
            pieces: list[tuple[int, int, int, bool, int]] = []
            while at < len(found) and found[at][1][0] < limit:
                end = at + 1
                while end < len(found) and found[end][1][0] < limit and found[end][2] == found[at][2]:
                    end += 1
                case = _case(plain[found[at][1][0] : found[end - 1][1][1]])
                pieces.extend(
                    (number, span[0] - base, span[1] - base, k == 0, case)
                    for k, (number, span, _) in enumerate(found[at:end])
                )
                at = end
            yield stretch, pieces
            base = limit + 1


_NUMBER, _LOWER, _TITLE = CASES.index("number"), CASES.index("lower"), CASES.index("title")


def _case(word: str) -> int:
    # Most words by far are these.
    if word.isalpha():
        if word.islower():
            return _LOWER
        if word[0].isupper() and word[1:].islower():
            return _TITLE
    elif any(c.isdigit() for c in word):
        return _NUMBER
    upper = sum(c.isupper() for c in word)
    lower = sum(c.islower() for c in word)
    if not upper:
        name = "lower" if lower else "none"
    elif not lower:
        name = "upper" if upper > 1 else "initial"
    else:
        name = "title" if upper == 1 and word[0].isupper() else "mixed"
    return CASES.index(name)
