"""The network: an encoder over word pieces, and a linker that reads the text again from each anchor.

The encoder is that of BERT (post-norm, learned positions) with extra input features. Its heads say for each piece whether
an attribution is anchored there (at its cue, or at its content where there is no cue) and which role it plays in the text.
The linker tags every piece near an anchor with its role towards that anchor: semantic role labelling, the predicate being
the cue. So spans and what belongs together are one decision, and attributions may share pieces or nest.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from onrecord.models.decode import TAGS
from onrecord.models.pieces import GAPS, MAX_PLACE, QUOTES
from onrecord.models.relations import SIZES
from onrecord.models.words import CASES


@dataclass(frozen=True)
class Shape:
    """The sizes of a network."""

    vocabulary: int
    layers: list[int] = field(default_factory=lambda: [0, 1, 2, 3, 4, 5])
    width: int = 384
    heads: int = 12
    inner: int = 1536
    link_width: int = 128
    link_blocks: int = 2
    positions: int = 512
    grammar: list[int] = field(default_factory=list)
    """How many labels each side task of grammar has; they shape the lower layers in training and are not exported."""
    convolutions: list[int] = field(default_factory=list)
    """Dilations of the convolution blocks of a quick encoder, which has no layers of attention."""
    distances: int = 0
    """How many classes of distance between two pieces the attention tells apart (MPNet); 0 where it knows places only."""
    frozen: int = 0
    """How many of the lower layers stay as they came; the extra input features come in behind them."""
    epsilon: float = 1e-12
    """What the layer norms of the encoder add to the variance."""
    kept_heads: list[int] = field(default_factory=list)
    """How many heads of attention each layer still has (``prune``); all of ``heads`` where it is empty."""


def feature_drop(x: Tensor, rate: float, training: bool) -> Tensor:
    """Drop whole features of a sequence: as good a regulariser here as dropping single values, and much cheaper."""
    if not training or rate == 0:
        return x
    shape = (x.shape[0], *([1] * (x.dim() - 2)), x.shape[-1])
    keep = torch.empty(shape, device=x.device).bernoulli_(1 - rate) / (1 - rate)
    return x * keep.to(x.dtype)


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self, shape: Shape, rate: float, number: int = 0) -> None:
        super().__init__()
        d = shape.width
        self.size, self.rate = d // shape.heads, rate
        self.heads = shape.kept_heads[number] if shape.kept_heads else shape.heads
        self.qkv, self.out = nn.Linear(d, 3 * self.heads * self.size), nn.Linear(self.heads * self.size, d)
        self.gates: Tensor | None = None
        """What each head's part is multiplied by, where its weight in the whole is asked for."""
        self.up, self.down = nn.Linear(d, shape.inner), nn.Linear(shape.inner, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=shape.epsilon), nn.LayerNorm(d, eps=shape.epsilon)

    def forward(self, x: Tensor, by_distance: Tensor | None = None) -> Tensor:
        """Return the layer's output. ``by_distance``: [heads, n, n], added to what the pieces have for each other."""
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
        # Spelt out: in bfloat16 on a processor this is several times quicker than torch's fused attention.
        likeness = (q * self.size**-0.5) @ k.transpose(-1, -2)
        if by_distance is not None:
            likeness = likeness + by_distance
        y = likeness.softmax(-1) @ v
        if self.gates is not None:
            y = y * self.gates[:, None, None]
        y = y.transpose(1, 2).reshape(b, n, self.heads * self.size)
        x = self.norm1(x + feature_drop(self.out(y), self.rate, self.training))
        return self.norm2(x + feature_drop(self.down(F.gelu(self.up(x))), self.rate, self.training))


def distance_classes(count: int, classes: int, device: torch.device | None = None) -> Tensor:
    """Return the class of distance [count, count] of each piece from each: near ones singly, far ones in ever wider rings.

    Half of the classes are for what comes later. Raffel et al. 2020 (T5), section 2.1; 128 pieces as in MPNet.
    """
    half, farthest = classes // 2, 128
    places = torch.arange(count, device=device)
    apart = places[:, None] - places[None]
    side, far = (apart < 0).long() * half, apart.abs()
    single = half // 2
    ring = single + (torch.log(far.clamp(min=1) / single) / math.log(farthest / single) * (half - single)).long()
    return side + torch.where(far < single, far, ring.clamp(max=half - 1))


