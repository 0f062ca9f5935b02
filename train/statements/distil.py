"""Distillation: a quick network learns from what the trained one says about the training texts, and from the gold.

Decides what is taught: the teacher's anchor and role scores of every piece, and its tag scores around every anchor, gold or
its own. The teacher reads each text once, the way it does in use; what it said is kept in ``lessons.pt``.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from onrecord.models.decode import log_softmax
from onrecord.models.relations import relations
from onrecord.models.windows import cut_windows
from statements.batches import IGNORE, tag_row
from statements.data import CONTENT_ANCHOR, CUE_ANCHOR, Document
from statements.loop import Plan, Trainer
from statements.network import Network

BEFORE, AFTER = 56, 72
"""Pieces around an anchor that a quick network tags at first."""
LEAST_CHANCE = 0.02
WINDOW, OVERLAP = 256, 48


@dataclass
class Lesson:
    """What is known of one text: the teacher's scores, the gold labels, and the anchors with both kinds of tags."""

    pieces: Tensor
    features: Tensor
    anchor_scores: Tensor
    role_scores: Tensor
    anchor_gold: Tensor
    role_gold: Tensor
    anchors: Tensor
    near: Tensor
    buckets: Tensor
    tag_scores: Tensor
    tag_gold: Tensor


@torch.no_grad()
def lesson(teacher: Network, document: Document) -> Lesson:
    """Return the lesson of one document."""
    p, count = document.pieces, len(document.pieces)
    features = torch.from_numpy(np.stack((p.case, p.quote, p.gap, p.place)))
    ids = torch.from_numpy(p.ids)
    parts: list[tuple[Tensor, ...]] = []
    kind = next(teacher.parameters()).dtype
    for w in cut_windows(count, WINDOW, OVERLAP):
        anchor, role, link, _ = teacher.encoder(ids[None, w.start : w.end], features[None, :, w.start : w.end])
        own = slice(w.first - w.start, w.last - w.start)
        parts.append((anchor[0, own].float(), role[0, own].float(), link[0, own]))
    anchor, role, link = (torch.cat(x) for x in zip(*parts, strict=True))
    chances = 1 - np.exp(log_softmax(anchor.numpy())[:, 0])
    gold = {a.anchor: a for a in document.attributions}
    places = np.array(sorted(set(np.flatnonzero(chances > LEAST_CHANCE).tolist()) | set(gold)), dtype=np.int64)
    near = places[:, None] + np.arange(-BEFORE, AFTER)
    outside = (near < 0) | (near >= count)
    near = np.clip(near, 0, max(count - 1, 0))
    buckets = np.stack(relations(p, places, near)) if len(places) else np.zeros((3, 0, BEFORE + AFTER), dtype=np.int64)
    first, second = link.to(kind).chunk(2, -1)
    tags = teacher.linker(first[places], second[near], *torch.from_numpy(buckets)).float()
    anchor_gold, role_gold, tag_gold = _gold(document, places, near)
    tag_gold[outside | document.ignored[near]] = IGNORE
    t = torch.from_numpy
    return Lesson(
        ids, features, anchor, role, t(anchor_gold), t(role_gold),
        t(places), t(near), t(buckets), tags.half(), t(tag_gold),
    )  # fmt: skip


def _gold(document: Document, places: Any, near: Any) -> tuple[Any, Any, Any]:
    count = len(document.pieces)
    anchors, roles = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    tags = np.full(near.shape, IGNORE, dtype=np.int64)
    row_of = {place: i for i, place in enumerate(places.tolist())}
    for a in document.attributions:
        row = tag_row(a, 0, count)
        roles = np.where(row > 0, row, roles)
        anchors[a.anchor] = CUE_ANCHOR if a.cue else CONTENT_ANCHOR
        tags[row_of[a.anchor]] = row[near[row_of[a.anchor]]]
    if document.statements_only:
        anchors = np.where(anchors == 0, IGNORE, anchors)
        roles = np.where(roles == 0, IGNORE, roles)
    return np.where(document.ignored, IGNORE, anchors), np.where(document.ignored, IGNORE, roles), tags


def lessons(teacher: Network, documents: list[Document], path: Path, bf16: bool) -> list[Lesson]:
    """Return the lessons of all ``documents``, from ``path`` if they were made before."""
    if path.exists():
        made: list[Lesson] = torch.load(path, weights_only=False)
        return made
    teacher = (teacher.bfloat16() if bf16 else teacher.float()).eval()
    made = []
    for i, document in enumerate(documents):
        made.append(lesson(teacher, document))
        if i % 100 == 0:
            print(f"the teacher has read {i} of {len(documents)} texts", flush=True)
    torch.save(made, path)
    return made


