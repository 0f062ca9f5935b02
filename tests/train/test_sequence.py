"""What training minimises is what the decoder goes by."""

from __future__ import annotations

import importlib
import itertools
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.models.decode import COST_OF_A_RANGE, TAGS, viterbi

torch = pytest.importorskip("torch", reason="torch is installed for training only (make train)")


@pytest.fixture(scope="module")
def sequence() -> Any:
    sys.path.insert(0, str(Path(__file__).parents[2] / "train"))
    return importlib.import_module("statements.sequence")


def score(logs: Any, path: tuple[int, ...]) -> float | None:
    """Return what the decoder gives to ``path``, or None where it is impossible; a text may be cut within a range."""
    total, before = 0.0, None
    for at, tag in enumerate(path):
        if tag and tag % 2 == 0 and before not in (None, tag, tag - 1):
            return None
        cut = float(np.log(4)) if tag and tag % 2 == 0 and before is None else 0.0
        total += float(logs[at, tag]) - cut - (float(COST_OF_A_RANGE[(tag - 1) // 2]) if tag % 2 else 0.0)
        before = tag
    return total


def test_the_loss_is_the_likelihood_among_all_possible_sequences(sequence: Any) -> None:
    scores = torch.randn(2, 4, len(TAGS), generator=torch.Generator().manual_seed(0))
    tags = [[0, 1, 2, 3], [6, 6, 5, 0]]
    wanted = 0.0
    for row, right in zip(scores, tags, strict=True):
        logs = row.log_softmax(-1)
        every = [s for p in itertools.product(range(len(TAGS)), repeat=4) if (s := score(logs, p)) is not None]
        wanted += float(torch.logsumexp(torch.tensor(every), 0)) - (score(logs, tuple(right)) or 0.0)
    # That a text is cut within a range is as likely whatever the network says, and left out.
    got = float(sequence.sequence_loss(scores, torch.tensor(tags), torch.from_numpy(COST_OF_A_RANGE)))
    assert got == pytest.approx(wanted - float(np.log(4)), abs=1e-4)


def test_positions_that_teach_nothing_change_nothing(sequence: Any) -> None:
    scores = torch.randn(1, 5, len(TAGS), generator=torch.Generator().manual_seed(1))
    costs = torch.from_numpy(COST_OF_A_RANGE)
    some = sequence.sequence_loss(scores[:, [0, 1, 3]], torch.tensor([[1, 2, 0]]), costs)
    ignored = sequence.sequence_loss(scores, torch.tensor([[1, 2, -100, 0, -100]]), costs)
    assert float(ignored) == pytest.approx(
        float(sequence.sequence_loss(scores[:, [0, 1, 3]], torch.tensor([[1, 2, 0]]), costs))
    )
    assert float(some) > 0


def test_the_sequence_that_the_decoder_takes_has_the_smallest_loss(sequence: Any) -> None:
    scores = torch.randn(1, 4, len(TAGS), generator=torch.Generator().manual_seed(2)) * 3
    logs = scores.log_softmax(-1).numpy()
    best = tuple(viterbi(np.ascontiguousarray(logs.transpose(1, 2, 0)), COST_OF_A_RANGE)[0].tolist())
    costs = torch.from_numpy(COST_OF_A_RANGE)
    losses = {
        path: float(sequence.sequence_loss(scores, torch.tensor([path]), costs))
        for path in itertools.product(range(len(TAGS)), repeat=4)
        if path[0] % 2 or not path[0]
        if score(logs[0], path) is not None
    }
    assert min(losses, key=lambda path: losses[path]) == best