class Encoder(nn.Module):
    """Pieces in; for each piece its anchor scores, its role scores, its linker inputs, and its vector half-way.

    Texts of one batch are filled up with a few empty pieces, which the network learns to pass over.
    """

    def __init__(self, shape: Shape, rate: float = 0.1) -> None:
        super().__init__()
        d = shape.width
        self.rate = rate
        self.piece = nn.Embedding(shape.vocabulary, d)
        self.position = nn.Embedding(shape.positions, d)
        self.features = nn.ModuleList(nn.Embedding(n, d) for n in (len(CASES), len(QUOTES), len(GAPS), MAX_PLACE + 1))
        for table in self.features:
            nn.init.normal_(table.weight, std=0.01)
        self.norm = nn.LayerNorm(d, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, rate, number) for number in range(len(shape.layers)))
        self.distance = nn.Embedding(shape.distances, shape.heads) if shape.distances else None
        self.frozen = shape.frozen
        self.anchor, self.role = nn.Linear(d, 3), nn.Linear(d, len(TAGS))
        self.link = nn.Linear(d, 4 * shape.link_width)

    def forward(self, pieces: Tensor, features: Tensor) -> tuple[Tensor, ...]:
        """Return anchor scores, role scores, link vectors and the vectors after two thirds of the layers."""
        own = sum(table(features[:, i]) for i, table in enumerate(self.features))
        x = self.piece(pieces) + self.position.weight[: pieces.shape[1]]
        by_distance = None
        if self.distance is not None:
            classes = distance_classes(x.shape[1], self.distance.num_embeddings, x.device)
            by_distance = self.distance(classes).permute(2, 0, 1)
        if self.frozen:
            x = self._as_it_came(x, by_distance) + own
        else:
            x = feature_drop(self.norm(x + own), self.rate, self.training)
        half_way = x
        for number, layer in enumerate(self.layers[self.frozen :], start=self.frozen + 1):
            x = layer(x, by_distance)
            if number == 2 * len(self.layers) // 3:
                half_way = x
        return self.anchor(x), self.role(x), self.link(x), half_way

    @torch.no_grad()
    def _as_it_came(self, x: Tensor, by_distance: Tensor | None) -> Tensor:
        """Return what the layers that are not trained make of the pieces, without noise."""
        x = self.norm(x)
        for layer in self.layers[: self.frozen]:
            x = layer.train(False)(x, by_distance)
        return x


class QuickBlock(nn.Module):
    """A residual block of the quick encoder: a depth-wise convolution along the text, then a mixing of features."""

    def __init__(self, shape: Shape, dilation: int, rate: float) -> None:
        super().__init__()
        d = shape.width
        self.rate = rate
        self.along = nn.Conv1d(d, d, 7, padding=3 * dilation, dilation=dilation, groups=d)
        self.norm = nn.LayerNorm(d)
        self.up, self.down = nn.Linear(d, shape.inner), nn.Linear(shape.inner, d)

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output."""
        y = self.norm(self.along(x.transpose(1, 2)).transpose(1, 2))
        return x + feature_drop(self.down(F.relu(self.up(y))), self.rate, self.training)


class QuickEncoder(nn.Module):
    """An encoder of convolutions instead of attention: the same inputs and outputs as ``Encoder``, many times quicker."""

    def __init__(self, shape: Shape, rate: float = 0.1) -> None:
        super().__init__()
        d = shape.width
        self.rate = rate
        self.piece = nn.Embedding(shape.vocabulary, d)
        self.features = nn.ModuleList(nn.Embedding(n, d) for n in (len(CASES), len(QUOTES), len(GAPS), MAX_PLACE + 1))
        for table in self.features:
            nn.init.normal_(table.weight, std=0.1)
        self.norm = nn.LayerNorm(d)
        self.layers = nn.ModuleList(QuickBlock(shape, dilation, rate) for dilation in shape.convolutions)
        self.last = nn.LayerNorm(d)
        self.anchor, self.role = nn.Linear(d, 3), nn.Linear(d, len(TAGS))
        self.link = nn.Linear(d, 4 * shape.link_width)

    def forward(self, pieces: Tensor, features: Tensor) -> tuple[Tensor, ...]:
        """Return anchor scores, role scores, link vectors and the last vectors of each piece."""
        x = self.piece(pieces)
        for i, table in enumerate(self.features):
            x = x + table(features[:, i])
        x = feature_drop(self.norm(x), self.rate, self.training)
        for layer in self.layers:
            x = layer(x)
        x = self.last(x)
        return self.anchor(x), self.role(x), self.link(x), x


class Block(nn.Module):
    """A residual block along the text: a depth-wise convolution, then a mixing of features."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.along = nn.Conv1d(width, width, 5, padding=2 * dilation, dilation=dilation, groups=width)
        self.mix = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output."""
        y = self.along(self.norm(x).transpose(1, 2)).transpose(1, 2)
        return x + self.mix(F.gelu(y))


class Linker(nn.Module):
    """For each anchor, the tag scores of the pieces around it."""

    def __init__(self, shape: Shape, rate: float = 0.1) -> None:
        super().__init__()
        d = shape.link_width
        self.rate = rate
        self.step, self.sentence, self.paragraph = (nn.Embedding(size, d) for size in SIZES)
        for table in (self.step, self.sentence, self.paragraph):
            nn.init.normal_(table.weight, std=0.3)
        self.blocks = nn.ModuleList(Block(d, 1 if i % 2 == 0 else 4) for i in range(shape.link_blocks))
        self.norm = nn.LayerNorm(d)
        self.tag = nn.Linear(d, len(TAGS))

    def forward(self, anchors: Tensor, near: Tensor, places: Tensor) -> Tensor:
        """``anchors``: [A, 2d], first halves of rows of the encoder's link output; ``near``: [A, n, 2d], second halves.

        ``places``: [A, n], numbers of ``onrecord.models.relations``.
        """
        a_add, a_mul = anchors.chunk(2, -1)
        b_add, b_mul = near.chunk(2, -1)
        x = a_add[:, None] + b_add + a_mul[:, None] * b_mul
        steps, rest = places // (SIZES[1] * SIZES[2]), places % (SIZES[1] * SIZES[2])
        x = x + self.step(steps) + self.sentence(rest // SIZES[2]) + self.paragraph(rest % SIZES[2])
        return self.tagged(feature_drop(x, self.rate, self.training))

    def tagged(self, x: Tensor) -> Tensor:
        """Return the tag scores of vectors that hold a piece and its anchor."""
        for block in self.blocks:
            x = block(x)
        scores: Tensor = self.tag(F.gelu(self.norm(x)))
        return scores


class Grammar(nn.Module):
    """Side tasks of training: the label of each word in each of several tag sets, and the word that it depends on."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d, narrow = shape.width, 96
        self.labels = nn.ModuleList(nn.Linear(d, count) for count in shape.grammar)
        self.own, self.head = nn.Linear(d, narrow), nn.Linear(d, narrow)

    def forward(self, x: Tensor) -> tuple[list[Tensor], Tensor]:
        """Return label scores [B, n, labels] of each tag set, and the scores [B, n, n] of each piece as each one's head."""
        own, head = self.own(x), self.head(x)
        return [label(x) for label in self.labels], own @ head.transpose(1, 2) * own.shape[-1] ** -0.5


