"""Relations: how a piece stands to an anchor, as the buckets that the linker was trained on.

Decides the buckets (part of the input features: see ``pieces.FEATURES_VERSION``) and which pieces lie near an anchor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from onrecord.models.pieces import Pieces

    Array = np.ndarray[Any, np.dtype[Any]]

MAX_SENTENCES, MAX_PARAGRAPHS = 4, 3
EXACT_STEPS, STEP_BUCKETS = 8, 20
SIZES = (2 * STEP_BUCKETS + 1, 2 * MAX_SENTENCES + 1, 2 * MAX_PARAGRAPHS + 1)
"""How many buckets there are of steps, of sentences and of paragraphs."""
_FAR = 1024


def step_bucket(distance: Array) -> Array:
    """Return the bucket of each signed distance in pieces: exact when near, by its logarithm farther off."""
    size = np.abs(distance)
    far = EXACT_STEPS + np.floor(np.log2(np.maximum(size, 1) / EXACT_STEPS) * 2).astype(np.int64)
    bucket = np.minimum(np.where(size <= EXACT_STEPS, size, far), STEP_BUCKETS)
    return np.where(distance < 0, STEP_BUCKETS + bucket, bucket)


_STEPS = step_bucket(np.arange(-_FAR, _FAR + 1))


def relations(pieces: Pieces, anchors: Array, near: Array) -> Array:
    """Return how the pieces ``near`` [A, n] stand to each of ``anchors`` [A].

    One number for the buckets of steps, of sentences and of paragraphs between them (see ``SIZES``).
    """
    of = anchors[:, None]
    steps = _STEPS[np.clip(near - of, -_FAR, _FAR) + _FAR]
    sentences = np.clip(pieces.sentence[near] - pieces.sentence[of], -MAX_SENTENCES, MAX_SENTENCES) + MAX_SENTENCES
    paragraphs = (
        np.clip(pieces.paragraph[near] - pieces.paragraph[of], -MAX_PARAGRAPHS, MAX_PARAGRAPHS) + MAX_PARAGRAPHS
    )
    result: Array = (steps * SIZES[1] + sentences) * SIZES[2] + paragraphs
    return result
