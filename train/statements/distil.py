"""Distillation: a quick network learns from what the trained one says about the training texts, and from the gold.

Decides what is taught: the teacher's anchor and role scores of every piece, and its tag scores around every anchor, gold or
its own. The teacher reads each text once, the way it does in use; of several teachers the mean counts. What was said is kept
in ``lessons.pt``. ``taught`` learns from the same lessons in windows.
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

from onrecord.models.relations import relations
from onrecord.models.windows import Window, cut_windows
from statements.batches import IGNORE, side_labels, tag_row
from statements.data import CONTENT_ANCHOR, CUE_ANCHOR, Document
from statements.loop import Plan, Trainer, all_passes
from statements.network import Network

QUICK_REACH = (56, 72)
"""Pieces before and behind an anchor that a quick network tags at first."""
LEAST_CHANCE = 0.05
WINDOW, OVERLAP = 384, 32
TOGETHER = 8
"""Windows that the teacher reads at once."""


@dataclass
class Lesson:
    """What is known of one text: the teacher's scores, the gold labels, and the anchors with both kinds of tags."""

    name: str
    pieces: Tensor
    features: Tensor
    anchor_scores: Tensor
    role_scores: Tensor
    anchor_gold: Tensor
    role_gold: Tensor
    anchors: Tensor
    near: Tensor
    places: Tensor
    tag_scores: Tensor
    tag_gold: Tensor
    grammar: Tensor
    """The labels of the side tasks, as in a ``Document``."""


def _inputs(document: Document) -> tuple[Tensor, Tensor]:
    p = document.pieces
    return torch.from_numpy(p.ids), torch.from_numpy(np.stack((p.case, p.quote, p.gap, p.place)))


@torch.no_grad()
def _encoded(teacher: Network, documents: list[Document]) -> list[tuple[Tensor, ...]]:
    """Return the teacher's anchor scores, role scores and link vectors of all ``documents``."""
    device = teacher.encoder.piece.weight.device
    texts = [_inputs(document) for document in documents]
    work = [(i, w) for i, (ids, _) in enumerate(texts) for w in cut_windows(len(ids), WINDOW, OVERLAP)]
    work.sort(key=lambda item: item[1].end - item[1].start)
    done: dict[tuple[int, int], tuple[Tensor, ...]] = {}
    for at in range(0, len(work), TOGETHER):
        group = work[at : at + TOGETHER]
        size = max(w.end - w.start for _, w in group)

        def padded(x: Tensor, w: Window, size: int = size) -> Tensor:
            return F.pad(x[..., w.start : w.end], (0, size - w.end + w.start))

        ids = torch.stack([padded(texts[i][0], w) for i, w in group])
        features = torch.stack([padded(texts[i][1], w) for i, w in group])
        scores = teacher.encoder(ids.to(device), features.to(device))[:3]
        for row, (i, w) in enumerate(group):
            done[i, w.start] = tuple(x[row, w.first - w.start : w.last - w.start].clone() for x in scores)
        if at // TOGETHER % 25 == 0:
            print(f"the teacher has read {at} of {len(work)} windows", flush=True)
    of: list[list[tuple[Tensor, ...]]] = [[] for _ in documents]
    for i, start in sorted(done):
        of[i].append(done[i, start])
    return [tuple(torch.cat(x) for x in zip(*parts, strict=True)) for parts in of]


@torch.no_grad()
def _lesson(
    teachers: list[Network], document: Document, each: list[tuple[Tensor, ...]], reach: tuple[int, int]
) -> Lesson:
    anchor, role = (_mean([scores[part] for scores in each]) for part in (0, 1))
    p, count = document.pieces, len(document.pieces)
    chances = 1 - np.exp(anchor.numpy()[:, 0])
    gold = {a.anchor: a for a in document.attributions}
    at = np.array(sorted(set(np.flatnonzero(chances > LEAST_CHANCE).tolist()) | set(gold)), dtype=np.int64)
    near = at[:, None] + np.arange(-reach[0], reach[1])
    outside = (near < 0) | (near >= count)
    near = np.clip(near, 0, count - 1)
    places = relations(p, at, near)
    tags = _mean([_tags(one, link, (at, near, places)) for one, (_, _, link) in zip(teachers, each, strict=True)])
    anchor_gold, role_gold, tag_gold = _gold(document, at, near)
    tag_gold[outside | document.ignored[near]] = IGNORE
    t = torch.from_numpy
    return Lesson(
        document.id, *_inputs(document), anchor, role.half(), t(anchor_gold), t(role_gold),
        t(at), t(near), t(places), tags.half(), t(tag_gold), t(side_labels(document)),
    )  # fmt: skip


