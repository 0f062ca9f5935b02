"""Completeness: whether the whole article is on the page.

Decides one verdict from all signs of the page, each with its evidence. Refuses to believe any single sign, markup
least of all, and never fetches anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.article.complete_markup import signs_in_markup
from onrecord.article.complete_page import error_page, other_words, signs_of_article
from onrecord.article.complete_signs import Sign, thresholds, weights
from onrecord.article.complete_words import consent_words, gate_words, signs_in_words
from onrecord.article.labelled import LabelledPage
from onrecord.article.phrases import lines_for
from onrecord.records import Completeness, Reason, Step, Verdict

MIN_TEXT = 120
"""Less text than this (characters) is no text: a caption, a credit, a label."""
SMALL_PAGE = 900
"""Words of a page on which a gate or an error may be all there is."""
MAX_REASONS_A_KIND = 2
ENOUGH_TO_BLOCK = ("words-missing", "status-closed", "unfilled-template")
"""These block a page without text, however many other words it has."""
IN_ITS_PLACE = ("unfilled-template", "gate-as-headline", "consent-wall")
"""What these signs show stands in the article's place, however long it is."""
SURELY_ARTICLE = 2.5
"""A page of which so much says that it is an article, and that shows no text at all, waits for a script."""


def weigh(labelled: LabelledPage) -> tuple[Completeness, tuple[Step, ...]]:
    """Return the verdict on ``labelled`` with its reasons, and a step for each sign that was weighed and not believed."""
    gates, consent, others = lines_for((gate_words(), consent_words(), other_words()), labelled.texts)
    cut = [*signs_in_words(labelled, gates, consent), *signs_in_markup(labelled)]
    text = sum(map(len, labelled.article))
    error = error_page(labelled) if text < thresholds().blocked_below else None
    if error:
        return _verdict("not-an-article", [error]), ()
    of_article = _signs_of_article(labelled, others, text)
    if any(s.name in IN_ITS_PLACE for s in cut) and _sum_of_cut(cut) >= thresholds().cut_from:
        return _verdict("blocked", _strongest([s for s in cut if weights()[s.name] > 0])), ()
    weight = weights()
    if sum([weight[s.name] for s in of_article]) < thresholds().article_from:
        against = [s for s in of_article if weight[s.name] < 0]
        return _verdict("not-an-article", [_as_index(s) for s in against]), ()
    score = _sum_of_cut(cut)
    believed = [s for s in cut if weight[s.name] > 0]
    if text < MIN_TEXT:
        return _without_text(labelled, believed, of_article), ()
    if score >= thresholds().cut_from:
        verdict: Verdict = "partial" if text >= thresholds().blocked_below else "blocked"
        return _verdict(verdict, _strongest(believed)), ()
    return Completeness(verdict="complete"), _not_believed(believed, score)


def _signs_of_article(labelled: LabelledPage, others: list[int], text: int) -> list[Sign]:
    """Return the signs that the page is an article or none; what Open Graph declares only where it can turn the scale."""
    signs, weight = list(signs_of_article(labelled, others)), weights()
    if text >= MIN_TEXT and sum([weight[s.name] for s in signs]) + weight["og-website"] >= thresholds().article_from:
        return signs
    return list(signs_of_article(labelled, others, with_open_graph=True))


def _sum_of_cut(signs: Iterable[Sign]) -> float:
    """Return the sum of the weights, every name counted once: a gate of six lines is one gate."""
    weight = weights()
    # A gate over the text counts for it only if there is one nowhere else.
    return sum([weight[name] for name in {s.name for s in signs}])


def _strongest(signs: list[Sign]) -> list[Sign]:
    return sorted(signs, key=lambda s: -weights()[s.name])


def _as_index(sign: Sign) -> Sign:
    return Sign(
        name=sign.name,
        kind="index-page" if sign.name in ("front-page", "list-page") else "other",
        evidence=sign.evidence,
    )


def _without_text(labelled: LabelledPage, gates: list[Sign], of_article: list[Sign]) -> Completeness:
    words = sum([len(text.split()) for text in labelled.texts])
    closed = [s for s in gates if s.name in (*ENOUGH_TO_BLOCK, "gate-at-cut", "gate-near")]
    if closed and (words < SMALL_PAGE or any(s.name in ENOUGH_TO_BLOCK for s in closed)):
        return _verdict("blocked", _strongest(gates))
    article = [s for s in of_article if weights()[s.name] > 0]
    if not labelled.inside and sum(weights()[s.name] for s in article) >= SURELY_ARTICLE:
        shell = f"no text is shown, but it calls itself an article: {_strongest(article)[0].evidence}"
        return _verdict("blocked", [Sign(name="no-text", kind="javascript", evidence=shell), *_strongest(gates)])
    nothing = Sign(name="no-text", kind="no-text", evidence=f"{words} words on the page, none of them running text")
    return _verdict("not-an-article", [nothing])


def _verdict(verdict: Verdict, signs: list[Sign]) -> Completeness:
    """Return the verdict with its reasons: of each kind the strongest ones, each piece of evidence once."""
    reasons: list[Reason] = []
    for sign in signs:
        same_kind = [r for r in reasons if r.kind == sign.kind]
        if len(same_kind) < MAX_REASONS_A_KIND and all(r.evidence != sign.evidence for r in same_kind):
            reasons.append(Reason(kind=sign.kind, evidence=sign.evidence))
    return Completeness(verdict=verdict, reasons=tuple(reasons))


def _not_believed(gates: list[Sign], score: float) -> tuple[Step, ...]:
    doubted = {s.evidence: s for s in gates if s.name not in ("missing-embed", "short-text")}
    if not doubted:
        return ()
    detail = f"weighed {score:.1f} of {thresholds().cut_from:.1f}, not believed: "
    return tuple(
        Step(name="completeness", detail=detail + f"{s.kind}: {s.evidence}") for s in list(doubted.values())[:4]
    )
