"""The network in torch: its layers, how it is trained, and its numbers as the reader wants them.

The layers must stay those of ``onrecord.article.classifier.Network``, which computes them in numpy. Refuses to know where
labels come from. Training needs torch; reading does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from dataset import Array, Example, say
from torch import Tensor, nn

from onrecord.article.features import LEVELS

HIDDEN, CHANNELS = 48, 24
DROPOUT, WORD_DROPOUT = 0.4, 0.25
EPOCHS, PAGES_A_STEP, RATE, DECAY = 11, 8, 6e-3, 0.02
AVERAGED_FROM, KEPT = 0.5, 0.98
"""From this part of the training on, the network is the running average of its states: a cheap ensemble of one."""
FIRST_SHARE = 0.5
"""What the first look's error counts against the second's."""
GAP = 4
"""Empty blocks between two pages of a batch: as far as the convolutions and the neighbours reach."""
KNOWN_WEIGHT = 3.0
"""What a page with a known text weighs against one with snippets."""
REACH = 3
BOX_WORDS, TEXT_WORDS = 384, 256


@dataclass
class Words:
    """The vocabulary of one network: the numbers of its words among the candidates."""

    boxes: Array
    texts: Array
    table: Array
    """For each column of the candidates, the column of the network, or -1."""

    @property
    def count(self) -> int:
        """Columns of the network."""
        return 3 * len(self.boxes) + len(self.texts)


def choose_words(examples: list[Example], boxes: int, texts: int) -> Words:
    """Return the words whose share among the article's blocks differs most from that among the others, page by page."""
    scores = np.zeros(3 * boxes + texts)
    for example in examples:
        inline = (example.columns >= 2 * boxes) & (example.columns < 3 * boxes)
        anywhere = np.where(inline, example.columns - boxes, example.columns)
        rows, columns = np.unique(np.stack([example.rows, anywhere])[:, example.columns >= boxes], axis=1)
        article = example.labels > 0.5
        each = np.where(article, 1.0 / max(article.sum(), 1), -1.0 / max((~article).sum(), 1))
        scores += np.bincount(columns, weights=each[rows], minlength=len(scores))
    best_boxes = np.sort(np.argsort(-np.abs(scores[boxes : 2 * boxes]), kind="stable")[:BOX_WORDS])
    best_texts = np.sort(np.argsort(-np.abs(scores[3 * boxes :]), kind="stable")[:TEXT_WORDS])
    table = np.full(len(scores), -1)
    kept = np.concatenate([best_boxes, best_boxes + boxes, best_boxes + 2 * boxes, best_texts + 3 * boxes])
    table[kept] = np.arange(len(kept))
    return Words(best_boxes, best_texts, table)


