"""Heads of attention that a trained encoder can do without: which they are, and the encoder without them.

Decides by how much the loss would change with each head's part (Michel, Levy and Neubig 2019), measured within its layer. A
window's attention is two fifths of what ``best`` costs, so each head that goes makes it quicker.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from statements import loop
from statements.batches import collate, epoch
from statements.data import Document
from statements.network import Layer, Network

EVERY, BATCHES = 9, 45
"""Of the documents each so-many-th is looked at, until so many batches are."""


def importance(network: Network, documents: list[Document]) -> Tensor:
    """Return [layers, heads]: how much the loss on ``documents`` hangs on each head, each layer's of length 1."""
    network = network.float().eval()
    layers: list[Layer] = list(network.encoder.layers)
    for layer in layers:
        layer.gates = torch.ones(layer.heads, requires_grad=True)
    total = torch.zeros(len(layers), network.shape.heads)
    rng, noise = np.random.default_rng(0), torch.Generator()
    for group in epoch(documents[::EVERY], 384, 7, 3, {False: 1, True: 1})[:BATCHES]:
        parts = loop.losses(network, collate(group, rng), 0, loop.Plan(), noise)
        slopes = torch.autograd.grad(sum(parts.values(), torch.zeros(())), [layer.gates for layer in layers])
        total += torch.stack([slope.abs() for slope in slopes])
    for layer in layers:
        layer.gates = None
    return total / total.norm(dim=1, keepdim=True)


def without_heads(network: Network, worth: Tensor, dropped: int) -> Network:
    """Return ``network`` without the ``dropped`` heads that are worth least."""
    size = network.shape.width // network.shape.heads
    least = set(worth.flatten().argsort()[:dropped].tolist())
    kept = [[h for h in range(worth.shape[1]) if at * worth.shape[1] + h not in least] for at in range(len(worth))]
    weights = network.state_dict()
    for number, heads in enumerate(kept):
        own = torch.cat([torch.arange(head * size, (head + 1) * size) for head in heads])
        rows = torch.cat([own + part * network.shape.width for part in range(3)])
        at = f"encoder.layers.{number}."
        for name in ("qkv.weight", "qkv.bias"):
            weights[at + name] = weights[at + name][rows]
        weights[at + "out.weight"] = weights[at + "out.weight"][:, own]
    smaller = Network(replace(network.shape, kept_heads=[len(heads) for heads in kept]))
    smaller.load_state_dict(weights)
    return smaller.eval()
