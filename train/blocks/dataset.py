"""Training data: the uncertain blocks of real pages, each with its features, its label and what the label weighs.

Reads a data folder laid out as the README says; copies nothing from it. Pages go through the reader's own preparation, so
that the network is shown in training what it is shown in reading. Refuses to know the network.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from onrecord.article.boxes import Vocabulary, words_of
from onrecord.article.elements import Attributes
from onrecord.article.features import MAX_INLINE, Measured, measure, text_words_of
from onrecord.article.guard import thinned
from onrecord.article.html import MAX_ROWS, prepare
from onrecord.article.pieces import Box, Run
from onrecord.article.tree import cut, parse
from onrecord.records import Page, Source
from onrecord.text.decode import decode

TOKEN = re.compile(r"\w+")
SHINGLE = 4
IS_ARTICLE = 0.6
"""A block is article where this share of its shingles stands in the article's text."""
SNIPPET_WEIGHT, AGREED_WEIGHT, DOUBTED_WEIGHT = 3.0, 0.6, 0.2
"""What a block weighs on a page with snippets: one that a snippet speaks of, one of which both modes of the extractor think
alike, and one of which they do not."""
SHORT_WEIGHT, WORDLESS_WEIGHT = 0.3, 0.1
"""What a short block weighs whose words stand inside the known text but not as a line of it, and one without any word."""
MIN_BOX_PAGES, MIN_TEXT_PAGES = 12, 8
"""A word must stand on so many pages to be considered for the vocabulary."""

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Example:
    """The uncertain blocks of one page."""

    page: str
    site: str
    known: bool
    """Whether the article's text is known; if not, there are snippets."""
    gold: dict[str, Any]
    texts: list[str]
    labels: Array
    weights: Array
    dense: Array
    rows: Array
    """With ``columns``: which block has which word of the candidate vocabulary (near, far, inline, text)."""
    columns: Array
    groups: Array
    mass: Array
    stand_in: Array = field(default_factory=lambda: np.zeros(0, bool))
    """Which labels are the extractor's."""


@dataclass
class Dataset:
    """All pages, and the words that a vocabulary may be chosen from."""

    examples: list[Example]
    box_words: list[str]
    text_words: list[str]


def say(message: str) -> None:
    """Print ``message`` to standard error."""
    print(message, file=sys.stderr, flush=True)


def read_dataset(folder: Path, limit: int | None = None) -> Dataset:
    """Return the examples of the data folder, at most ``limit`` pages of each kind."""
    golds = [(part, gold) for part in ("pages", "snippets") for gold in _gold(folder, part)[:limit]]
    pages = [(part == "pages", gold, page_of(folder, gold["id"], known=part == "pages")) for part, gold in golds]
    scale = len(pages) / 538 if limit else 1.0
    boxes: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for _, _, page in pages:
        in_boxes, in_texts = _words_on(page)
        boxes.update(in_boxes)
        texts.update(in_texts)
    box_words = sorted(w for w, n in boxes.items() if n >= max(2, MIN_BOX_PAGES * scale))
    text_words = sorted(w for w, n in texts.items() if n >= max(2, MIN_TEXT_PAGES * scale))
    say(f"{len(pages)} pages, {len(box_words)} box words and {len(text_words)} text words to choose from")
    vocabulary = Vocabulary(tuple(box_words), tuple(text_words))
    examples = []
    for number, (known, gold, page) in enumerate(pages, 1):
        example = _example(page, gold, vocabulary, known=known)
        if example is not None:
            examples.append(example)
        if number % 50 == 0 or number == len(pages):
            say(f"measured {number} of {len(pages)} pages")
    return Dataset(examples, box_words, text_words)


def _gold(folder: Path, part: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (folder / part / "gold.jsonl").read_text(encoding="utf-8").splitlines() if row]


def page_of(folder: Path, name: str, *, known: bool) -> Page:
    """Return the page ``name`` of the data folder, decoded as the reader decodes it."""
    file = folder / ("pages" if known else "snippets") / "html" / f"{name}.html.gz"
    content = decode(gzip.decompress(file.read_bytes())).text
    return Page(source=Source(location=f"{name}.html.gz", media_type="text/html"), kind="html", content=content)


def site_of(address: str) -> str:
    """Return the last two labels of the address's host; what is no address is a site of its own."""
    host = urlsplit(address).hostname
    return ".".join(host.split(".")[-2:]) if host else address


def _words_on(page: Page) -> tuple[set[str], set[str]]:
    """The words of all boxes and inline elements of a page, and the words that its blocks begin and end with."""
    pieces = cut(parse(thinned(page.content)[0]))
    around = {box for run in pieces.runs for box in _boxes_around(run)}
    elements: list[tuple[str, Attributes]] = [(box.tag, box.attributes) for box in around]
    texts: set[str] = set()
    for run in pieces.runs:
        elements += run.inline[:MAX_INLINE]
        texts.update(text_words_of(run.text))
    boxes: set[str] = set()
    for tag, attributes in elements:
        get = attributes.get
        boxes.update(words_of(tag, get("class"), get("id"), get("itemprop"), get("role") or get("rel")))
    return boxes, texts