def _tags(teacher: Network, link: Tensor, rows: tuple[Any, Any, Any]) -> Tensor:
    """Return a teacher's tag scores of ``rows``: the anchors, the pieces near each, and how those stand to it."""
    at, near, places = (torch.from_numpy(row).to(link.device) for row in rows)
    first, second = link.chunk(2, -1)
    tags: Tensor = teacher.linker(first[at], second[near], places)
    return tags


def _mean(scores: list[Tensor]) -> Tensor:
    """Return scores that stand for the mean of the chances that ``scores`` stand for."""
    chances = torch.stack([one.float().softmax(-1) for one in scores]).mean(0)
    return chances.clamp(min=1e-7).log().cpu()


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


def lessons(
    teachers: list[Network], documents: list[Document], path: Path, plan: Plan, reach: tuple[int, int] = QUICK_REACH
) -> list[Lesson]:
    """Return what ``teachers`` say of all ``documents`` that have any text, from ``path`` if it was made before.

    ``plan``: the device and the precision to read in. ``reach``: how many pieces before and behind an anchor they tell
    the tags of.
    """
    if path.exists():
        made: list[Lesson] = torch.load(path, weights_only=False)
        return made
    precision = torch.bfloat16 if plan.bf16 else torch.float32
    teachers = [teacher.to(plan.device, precision).eval() for teacher in teachers]
    documents = [d for d in documents if len(d.pieces)]
    encoded = zip(*(_encoded(teacher, documents) for teacher in teachers), strict=True)
    made = [_lesson(teachers, d, list(each), reach) for d, each in zip(documents, encoded, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(made, path)
    return made


@dataclass(frozen=True)
class QuickPlan:
    """How to teach the quick network."""

    passes: int = 10
    per_batch: int = 6
    rate: float = 3e-3
    gold_share: float = 0.15
    bf16: bool = False
    seed: int = 7


def start_from(network: Network, teacher: Network) -> None:
    """Give the quick network the teacher's word vectors, in as many dimensions as it has (their principal ones)."""
    table = teacher.encoder.piece.weight.detach().float()
    table = table - table.mean(0)
    _, _, directions = torch.linalg.svd(table.T @ table)
    short = table @ directions[: network.shape.width].T
    with torch.no_grad():
        network.encoder.piece.weight.copy_(short / short.std())


def soft_loss(scores: Tensor, teacher: Tensor, gold: Tensor, share: float) -> Tensor:
    """Return the summed loss of rows of scores: to what the teacher says, and by ``share`` to the gold where it is known."""
    logs = scores.float().log_softmax(-1)
    soft = -(teacher.float().softmax(-1) * logs).sum()
    hard = F.nll_loss(logs, gold, reduction="sum", ignore_index=IGNORE)
    return (1 - share) * soft + share * hard


def _losses(network: Network, batch: list[Lesson], plan: QuickPlan, noise: torch.Generator, mask_id: int) -> Tensor:
    size = max(len(one.pieces) for one in batch)
    pieces = torch.stack([F.pad(one.pieces, (0, size - len(one.pieces))) for one in batch])
    features = torch.stack([F.pad(one.features, (0, size - len(one.pieces))) for one in batch])
    hidden = torch.rand(pieces.shape, generator=noise) < 0.04
    anchor, role, link, _ = (x.flatten(0, 1) for x in network.encoder(pieces.masked_fill(hidden, mask_id), features))
    real = torch.cat([torch.arange(len(one.pieces)) + i * size for i, one in enumerate(batch)])

    def joined(part: str, shifted: bool = False) -> Tensor:
        return torch.cat([getattr(one, part) + (i * size if shifted else 0) for i, one in enumerate(batch)])

    total = 2.0 * soft_loss(anchor[real], joined("anchor_scores"), joined("anchor_gold"), plan.gold_share)
    total = total + 0.12 * soft_loss(role[real], joined("role_scores"), joined("role_gold"), plan.gold_share)
    first, second = link.chunk(2, -1)
    tags = network.linker(first[joined("anchors", True)], second[joined("near", True)], joined("places"))
    gold = joined("tag_gold").flatten()
    total = total + 0.5 * soft_loss(tags.flatten(0, 1), joined("tag_scores").flatten(0, 1), gold, plan.gold_share)
    return total / max(1, sum(len(one.anchors) for one in batch))


def teach(network: Network, made: list[Lesson], plan: QuickPlan, folder: Path, mask_id: int) -> Network:
    """Train the quick ``network`` on the lessons and return it with averaged weights; goes on from a checkpoint."""
    per_pass = -(-len(made) // plan.per_batch)
    settings = Plan(
        head_rate=plan.rate, encoder_rate=plan.rate, layer_decay=1.0, averaging=0.995, warm_up=0.05, bf16=plan.bf16
    )
    trainer = Trainer(network, settings, plan.passes * per_pass)

    def one_pass(number: int) -> None:
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

    return all_passes(trainer, plan.passes, one_pass, folder)
