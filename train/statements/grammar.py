"""Grammar as a side task: what a parser saw in the training texts, as labels for the word pieces.

Decides which tag sets are taught (part of speech, entity, dependency relation, and the word depended on) and how parser
words meet word pieces. Where what is said begins and ends is mostly a matter of clauses, and an encoder made for comparing
whole sentences knows little of them. Only training needs this; nothing of it is exported.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from statements.data import Document

TAG, ENTITY, HEAD, RELATION = 2, 4, 5, 6
SETS = (TAG, ENTITY, RELATION)
LEAST = 20
"""Labels rarer than this in the training texts share one."""
UNKNOWN = -1

Words = list[list[Any]]


def read(path: Path) -> dict[str, Words]:
    """Return the parser's words of each text in ``path``; no texts where there is no such file."""
    if not path.exists():
        return {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {one["id"]: one["tokens"] for one in map(json.loads, lines)}


def label(documents: Iterable[Document], words: dict[str, Words]) -> list[int]:
    """Give ``documents`` their labels and return how many labels each tag set has (nothing where no text was parsed)."""
    if not words:
        return []
    tables = []
    for place in SETS:
        counts = Counter(word[place] for text in words.values() for word in text)
        tables.append({name: i + 1 for i, name in enumerate(sorted(n for n, c in counts.items() if c >= LEAST))})
    for document in documents:
        if document.id in words and len(document.pieces):
            document.grammar = _labels(document, words[document.id], tables)
    return [len(table) + 1 for table in tables]


def _labels(document: Document, words: Words, tables: list[dict[str, int]]) -> np.ndarray[Any, Any]:
    pieces = document.pieces
    starts = np.array([word[0] for word in words], dtype=np.int64)
    first = np.searchsorted(pieces.starts, starts)
    first = np.minimum(first, len(pieces) - 1)
    met = pieces.starts[first] == starts
    out = np.full((len(SETS) + 1, len(pieces)), UNKNOWN, dtype=np.int64)
    for row, (place, table) in enumerate(zip(SETS, tables, strict=True)):
        values = np.array([table.get(word[place], 0) for word in words], dtype=np.int64)
        out[row, first[met]] = values[met]
    heads = np.array([word[HEAD] for word in words], dtype=np.int64)
    # A sentence's root is its own head.
    heads = np.where(heads < 0, np.arange(len(words)), heads)
    known = met & met[heads]
    out[-1, first[known]] = first[heads[known]]
    return out


def loss(scores: tuple[list[Tensor], Tensor], target: Tensor) -> Tensor:
    """Return the summed mean losses of the side tasks; ``target`` is [B, sets + 1, n], -1 where nothing is known."""
    labels, heads = scores
    total = torch.zeros((), dtype=torch.float32)
    for number, one in enumerate((*labels, heads)):
        wanted = target[:, number].flatten()
        known = wanted != UNKNOWN
        if known.any():
            total = total + F.cross_entropy(one.flatten(0, 1)[known].float(), wanted[known])
    return total
