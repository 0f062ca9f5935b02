"""Anchors: a stretch of a text described so that it is found again when the text has changed a little.

Decides what describes a stretch (the W3C Web Annotation's TextQuoteSelector, and a hash of its words) and when it counts as
found. Refuses to know what is anchored.
"""

from __future__ import annotations

from onrecord.ledger.fold import words
from onrecord.ledger.identity import digest
from onrecord.records import Record, Span

AFFIX = 32
"""How many characters of context there are on each side, as Hypothesis keeps them."""
# One character for one, so that offsets stay.
_SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\xa0": " ", "\n": " "}
)


class Anchor(Record, frozen=True):
    """A stretch of text: its words, what stands before and behind it, and the hash of its folded words."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    hash: str = ""


def anchor_of(text: str, span: Span) -> Anchor:
    """Return the anchor of a span of ``text``."""
    return Anchor(
        exact=span.text,
        prefix=text[max(span.start - AFFIX, 0) : span.start],
        suffix=text[span.end : span.end + AFFIX],
        hash=hash_of(span.text),
    )


def hash_of(exact: str) -> str:
    """Return the hash of a stretch's folded words: quotation marks, case and spaces may differ in a copy."""
    return digest("anchor", *words(exact))


def find(text: str, anchor: Anchor) -> Span | None:
    """Return where the anchored words stand in ``text``: where its surroundings agree best. None where they do not stand."""
    plain, exact = text.translate(_SAME), anchor.exact.translate(_SAME)
    best: tuple[int, int] | None = None
    at = plain.find(exact) if exact else -1
    while at >= 0:
        if _cuts_a_word(plain, at, at + len(exact)):
            at = plain.find(exact, at + 1)
            continue
        before = _common(plain[:at][-AFFIX:][::-1], anchor.prefix.translate(_SAME)[::-1])
        behind = _common(plain[at + len(exact) : at + len(exact) + AFFIX], anchor.suffix.translate(_SAME))
        if best is None or before + behind > best[0]:
            best = (before + behind, at)
        at = plain.find(exact, at + 1)
    if best is None:
        return None
    start, end = best[1], best[1] + len(exact)
    return Span(start=start, end=end, text=text[start:end])


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    begins = start > 0 and text[start - 1 : start + 1].isalnum()
    return begins or (end < len(text) and text[end - 1 : end + 1].isalnum())


def _common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
