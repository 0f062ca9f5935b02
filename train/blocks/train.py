"""Trains the classifier of page blocks and writes its numbers to a file that the reader evaluates.

usage: python train/blocks/train.py DATA [--folds N] [--out FILE] [--cache FOLDER] [--limit N]

DATA is a folder laid out as train/blocks/README.md says. With --folds the sites are split N ways and text F1 and snippet
F1 on pages of sites not trained on are printed; without it, the numbers are written to --out. Progress goes to standard
error. Needs torch and trafilatura besides what the program needs.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench.measures import Score, share, text_score
from dataset import Array, Dataset, Example, page_of, read_dataset, say
from network import Net, Words, arrays_of, choose_words, fit, predict

from onrecord.article import classifier
from onrecord.article.boxes import Vocabulary
from onrecord.article.html import MAX_ROWS, labels_of, prepare
from onrecord.article.labelled import ARTICLE_LABELS

OUT = Path(classifier.__file__).with_name(classifier.WEIGHTS)
TEACHERS = 3
"""The stand-in labels of each third of the sites are judged by a network that was trained on the others."""
CONTRADICTED_WEIGHT = 0.08
"""What a stand-in label weighs that the teacher contradicts."""
SEED = 1
THRESHOLDS = (0.3, 0.4, 0.5, 0.6)


def parts_of(examples: list[Example], count: int, seed: int) -> list[int]:
    """Return for each page its part, the pages of one site always in the same one."""
    sites = sorted({example.site for example in examples})
    np.random.RandomState(seed).shuffle(sites)
    part = {site: i % count for i, site in enumerate(sites)}
    return [part[example.site] for example in examples]


def corrected_weights(examples: list[Example], words: Words, name: str) -> list[Array]:
    """Return the weights of all blocks after teachers that have not seen the page have judged the stand-in labels."""
    parts = parts_of(examples, TEACHERS, seed=SEED)
    weights = [example.weights.copy() for example in examples]
    doubted = 0
    for part in range(TEACHERS):
        others = [example for example, mine in zip(examples, parts, strict=True) if mine != part]
        teacher = fit(others, [other.weights for other in others], words, seed=SEED, name=f"{name}, teacher {part + 1}")
        for i, example in enumerate(examples):
            if parts[i] == part and not example.known:
                wrong = example.stand_in & (np.abs(predict(teacher, example, words) - example.labels) > 0.5)
                weights[i][wrong] = CONTRADICTED_WEIGHT
                doubted += int(wrong.sum())
    say(f"{name}: the teachers contradict {doubted} stand-in labels")
    return weights


def train(data: Dataset, examples: list[Example], name: str) -> tuple[Net, Words]:
    """Return a network trained on ``examples`` in two stages, and the words that it knows."""
    words = choose_words(examples, len(data.box_words), len(data.text_words))
    return fit(examples, corrected_weights(examples, words, name), words, seed=SEED, name=name), words


def cross_validate(data: Dataset, folds: int, pages: Path | None, folder: Path) -> None:
    """Print the scores on pages of sites that were not trained on; finished folds are kept next to ``pages``.

    First what the network alone takes, then what the whole reader does with its likelihoods.
    """
    parts = parts_of(data.examples, folds, seed=0)
    judged: dict[str, Array] = {}
    for fold in range(folds):
        kept = pages.with_name(f"{pages.stem}-fold-{fold + 1}-of-{folds}.pickle") if pages else None
        if kept and kept.exists():
            found: dict[str, Array] = pickle.loads(kept.read_bytes())
        else:
            mine = [example for example, part in zip(data.examples, parts, strict=True) if part != fold]
            net, words = train(data, mine, f"fold {fold + 1} of {folds}")
            held_back = [example for example, part in zip(data.examples, parts, strict=True) if part == fold]
            found = {example.page: predict(net, example, words) for example in held_back}
            if kept:
                kept.write_bytes(pickle.dumps(found))
        judged.update(found)
    reader: dict[float, dict[str, list[str]]] = {threshold: {} for threshold in THRESHOLDS}
    for example in data.examples:
        prepared = prepare(page_of(folder, example.page, known=example.known), Vocabulary((), ()))
        for threshold in THRESHOLDS:
            labels = labels_of(prepared, judged[example.page].tolist(), threshold)
            runs = zip(prepared.pieces.runs, labels, strict=True)
            reader[threshold][example.page] = [run.text for run, label in runs if label in ARTICLE_LABELS]
    for threshold in THRESHOLDS:
        alone = {
            example.page: [text for text, p in zip(example.texts, judged[example.page], strict=True) if p >= threshold]
            for example in data.examples
        }
        for name, texts in (("network", alone), ("reader", reader[threshold])):
            known, snippets = scores_of(data.examples, texts)
            print(f"threshold {threshold}, {name}: text P R F1 {known}, snippets P R F1 {snippets}")


def scores_of(examples: list[Example], taken: dict[str, list[str]]) -> tuple[Score, Score]:
    """Return the text score on pages with a known text, and the snippet score on the others, by the blocks taken."""
    pairs: list[tuple[str, str]] = []
    count: Counter[str] = Counter()
    for example in examples:
        chosen = taken[example.page]
        if example.known:
            pairs.append((example.gold["text"], "\n\n".join(chosen)))
            continue
        folded = " ".join(chosen)
        for key in ("with", "without"):
            count[key] += len(example.gold[key])
            count[f"{key} found"] += sum(" ".join(snippet.split()) in folded for snippet in example.gold[key])
    hits = count["with found"]
    return text_score(pairs), Score(share(hits, hits + count["without found"]), share(hits, count["with"]))


def write(data: Dataset, folder: Path, out: Path) -> None:
    """Train on all pages, write the numbers, and see that the reader computes the same with them."""
    net, words = train(data, data.examples, "all pages")
    numbers: dict[str, Any] = arrays_of(net, words, data.box_words, data.text_words)
    np.savez_compressed(out, **numbers)
    with np.load(out, allow_pickle=False) as arrays:
        reader = classifier.Network(dict(arrays))
    furthest = max(difference(reader, example, predict(net, example, words), folder) for example in data.examples[:20])
    say(f"{out}: {out.stat().st_size} bytes; reader and training differ by at most {furthest:.4f}")
    if furthest > 0.02:
        raise SystemExit("the reader does not compute what was trained: network.py and classifier.py have come apart")


def difference(reader: classifier.Network, example: Example, trained: Array, folder: Path) -> float:
    """Return by how much the reader's likelihoods for a page differ from those of the training code, at most."""
    prepared = prepare(page_of(folder, example.page, known=example.known), reader.vocabulary)
    mine = reader.likelihoods(prepared.pieces.runs, prepared.uncertain[:MAX_ROWS], prepared.hints)
    return float(np.abs(mine - trained).max())


def main() -> None:
    """Train, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="keep the measured pages and the finished folds in this folder")
    parser.add_argument("--limit", type=int, help="so many pages of each kind only")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    kept = arguments.cache / f"pages-{arguments.limit or 'all'}.pickle" if arguments.cache else None
    if kept and kept.exists():
        data: Dataset = pickle.loads(kept.read_bytes())
    else:
        data = read_dataset(arguments.data, arguments.limit)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(data))
    blocks = sum(len(example.labels) for example in data.examples)
    say(f"{len(data.examples)} pages with {blocks} uncertain blocks")
    if arguments.folds:
        cross_validate(data, arguments.folds, kept, arguments.data)
    else:
        write(data, arguments.data, arguments.out)


if __name__ == "__main__":
    main()
