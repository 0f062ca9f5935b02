"""The loss of whole tag sequences: how likely the right one is among all that are possible.

Decides what ``onrecord.models.decode.viterbi`` decides in use: a range of a role is begun after anything, at a cost, and goes
on only after itself. So the network is trained on the sequences that it will be read by. Refuses to know the network.
Method: linear-chain conditional random fields (Lafferty, McCallum and Pereira 2001), with three costs as their transitions.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from statements.batches import IGNORE


def sequence_loss(scores: Tensor, tags: Tensor, costs: Tensor) -> Tensor:
    """Return the summed negative log-likelihood of ``tags`` [A, n] under ``scores`` [A, n, tags] and ``costs`` [3].

    Positions whose tag is ``IGNORE`` are passed over.
    """
    known = tags != IGNORE
    safe = tags.clamp(min=0)
    scores = scores - scores.logsumexp(-1, keepdim=True)
    own = scores.gather(-1, safe[..., None])[..., 0]
    begins = (safe % 2 == 1) & known
    own = own - torch.where(begins, costs[(safe - 1).clamp(min=0) // 2], 0.0)
    outside, fresh, inside = scores[..., :1], scores[..., 1::2] - costs, scores[..., 2::2]
    entered = torch.cat((outside, fresh), -1)
    # In state 0 the last piece is in no range, in the others in one of each role. A text may be cut within a range, so all
    # four are as likely before it.
    state = torch.full((len(scores), 4), -math.log(4))
    nowhere = torch.full((len(scores), 1), -1e4)
    for at in range(scores.shape[1]):
        total = state.logsumexp(-1, keepdim=True)
        longer = torch.cat((nowhere, state[:, 1:] + inside[:, at]), -1)
        after = torch.logaddexp(total + entered[:, at], longer)
        state = torch.where(known[:, at, None], after, state)
    return (state.logsumexp(-1) - torch.where(known, own, 0.0).sum(1)).sum()
