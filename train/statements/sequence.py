"""The loss of whole tag sequences: how likely the right one is among all that are possible.

Decides what ``onrecord.models.decode.viterbi`` decides in use: a range of a role is begun after anything, at a cost, and goes
on only after itself. So the network is trained on the sequences that it will be read by. Refuses to know the network.
Method: linear-chain conditional random fields (Lafferty, McCallum and Pereira 2001), with three costs as their transitions.
The sum over all sequences is a product of one matrix a piece, taken two by two: eight steps for 256 pieces, as suits a GPU.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from statements.batches import IGNORE

NEVER = -1e4
STATES = 4
"""No range, or one of each role."""


def sequence_loss(scores: Tensor, tags: Tensor, costs: Tensor) -> Tensor:
    """Return the summed negative log-likelihood of ``tags`` [A, n] under ``scores`` [A, n, tags] and ``costs`` [3].

    Positions whose tag is ``IGNORE`` are passed over.
    """
    known = tags != IGNORE
    safe = tags.clamp(min=0)
    scores = scores - scores.logsumexp(-1, keepdim=True)
    own = scores.gather(-1, safe[..., None])[..., 0]
    begins = (safe % 2 == 1) & known
    own = own - costs[(safe - 1).clamp(min=0) // 2] * begins
    # A text may be cut within a range, so all states are as likely before it.
    every = _product(_steps(scores, known, costs)).logsumexp((-1, -2)) - math.log(STATES)
    return (every - (own * known).sum(1)).sum()


def _steps(scores: Tensor, known: Tensor, costs: Tensor) -> Tensor:
    """Return the matrix [to, from] of each piece: how likely each state is behind it after each one before it."""
    outside, fresh, inside = scores[..., :1], scores[..., 1::2] - costs, scores[..., 2::2]
    entered = torch.cat((outside, fresh), -1)[..., None].expand(*known.shape, STATES, STATES)
    same = torch.eye(STATES, dtype=torch.bool, device=scores.device)
    longer = torch.cat((torch.full_like(outside, NEVER), inside), -1)[..., None]
    steps = torch.logaddexp(entered, longer.masked_fill(~same, NEVER))
    return torch.where(known[..., None, None], steps, _nothing(same))


def _nothing(same: Tensor) -> Tensor:
    """Return the matrix of a piece that is passed over."""
    return torch.zeros(same.shape, device=same.device).masked_fill(~same, NEVER)


def _product(steps: Tensor) -> Tensor:
    """Return the product [A, to, from] of the matrices [A, n, to, from] along the text, in logarithms."""
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            same = torch.eye(STATES, dtype=torch.bool, device=steps.device)
            steps = torch.cat((steps, _nothing(same).expand(len(steps), 1, STATES, STATES)), 1)
        first, then = steps[:, 0::2], steps[:, 1::2]
        steps = (then[..., :, :, None] + first[..., None, :, :]).logsumexp(-2)
    return steps[:, 0]
