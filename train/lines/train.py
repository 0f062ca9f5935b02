"""Trains the classifier of dump lines and writes its trees to a file that the reader evaluates.

usage: python train/lines/train.py DATA [--out FILE] [--folds N] [--cache FILE]

DATA is a folder laid out as train/lines/README.md says. With --folds the pages are split N ways and the text F1 on pages
not trained on is printed, with the reader's rules, for both kinds of dumps; without it, the trees are written to --out.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
import sys
import zlib
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from data import Document, known_documents, shingles, stand_in_documents

from onrecord.article.dump import classify
from onrecord.article.dump.features import NAMES, features_of
from onrecord.article.dump.kinds import words_of
from onrecord.article.dump.reader import article_lines

PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 16,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "num_threads": 1,
    "seed": 7,
    "verbose": -1,
}
ROUNDS = 160
THINNED_WORDS, KEPT = 5, 0.2
"""Of the lines of fewer words that are no article on stand-in pages, this share is kept, at five times the weight."""


def rows_of(document: Document) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features, labels and weights of the lines of ``document``."""
    words = [words_of(line.text) for line in document.lines]
    x = np.array(features_of(document.lines, words), dtype=np.float32)
    y = (np.array(document.share) >= 0.5).astype(np.float32)
    counts = np.array([min(100, max(1, len(w.tokens))) for w in words], dtype=float)
    weight = np.sqrt(counts)
    weight *= 40 * document.weight / weight.sum() * np.array(document.line_weights)
    if document.source.startswith("stand-in"):
        chance = random.Random(document.page)
        thin = (y == 0) & (counts < THINNED_WORDS)
        keep = np.array([not t or chance.random() < KEPT for t in thin])
        weight[thin] /= KEPT
        return x[keep], y[keep], weight[keep]
    return x, y, weight


def fit(rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> lightgbm.Booster:
    """Return the boosted trees for ``rows``."""
    x, y, w = (np.concatenate(part) for part in zip(*rows, strict=True))
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(x, y, weight=w), ROUNDS)


def as_trees(booster: lightgbm.Booster) -> list[list[list[float]]]:
    """Return the trees as lists of nodes: [feature, threshold, left, right] inside, [value] at a leaf."""
    return [_nodes(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]


def _nodes(structure: dict[str, Any]) -> list[list[float]]:
    nodes: list[list[float]] = []

    def add(node: dict[str, Any]) -> int:
        at = len(nodes)
        nodes.append([])
        if "leaf_value" in node:
            nodes[at] = [round(node["leaf_value"], 5)]
        else:
            left, right = add(node["left_child"]), add(node["right_child"])
            nodes[at] = [node["split_feature"], float(f"{node['threshold']:.6g}"), left, right]
        return at

    add(structure)
    return nodes


def f1_of(documents: list[Document], trees: list[list[list[float]]]) -> dict[str, list[tuple[float, float]]]:
    """Return precision and recall of each document's text, by kind of dump."""
    result: dict[str, list[tuple[float, float]]] = {}
    for document in documents:
        words = [words_of(line.text) for line in document.lines]
        chosen = article_lines(document.lines, words, classify.chances(features_of(document.lines, words), trees))
        have = shingles("\n\n".join(document.lines[i].text for i in sorted(chosen)))
        want = shingles(document.gold)
        hit = (have & want).total()
        precision = hit / have.total() if have else math.nan
        result.setdefault(document.source, []).append((precision, hit / want.total()))
    return result


def cross_validate(documents: list[Document], folds: int) -> None:
    """Print the text F1 on pages that were not trained on."""
    rows = {id(d): rows_of(d) for d in documents}
    part = {id(d): zlib.crc32(d.page.encode()) % folds for d in documents}
    total: dict[str, list[tuple[float, float]]] = {}
    for fold in range(folds):
        trees = as_trees(fit([rows[id(d)] for d in documents if part[id(d)] != fold]))
        held_back = [d for d in documents if part[id(d)] == fold and d.weight == 1.0]
        for source, scores in f1_of(held_back, trees).items():
            total.setdefault(source, []).extend(scores)
    for source, scores in total.items():
        p = float(np.nanmean([s[0] for s in scores]))
        r = float(np.mean([s[1] for s in scores]))
        print(f"dumps/{source}: {len(scores)} pages, precision {p:.3f}, recall {r:.3f}, F1 {2 * p * r / (p + r):.3f}")


def main() -> None:
    """Train, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=classify.WEIGHTS)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="keep the aligned dumps in this file between runs")
    arguments = parser.parse_args()
    if arguments.cache and arguments.cache.exists():
        documents = pickle.loads(arguments.cache.read_bytes())
    else:
        documents = [*known_documents(arguments.data), *stand_in_documents(arguments.data)]
        if arguments.cache:
            arguments.cache.write_bytes(pickle.dumps(documents))
    if arguments.folds:
        cross_validate(documents, arguments.folds)
        return
    trees = as_trees(fit([rows_of(d) for d in documents]))
    head = {"what": "boosted trees over the features of dump lines", "features": list(NAMES)}
    arguments.out.write_text(json.dumps({**head, "trees": trees}, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(trees)} trees, {arguments.out.stat().st_size} bytes: {arguments.out}")


if __name__ == "__main__":
    main()
