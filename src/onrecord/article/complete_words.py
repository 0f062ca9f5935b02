"""Signs in the words of a page: gates and where they stand, text that breaks off, pages of several.

Decides which words are signs, by their place. Refuses to weigh them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from onrecord.article.complete_signs import Sign, quote
from onrecord.article.labelled import ARTICLE_LABELS, LabelledPage
from onrecord.article.phrases import PhraseIndex, PhraseTable, count_words, forms_in
from onrecord.lexicon import load
from onrecord.records import ReasonKind

AT_CUT = 4
"""A gate stands at the cut if fewer than this many blocks with words stand between it and the last paragraph."""
NEAR = 12
"""So many blocks behind the text belong to its surroundings."""
GATE_WORDS = 60
"""A block longer than this is a text that may mention a gate, not a gate."""
MAX_GATE = 2_000
"""No block of more characters is looked at: sixty words are shorter in any language."""
PAGE_WORDS = 16
"""A block longer than this is no link to a further page."""
GATE_SHARE = 0.15
"""A block is a gate if at least this share of its words is a gate's; otherwise it mentions one."""
SHORT_TEXT, LONG_TEXT = 800, 5000
OPEN_SHARE = 0.7
"""A last paragraph without an end mark tells something only if at least this share of the others have one."""

_TAIL = 20
"""Marks at the end of a text stand in its last characters as a rule, so that the whole need not be searched."""
_ENDS = re.compile(r"[.!?。！？؟।](?:\s?[\"'”’»«“)\]›*]|\s?\[\d+\])*$")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…|\[\s?(?:…|\.\.\.)\s?\])[\"'”’»)\]]*$")
_FAR = 15
"""A number among the first so many characters may be one of several that are nothing but page numbers."""
_DIGIT = re.compile(r"\d")
_ONLY_PAGE_NUMBERS = re.compile(r"\D{0,14}(?:\d{1,2}\s*[|·/]?\s*){2,12}(?:\W*\w{0,8}\W*)$")
_WEAK_NEXT = frozenset(
    {"next", "suivant", "weiter", "siguiente", "avanti", "próxima", "volgende", "następna", "далее", "次へ"}
)
_NEVER_GATES = frozenset({"comment", "comment-form", "hidden"})


HEADLINE_SHARE = 0.4
"""A headline is a gate's if at least this share of its words is."""
CONSENT_SHARE = 0.5
MAX_WALL = 1500
"""Words of a page that may be nothing but a wall."""
MIN_CONSENT = 3
"""So many blocks speak of consent on a page that is nothing but a wall."""
MAX_LABEL = 25
"""So short a last line that ends with a colon is the label of something ("Source:"), not a sentence that goes on."""


@cache
def gate_words() -> PhraseIndex:
    """Return the words of gates."""
    return PhraseIndex(g for g in load("gates", PhraseTable).group if g.weight == "gate")


@cache
def consent_words() -> PhraseIndex:
    """Return the words of walls of consent."""
    return PhraseIndex(g for g in load("gates", PhraseTable).group if g.kind == "cookie-wall")


def signs_in_words(labelled: LabelledPage, of_gates: list[int], of_consent: list[int]) -> Iterator[Sign]:
    """Yield the signs in the words of ``labelled``, of which the blocks given may hold words of gates, and of consent."""
    inside = labelled.inside
    first, last = (inside[0], inside[-1]) if inside else (0, -1)
    yield from _gate_signs(labelled, of_gates, first, last)
    yield from _wall_signs(labelled, of_consent)
    yield from _page_signs(labelled, of_gates, last)
    yield from _end_signs(labelled)


def _gate_signs(labelled: LabelledPage, numbers: list[int], first: int, last: int) -> Iterator[Sign]:
    texts, labels = labelled.texts, labelled.labels
    for i in numbers:
        text = texts[i]
        if len(text) > MAX_GATE or (i < last - 2 and labels[i] in ARTICLE_LABELS):
            continue
        words = count_words(text)
        if words > GATE_WORDS:
            continue
        matches = [m for m in gate_words().find_in(text) if m.kind not in ("pagination", "error-page")]
        if not matches or sum(m.end - m.start for m in matches) < GATE_SHARE * words:
            continue
        for kind in dict.fromkeys(m.kind for m in matches):
            name = _place(labels[i], i, first=first, last=last, distance=max(0, i - last))
            yield Sign(name=name, kind=cast("ReasonKind", kind), evidence=quote(text))


