"""The classifier: boosted trees that say how likely a line is to be the article's.

Decides how the trees are read and evaluated. Refuses to know how they were grown (train/lines).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from onrecord.article.dump.features import NAMES
from onrecord.errors import ModelError

WEIGHTS = Path(__file__).with_name("weights.json")

Tree = list[list[float]]


class _File(msgspec.Struct, frozen=True):
    what: str
    features: tuple[str, ...]
    trees: list[Tree]


@cache
def load_trees() -> list[Tree]:
    """Return the trees of the package, read once per process.

    Raises ModelError where the file is missing or was made for other features.
    """
    try:
        weights = msgspec.json.decode(WEIGHTS.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError("dump lines", f"the weights cannot be read: {error}.", "Reinstall onrecord.") from error
    if weights.features != NAMES:
        raise ModelError("dump lines", "the weights were made for other features.", "Train them again (train/lines).")
    return weights.trees


def chances(rows: Sequence[Sequence[float]], trees: Sequence[Tree]) -> list[float]:
    """Return for each row of features the chance (0 to 1) that its line is the article's."""
    return [1.0 / (1.0 + math.exp(-sum(_value(tree, row) for tree in trees))) for row in rows]


def _value(tree: Tree, row: Sequence[float]) -> float:
    node = tree[0]
    while len(node) > 1:
        node = tree[int(node[2] if row[int(node[0])] <= node[1] else node[3])]
    return node[0]