class Network(nn.Module):
    """Encoder and linker together."""

    def __init__(self, shape: Shape, rate: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = QuickEncoder(shape, rate) if shape.convolutions else Encoder(shape, rate)
        self.linker = Linker(shape, rate)
        self.grammar = Grammar(shape) if shape.grammar else None

    def settings(self) -> dict[str, Any]:
        """Return the sizes, to make the same network again."""
        return asdict(self.shape)


def mean_of(first: Network, second: Network) -> Network:
    """Return a network whose weights are the means of two that were trained from the same beginning."""
    mean = Network(first.shape)
    other = second.state_dict()
    mean.load_state_dict({name: (weight + other[name]) / 2 for name, weight in first.state_dict().items()})
    return mean.eval()


def load_pretrained(network: Network, folder: Path, kept: list[int]) -> None:
    """Fill the encoder with the pretrained weights: the kept rows of the vocabulary, the chosen layers."""
    from safetensors.torch import load_file

    raw = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
    encoder = network.encoder
    with torch.no_grad():
        encoder.piece.weight.copy_(
            raw["embeddings.word_embeddings.weight"][kept] + raw["embeddings.token_type_embeddings.weight"][0]
        )
        encoder.position.weight.copy_(raw["embeddings.position_embeddings.weight"][: network.shape.positions])
        _copy(encoder.norm, raw, "embeddings.LayerNorm")
        names = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
        _copy_layers(network, raw, (*names, "attention.output.LayerNorm"))


def load_mpnet(network: Network, folder: Path, kept: list[int]) -> None:
    """Fill the encoder with the weights of an MPNet (Song et al. 2020); ``kept`` are ids of its own vocabulary."""
    from safetensors.torch import load_file

    raw = load_file(folder / "model.safetensors")
    encoder = network.encoder
    assert encoder.distance is not None, "an MPNet tells distances apart"
    with torch.no_grad():
        encoder.piece.weight.copy_(raw["embeddings.word_embeddings.weight"][kept])
        # Its first two places are for what is no text.
        encoder.position.weight.copy_(raw["embeddings.position_embeddings.weight"][2 : 2 + network.shape.positions])
        encoder.distance.weight.copy_(raw["encoder.relative_attention_bias.weight"])
        _copy(encoder.norm, raw, "embeddings.LayerNorm")
        names = ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o")
        _copy_layers(network, raw, (*names, "attention.LayerNorm"))


def _copy_layers(network: Network, raw: dict[str, Tensor], attention: tuple[str, ...]) -> None:
    """Fill the layers; ``attention`` are the names of query, key, value, output and norm, which differ among encoders."""
    *inputs, output, norm = attention
    for layer, number in zip(network.encoder.layers, network.shape.layers, strict=True):
        at = f"encoder.layer.{number}."
        for kind in ("weight", "bias"):
            getattr(layer.qkv, kind).copy_(torch.cat([raw[f"{at}{name}.{kind}"] for name in inputs]))
        _copy(layer.out, raw, at + output)
        _copy(layer.norm1, raw, at + norm)
        _copy(layer.up, raw, at + "intermediate.dense")
        _copy(layer.down, raw, at + "output.dense")
        _copy(layer.norm2, raw, at + "output.LayerNorm")


def _copy(module: nn.Module, raw: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(raw[name + ".weight"])
    module.bias.copy_(raw[name + ".bias"])