def _wall_signs(labelled: LabelledPage, numbers: list[int]) -> Iterator[Sign]:
    """What stands in the place of a whole page: a gate's words as headline, a wall of consent."""
    headline = labelled.head.headline
    for match in gate_words().find_in(headline) if headline else ():
        is_all = match.end - match.start >= HEADLINE_SHARE * count_words(headline or "")
        if is_all and match.kind not in ("pagination", "error-page"):
            yield Sign(name="gate-as-headline", kind=cast("ReasonKind", match.kind), evidence=quote(headline or ""))
            break
    if len(numbers) < MIN_CONSENT:
        return
    labels = labelled.labels
    shown = [text for text, label in zip(labelled.texts, labels, strict=True) if label != "hidden"]
    total = " ".join(shown).count(" ") + 1
    if total > MAX_WALL:
        return
    held = [labelled.texts[i] for i in numbers if labels[i] != "hidden"]
    walls = [
        (text.count(" ") + 1, text) for text in held if len(text) <= MAX_WALL * 100 and consent_words().find_in(text)
    ]
    if len(walls) >= MIN_CONSENT and sum(count for count, _ in walls) >= CONSENT_SHARE * total:
        yield Sign(name="consent-wall", kind="cookie-wall", evidence=quote(max(walls)[1]))


def _place(label: str, i: int, *, first: int, last: int, distance: int) -> str:
    if label in _NEVER_GATES:
        return "gate-elsewhere"
    if i < first:
        return "gate-over-text"
    if label in ARTICLE_LABELS or (i > last and distance <= AT_CUT):
        return "gate-at-cut"
    return "gate-near" if i > last and distance <= NEAR else "gate-elsewhere"


def _page_signs(labelled: LabelledPage, numbers: list[int], last: int) -> Iterator[Sign]:
    """Words for further pages of the article, behind its text."""
    texts, labels, has_number = labelled.texts, labelled.labels, _DIGIT.search
    # Page numbers may stand in what the reader took for the last paragraphs.
    start, end = max(0, last - 1), min(last + 1 + NEAR, len(texts))
    told = [i for i in numbers if start <= i < end]
    told += [i for i in range(start, end) if has_number(texts[i], 0, _FAR)]
    for i in sorted({*told}):
        text = texts[i]
        if labels[i] == "comment" or len(text) > MAX_GATE or count_words(text) > PAGE_WORDS:
            continue
        matches = [m for m in gate_words().find_in(text) if m.kind == "pagination"]
        forms = forms_in(text) if matches else []
        # "Page 1 of 1" is no sign.
        sure = [m for m in matches if m.where == "within" and forms[m.end - 1] != "1"]
        if sure:
            yield Sign(name="one-of-pages", kind="pagination", evidence=quote(text))
        elif matches and " ".join(forms) not in _WEAK_NEXT:
            yield Sign(name="next-page", kind="pagination", evidence=quote(text))
        if _ONLY_PAGE_NUMBERS.match(text) and _counts_up(text):
            yield Sign(name="page-numbers", kind="pagination", evidence=quote(text))
    close = zip(texts[start:end], labels[start:end], strict=True)
    alone = [text for text, label in close if len(text) < 3 and label != "comment" and text.isdigit()]
    if alone[:2] in (["1", "2"], ["2", "3"]):
        yield Sign(name="page-numbers", kind="pagination", evidence=" ".join(alone))


def _counts_up(text: str) -> bool:
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    return len(numbers) >= 2 and numbers[0] in (1, 2) and all(b == a + 1 for a, b in itertools.pairwise(numbers))


def _end_signs(labelled: LabelledPage) -> Iterator[Sign]:
    """How the text ends, and how long it is."""
    texts, labels, inside = labelled.texts, labelled.labels, labelled.inside
    size = sum([len(texts[i]) for i in inside])
    if inside and size < SHORT_TEXT:
        yield Sign(name="short-text", kind="cut-off", evidence=f"{size} characters of text")
    if size > LONG_TEXT:
        yield Sign(name="long-text", kind="whole-text", evidence=f"{size} characters of text")
    if not inside or labels[inside[-1]] != "paragraph":
        return
    paragraphs = [texts[i] for i in inside if labels[i] == "paragraph"]
    if len(paragraphs) < 2:
        return
    last = paragraphs[-1]
    if (".." in last or "…" in last) and _ELLIPSIS.search(last):
        yield Sign(name="ends-in-ellipsis", kind="cut-off", evidence=quote(last[-100:]))
    elif last.endswith((":", "：")) and len(last) > MAX_LABEL:
        yield Sign(name="ends-in-colon", kind="missing-embed", evidence=quote(last[-100:]))
    elif len(last) > 60 and not (_ENDS.search(last[-_TAIL:]) or _ENDS.search(last)):
        ended = sum([bool(_ENDS.search(p)) for p in paragraphs[:-1]])
        if ended >= OPEN_SHARE * (len(paragraphs) - 1):
            yield Sign(name="ends-open", kind="cut-off", evidence=quote(last[-100:]))
