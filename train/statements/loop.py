"""The training loop: seeded, resumable, one pass after another, with a checkpoint and the dev figures after each.

Weights are kept in 32 bits; the passes may run in bfloat16 where the processor is faster at it (``--bf16``).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from onrecord.models.decode import COST_OF_A_RANGE
from statements import grammar
from statements.batches import IGNORE, Batch, Window, collate, epoch
from statements.data import Document
from statements.network import Network
from statements.sequence import sequence_loss


@dataclass(frozen=True)
class Plan:
    """How to train. ``passes`` may end within one."""

    passes: float = 7
    window: int = 384
    per_batch: int = 7
    encoder_rate: float = 2e-4
    layer_decay: float = 0.85
    head_rate: float = 1e-3
    warm_up: float = 0.06
    decay: float = 0.01
    averaging: float = 0.997
    mask_rate: float = 0.04
    role_weight: float = 0.5
    link_weight: float = 1.0
    sequence_share: float = 0.5
    anchor_weight: float = 2.0
    grammar_weight: float = 1.5
    page_repeats: int = 3
    bf16: bool = False
    device: str = "cpu"
    seed: int = 20


def losses(network: Network, batch: Batch, mask_id: int, plan: Plan, rng: torch.Generator) -> dict[str, Tensor]:
    """Return the parts of the loss on one batch."""
    pieces = batch.pieces
    if network.training and plan.mask_rate:
        hidden = torch.rand(pieces.shape, generator=rng) < plan.mask_rate
        pieces = pieces.masked_fill(hidden.to(pieces.device), mask_id)
    anchor, role, link, half_way = network.encoder(pieces, batch.features)
    out = {}
    each = F.cross_entropy(anchor.float().transpose(1, 2), batch.anchor_target, reduction="none", ignore_index=IGNORE)
    count = max(1, len(batch.anchor_rows))
    out["anchor"] = plan.anchor_weight * (each * batch.anchor_weight).sum() / count
    roles = F.cross_entropy(role.float().transpose(1, 2), batch.role_target, reduction="sum", ignore_index=IGNORE)
    out["role"] = plan.role_weight * roles / count / 4
    if len(batch.anchor_rows):
        scores = link_scores(network, link, batch)
        tags = F.cross_entropy(scores.float().transpose(1, 2), batch.tag_target, reduction="sum", ignore_index=IGNORE)
        costs = torch.from_numpy(COST_OF_A_RANGE).to(scores.device)
        whole = sequence_loss(scores.float(), batch.tag_target, costs)
        out["link"] = plan.link_weight * (1 - plan.sequence_share) * tags / count / 2
        out["sequence"] = plan.link_weight * plan.sequence_share * whole / count / 2
    if network.grammar is not None:
        out["grammar"] = grammar.loss(network.grammar(half_way), batch.grammar)
    return out


def link_scores(network: Network, link: Tensor, batch: Batch) -> Tensor:
    """Return the linker's tag scores of every anchor row of ``batch``."""
    which, at = batch.anchor_rows.unbind(1)
    first, second = link.chunk(2, -1)
    near = second[which[:, None], batch.near]
    scores: Tensor = network.linker(first[which, at], near, batch.places)
    return scores