class Net(nn.Module):
    """Two looks at the blocks of a page: the second sees what the first took the neighbours and the groups for."""

    def __init__(self, dense: int, words: int) -> None:
        super().__init__()
        seen = HIDDEN + 2 * CHANNELS
        self.emb = nn.EmbeddingBag(words, HIDDEN, mode="sum")
        nn.init.normal_(self.emb.weight, 0, 0.05)
        self.lin = nn.Linear(dense, HIDDEN)
        self.c1 = nn.Conv1d(HIDDEN, CHANNELS, 5, padding=2)
        self.c2 = nn.Conv1d(CHANNELS, CHANNELS, 5, padding=4, dilation=2)
        self.first = nn.Linear(seen, 1)
        self.h2 = nn.Linear(seen + LEVELS + 2 * REACH + 1, CHANNELS)
        self.out = nn.Linear(CHANNELS, 1)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return the first and the second look at each block, as logits."""
        keep = (torch.rand(len(batch.words)) > WORD_DROPOUT).float() if self.training else None
        words = self.emb(batch.words, batch.offsets, per_sample_weights=keep)
        mask = batch.mask[:, None]
        base = self.drop(torch.relu(words + self.lin(batch.dense)) * mask)
        near = torch.relu(self.c1(base.t().unsqueeze(0))) * mask.t().unsqueeze(0)
        far = torch.relu(self.c2(self.drop(near)))
        seen = self.drop(torch.cat([base, near[0].t(), far[0].t()], 1))
        first = self.first(seen)[:, 0]
        guess = torch.sigmoid(first) * batch.mask
        columns = [_group_mean(batch.groups[:, level], guess, batch.mass) for level in range(LEVELS)]
        columns += [torch.roll(guess, step) for step in range(-REACH, REACH + 1)]
        again = torch.relu(self.h2(torch.cat([seen, torch.stack(columns, 1)], 1)))
        return first, self.out(again)[:, 0]


def _group_mean(group: Tensor, guess: Tensor, mass: Tensor) -> Tensor:
    count = int(group.max()) + 1
    sums = torch.zeros(count).index_add(0, group, guess * mass)
    return (sums / torch.zeros(count).index_add(0, group, mass))[group]


@dataclass
class Batch:
    """Some pages, one after the other, with gaps between them."""

    dense: Tensor
    words: Tensor
    offsets: Tensor
    mask: Tensor
    labels: Tensor
    weights: Tensor
    groups: Tensor
    mass: Tensor


def batch_of(examples: list[Example], weights: list[Array], words: Words) -> Batch:
    """Return ``examples`` as tensors; ``weights`` has the weight of each of their blocks."""
    parts: dict[str, list[Array]] = {key: [] for key in Batch.__dataclass_fields__ if key != "offsets"}
    counts: list[Array] = []
    base = 1
    for example, weight in zip(examples, weights, strict=True):
        rows, columns = example.rows, words.table[example.columns]
        kept = columns >= 0
        size = len(example.labels)
        counts.append(np.bincount(rows[kept], minlength=size + GAP))
        parts["words"].append(columns[kept])
        parts["dense"] += [example.dense, np.zeros((GAP, example.dense.shape[1]), np.float32)]
        parts["groups"] += [example.groups + base, np.zeros((GAP, LEVELS), np.int64)]
        base += int(example.groups.max()) + 1
        for key, values, filler in (
            ("mask", np.ones(size), 0.0),
            ("labels", example.labels, 0.0),
            ("weights", weight, 0.0),
            ("mass", example.mass, 1.0),
        ):
            parts[key] += [values, np.full(GAP, filler)]
    offsets = np.concatenate([[0], np.cumsum(np.concatenate(counts))[:-1]])
    tensors: dict[str, Any] = {}
    for key, pieces in parts.items():
        kind = np.int64 if key in ("words", "groups") else np.float32
        tensors[key] = torch.from_numpy(np.concatenate(pieces).astype(kind))
    return Batch(offsets=torch.from_numpy(offsets.astype(np.int64)), **tensors)


def page_weights(example: Example, weights: Array) -> Array:
    """Return the weights of a page's blocks: long ones count more, and pages of many blocks not many times as much."""
    lengths = np.array([len(text) for text in example.texts], dtype=float)
    page = (KNOWN_WEIGHT if example.known else 1.0) * min(1.0, 200 / len(lengths)) ** 0.5
    result: Array = weights * np.sqrt(np.minimum(lengths, 1000)) / 10 * page
    return result


def fit(examples: list[Example], weights: list[Array], words: Words, *, seed: int, name: str) -> Net:
    """Return a network trained on ``examples``, with the given weight of each of their blocks."""
    torch.manual_seed(seed)
    chance = np.random.RandomState(seed)
    net = Net(examples[0].dense.shape[1], words.count)
    scaled = [page_weights(example, weight) for example, weight in zip(examples, weights, strict=True)]
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE / 2, weight_decay=DECAY)
    steps = EPOCHS * ((len(examples) + PAGES_A_STEP - 1) // PAGES_A_STEP)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    error = nn.BCEWithLogitsLoss(reduction="none")
    mean: dict[str, Tensor] = {}
    done = 0
    for epoch in range(EPOCHS):
        net.train()
        order, total = chance.permutation(len(examples)), 0.0
        for at in range(0, len(order), PAGES_A_STEP):
            some = order[at : at + PAGES_A_STEP]
            batch = batch_of([examples[i] for i in some], [scaled[i] for i in some], words)
            first, second = net(batch)
            each = error(second, batch.labels) + FIRST_SHARE * error(first, batch.labels)
            loss = (each * batch.weights).sum() / batch.weights.sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
            done += 1
            if done > AVERAGED_FROM * steps:
                for key, value in net.state_dict().items():
                    state = value.detach()
                    mean[key] = mean[key].lerp(state, 1 - KEPT) if key in mean else state.clone()
        if epoch in (0, EPOCHS - 1):
            say(f"{name}: epoch {epoch + 1} of {EPOCHS}, error {total * PAGES_A_STEP / len(order):.3f}")
    net.load_state_dict(mean)
    return net.eval()


def predict(net: Net, example: Example, words: Words) -> Array:
    """Return how likely each block of ``example`` is article text."""
    with torch.no_grad():
        logits = net(batch_of([example], [example.weights], words))[1]
    result: Array = torch.sigmoid(logits)[: len(example.labels)].numpy()
    return result


def arrays_of(net: Net, words: Words, box_words: list[str], text_words: list[str]) -> dict[str, Array]:
    """Return the numbers under the names that the reader looks for, large tables at half precision."""
    arrays = {
        key: value.numpy().astype(np.float16 if value.numel() > 5000 else np.float32)
        for key, value in net.state_dict().items()
    }
    arrays["box_words"] = np.array([box_words[i] for i in words.boxes])
    arrays["text_words"] = np.array([text_words[i] for i in words.texts])
    return arrays
