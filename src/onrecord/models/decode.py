"""Decoding: from the network's scores to attributions in pieces.

Decides which sequence of tags is possible and which is best, and which of two attributions that claim the same cue stands.
Refuses to know the network and the text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Range = tuple[int, int]

# The linker's tags, in the order of its scores.
TAGS = ("O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content")
# Roles in the order of their tags; 0 is none.
CUE, SOURCE, CONTENT = 1, 2, 3
COST_OF_A_RANGE = np.array([0.5, 0.5, 1.0], dtype=np.float32)
"""What each range of a cue, source and content costs, as a logarithm of chance: tags judged piece by piece break ranges up
too often. Chosen on PolNeAR dev."""
_NEVER = np.float32(-1e4)
_NONE = np.array([0.0, *[_NEVER] * (len(TAGS) - 1)], dtype=np.float32)
_SURE = math.log(0.95)
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


@dataclass(frozen=True, slots=True)
class Rows:
    """The scores around some anchors, a row each."""

    anchors: Array
    """[A] the pieces that are anchors."""
    first: Array
    """[A] the piece of each row's first column."""
    length: Array
    """[A] how many columns of each row are pieces of the text."""
    scores: Array
    """[tags, A, n] the linker's scores."""
    new_word: Array
    """[A, n] which pieces begin a word."""
    chances: Array
    """[A] the anchors' own probabilities."""
    count: int
    """Pieces of the whole text."""


def best_tags(logs: Array, costs: Array = COST_OF_A_RANGE) -> Array:
    """Return the best tag sequences [A, n] of log-probabilities [tags, A, n], each range of a role costing ``costs``.

    An I- tag only follows its own B- or I-. Neighbours that surely go on with one role, or surely have none, are decided
    as one.
    """
    top = logs.argmax(0)
    sure = logs.max(0) > _SURE
    role = (top + 1) // 2
    follows = np.zeros(top.shape, dtype=bool)
    follows[:, 1:] = sure[:, 1:] & sure[:, :-1] & (role[:, 1:] == role[:, :-1]) & (top[:, 1:] % 2 == 0)
    leads = ~follows
    each = logs.copy()
    each[1::2] = np.where(follows, logs[2::2], logs[1::2])
    sums = np.add.reduceat(each.reshape(len(TAGS), -1), np.flatnonzero(leads), axis=1)
    part = np.cumsum(leads, axis=1) - 1
    width = int(part.max()) + 1
    steps = np.broadcast_to(_NONE[None, :, None], (width, len(TAGS), len(top))).copy()
    row = np.nonzero(leads)[0]
    steps[part[leads], :, row] = sums.T
    path = np.take_along_axis(viterbi(steps, costs), part, 1)
    path += follows & (path % 2 == 1)
    return path


def viterbi(steps: Array, costs: Array) -> Array:
    """Return the best tags [A, n] of ``steps`` [n, tags, A].

    Viterbi's algorithm, in which a range of a role either goes on or is begun after whatever is best so far.
    """
    length, _, rows = steps.shape
    inside = np.ascontiguousarray(steps[:, 2::2])
    fresh = steps[:, [0, 1, 3, 5]]
    fresh[:, 1:] -= costs[:, None]
    # For each step and row the best total that ends outside, and in a range of each role.
    totals = np.full((length + 1, 4, rows), _NEVER, dtype=np.float32)
    totals[0, 0] = 0.0
    top, longer = np.empty((1, rows), dtype=np.float32), np.empty((3, rows), dtype=np.float32)
    for before, after, new, more in zip(totals, totals[1:], fresh, inside, strict=False):
        np.maximum.reduce(before, axis=0, keepdims=True, out=top)
        np.add(top, new, out=after)
        np.add(before[1:], more, out=longer)
        np.maximum(after[1:], longer, out=after[1:])
    best = totals.argmax(1)
    begun = totals[:-1].max(1, keepdims=True) + fresh[:, 1:] >= totals[:-1, 1:] + inside
    column = np.arange(length)[:, None]
    # Where the range that each column would belong to began, and the last column up to each that follows a range.
    starts = np.maximum.accumulate(np.where(begun, column[..., None], 0), axis=0)
    ranged = np.maximum.accumulate(np.where(best[:-1] > 0, column, -1), axis=0)
    path = np.zeros((rows, length), dtype=np.int8)
    for i in range(rows):
        j, state = length - 1, int(best[-1, i])
        while j >= 0:
            if state:
                start = int(starts[j, state - 1, i])
                path[i, start : j + 1] = 2 * state
                path[i, start] -= 1
                j, state = start - 1, int(best[start, i])
            else:
                j = int(ranged[j, i])
                state = int(best[j, i]) if j >= 0 else 0
                j -= 1
    return path


