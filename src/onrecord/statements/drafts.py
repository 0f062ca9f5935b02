"""Drafts: statements under construction, in tokens.

Decides how a draft becomes a found attribution with offsets. Refuses to find anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.records import Found
from onrecord.statements.tokens import Analysis

Chunk = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """One statement that is being put together; all chunks are (first, last + 1) token indices."""

    sentence: int
    pieces: list[Chunk]
    cue: Chunk | None = None
    source: Chunk | None = None
    attitude: bool = False
    confidence: float = 0.8
    more: list[Chunk] = field(default_factory=list)

    def finish(self, a: Analysis) -> Found | None:
        """Return the draft with offsets, or None if nothing is left of its content."""
        content = tuple(sorted(r for first, last in self.pieces if (r := _range(a, first, last))))
        if not content:
            return None
        return Found(
            content=content,
            cue=_range(a, *self.cue) if self.cue else None,
            sources=tuple(r for c in ([self.source] if self.source else []) + self.more if (r := _range(a, *c))),
            confidence=self.confidence,
            attitude=self.attitude,
        )


def _range(a: Analysis, first: int, last: int) -> tuple[int, int] | None:
    return (a.starts[first], a.ends[last - 1]) if last > first else None