def _boxes_around(run: Run) -> Iterator[Box]:
    """Yield the boxes that a block stands in, but for the page itself."""
    box = run.box
    while box.parent is not None:
        yield box
        box = box.parent


def _example(page: Page, gold: dict[str, Any], vocabulary: Vocabulary, *, known: bool) -> Example | None:
    prepared = prepare(page, vocabulary)
    rows = prepared.uncertain[:MAX_ROWS]
    if not rows:
        return None
    runs = prepared.pieces.runs
    measured = measure(runs, rows, vocabulary, prepared.hints)
    label = _known_labels if known else _snippet_labels
    labels, weights, stand_in = label([runs[i] for i in rows], gold, page.content)
    spread = np.nonzero(_unpacked(measured, vocabulary))
    return Example(
        page=gold["id"],
        site=site_of(gold["url"]),
        known=known,
        gold={key: gold[key] for key in ("text", "with", "without") if key in gold},
        texts=[runs[i].text for i in rows],
        labels=labels,
        weights=weights,
        dense=measured.dense,
        rows=spread[0].astype(np.int32),
        columns=spread[1].astype(np.int32),
        groups=measured.groups,
        mass=measured.mass,
        stand_in=stand_in,
    )


def _unpacked(measured: Measured, vocabulary: Vocabulary) -> Array:
    pairs, numbers, inline = measured.words
    boxes, texts = len(vocabulary.box_words), len(vocabulary.text_words)
    near, far = ([pairs[n][side] for n in numbers] for side in (0, 1))
    parts = ((near, boxes), (far, boxes), (inline, boxes), (measured.text_words, texts))
    return np.concatenate([_bits(masks, count) for masks, count in parts], axis=1)


def _bits(masks: list[int], count: int) -> Array:
    size = (count + 7) // 8
    table = np.frombuffer(b"".join(mask.to_bytes(size, "little") for mask in masks), dtype=np.uint8)
    return np.unpackbits(table.reshape(len(masks), size), axis=1, count=count, bitorder="little")


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in lower case."""
    return [token.lower() for token in TOKEN.findall(text)]


class Reference:
    """A text of the article, for asking how much of a block stands in it."""

    def __init__(self, text: str) -> None:
        found = tokens(text)
        self.shingles = set(_shingles(found))
        self.lines = {" ".join(tokens(line)) for line in text.splitlines()}
        self.words = f" {' '.join(found)} "

    def share(self, text: str) -> float:
        """Return the share of the block's shingles that stand in the article; short blocks must be a line of it."""
        found = tokens(text)
        if len(found) < SHINGLE + 2:
            return float(bool(found) and " ".join(found) in self.lines)
        mine = list(_shingles(found))
        return sum(shingle in self.shingles for shingle in mine) / len(mine)

    def holds(self, text: str) -> bool:
        """Return whether the block's words stand somewhere in the article, one after the other."""
        return f" {' '.join(tokens(text))} " in self.words


def _shingles(found: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1))


def _known_labels(runs: list[Run], gold: dict[str, Any], _content: str) -> tuple[Array, Array, Array]:
    """Labels from the article's known text."""
    reference = Reference(gold["text"])
    labels, weights = np.zeros(len(runs)), np.ones(len(runs))
    for i, run in enumerate(runs):
        share, count = reference.share(run.text), len(tokens(run.text))
        labels[i] = share >= IS_ARTICLE
        if count == 0:
            weights[i] = WORDLESS_WEIGHT
        elif count < SHINGLE + 2 and share == 0 and reference.holds(run.text):
            weights[i] = SHORT_WEIGHT
        elif 0.3 < share < 0.7:
            weights[i] = 0.5
    return labels, weights, np.zeros(len(runs), bool)


def _snippet_labels(runs: list[Run], gold: dict[str, Any], content: str) -> tuple[Array, Array, Array]:
    """Labels from the snippets, and where they are silent, from what an extractor took."""
    import trafilatura

    modes: tuple[dict[str, bool], ...] = ({}, {"favor_precision": True})
    extracted = [Reference(trafilatura.extract(content, include_comments=False, **mode) or "") for mode in modes]
    labels, weights, stand_in = np.zeros(len(runs)), np.zeros(len(runs)), np.ones(len(runs), bool)
    wanted, refused = ([" ".join(s.split()) for s in gold[key]] for key in ("with", "without"))
    for i, run in enumerate(runs):
        votes = sum(reference.share(run.text) >= IS_ARTICLE for reference in extracted)
        labels[i], weights[i] = votes >= 1, DOUBTED_WEIGHT if votes == 1 else AGREED_WEIGHT
        for snippets, label in ((wanted, 1.0), (refused, 0.0)):
            if any(snippet and snippet in run.text for snippet in snippets):
                labels[i], weights[i], stand_in[i] = label, SNIPPET_WEIGHT, False
    return labels, weights, stand_in
