"""Most passes of ``best``: it learns from what wider networks say of the texts, and a little from the gold.

Decides what each window teaches: the teachers' scores of every piece and of the pieces around every anchor, gold or their
own, mixed with the gold where that is known. So texts without annotation teach too. The form of the lessons is that of
``distil``.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from onrecord.models.decode import COST_OF_A_RANGE
from statements import grammar
from statements.batches import EDGE, IGNORE, inside
from statements.distil import Lesson
from statements.loop import Plan, Trainer, all_passes
from statements.network import Network
from statements.sequence import sequence_loss

Stretch = tuple[Lesson, int, int]
"""A lesson, and the pieces of its text from and to which a window goes."""


@dataclass(frozen=True)
class TaughtPlan:
    """How to learn from lessons."""

    passes: float = 6
    window: int = 384
    per_batch: int = 7
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    averaging: float = 0.998
    gold_share: float = 0.2
    grammar_weight: float = 0.7
    mask_rate: float = 0.04
    bf16: bool = False
    device: str = "cpu"
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

    def to(self, device: str) -> _Links:
        return _Links(**{name: tensor.to(device) for name, tensor in vars(self).items()})


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


def losses(
    network: Network, group: list[Stretch], plan: TaughtPlan, mask_id: int, noise: torch.Generator
) -> tuple[Tensor, Tensor | None]:
    """Return the loss on one batch, and that of the side tasks where ``network`` has any."""
    size, device = max(end - start for _, start, end in group), plan.device

    def stacked(part: str) -> Tensor:
        each = [F.pad(getattr(x, part)[..., a:b], (0, size - b + a)) for x, a, b in group]
        return torch.stack(each).to(device)

    def joined(part: str) -> Tensor:
        return torch.cat([getattr(lesson, part)[start:end] for lesson, start, end in group]).to(device)

    pieces = stacked("pieces")
    real = (torch.arange(size) < torch.tensor([end - start for _, start, end in group])[:, None]).to(device)
    hidden = (torch.rand(pieces.shape, generator=noise) < plan.mask_rate).to(device)
    anchor, role, link, half_way = network.encoder(pieces.masked_fill(hidden, mask_id), stacked("features"))
    share = plan.gold_share
    total = 2.0 * mixed_loss(anchor[real], joined("anchor_scores").softmax(-1), joined("anchor_gold"), share)
    roles = joined("role_scores").float().softmax(-1)
    total = total + 0.125 * mixed_loss(role[real], roles, joined("role_gold"), share)
    links = _links(group).to(device)
    if len(links.rows):
        total = total + _link_loss(network, link, links, share)
    side = None if network.grammar is None else grammar.loss(network.grammar(half_way), _side(group, size).to(device))
    return total / max(1, len(links.rows)), side


def _link_loss(network: Network, link: Tensor, links: _Links, share: float) -> Tensor:
    which, at = links.rows.unbind(1)
    first, second = link.chunk(2, -1)
    scores = network.linker(first[which, at], second[which[:, None], links.near], links.places)
    total = 0.375 * mixed_loss(scores, links.chances, links.gold, share)
    known = (links.gold > 0).any(1)
    if known.any():
        costs = torch.from_numpy(COST_OF_A_RANGE).to(scores.device)
        total = total + 0.25 * sequence_loss(scores[known].float(), links.gold[known], costs)
    return total


def _side(group: list[Stretch], size: int) -> Tensor:
    rows = [torch.from_numpy(inside(lesson.grammar[:, a:b].numpy(), a)) for lesson, a, b in group]
    return torch.stack([F.pad(one, (0, size - one.shape[1]), value=grammar.UNKNOWN) for one in rows])


def teach(network: Network, lessons: list[Lesson], plan: TaughtPlan, folder: Path, mask_id: int) -> Network:
    """Train ``network`` on the lessons and return it with averaged weights; goes on from a checkpoint in ``folder``."""
    settings = Plan(
        encoder_rate=plan.encoder_rate, head_rate=plan.head_rate, averaging=plan.averaging,
        bf16=plan.bf16, device=plan.device,
    )  # fmt: skip
    trainer = Trainer(network, settings, round(plan.passes * len(windows(lessons, plan, plan.seed))))

    def one_pass(number: int) -> None:
        torch.manual_seed(plan.seed + number)
        noise = torch.Generator().manual_seed(plan.seed + number)
        network.train()
        groups = windows(lessons, plan, plan.seed + number)[: trainer.steps - trainer.step_number]
        began, mean = time.monotonic(), 0.0
        for i, group in enumerate(groups):
            loss, side = losses(network, group, plan, mask_id, noise)
            mean = 0.98 * mean + 0.02 * loss.item() if i else loss.item()
            if side is not None:
                # As in the first training, side tasks lead the way and leave the last steps to what counts.
                loss = loss + side * plan.grammar_weight * (1 - trainer.step_number / trainer.steps)
            trainer.step(loss)
            if i % 25 == 0 or i == len(groups) - 1:
                done = f"[{'#' * (20 * (i + 1) // len(groups)):20}] {i + 1}/{len(groups)}"
                seconds = time.monotonic() - began
                print(f"pass {number + 1}/{math.ceil(plan.passes)} {done} loss {mean:.3f} {seconds:.0f} s", flush=True)

    return all_passes(trainer, math.ceil(plan.passes), one_pass, folder)
