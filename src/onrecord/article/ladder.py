"""Ladders: rules on what a block looks like from outside, of which the first that fits decides.

Decides which rule a block fits: by the boxes around it, its links, its length, and the kinds of lines that its first word
opens. Refuses to know what a label means, and to read on: where the words of a block must be looked at, it says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from onrecord.article.asides import line_bits, opened, opening_signs, opening_words
from onrecord.article.pieces import Run
from onrecord.native import compiled
from onrecord.records import SetAsideKind

_ENDLESS: Final = 1 << 60
_MAX_KNOWN: Final = 20_000
"""So many looks of blocks are kept with what they mean; then the memory of them starts anew."""
Look = tuple[object, ...]


class Rule(NamedTuple):
    """What a rule asks of a block; what it does not name does not matter. Kinds of boxes, and of lines, are a bit each."""

    label: SetAsideKind | None
    """What such a block is. None: its words must be looked at, and only where they tell nothing a rule below decides."""
    near: int = 0
    """One of these kinds of boxes: the block's own and the two around it."""
    far: int = 0
    """One of these kinds among all boxes around the block."""
    not_far: int = 0
    not_own: int = 0
    """None of these kinds of boxes."""
    opens: int = 0
    """The first word opens one of these kinds of lines."""
    linked: float = -1.0
    """More than this share of the text is links."""
    longer: int = 0
    shorter: int = _ENDLESS
    """Characters, both exclusive."""
    hidden: int = -1
    has_links: int = -1
    """0 or 1 where it matters."""


class Ladder:
    """Rules in the order in which they are tried."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._near = self._far = self._own = 0
        for rule in self.rules:
            self._near |= rule.near
            self._far |= rule.far | rule.not_far
            self._own |= rule.not_own
        self._shares = sorted({rule.linked for rule in self.rules if rule.linked >= 0})
        self._lengths = sorted({end for rule in self.rules for end in (rule.longer + 1, rule.shorter)})
        self._known: dict[Look, tuple[SetAsideKind | None, int]] = {}
        self.compiled = None
        if compiled is not None:
            words = opening_words()
            self.compiled = compiled.Ladder(self.rules, tuple(words), tuple(words.values()), opening_signs())

    def climb(self, runs: list[Run]) -> tuple[list[SetAsideKind | None], list[int]]:
        """Return the label of each block, and the numbers of those whose words must be looked at before."""
        return self.climb_in_python(runs) if self.compiled is None else self.compiled.climb(runs)

    def climb_in_python(self, runs: list[Run]) -> tuple[list[SetAsideKind | None], list[int]]:
        """Return the same: the reference for the compiled twin. Most blocks look like one that was met before."""
        labels: list[SetAsideKind | None] = []
        asked: list[int] = []
        known, lengths, shares, near, far, own = (
            self._known, self._lengths, self._shares, self._near, self._far, self._own,
        )  # fmt: skip
        for i, run in enumerate(runs):
            box, length, chars = run.box, len(run.text), run.link_chars
            linked = sum([chars > length * share for share in shares])
            look: Look = (
                box.near_kinds & near, box.far_kinds & far, box.kinds & own, linked, bisect_right(lengths, length),
                run.hidden, run.links > 0,
            )  # fmt: skip
            found = known.get(look)
            if found is None:
                if len(known) >= _MAX_KNOWN:
                    known.clear()
                found = known[look] = self._first_fitting(run)
            label, openings = found
            labels.append(label)
            if openings and (openings < 0 or openings & opened(run.text)):
                asked.append(i)
        return labels, asked

    def _first_fitting(self, run: Run) -> tuple[SetAsideKind | None, int]:
        """The label, and the kinds of lines that make the words matter if the block opens one; -1 if they do anyway."""
        openings = 0
        for rule in self.rules:
            if _fits(rule, run):
                if rule.label is not None:
                    return rule.label, openings
                openings |= rule.opens or -1
        return None, openings


def _fits(rule: Rule, run: Run) -> bool:
    """Whether a block is as a rule asks, but for its words."""
    box, length = run.box, len(run.text)
    return (
        (not rule.near or box.near_kinds & rule.near != 0)
        and (not rule.far or box.far_kinds & rule.far != 0)
        and not box.far_kinds & rule.not_far
        and not box.kinds & rule.not_own
        and rule.longer < length < rule.shorter
        and rule.hidden in (-1, run.hidden)
        and rule.has_links in (-1, run.links > 0)
        and (rule.linked < 0 or run.link_chars > length * rule.linked)
    )


@cache
def lines(*kinds: str) -> int:
    """The bits of several kinds of lines together."""
    return sum(line_bits()[kind] for kind in kinds)
