"""The finder: texts in, attributions out, through whatever runs the network.

Decides the order of the work on one document: pieces, windows, anchors, links, tags, confidence. Each document is worked
on by itself and each window alone, so a result cannot depend on what is read beside it. Refuses to know where the weights
come from and how they are run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from onrecord.models.decode import Linked, Range, Rows, log_softmax, read_rows, settle
from onrecord.models.pieces import Pieces, cut
from onrecord.models.relations import relations
from onrecord.models.windows import cut_windows
from onrecord.models.words import Cutter
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


class Vectors(NamedTuple):
    """What the linker needs of each piece of a document."""

    own: Array
    """[n, 2d] as an anchor."""
    add: Array
    """[n, d] near an anchor: what is added to the anchor's."""
    times: Array
    """[n, d] near an anchor: what the anchor's is multiplied with."""


class Runner(Protocol):
    """What runs the network's two halves."""

    def encode(self, pieces: Array, features: Array) -> tuple[Array, Vectors]:
        """Return anchor scores [n, 3] and link vectors of one window; ``features`` as ``Pieces.features`` has them."""

    def link(self, vectors: Vectors, anchors: Array, near: Array, places: Array) -> Array:
        """Return tag scores [tags, A, n] of the pieces ``near`` each of ``anchors``, rows of ``vectors``."""


ROWS_AT_ONCE = 8
"""Anchors linked in one call: what they need stays in the processor's cache."""
DECODED_AT_ONCE = 64
"""Anchors decoded together: bounds the memory that a text full of cues takes."""
WIDER = ((128, 160), (768, 768))
"""Pieces before and after an anchor that are read when its attribution runs out of the usual range."""


class Finder:
    """Finds attributions in English news text. Made by ``onrecord.models.load``."""

    def __init__(self, tokenizer: Tokenizer, runner: Runner, settings: Settings) -> None:
        self.cutter = Cutter(tokenizer)
        self._runner = runner
        self._settings = settings

    def find(self, texts: Sequence[str]) -> list[list[Found]]:
        """Return for each of ``texts`` its attributions in order, as ranges of characters of that text.

        The result for a text is the same whatever the other texts and the number of threads. Takes time linear in the
        length of the texts.
        """
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[Found]:
        pieces = cut(text, self.cutter)
        return [self.characters(one, pieces) for one in self.linked(pieces)]

    def linked(self, pieces: Pieces) -> list[Linked]:
        """Return the attributions of one document, in pieces."""
        return self.decode(pieces, *self.encode(pieces)) if len(pieces) else []

    def decode(self, pieces: Pieces, chances: Array, vectors: Vectors) -> list[Linked]:
        """Return the attributions that the encoder's scores of a document lead to."""
        anchors = np.flatnonzero(chances > self._settings.anchor_threshold)
        found: list[Linked] = []
        for at in range(0, len(anchors), DECODED_AT_ONCE):
            left = anchors[at : at + DECODED_AT_ONCE]
            for reach in ((self._settings.before, self._settings.after), *WIDER):
                read = self._link(pieces, vectors, chances, left, reach)
                last = reach == WIDER[-1]
                found.extend(one for one in read if last or not one.edge)
                left = np.array([one.anchor for one in read if one.edge], dtype=np.int64)
                if not len(left):
                    break
        kept = settle(found)
        return [one for one in kept if self.confidence(one) >= self._settings.confidence_threshold]

    def encode(self, pieces: Pieces) -> tuple[Array, Vectors]:
        """Return for each piece of a document the chance that an attribution is anchored there, and its link vectors."""
        features = pieces.features()
        whole: list[Array] = []
        for w in cut_windows(len(pieces), self._settings.window, self._settings.overlap):
            anchor, vectors = self._runner.encode(pieces.ids[w.start : w.end], features[w.start : w.end])
            # Written in place: a long text's vectors are its largest arrays, and there is no room for them twice.
            whole = whole or [np.empty((len(pieces), part.shape[1]), part.dtype) for part in (anchor, *vectors)]
            for array, part in zip(whole, (anchor, *vectors), strict=True):
                array[w.first : w.last] = part[w.first - w.start : w.last - w.start]
        chances = 1.0 - np.exp(log_softmax(whole[0])[:, 0])
        return chances, Vectors(*whole[1:])

    def _link(
        self, pieces: Pieces, vectors: Vectors, chances: Array, anchors: Array, reach: tuple[int, int]
    ) -> list[Linked]:
        count = len(pieces)
        first = np.maximum(anchors - reach[0], 0)
        length = np.minimum(anchors + reach[1], count) - first
        near = np.minimum(first[:, None] + np.arange(int(length.max())), count - 1)
        places = relations(pieces, anchors, near)
        scores = [
            self._runner.link(vectors, anchors[some], near[some], places[some])
            for some in (slice(at, at + ROWS_AT_ONCE) for at in range(0, len(anchors), ROWS_AT_ONCE))
        ]
        joined = scores[0] if len(scores) == 1 else np.concatenate(scores, axis=1)
        return read_rows(Rows(anchors, first, length, joined, pieces.new_word[near], chances[anchors], count))

    def confidence(self, one: Linked) -> float:
        """Return the calibrated probability that ``one`` is right: a logistic function of its signs (see train/)."""
        weights = self._settings.confidence
        total = weights[0] + sum(w * s for w, s in zip(weights[1:], one.signs, strict=True))
        return round(1.0 / (1.0 + math.exp(-total)), 4)

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
