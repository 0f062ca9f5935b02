"""Evaluation: a finder's attributions against the gold ones, by role, relation, direct and indirect.

Decides how the figures in the model card are reckoned. The definitions are those of the public scorer of this task: spans
are compared with their outer punctuation trimmed; attributions are paired one to one by the Jaccard of their content words.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from onrecord.models.finder import Finder, Settings, Vectors
from onrecord.models.pieces import FEATURE_SIZES, FEATURES_VERSION
from onrecord.records import Found
from statements.data import Document
from statements.network import Network

WORD = re.compile(r"\w+|[^\w\s]")
DEFAULTS = Settings(
    features=FEATURES_VERSION,
    window=384,
    overlap=32,
    before=64,
    after=80,
    anchor_threshold=0.3,
    confidence=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
)


class TorchRunner:
    """Runs a network as it was trained, in 32 bits."""

    def __init__(self, network: Network) -> None:
        self.network = network.float().eval()

    @torch.no_grad()
    def encode(self, pieces: np.ndarray[Any, Any], features: np.ndarray[Any, Any]) -> tuple[Any, Vectors]:
        """Return anchor scores and link vectors of one window."""
        split = np.stack(np.unravel_index(features, FEATURE_SIZES))
        anchor, _, link, _ = self.network.encoder(torch.from_numpy(pieces)[None], torch.from_numpy(split)[None])
        own, near = link[0].chunk(2, -1)
        return anchor[0].numpy(), Vectors(own.numpy(), *(part.numpy() for part in near.chunk(2, -1)))

    @torch.no_grad()
    def link(self, vectors: Vectors, anchors: Any, near: Any, places: Any) -> Any:
        """Return tag scores of the pieces near each anchor."""
        own, add, times = (torch.from_numpy(v) for v in vectors)
        around = torch.cat((add[near], times[near]), -1)
        return self.network.linker(own[anchors], around, torch.from_numpy(places)).permute(2, 0, 1).numpy()


def load_averaged(path: Path) -> Network:
    """Return the network of an ``averaged.pt``."""
    from statements.network import Shape

    saved = torch.load(path, weights_only=False)
    network = Network(Shape(**saved["shape"]))
    network.load_state_dict(saved["weights"])
    return network.eval()


def as_quotes(found: Iterable[Found]) -> list[dict[str, Any]]:
    """Return attributions in the form of the scorers."""

    def span(r: tuple[int, int]) -> dict[str, int]:
        return {"start": r[0], "end": r[1]}

    return [
        {
            "cue": span(f.cue) if f.cue else None,
            "sources": [span(r) for r in f.sources],
            "contents": [span(r) for r in f.content],
            "confidence": f.confidence,
        }
        for f in found
    ]


def finder_of(network: Network, tokenizer: Tokenizer, settings: Settings = DEFAULTS) -> Finder:
    """Return a finder that runs ``network`` in 32 bits."""
    return Finder(tokenizer, TorchRunner(network), settings)


def write_predictions(finder: Finder, documents: list[Document], path: Path) -> None:
    """Write the finder's attributions of ``documents``, a line each."""
    with path.open("w", encoding="utf-8") as out:
        for document in documents:
            quotes = as_quotes(finder.find([document.text])[0])
            out.write(json.dumps({"id": document.id, "text": document.text, "quotes": quotes}) + "\n")


def _words(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in WORD.finditer(text)]


def _covered(spans: list[dict[str, int]], words: list[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for i, (a, b) in enumerate(words) for s in spans if s["start"] <= a and b <= s["end"])


def _jaccard(x: frozenset[int], y: frozenset[int]) -> float:
    return len(x & y) / len(x | y) if x | y else 0.0


def right_ones(predicted: list[dict[str, Any]], gold: list[dict[str, Any]], text: str) -> list[tuple[bool, bool]]:
    """Return for each predicted attribution whether its content is right, and whether its source is right too."""
    words = _words(text)
    sides = [
        [(_covered(q["contents"], words), _covered(q["sources"], words), bool(q["sources"])) for q in side]
        for side in (predicted, gold)
    ]
    pairs = sorted(
        (-_jaccard(p[0], g[0]), -_jaccard(p[1], g[1]), i, j)
        for i, p in enumerate(sides[0])
        for j, g in enumerate(sides[1])
        if p[0] & g[0] and _jaccard(p[0], g[0]) >= 0.5
    )
    result = [(False, False)] * len(predicted)
    used: set[int] = set()
    done: set[int] = set()
    for _, source, i, j in pairs:
        if i in done or j in used:
            continue
        done.add(i)
        used.add(j)
        result[i] = (True, -source >= 0.5 or not (sides[0][i][2] or sides[1][j][2]))
    return result


def relation_counts(finder: Finder, documents: Iterable[Document]) -> Counter[str]:
    """Return how many attributions were predicted, how many there are, and how many are right."""
    counts: Counter[str] = Counter()
    for document in documents:
        predicted = as_quotes(finder.find([document.text])[0])
        counts["predicted"] += len(predicted)
        counts["gold"] += len(document.gold)
        for content, both in right_ones(predicted, document.gold, document.text):
            counts["content"] += content
            counts["content and source"] += both
    return counts


def relation_f1(counts: Counter[str]) -> dict[str, float]:
    """Return the F1 of ``relation_counts``."""
    return {
        name: 2 * counts[name] / max(1, counts["predicted"] + counts["gold"])
        for name in ("content", "content and source")
    }
