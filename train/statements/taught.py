"""The last passes of ``best``: it learns from what a wider network says of the texts, and from the gold.

Decides what each window teaches: the teacher's scores of every piece and of the pieces around every anchor, gold or its own,
mixed with the gold where that is known. So texts without annotation teach too. The form of the lessons is that of ``distil``.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from onrecord.models.decode import COST_OF_A_RANGE
from statements.batches import EDGE, IGNORE
from statements.distil import Lesson
from statements.loop import Plan, Trainer, all_passes
from statements.network import Network
from statements.sequence import sequence_loss

Stretch = tuple[Lesson, int, int]
"""A lesson, and the pieces of its text from and to which a window goes."""


@dataclass(frozen=True)
class TaughtPlan:
    """How to learn from lessons."""

    passes: int = 3
    window: int = 384
    per_batch: int = 7
    encoder_rate: float = 1e-4
    head_rate: float = 5e-4
    gold_share: float = 0.3
    mask_rate: float = 0.04
    bf16: bool = False
    seed: int = 77


def windows(lessons: list[Lesson], plan: TaughtPlan, seed: int) -> list[list[Stretch]]:
    """Return the batches of one pass: windows cut at places that ``seed`` shifts, those of like length together."""
    rng = np.random.default_rng(seed)
    cut: list[Stretch] = []
    for lesson in lessons:
        count = len(lesson.pieces)
        at = 0 if count <= plan.window else -int(rng.integers(0, plan.window // 2))
        while at < count:
            start, end = max(at, 0), min(at + plan.window, count)
            if end - start >= 32 or count < 32:
                cut.append((lesson, start, end))
            at += plan.window - 2 * EDGE
    keys = [(end - start) // 16 + rng.random() * 0.5 for _, start, end in cut]
    order = np.argsort(keys, kind="stable")
    groups = [[cut[i] for i in order[at : at + plan.per_batch]] for at in range(0, len(order), plan.per_batch)]
    rng.shuffle(groups)
    return groups


@dataclass
class _Links:
    """What the windows of a batch teach of their anchors: where they are, the pieces near each, and the tags of those."""

    rows: Tensor
    near: Tensor
    places: Tensor
    chances: Tensor
    gold: Tensor


def _links(group: list[Stretch]) -> _Links:
    parts: list[tuple[Tensor, ...]] = []
    for number, (lesson, start, end) in enumerate(group):
        first = start + (EDGE if start else 0)
        last = end - (EDGE if end < len(lesson.pieces) else 0)
        chosen = (lesson.anchors >= first) & (lesson.anchors < last)
        near = lesson.near[chosen]
        inside = (near >= start) & (near < end)
        # Where the text begins or ends, its last piece stands for all that would lie beyond it.
        inside[:, 1:] &= near[:, 1:] != near[:, :-1]
        gold = lesson.tag_gold[chosen].masked_fill(~inside, IGNORE)
        chances = lesson.tag_scores[chosen].float().softmax(-1) * inside[..., None]
        at = lesson.anchors[chosen] - start
        rows = torch.stack((torch.full_like(at, number), at), 1)
        parts.append((rows, near.clamp(start, end - 1) - start, lesson.places[chosen], chances, gold))
    return _Links(*(torch.cat(each) for each in zip(*parts, strict=True)))


def mixed_loss(scores: Tensor, chances: Tensor, gold: Tensor, share: float) -> Tensor:
    """Return the summed loss of rows of scores: to ``chances``, and by ``share`` to the gold where it is known."""
    logs = scores.float().log_softmax(-1)
    soft = -(chances * logs).sum(-1)
    hard = F.nll_loss(logs.flatten(0, -2), gold.flatten(), reduction="none", ignore_index=IGNORE).view(gold.shape)
    return torch.where(gold != IGNORE, (1 - share) * soft + share * hard, soft).sum()


def losses(network: Network, group: list[Stretch], plan: TaughtPlan, mask_id: int, noise: torch.Generator) -> Tensor:
    """Return the loss on one batch."""
    size = max(end - start for _, start, end in group)

    def stacked(part: str) -> Tensor:
        return torch.stack([F.pad(getattr(x, part)[..., a:b], (0, size - b + a)) for x, a, b in group])

    def joined(part: str) -> Tensor:
        return torch.cat([getattr(lesson, part)[start:end] for lesson, start, end in group])

    pieces = stacked("pieces")
    real = torch.arange(size) < torch.tensor([end - start for _, start, end in group])[:, None]
    hidden = torch.rand(pieces.shape, generator=noise) < plan.mask_rate
    anchor, role, link, _ = network.encoder(pieces.masked_fill(hidden, mask_id), stacked("features"))
    share = plan.gold_share
    total = 2.0 * mixed_loss(anchor[real], joined("anchor_scores").softmax(-1), joined("anchor_gold"), share)
    roles = joined("role_scores").float().softmax(-1)
    total = total + 0.125 * mixed_loss(role[real], roles, joined("role_gold"), share)
    links = _links(group)
    if len(links.rows):
        which, at = links.rows.unbind(1)
        first, second = link.chunk(2, -1)
        scores = network.linker(first[which, at], second[which[:, None], links.near], links.places)
        total = total + 0.375 * mixed_loss(scores, links.chances, links.gold, share)
        known = (links.gold > 0).any(1)
        costs = torch.from_numpy(COST_OF_A_RANGE)
        if known.any():
            total = total + 0.25 * sequence_loss(scores[known].float(), links.gold[known], costs)
    return total / max(1, len(links.rows))


def teach(network: Network, lessons: list[Lesson], plan: TaughtPlan, folder: Path, mask_id: int) -> Network:
    """Train ``network`` on the lessons and return it with averaged weights; goes on from a checkpoint in ``folder``."""
    settings = Plan(encoder_rate=plan.encoder_rate, head_rate=plan.head_rate, bf16=plan.bf16)
    trainer = Trainer(network, settings, plan.passes * len(windows(lessons, plan, plan.seed)))

    def one_pass(number: int) -> None:
        torch.manual_seed(plan.seed + number)
        noise = torch.Generator().manual_seed(plan.seed + number)
        network.train()
        groups = windows(lessons, plan, plan.seed + number)
        began, mean = time.monotonic(), 0.0
        for i, group in enumerate(groups):
            loss = losses(network, group, plan, mask_id, noise)
            trainer.step(loss)
            mean = 0.98 * mean + 0.02 * loss.item() if i else loss.item()
            if i % 25 == 0 or i == len(groups) - 1:
                done = f"[{'#' * (20 * (i + 1) // len(groups)):20}] {i + 1}/{len(groups)}"
                seconds = time.monotonic() - began
                print(f"pass {number + 1}/{plan.passes} {done} loss {mean:.3f} {seconds:.0f} s", flush=True)

    return all_passes(trainer, plan.passes, one_pass, folder)
