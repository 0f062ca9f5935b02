"""Windows: how a long text is cut for an encoder that sees a few hundred pieces at a time.

Decides the cuts from the text alone, so a document is read the same way whatever else is read with it, and which window
answers for each piece: the one in which it has most context. Refuses to know what the encoder does with a window.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """The pieces from ``start`` to ``end``, of which the window answers for those from ``first`` to ``last``."""

    start: int
    end: int
    first: int
    last: int


def cut_windows(count: int, size: int, overlap: int) -> list[Window]:
    """Return windows over ``count`` pieces, of ``size`` at most, evenly spread, that share ``overlap`` or more."""
    if count <= size:
        return [Window(0, count, 0, count)] if count else []
    number = -(-(count - overlap) // (size - overlap))
    # As short as that many windows can be: whatever they share beyond ``overlap`` would be read twice for little.
    size = -(-(count + (number - 1) * overlap) // number)
    starts = [i * (count - size) // (number - 1) for i in range(number)]
    # The middle of what two neighbours share is where one hands over to the other.
    seams = [0, *((starts[i + 1] + starts[i] + size) // 2 for i in range(number - 1)), count]
    return [Window(starts[i], starts[i] + size, seams[i], seams[i + 1]) for i in range(number)]
