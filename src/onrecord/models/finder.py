"""The finder: texts in, attributions out, through whatever runs the network.

Decides the order of the work on one document: pieces, windows, anchors, links, tags, confidence. Each document is worked
on by itself and each window alone, so a result cannot depend on what is read beside it. Refuses to know where the weights
come from and how they are run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from onrecord.models.decode import Linked, Range, log_softmax, read_rows, settle
from onrecord.models.pieces import Pieces, cut
from onrecord.models.relations import relations
from onrecord.models.windows import cut_windows
from onrecord.records import Found, Record

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    Array = np.ndarray[Any, np.dtype[Any]]


class Settings(Record, frozen=True, kw_only=True):
    """What belongs to one set of weights besides the weights: fixed when they were trained and calibrated."""

    features: int
    window: int
    overlap: int
    before: int
    after: int
    anchor_threshold: float
    confidence: tuple[float, ...]
    confidence_threshold: float = 0.0


class Runner(Protocol):
    """What runs the network's two halves."""

    def encode(self, pieces: Array, features: Array) -> tuple[Array, Array]:
        """Return anchor scores [n, 3] and link vectors [n, d] of one window."""

    def link(self, vectors: Array, anchors: Array, near: Array, buckets: tuple[Array, Array, Array]) -> Array:
        """Return tag scores [A, n, tags] of the pieces ``near`` each of ``anchors``, rows of ``vectors``."""


ROWS_AT_ONCE = 64
"""Anchors linked in one call: bounds the memory that a text full of cues takes."""
FARTHEST = 768
"""Pieces before and after an anchor that are read when its attribution runs out of the usual range."""


class Finder:
    """Finds attributions in English news text. Made by ``onrecord.models.load``."""

    def __init__(self, tokenizer: Tokenizer, runner: Runner, settings: Settings) -> None:
        self.tokenizer = tokenizer
        self._runner = runner
        self._settings = settings

    def find(self, texts: Sequence[str]) -> list[list[Found]]:
        """Return for each of ``texts`` its attributions in order, as ranges of characters of that text.

        The result for a text is the same whatever the other texts and the number of threads. Takes time linear in the
        length of the texts.
        """
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[Found]:
        pieces = cut(text, self.tokenizer)
        return [self.characters(one, pieces) for one in self.linked(pieces)]

    def linked(self, pieces: Pieces) -> list[Linked]:
        """Return the attributions of one document, in pieces."""
        return self.decode(pieces, *self.encode(pieces)) if len(pieces) else []

    def decode(self, pieces: Pieces, chances: Array, vectors: Array) -> list[Linked]:
        """Return the attributions that the encoder's scores of a document lead to."""
        anchors = np.flatnonzero(chances > self._settings.anchor_threshold)
        found: list[Linked] = []
        for at in range(0, len(anchors), ROWS_AT_ONCE):
            some = anchors[at : at + ROWS_AT_ONCE]
            near = self._link(pieces, vectors, chances, some, (self._settings.before, self._settings.after))
            cut_off = np.array([one.anchor for one in near if one.edge], dtype=np.int64)
            found.extend(one for one in near if not one.edge)
            if len(cut_off):
                found.extend(self._link(pieces, vectors, chances, cut_off, (FARTHEST, FARTHEST)))
        kept = settle(found)
        return [one for one in kept if self.confidence(one) >= self._settings.confidence_threshold]

    def encode(self, pieces: Pieces) -> tuple[Array, Array]:
        """Return for each piece of a document the chance that an attribution is anchored there, and its link vector."""
        features = np.stack((pieces.case, pieces.quote, pieces.gap, pieces.place)).astype(np.int64)
        scores, vectors = [], []
        for w in cut_windows(len(pieces), self._settings.window, self._settings.overlap):
            anchor, link = self._runner.encode(pieces.ids[w.start : w.end], features[:, w.start : w.end])
            own = slice(w.first - w.start, w.last - w.start)
            scores.append(anchor[own])
            vectors.append(link[own])
        chances = 1.0 - np.exp(log_softmax(np.concatenate(scores))[:, 0])
        return chances, np.concatenate(vectors)

    def _link(
        self, pieces: Pieces, vectors: Array, chances: Array, anchors: Array, reach: tuple[int, int]
    ) -> list[Linked]:
        count = len(pieces)
        first = np.maximum(anchors - reach[0], 0)
        length = np.minimum(anchors + reach[1], count) - first
        near = np.minimum(first[:, None] + np.arange(int(length.max())), count - 1)
        scores = self._runner.link(vectors, anchors, near, relations(pieces, anchors, near))
        return read_rows(anchors, first, chances[anchors], scores, length)

    def confidence(self, one: Linked) -> float:
        """Return the calibrated probability that ``one`` is right: a logistic function of its signs (see train/)."""
        weights = self._settings.confidence
        total = weights[0] + sum(w * s for w, s in zip(weights[1:], one.signs, strict=True))
        return round(float(1.0 / (1.0 + np.exp(-total))), 4)

    def characters(self, one: Linked, pieces: Pieces) -> Found:
        """Return ``one`` as ranges of characters, with its confidence."""

        def of(r: Range) -> Range:
            return int(pieces.starts[r[0]]), int(pieces.ends[r[1] - 1])

        return Found(
            content=tuple(of(r) for r in one.contents),
            cue=of(one.cue) if one.cue else None,
            sources=tuple(of(r) for r in one.sources),
            confidence=self.confidence(one),
        )
