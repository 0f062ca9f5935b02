"""Completeness: whether the whole article is on the page.

Decides one verdict from all signs of the page, each with its evidence. Refuses to believe any single sign, markup
least of all, and never fetches anything.
"""

from __future__ import annotations

from typing import cast

from onrecord.article.labelled import LabelledPage
from onrecord.article.phrases import PhraseIndex, PhraseTable, tokens_of
from onrecord.lexicon import load
from onrecord.records import Completeness, Reason, ReasonKind, Verdict

MIN_TEXT = 250


def judge(labelled: LabelledPage) -> Completeness:
    """Return the verdict on ``labelled``, with the reasons for it."""
    index = PhraseIndex(g for g in load("gates", PhraseTable).group if g.weight == "gate")
    reasons: dict[str, Reason] = {}
    for block in labelled.blocks:
        if block.is_article or block.label in ("navigation", "comment-form"):
            continue
        tokens = tokens_of(block.text)
        for match in index.find(tokens):
            if match.kind in ("pagination", "cookie-wall"):
                continue
            reasons.setdefault(match.kind, Reason(kind=cast("ReasonKind", match.kind), evidence=block.text))
    size = sum(len(b.text) for b in labelled.blocks if b.is_article)
    if size < MIN_TEXT:
        verdict: Verdict = "blocked" if reasons else "not-an-article"
        return Completeness(verdict=verdict, reasons=tuple(reasons.values()))
    return Completeness(verdict="partial" if reasons else "complete", reasons=tuple(reasons.values()))
