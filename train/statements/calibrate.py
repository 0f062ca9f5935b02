"""Calibration: from the network's own certainties to the probability that an attribution is right.

Decides the logistic function behind ``confidence`` and the confidence under which nothing is reported. Both are fitted on
the dev part; the reliability figures are made crosswise (fitted on one half of the documents, measured on the other).
"right" means content and source right, as in ``evaluate.right_ones``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from onrecord.models.decode import SIGNS
from onrecord.models.finder import Finder, Settings
from statements.data import Document
from statements.evaluate import as_quotes, right_ones

BINS = 10
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Sample:
    """Every attribution that the finder can report: its signs, whether it is right, and its document's number."""

    signs: Array
    right: Array
    document: Array
    gold: int


def collect(finder: Finder, documents: list[Document]) -> Sample:
    """Return what ``finder`` finds in ``documents`` with no confidence threshold."""
    signs: list[tuple[float, ...]] = []
    right: list[bool] = []
    which: list[int] = []
    for number, document in enumerate(documents):
        linked = finder.linked(document.pieces)
        quotes = as_quotes(finder.characters(one, document.pieces) for one in linked)
        signs.extend(one.signs for one in linked)
        right.extend(both for _, both in right_ones(quotes, document.gold, document.text))
        which.extend([number] * len(linked))
    gold = sum(len(d.gold) for d in documents)
    return Sample(
        np.array(signs).reshape(-1, len(SIGNS)), np.array(right, dtype=bool), np.array(which, dtype=np.int64), gold
    )


def fit(signs: Array, right: Array, strength: float = 1.0) -> Array:
    """Return the weights of a logistic regression (bias first), by Newton's method with a ridge of ``strength``."""
    x = np.concatenate((np.ones((len(signs), 1)), signs), axis=1)
    weights = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) * strength
    ridge[0, 0] = 1e-6
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - right) + ridge @ weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def chances(weights: Array, signs: Array) -> Array:
    """Return the probabilities that ``weights`` give to rows of signs."""
    result: Array = 1 / (1 + np.exp(-(weights[0] + signs @ weights[1:])))
    return result


def reliability(sample: Sample) -> dict[str, Any]:
    """Return the cross-fitted reliability of the confidences: a row a bin, and the expected calibration error."""
    half = sample.document % 2
    confidence = np.zeros(len(sample.right))
    for side in (0, 1):
        confidence[half == side] = chances(
            fit(sample.signs[half != side], sample.right[half != side]), sample.signs[half == side]
        )
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    rows, error = [], 0.0
    for b in range(BINS):
        inside = bins == b
        if inside.any():
            said, true = float(confidence[inside].mean()), float(sample.right[inside].mean())
            rows.append(
                {"from": b / BINS, "count": int(inside.sum()), "confidence": round(said, 3), "right": round(true, 3)}
            )
            error += inside.mean() * abs(said - true)
    return {"bins": rows, "expected calibration error": round(float(error), 4)}


def best_threshold(confidence: Array, sample: Sample) -> float:
    """Return the confidence from which on reporting gives the best F1; 0 where nothing is found at all."""
    if not len(confidence):
        return 0.0
    order = np.argsort(-confidence)
    hits = np.cumsum(sample.right[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + sample.gold)
    return float(np.round(confidence[order][int(f1.argmax())], 3))


def calibrated(settings: Settings, finder: Finder, documents: list[Document]) -> tuple[Settings, dict[str, Any]]:
    """Return ``settings`` with the confidence and the threshold fitted to ``documents``, and the reliability figures."""
    sample = collect(finder, documents)
    weights = fit(sample.signs, sample.right)
    threshold = best_threshold(chances(weights, sample.signs), sample)
    rounded = tuple(round(float(w), 4) for w in weights)
    return msgspec.structs.replace(settings, confidence=rounded, confidence_threshold=threshold), reliability(sample)
