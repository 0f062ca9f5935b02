"""The classifier: boosted trees that say how likely a line is to be the article's.

Decides how the trees are read and evaluated. Refuses to know how they were grown (train/lines).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import msgspec

from onrecord.article.dump.features import NAMES
from onrecord.errors import ModelError

WEIGHTS = Path(__file__).with_name("weights.json")

Tree = list[list[float]]
"""Nodes as [feature, threshold, left, right], leaves as [value]."""
_Node: TypeAlias = "float | tuple[int, float, _Node, _Node]"


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
    nested = [_nested(tree, 0) for tree in trees]
    return [1.0 / (1.0 + math.exp(-sum(_value(node, row) for node in nested))) for row in rows]


def _nested(tree: Tree, at: int) -> _Node:
    """Return the tree below node ``at`` as nested pairs, which are several times faster to walk than a list of nodes."""
    node = tree[at]
    if len(node) == 1:
        return node[0]
    return int(node[0]), node[1], _nested(tree, int(node[2])), _nested(tree, int(node[3]))


def _value(node: _Node, row: Sequence[float]) -> float:
    while isinstance(node, tuple):
        feature, threshold, left, right = node
        node = left if row[feature] <= threshold else right
    return node