@dataclass(frozen=True)
class QuickPlan:
    """How to teach the quick network."""

    passes: int = 12
    per_batch: int = 6
    rate: float = 3e-3
    gold_share: float = 0.3
    seed: int = 7


def start_from(network: Network, teacher: Network) -> None:
    """Give the quick network the teacher's word vectors, in as many dimensions as it has (their principal ones)."""
    table = teacher.encoder.piece.weight.detach().float()
    table = table - table.mean(0)
    _, _, directions = torch.linalg.svd(table.T @ table)
    short = table @ directions[: network.shape.width].T
    with torch.no_grad():
        network.encoder.piece.weight.copy_(short / short.std())


def soft_loss(scores: Tensor, teacher: Tensor, gold: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Return the summed losses to the teacher and to the gold, weighted; rows are pieces."""
    logs = scores.log_softmax(-1)
    soft = -(teacher.softmax(-1) * logs).sum(-1)
    hard = F.nll_loss(logs, gold, reduction="none", ignore_index=IGNORE)
    return (1 - share) * soft.sum(), share * hard.sum()


def _losses(network: Network, batch: list[Lesson], plan: QuickPlan, noise: torch.Generator, mask_id: int) -> Tensor:
    size = max(len(one.pieces) for one in batch)
    pieces = torch.stack([F.pad(one.pieces, (0, size - len(one.pieces))) for one in batch])
    features = torch.stack([F.pad(one.features, (0, size - len(one.pieces))) for one in batch])
    hidden = torch.rand(pieces.shape, generator=noise) < 0.04
    anchor, role, link, _ = network.encoder(pieces.masked_fill(hidden, mask_id), features)
    total = torch.zeros(())
    count = sum(len(one.anchors) for one in batch)
    for i, one in enumerate(batch):
        n = len(one.pieces)
        for scores, teacher, gold, weight in (
            (anchor[i, :n], one.anchor_scores, one.anchor_gold, 2.0),
            (role[i, :n], one.role_scores, one.role_gold, 0.12),
        ):
            total = total + weight * sum(soft_loss(scores, teacher, gold, plan.gold_share))
        if len(one.anchors):
            first, second = link[i, :n].chunk(2, -1)
            tags = network.linker(first[one.anchors], second[one.near], *one.buckets)
            soft, hard = soft_loss(
                tags.flatten(0, 1), one.tag_scores.float().flatten(0, 1), one.tag_gold.flatten(), plan.gold_share
            )
            total = total + 0.5 * (soft + hard)
    return total / max(count, 1)


def teach(network: Network, made: list[Lesson], plan: QuickPlan, folder: Path, mask_id: int) -> Network:
    """Train the quick ``network`` on the lessons and return it with averaged weights; goes on from a checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [one for one in made if len(one.pieces)]
    per_pass = -(-len(made) // plan.per_batch)
    settings = Plan(head_rate=plan.rate, encoder_rate=plan.rate, layer_decay=1.0, averaging=0.995, warm_up=0.05)
    trainer = Trainer(network, settings, plan.passes * per_pass)
    checkpoint = folder / "checkpoint.pt"
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        trainer.restore(saved["trainer"])
        first = saved["pass"] + 1
    for number in range(first, plan.passes):
        rng = np.random.default_rng(plan.seed + number)
        torch.manual_seed(plan.seed + number)
        noise = torch.Generator().manual_seed(plan.seed + number)
        order = sorted(range(len(made)), key=lambda i: len(made[i].pieces) // 64 + rng.random())
        groups = [order[at : at + plan.per_batch] for at in range(0, len(order), plan.per_batch)]
        rng.shuffle(groups)
        network.train()
        began, mean = time.monotonic(), 0.0
        for group in groups:
            loss = _losses(network, [made[i] for i in group], plan, noise, mask_id)
            trainer.step(loss)
            mean += loss.item() / len(groups)
        print(f"pass {number + 1}/{plan.passes} loss {mean:.3f} in {time.monotonic() - began:.0f} s", flush=True)
        torch.save({"trainer": trainer.state(), "pass": number}, checkpoint)
        torch.save({"weights": trainer.average, "shape": network.settings()}, folder / "averaged.pt")
    finished = Network(network.shape)
    finished.load_state_dict(trainer.average)
    return finished.eval()