class Trainer:
    """One training run: the network, its optimiser in 32 bits, and the running average of its weights."""

    def __init__(self, network: Network, plan: Plan, steps: int) -> None:
        self.network, self.plan, self.steps = network.to(plan.device), plan, steps
        self.master = {n: p.detach().float().clone() for n, p in network.named_parameters()}
        self.average = {n: p.clone() for n, p in self.master.items()}
        self.work_type = torch.bfloat16 if plan.bf16 else torch.float32
        network.to(self.work_type)
        self.optimiser = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.rates = [g["lr"] for g in self.optimiser.param_groups]
        self.step_number = 0

    def _groups(self) -> list[dict[str, Any]]:
        depth = len(self.network.encoder.layers)
        groups = []
        for name, weight in self.master.items():
            rate = self.plan.head_rate
            if name.startswith("encoder.layers."):
                rate = self.plan.encoder_rate * self.plan.layer_decay ** (depth - 1 - int(name.split(".")[2]))
            elif name.startswith(("encoder.piece", "encoder.position", "encoder.norm")):
                rate = self.plan.encoder_rate * self.plan.layer_decay**depth
            weight.requires_grad_()
            groups.append(
                {"params": [weight], "lr": rate, "weight_decay": self.plan.decay if weight.dim() > 1 else 0.0}
            )
        return groups

    def step(self, total: Tensor) -> None:
        """Take one step down ``total``."""
        self.network.zero_grad(set_to_none=True)
        total.backward()
        parameters = dict(self.network.named_parameters())
        for name, weight in self.master.items():
            grad = parameters[name].grad
            weight.grad = None if grad is None else grad.float()
        torch.nn.utils.clip_grad_norm_(list(self.master.values()), 1.0)
        done = self.step_number / self.steps
        scale = min(1.0, done / self.plan.warm_up, (1 - done) / (1 - self.plan.warm_up)) if done else 1 / self.steps
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * max(scale, 0.0)
        self.optimiser.step()
        self.step_number += 1
        keep = min(self.plan.averaging, (1 + self.step_number) / (10 + self.step_number))
        with torch.no_grad():
            for name, weight in self.master.items():
                parameters[name].copy_(weight)
            names = list(self.master)
            torch._foreach_lerp_([self.average[n] for n in names], [self.master[n].detach() for n in names], 1 - keep)

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps."""
        master = {n: p.detach() for n, p in self.master.items()}
        return {
            "master": master,
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step_number,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to the state of a checkpoint."""
        with torch.no_grad():
            for n, p in self.master.items():
                p.copy_(state["master"][n])
            for n, p in self.network.named_parameters():
                p.copy_(state["master"][n])
        self.average = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.step_number = state["step"]


def train(network: Network, documents: list[Document], plan: Plan, folder: Path, mask_id: int) -> Network:
    """Train ``network`` and return it with its averaged weights. Goes on from the last checkpoint in ``folder``."""
    repeats = {False: 1, True: plan.page_repeats}
    per_pass = len(epoch(documents, plan.window, plan.per_batch, plan.seed, repeats))
    trainer = Trainer(network, plan, round(plan.passes * per_pass))

    def one_pass(number: int) -> None:
        groups = epoch(documents, plan.window, plan.per_batch, plan.seed + number, repeats)
        _one_pass(trainer, groups[: trainer.steps - trainer.step_number], number, mask_id)

    return all_passes(trainer, math.ceil(plan.passes), one_pass, folder)


def all_passes(trainer: Trainer, passes: int, one_pass: Callable[[int], None], folder: Path) -> Network:
    """Do ``one_pass`` for each pass not done yet, keep a checkpoint after it, and return the averaged network."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False, map_location=trainer.plan.device)
        trainer.restore(saved["trainer"])
        first = saved["pass"] + 1
        print(f"going on after pass {first}", flush=True)
    for number in range(first, passes):
        one_pass(number)
        torch.save({"trainer": trainer.state(), "pass": number}, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)
        torch.save({"weights": trainer.average, "shape": trainer.network.settings()}, folder / "averaged.pt")
    finished = Network(replace(trainer.network.shape))
    finished.load_state_dict(trainer.average)
    return finished.eval()


def _one_pass(trainer: Trainer, groups: list[list[Window]], number: int, mask_id: int) -> None:
    network, plan = trainer.network.train(), trainer.plan
    rng = np.random.default_rng(plan.seed * 1000 + number)
    torch.manual_seed(plan.seed * 1000 + number)
    noise = torch.Generator().manual_seed(plan.seed * 1000 + number)
    sums: dict[str, float] = {}
    began, pieces = time.monotonic(), 0
    for i, group in enumerate(groups):
        batch = collate(group, rng).to(plan.device)
        parts = losses(network, batch, mask_id, plan, noise)
        if "grammar" in parts:
            # Side tasks lead the way at first and leave the last steps to what counts.
            parts["grammar"] = parts["grammar"] * plan.grammar_weight * (1 - trainer.step_number / trainer.steps)
        trainer.step(sum(parts.values()))
        pieces += batch.pieces.numel()
        for name, value in parts.items():
            sums[name] = 0.98 * sums.get(name, value.item()) + 0.02 * value.item()
        if i % 25 == 0 or i == len(groups) - 1:
            seconds = time.monotonic() - began
            shown = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
            done = f"[{'#' * (20 * (i + 1) // len(groups)):20}] {i + 1}/{len(groups)}"
            print(f"pass {number + 1} of {math.ceil(plan.passes)} {done} {shown} {pieces / seconds:.0f}/s", flush=True)