def log_softmax(scores: Array, axis: int = -1) -> Array:
    """Return the logarithms of the probabilities that ``scores`` stand for, over ``axis``."""
    shifted = scores - scores.max(axis, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))
    return result


def read_rows(rows: Rows) -> list[Linked]:
    """Return the attribution that each anchor's tag scores spell out; those without content are left out."""
    if not len(rows.anchors):
        return []
    logs = log_softmax(rows.scores, 0)
    columns = np.arange(logs.shape[2])
    beyond = columns[None] >= rows.length[:, None]
    logs[:, beyond] = _NONE[:, None]
    path = best_tags(logs)
    # A word has one role: that of its first piece.
    head = np.maximum.accumulate(np.where(rows.new_word, columns, 0), axis=1)
    role = np.take_along_axis((path + 1) // 2, head, 1)
    role[beyond] = 0
    begins = (path % 2 == 1) & (head == columns)
    chance = np.exp(logs)
    sure = chance[0]
    for number in (CUE, SOURCE, CONTENT):
        sure = np.where(role == number, chance[2 * number - 1] + chance[2 * number], sure)
    spans = _spans(role, begins, sure)
    found = (_attribution(rows, i, spans[i], sure[i]) for i in range(len(rows.anchors)) if spans[i])
    return [one for one in found if one]


@dataclass(frozen=True, slots=True)
class _Span:
    role: int
    start: int
    end: int
    sum: float


def _spans(role: Array, begins: Array, sure: Array) -> list[list[_Span]]:
    """Return each row's ranges of one role, in order, with the sum of their pieces' probabilities."""
    padded = np.pad(role, ((0, 0), (1, 1)))
    starts = (role > 0) & (begins | (padded[:, :-2] != role))
    ends = (role > 0) & ((padded[:, 2:] != role) | np.pad(starts[:, 1:], ((0, 0), (0, 1))))
    which, start = np.nonzero(starts)
    end = np.nonzero(ends)[1] + 1
    running = np.pad(np.cumsum(sure, axis=1), ((0, 0), (1, 0)))
    sums = running[which, end] - running[which, start]
    found: list[list[_Span]] = [[] for _ in range(len(role))]
    for i, r, a, b, total in zip(
        which.tolist(), role[which, start].tolist(), start.tolist(), end.tolist(), sums.tolist(), strict=True
    ):
        found[i].append(_Span(r, a, b, total))
    return found


def _attribution(rows: Rows, i: int, spans: list[_Span], sure: Array) -> Linked | None:
    contents = [s for s in spans if s.role == CONTENT]
    if not contents:
        return None
    base = int(rows.first[i])
    at, length = int(rows.anchors[i]) - base, int(rows.length[i])
    cue = min(
        (s for s in spans if s.role == CUE), key=lambda s: (not s.start <= at < s.end, abs(s.start - at)), default=None
    )
    # A source is one range in all but a few of ten thousand attributions.
    source = max((s for s in spans if s.role == SOURCE), key=lambda s: s.sum, default=None)
    borders = [p for s in contents for p in (s.start, s.end - 1, min(s.end, len(sure) - 1))]
    signs = (
        odds(float(rows.chances[i])),
        odds(sum(s.sum for s in contents) / sum(s.end - s.start for s in contents)),
        odds(float(sure[borders].min())),
        odds(source.sum / (source.end - source.start)) if source else 0.0,
        odds(cue.sum / (cue.end - cue.start)) if cue else 0.0,
        float(source is None),
        float(cue is None),
    )
    left, right = spans[0].start == 0 and base > 0, spans[-1].end == length and base + length < rows.count
    return Linked(
        anchor=int(rows.anchors[i]),
        cue=(cue.start + base, cue.end + base) if cue else None,
        sources=((source.start + base, source.end + base),) if source else (),
        contents=tuple((s.start + base, s.end + base) for s in contents),
        signs=signs,
        edge=left or right,
    )


def odds(chance: float) -> float:
    """Return the logarithm of the odds of ``chance``, drawn in at both ends so that it stays finite."""
    return math.log((chance + 0.01) / (1.01 - chance))


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
