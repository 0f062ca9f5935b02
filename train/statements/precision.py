"""Precision: whether this machine trains safely, and sooner, in bfloat16.

Decides by trying: a few steps of work like the real one run in a process of their own, so that an instruction which the
processor or its virtual machine lacks ends that process and not the training. Where the newest instructions fail, those of
the generation before are tried.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

LEAST_GAIN = 1.2
"""Bfloat16 is chosen where it is so many times as quick."""
LIMIT = "ONEDNN_MAX_CPU_ISA"
ATTEMPTS: tuple[dict[str, str], ...] = ({}, {LIMIT: "AVX512_CORE_BF16"})
_SECONDS = 120


def use_bf16(threads: int) -> bool:
    """Return whether to train in bfloat16, having set the environment so that it works.

    Call before torch has done any work in this process: its libraries read the environment once.
    """
    for extra in ATTEMPTS:
        gain = _gain(threads, extra)
        if gain is not None and gain >= LEAST_GAIN:
            os.environ.update(extra)
            return True
    return False


def _gain(threads: int, extra: dict[str, str]) -> float | None:
    """Return how many times as quick bfloat16 is, or None where it does not work."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "statements.precision", str(threads)],
            env=os.environ | extra, capture_output=True, text=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
        return float(done.stdout.split()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError):
        return None


def _measured(threads: int) -> float:
    import torch

    from statements.network import Layer, Shape

    torch.set_num_threads(threads)
    seconds = []
    for kind in (torch.float32, torch.bfloat16):
        layer = Layer(Shape(vocabulary=1), 0.1).to(kind)
        for step in range(8):
            if step == 2:
                start = time.monotonic()
            layer(torch.randn(7, 384, 384, dtype=kind)).sum().backward()
        seconds.append(time.monotonic() - start)
    return seconds[0] / seconds[1]


if __name__ == "__main__":
    print(_measured(int(sys.argv[1])))
