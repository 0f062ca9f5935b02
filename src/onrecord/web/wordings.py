"""Wordings: two wordings of one utterance laid side by side as they were printed.

Decides which words stand for which. Refuses to judge what a difference means: the ledger says whether it turns the meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from onrecord.ledger.fold import words
from onrecord.ledger.results import Variant

MAX_WORDS = 400
"""As many as the ledger compares (``onrecord.ledger.likeness``); the rest of a longer wording is shown as it is."""


@dataclass(frozen=True)
class Stretch:
    """Some words: in both wordings (``same``), in the first only (``gone``), or in the second only (``new``)."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Wording:
    """One wording, and all the places where it is printed so."""

    first: Variant
    places: tuple[Variant, ...]


def distinct(variants: Sequence[Variant]) -> list[Wording]:
    """Return the wordings that differ in their words, in the order given; printing them alike makes them one."""
    found: dict[tuple[str, ...], list[Variant]] = {}
    for variant in variants:
        found.setdefault(tuple(words(variant.hit.content)), []).append(variant)
    return [Wording(first=places[0], places=tuple(places)) for places in found.values()]


def differences(first: str, second: str) -> list[Stretch]:
    """Return the second wording with what it has more and less than the first."""
    one, other = first.split()[:MAX_WORDS], second.split()
    rest = " ".join(other[MAX_WORDS:])
    other = other[:MAX_WORDS]
    found: list[Stretch] = []
    for what, a, b, c, d in opcodes(one, other):
        if what == "equal":
            found.append(Stretch("same", " ".join(other[c:d])))
            continue
        found += [Stretch("gone", " ".join(one[a:b]))] if b > a else []
        found += [Stretch("new", " ".join(other[c:d]))] if d > c else []
    return [*found, Stretch("same", rest)] if rest else found


def opcodes(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return how one list of words becomes the other, as ``difflib`` has it; case, accents and marks do not count."""
    first, second = ([" ".join(words(word)) or word for word in tokens] for tokens in (one, other))
    return list(SequenceMatcher(None, first, second, autojunk=False).get_opcodes())
