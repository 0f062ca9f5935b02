"""Batches: windows cut from the documents at random places, with what the network should say about them.

Decides what a window teaches: which pieces count, which anchors are linked. Every pass cuts the documents elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from onrecord.models.decode import TAGS
from onrecord.models.relations import relations
from statements.data import CONTENT_ANCHOR, CUE_ANCHOR, Attribution, Document

EDGE = 24
"""Anchors nearer than this to a cut edge teach no links: too much of their attribution may lie beyond it."""
BEFORE, AFTER = 112, 136
"""Pieces around an anchor that are linked in training: nearly all attributions lie within."""
IGNORE = -100
SIDE_ROWS = 4
"""Labels of part of speech, entity and relation, and the head."""


@dataclass
class Batch:
    """Tensors of one training step.

    ``anchor_rows`` are (window, piece) of the anchors to link, ``near`` the pieces around each.
    """

    pieces: Tensor
    features: Tensor
    grammar: Tensor
    anchor_target: Tensor
    anchor_weight: Tensor
    role_target: Tensor
    anchor_rows: Tensor
    near: Tensor
    places: Tensor
    tag_target: Tensor

    def to(self, device: str) -> Batch:
        """Return the batch on ``device``."""
        return Batch(**{name: tensor.to(device) for name, tensor in vars(self).items()})


@dataclass(frozen=True)
class Window:
    """A stretch of a document's pieces."""

    document: Document
    start: int
    end: int


def windows(documents: list[Document], size: int, rng: np.random.Generator, repeats: dict[bool, int]) -> list[Window]:
    """Return windows that cover every document, cut at places that ``rng`` shifts."""
    out = []
    for document in documents:
        for _ in range(repeats[document.statements_only]):
            n = len(document.pieces)
            if n <= size:
                out.append(Window(document, 0, n))
                continue
            at = -int(rng.integers(0, size // 2))
            while at < n:
                start, end = max(at, 0), min(at + size, n)
                if end - start >= 32:
                    out.append(Window(document, start, end))
                at += size - 2 * EDGE
    return out


def epoch(
    documents: list[Document], size: int, per_batch: int, seed: int, repeats: dict[bool, int]
) -> list[list[Window]]:
    """Return the batches of one pass: windows of like length together, in a shuffled order."""
    rng = np.random.default_rng(seed)
    cut = windows(documents, size, rng, repeats)
    keys = [(w.end - w.start) // 16 + rng.random() * 0.5 for w in cut]
    order = np.argsort(keys, kind="stable")
    groups = [[cut[i] for i in order[at : at + per_batch]] for at in range(0, len(order), per_batch)]
    rng.shuffle(groups)
    return groups


def tag_row(attribution: Attribution, start: int, end: int) -> np.ndarray:
    """Return the tags of the pieces ``start`` to ``end`` towards one attribution."""
    row = np.zeros(end - start, dtype=np.int64)
    for role, ranges in (
        ("content", attribution.contents),
        ("source", attribution.sources),
        ("cue", [attribution.cue] if attribution.cue else []),
    ):
        for first, last in ranges:
            a, b = max(first, start), min(last, end)
            if a < b:
                row[a - start : b - start] = TAGS.index("I-" + role)
                if a == first:
                    row[a - start] = TAGS.index("B-" + role)
    return row


def collate(group: list[Window], rng: np.random.Generator) -> Batch:
    """Return the tensors of one group of windows."""
    size = max(w.end - w.start for w in group)
    n = len(group)
    pieces = np.zeros((n, size), dtype=np.int64)
    features = np.zeros((n, 4, size), dtype=np.int64)
    grammar = np.full((n, SIDE_ROWS, size), -1, dtype=np.int64)
    anchor_target = np.full((n, size), IGNORE, dtype=np.int64)
    anchor_weight = np.ones((n, size), dtype=np.float32)
    role_target = np.full((n, size), IGNORE, dtype=np.int64)
    rows: list[tuple[int, int]] = []
    links: list[tuple[np.ndarray, ...]] = []
    for i, w in enumerate(group):
        document, length = w.document, w.end - w.start
        p = document.pieces
        pieces[i, :length] = p.ids[w.start : w.end]
        for k, values in enumerate((p.case, p.quote, p.gap, p.place)):
            features[i, k, :length] = values[w.start : w.end]
        grammar[i, :, :length] = inside(side_labels(document)[:, w.start : w.end], w.start)
        anchors, weight, roles = _flat_targets(w)
        anchor_target[i, :length], anchor_weight[i, :length], role_target[i, :length] = anchors, weight, roles
        inner = (w.start + (EDGE if w.start else 0), w.end - (EDGE if w.end < len(p) else 0))
        for a in document.attributions:
            if not inner[0] <= a.anchor < inner[1] or document.ignored[a.anchor]:
                continue
            at = a.anchor
            if a.cue and rng.random() < 0.25:
                at = int(rng.integers(a.cue[0], min(a.cue[1], w.end)))
            at_most = np.arange(at - BEFORE, at + AFTER)
            near = np.clip(at_most, w.start, w.end - 1)
            row = tag_row(a, w.start, w.end)[near - w.start]
            row[(near != at_most) | document.ignored[near]] = IGNORE
            places = relations(p, np.array([at]), near[None])[0]
            rows.append((i, at - w.start))
            links.append((near - w.start, places, row))
    stacked = [
        np.stack([link[k] for link in links]) if links else np.zeros((0, BEFORE + AFTER), dtype=np.int64)
        for k in range(3)
    ]
    t = torch.from_numpy
    return Batch(
        t(pieces), t(features), t(grammar), t(anchor_target), t(anchor_weight), t(role_target),
        torch.tensor(rows, dtype=torch.long).view(-1, 2), *(t(s) for s in stacked),
    )  # fmt: skip


def side_labels(document: Document) -> np.ndarray:
    """Return the labels of the side tasks of all of a document's pieces, -1 where nothing is known."""
    if document.grammar is None:
        return np.full((SIDE_ROWS, len(document.pieces)), -1, dtype=np.int64)
    return document.grammar


def inside(labels: np.ndarray, start: int) -> np.ndarray:
    """Return the side tasks' ``labels`` of a window that begins at piece ``start``; heads outside it are unknown."""
    heads = labels[-1] - start
    return np.vstack((labels[:-1], np.where((heads >= 0) & (heads < labels.shape[1]), heads, -1)[None]))


def _flat_targets(w: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    document = w.document
    length = w.end - w.start
    anchors = np.zeros(length, dtype=np.int64)
    weight = np.full(length, 0.25 if document.statements_only else 1.0, dtype=np.float32)
    roles = np.zeros(length, dtype=np.int64)
    for a in document.attributions:
        row = tag_row(a, w.start, w.end)
        roles = np.where(row > 0, row, roles)
        if w.start <= a.anchor < w.end:
            anchors[a.anchor - w.start] = CUE_ANCHOR if a.cue else CONTENT_ANCHOR
            weight[a.anchor - w.start] = 1.0
    if document.statements_only:
        roles = np.where(roles == 0, IGNORE, roles)
    ignored = document.ignored[w.start : w.end]
    return np.where(ignored, IGNORE, anchors), weight, np.where(ignored, IGNORE, roles)
