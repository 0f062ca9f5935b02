"""Signs in the words of a page: gates and where they stand, text that breaks off, pages of several.

Decides which words are signs, by their place. Refuses to weigh them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from onrecord.article.complete_signs import Sign, quote
from onrecord.article.labelled import ARTICLE_LABELS, LabelledBlock, LabelledPage
from onrecord.article.phrases import PhraseIndex, PhraseTable, forms_of
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
GATE_SHARE = 0.15
"""A block is a gate if at least this share of its words is a gate's; otherwise it mentions one."""
SHORT_TEXT, LONG_TEXT = 800, 5000
OPEN_SHARE = 0.7
"""A last paragraph without an end mark tells something only if at least this share of the others have one."""

_ENDS = re.compile(r"[.!?。！？؟।](?:\s?[\"'”’»«“)\]›*]|\s?\[\d+\])*$")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…|\[\s?(?:…|\.\.\.)\s?\])[\"'”’»)\]]*$")
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
def _gates() -> PhraseIndex:
    return PhraseIndex(g for g in load("gates", PhraseTable).group if g.weight == "gate")


@cache
def _consent() -> PhraseIndex:
    return PhraseIndex(g for g in load("gates", PhraseTable).group if g.kind == "cookie-wall")


def signs_in_words(labelled: LabelledPage) -> Iterator[Sign]:
    """Yield the signs in the words of ``labelled``, in page order."""
    blocks = labelled.blocks
    inside = [i for i, block in enumerate(blocks) if block.label in ARTICLE_LABELS]
    first, last = (inside[0], inside[-1]) if inside else (0, -1)
    yield from _gate_signs(blocks, first, last)
    yield from _wall_signs(labelled)
    yield from _page_signs(blocks, last)
    yield from _end_signs([blocks[i] for i in inside])


def _gate_signs(blocks: Sequence[LabelledBlock], first: int, last: int) -> Iterator[Sign]:
    gates = _gates()
    texts = ["" if i < last - 2 and b.label in ARTICLE_LABELS else b.text for i, b in enumerate(blocks)]
    for i in gates.may_be_in(texts, MAX_GATE):
        block, text = blocks[i], texts[i]
        words = len(forms_of(text))
        if words > GATE_WORDS:
            continue
        matches = [m for m in gates.find_in(text) if m.kind not in ("pagination", "error-page")]
        if not matches or sum(m.end - m.start for m in matches) < GATE_SHARE * words:
            continue
        for kind in dict.fromkeys(m.kind for m in matches):
            name = _place(block, i, first=first, last=last, distance=max(0, i - last))
            yield Sign(name=name, kind=cast("ReasonKind", kind), evidence=quote(block.text))


def _wall_signs(labelled: LabelledPage) -> Iterator[Sign]:
    """What stands in the place of a whole page: a gate's words as headline, a wall of consent."""
    headline = labelled.head.headline
    for match in _gates().find_in(headline) if headline else ():
        is_all = match.end - match.start >= HEADLINE_SHARE * len(forms_of(headline or ""))
        if is_all and match.kind not in ("pagination", "error-page"):
            yield Sign(name="gate-as-headline", kind=cast("ReasonKind", match.kind), evidence=quote(headline or ""))
            break
    texts = [block.text for block in labelled.blocks if block.label != "hidden"]
    total = " ".join(texts).count(" ") + 1
    if total > MAX_WALL:
        return
    consent = _consent()
    held = [texts[i] for i in consent.may_be_in(texts, MAX_WALL * 100)]
    walls = [(text.count(" ") + 1, text) for text in held if consent.find_in(text)]
    if len(walls) >= MIN_CONSENT and sum(count for count, _ in walls) >= CONSENT_SHARE * total:
        yield Sign(name="consent-wall", kind="cookie-wall", evidence=quote(max(walls)[1]))


def _place(block: LabelledBlock, i: int, *, first: int, last: int, distance: int) -> str:
    if block.label in _NEVER_GATES:
        return "gate-elsewhere"
    if i < first:
        return "gate-over-text"
    if block.is_article or (i > last and distance <= AT_CUT):
        return "gate-at-cut"
    return "gate-near" if i > last and distance <= NEAR else "gate-elsewhere"


def _page_signs(blocks: Sequence[LabelledBlock], last: int) -> Iterator[Sign]:
    """Words for further pages of the article, behind its text."""
    # Page numbers may stand in what the reader took for the last paragraphs.
    start = max(0, last - 1)
    following = [b for b in blocks[start : last + 1 + NEAR] if b.label != "comment"]
    for block in following:
        if len(block.text) > MAX_GATE or len(forms_of(block.text)) > 16:
            continue
        forms = forms_of(block.text)
        matches = [m for m in _gates().find_in(block.text) if m.kind == "pagination"]
        # "Page 1 of 1" is no sign.
        sure = [m for m in matches if m.where == "within" and forms[m.end - 1] != "1"]
        if sure:
            yield Sign(name="one-of-pages", kind="pagination", evidence=quote(block.text))
        elif matches and " ".join(forms) not in _WEAK_NEXT:
            yield Sign(name="next-page", kind="pagination", evidence=quote(block.text))
        if _ONLY_PAGE_NUMBERS.match(block.text) and _counts_up(block.text):
            yield Sign(name="page-numbers", kind="pagination", evidence=quote(block.text))
    numbers = [b.text for b in following if b.text.isdigit() and len(b.text) < 3]
    if numbers[:2] in (["1", "2"], ["2", "3"]):
        yield Sign(name="page-numbers", kind="pagination", evidence=" ".join(numbers))


def _counts_up(text: str) -> bool:
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    return len(numbers) >= 2 and numbers[0] in (1, 2) and all(b == a + 1 for a, b in itertools.pairwise(numbers))


def _end_signs(text: Sequence[LabelledBlock]) -> Iterator[Sign]:
    """How the text ends, and how long it is."""
    size = sum(len(b.text) for b in text)
    if text and size < SHORT_TEXT:
        yield Sign(name="short-text", kind="cut-off", evidence=f"{size} characters of text")
    if size > LONG_TEXT:
        yield Sign(name="long-text", kind="whole-text", evidence=f"{size} characters of text")
    paragraphs = [b.text for b in text if b.label == "paragraph"]
    if len(paragraphs) < 2 or text[-1].label != "paragraph":
        return
    last = paragraphs[-1]
    if _ELLIPSIS.search(last):
        yield Sign(name="ends-in-ellipsis", kind="cut-off", evidence=quote(last[-100:]))
    elif last.endswith((":", "：")) and len(last) > MAX_LABEL:
        yield Sign(name="ends-in-colon", kind="missing-embed", evidence=quote(last[-100:]))
    elif not _ENDS.search(last) and len(last) > 60:
        ended = sum(bool(_ENDS.search(p)) for p in paragraphs[:-1])
        if ended >= OPEN_SHARE * (len(paragraphs) - 1):
            yield Sign(name="ends-open", kind="cut-off", evidence=quote(last[-100:]))
