"""Decoding: from the network's scores to attributions in pieces.

Decides which anchors count, which sequence of tags is possible, and which of two attributions that claim the same cue
stands. Refuses to know the network and the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Range = tuple[int, int]

# The linker's tags, in the order of its scores.
TAGS = ("O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content")
CUE, SOURCE, CONTENT = 1, 3, 5
_IMPOSSIBLE = -1e4
SIGNS = ("anchor", "content", "borders of content", "source", "cue", "no source", "no cue")
"""What a confidence is reckoned from, in the order of ``Linked.signs``: log-odds, then two yes-or-no signs."""


@dataclass(frozen=True, slots=True)
class Linked:
    """One attribution in pieces, with what its confidence is reckoned from."""

    anchor: int
    cue: Range | None
    sources: tuple[Range, ...]
    contents: tuple[Range, ...]
    signs: tuple[float, ...]
    edge: bool = False


def _transitions() -> Array:
    """Return the scores of going from one tag to another: an I- tag only follows its own B- or I-."""
    table = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for inside in (CUE + 1, SOURCE + 1, CONTENT + 1):
        table[:, inside] = _IMPOSSIBLE
        table[inside - 1, inside] = table[inside, inside] = 0.0
    return table


_TRANSITIONS = _transitions()


def best_tags(scores: Array) -> Array:
    """Return the best possible tag sequence of each row of ``scores`` [A, n, tags]."""
    path: Array = scores.argmax(-1).astype(np.int8)
    before = np.concatenate((np.zeros_like(path[:, :1]), path[:, :-1]), axis=1)
    # Where the best tag of each piece by itself makes a possible sequence, no other sequence is better.
    wrong = (_TRANSITIONS[before, path] < 0).any(1)
    if wrong.any():
        path[wrong] = _viterbi(scores[wrong])
    return path


def _viterbi(scores: Array) -> Array:
    rows, length, count = scores.shape
    back = np.zeros((length, rows, count), dtype=np.int8)
    total = scores[:, 0] + _TRANSITIONS[0]
    for j in range(1, length):
        step = total[:, :, None] + _TRANSITIONS
        back[j] = step.argmax(1)
        total = step.max(1) + scores[:, j]
    path = np.zeros((rows, length), dtype=np.int8)
    path[:, -1] = total.argmax(1)
    row = np.arange(rows)
    for j in range(length - 1, 0, -1):
        path[:, j - 1] = back[j, row, path[:, j]]
    return path


def log_softmax(scores: Array) -> Array:
    """Return the logarithms of the probabilities that ``scores`` stand for, over the last axis."""
    top = scores.max(-1, keepdims=True)
    shifted = scores - top
    result: Array = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result


def runs(path: Array, begin: int) -> list[Range]:
    """Return the runs of one role in a tag sequence, as ranges."""
    starts = np.flatnonzero(path == begin)
    inside = path == begin + 1
    found = []
    for start in starts.tolist():
        end = start + 1
        while end < len(path) and inside[end]:
            end += 1
        found.append((start, end))
    return found


def read_rows(anchors: Array, first: Array, chances: Array, scores: Array, length: Array) -> list[Linked]:
    """Return the attribution that each anchor's tag scores spell out; those without content are left out.

    ``first`` [A] is the piece of each row's first column and ``length`` [A] how many columns are pieces; ``chances`` [A]
    are the anchors' own probabilities.
    """
    if not len(anchors):
        return []
    logs = log_softmax(scores)
    column = np.arange(scores.shape[1])
    beyond = column[None] >= length[:, None]
    logs = np.where(beyond[..., None], np.where(np.arange(len(TAGS)) == 0, 0.0, _IMPOSSIBLE), logs).astype(np.float32)
    paths = best_tags(logs)
    sure = np.exp(np.take_along_axis(logs, paths[..., None].astype(np.int64), -1)[..., 0])
    found = []
    for i, path in enumerate(paths):
        contents = runs(path, CONTENT)
        if not contents:
            continue
        at, base = int(anchors[i] - first[i]), int(first[i])
        cues = sorted(runs(path, CUE), key=lambda r: (not r[0] <= at < r[1], abs(r[0] - at)))
        sources = runs(path, SOURCE)
        signs = (
            odds(float(chances[i])),
            odds(_mean(sure[i], contents)),
            odds(_edges(sure[i], contents)),
            odds(_mean(sure[i], sources)) if sources else 0.0,
            odds(_mean(sure[i], cues[:1])) if cues else 0.0,
            float(not sources),
            float(not cues),
        )
        ends = (path[0] != 0 and base > 0) or path[int(length[i]) - 1] != 0
        found.append(
            Linked(
                anchor=int(anchors[i]),
                cue=_moved(cues[0], base) if cues else None,
                sources=tuple(_moved(r, base) for r in sources),
                contents=tuple(_moved(r, base) for r in contents),
                signs=signs,
                edge=bool(ends),
            )
        )
    return found


def _moved(r: Range, base: int) -> Range:
    return r[0] + base, r[1] + base


def odds(chance: float) -> float:
    """Return the logarithm of the odds of ``chance``, drawn in at both ends so that it stays finite."""
    return float(np.log((chance + 0.01) / (1.01 - chance)))


def _mean(sure: Array, ranges: list[Range]) -> float:
    """Return the mean probability over ``ranges``."""
    return float(np.concatenate([sure[a:b] for a, b in ranges]).mean())


def _edges(sure: Array, ranges: list[Range]) -> float:
    """Return the least probability at the borders of ``ranges``, the piece after each included."""
    places = [p for a, b in ranges for p in (a, b - 1, min(b, len(sure) - 1))]
    return float(sure[places].min())


def settle(found: list[Linked]) -> list[Linked]:
    """Return ``found`` in order of the text, with one attribution for each cue: the likeliest."""
    kept: list[Linked] = []
    taken: dict[int, int] = {}
    for one in sorted(found, key=lambda f: (-f.signs[0], f.anchor)):
        own = range(*one.cue) if one.cue else range(one.contents[0][0], one.contents[0][0] + 1)
        if any(piece in taken for piece in own):
            continue
        taken.update(dict.fromkeys(own, one.anchor))
        kept.append(one)
    return sorted(kept, key=lambda f: (f.contents[0][0], f.anchor))
