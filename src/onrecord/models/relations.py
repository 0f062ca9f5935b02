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


def step_bucket(distance: Array) -> Array:
    """Return the bucket of each signed distance in pieces: exact when near, by its logarithm farther off."""
    size = np.abs(distance)
    far = EXACT_STEPS + np.floor(np.log2(np.maximum(size, 1) / EXACT_STEPS) * 2).astype(np.int64)
    bucket = np.minimum(np.where(size <= EXACT_STEPS, size, far), STEP_BUCKETS)
    return np.where(distance < 0, STEP_BUCKETS + bucket, bucket)


def relations(pieces: Pieces, anchors: Array, near: Array) -> tuple[Array, Array, Array]:
    """Return steps, sentences and paragraphs from each of ``anchors`` [A] to the pieces ``near`` it [A, n], as buckets."""
    of = anchors[:, None]
    sentences = np.clip(pieces.sentence[near] - pieces.sentence[of], -MAX_SENTENCES, MAX_SENTENCES) + MAX_SENTENCES
    paragraphs = (
        np.clip(pieces.paragraph[near] - pieces.paragraph[of], -MAX_PARAGRAPHS, MAX_PARAGRAPHS) + MAX_PARAGRAPHS
    )
    return step_bucket(near - of), sentences, paragraphs
