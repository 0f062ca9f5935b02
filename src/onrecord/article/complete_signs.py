"""Signs of completeness: the one shape that all of them have, and the table that says what each weighs.

Decides what a sign is and how the weights are read. Refuses to know where signs come from.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from onrecord.lexicon import Table, load
from onrecord.records import ReasonKind, Record

MAX_EVIDENCE = 240
"""Evidence is quoted up to this many characters."""


class SignWeight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one sign weighs, and why."""

    name: str
    group: Literal["cut", "article"]
    weight: float
    reason: str


class WeightTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lexicon file of weights and thresholds."""

    cut_from: float
    article_from: float
    blocked_below: int
    sign: tuple[SignWeight, ...]


class Sign(Record, frozen=True, kw_only=True):
    """One sign on one page: its name in the table, the kind of reason it is, and the words or markup that show it."""

    name: str
    evidence: str
    kind: ReasonKind = "other"


@cache
def weights() -> dict[str, float]:
    """Return the weight of every sign by its name."""
    return {sign.name: sign.weight for sign in thresholds().sign}


@cache
def thresholds() -> WeightTable:
    """Return the table of weights with its thresholds."""
    return load("completeness", WeightTable)


def quote(text: str) -> str:
    """Return ``text`` as evidence: white space folded, cut at ``MAX_EVIDENCE`` characters."""
    folded = " ".join(text.split())
    return folded if len(folded) <= MAX_EVIDENCE else folded[: MAX_EVIDENCE - 1] + "…"
