"""The models room: the trained finders of attributions.

Decides how a finder is asked for. Refuses to know how its result is judged, named or joined: it gives ranges and
confidences, and the statements room does the rest.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from onrecord.models.finder import Finder

Name = Literal["fast", "best"]


def load(name: Name, threads: int = 1) -> Finder:
    """Return the finder ``name``, read once per process: "best" is the more exact one, "fast" the quicker one.

    ``threads`` is how many threads one call may use; it never changes a result. Raises ModelError where its weights are
    missing or damaged.
    """
    return _load(name, threads)


@cache
def _load(name: Name, threads: int) -> Finder:
    from tokenizers import Tokenizer

    from onrecord.models.finder import Finder
    from onrecord.models.weights import OnnxRunner, read_weights

    weights = read_weights(name)
    return Finder(Tokenizer.from_str(weights.tokenizer), OnnxRunner(weights, threads), weights.manifest.settings)
