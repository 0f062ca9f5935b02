"""Signs in the markup, the structured data, the address and the response of a page.

Decides what each of them would mean if it were true. Refuses to believe it: the weights do that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from onrecord.article.complete_page import page_table
from onrecord.article.complete_signs import Sign, quote
from onrecord.article.labelled import ARTICLE_LABELS, LabelledPage
from onrecord.article.phrases import count_words, shared

MISSING_RATIO, MISSING_WORDS = 1.6, 80
"""Words are missing if the page declares so many times, and so many, more than it shows."""
FOUND_RATIO = 1.2
"""A declared count within this factor of the words shown counts as kept."""
RUNNING_WORDS = 25
"""A block outside the article of this many words may be a paragraph of it that the reader missed."""
SHINGLE = 6
BODY_SEEN, BODY_UNSEEN = 0.85, 0.5
"""An articleBody is on the page if this share of its word sequences is; it is held back if less than the other is."""
MIN_BODY_WORDS = 60
_HIDDEN_BOX = re.compile(r'class="(?:[^"]*\s)?(?:u-|is-)?(?:hidden|hide|d-none|display-none|invisible)(?:\s|")')
_CLOSED_WORDS = re.compile(r"isaccessibleforfree|locked|premium|subscri|paid|closed|register", re.IGNORECASE)
_OPEN_WORDS = re.compile(r"\"(?:free|metered|open|public|true|yes)\"", re.IGNORECASE)
_LATER_PAGE = re.compile(
    r"(?:[?&/](?:page|seite|pagina|p|pg)[=/-]?|[?&]paged?=)([2-9]|[1-9]\d)(?:/|$|&)", re.IGNORECASE
)
_NOT_ELSEWHERE = ARTICLE_LABELS | {"comment", "hidden"}
_DECLARING = frozenset(("wordCount", "wordcount", "articleBody"))
_TEMPLATE = re.compile(r"\{\{[^{}]{2,800}\}\}|<%=?[^%]{2,800}%>")


def signs_in_markup(labelled: LabelledPage) -> Iterator[Sign]:
    """Yield the signs that are not words of the page."""
    yield from _signs_of_reader(labelled)
    declaring = [item for item in labelled.structured if not item.keys().isdisjoint(_DECLARING)]
    if declaring:
        shown = sum(map(count_words, labelled.article))
        visible = shown + _running_words_elsewhere(labelled)
        for item in declaring:
            yield from _declared_words(item, shown, visible)
            yield from _declared_body(item, labelled, shown)
    page = labelled.page
    if page.status in page_table().closed_statuses:
        yield Sign(name="status-closed", kind="access-check", evidence=f"HTTP status {page.status}")
    if page.cut:
        yield Sign(name="bytes-cut", kind="cut-off", evidence=page.cut)
    address = page.url or labelled.head.url
    if address and _LATER_PAGE.search(_path_and_query(address)):
        yield Sign(name="page-in-address", kind="pagination", evidence=address)
    texts = labelled.texts
    whole = "\n".join(texts)
    # A single character is sought many times as fast as two.
    may_be_template = ("{" in whole and "{{" in whole) or ("<" in whole and "<%" in whole)
    unfilled = [text for text in texts if _TEMPLATE.search(text)] if may_be_template else []
    if unfilled and sum(map(len, unfilled)) * 2 > sum(map(len, texts)):
        yield Sign(name="unfilled-template", kind="javascript", evidence=quote(unfilled[0]))


def _path_and_query(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _signs_of_reader(labelled: LabelledPage) -> Iterator[Sign]:
    """What the page reader saw in the markup."""
    for reason in labelled.markup:
        evidence = quote(reason.evidence)
        if reason.kind in ("cut-off", "index-page"):
            continue
        if reason.kind == "missing-embed":
            yield Sign(name="missing-embed", kind="missing-embed", evidence=evidence)
        elif reason.kind == "subscription" and evidence.startswith(("json-ld", "<meta", "microdata")):
            name = (
                "declared-metered"
                if _OPEN_WORDS.search(evidence) and '"false' not in evidence.lower()
                else "declared-closed"
            )
            if name == "declared-metered" or _CLOSED_WORDS.search(evidence):
                yield Sign(name=name, kind="subscription", evidence=evidence)
        else:
            name = "gate-hidden" if _HIDDEN_BOX.search(evidence) else "gate-in-markup"
            yield Sign(name=name, kind=reason.kind, evidence=evidence)


def _running_words_elsewhere(labelled: LabelledPage) -> int:
    """Return the words of running text that the page shows outside the article: the reader may have missed a part."""
    counts = (
        count_words(text)
        for text, label in zip(labelled.texts, labelled.labels, strict=True)
        if len(text) >= RUNNING_WORDS and label not in _NOT_ELSEWHERE
    )
    return sum(count for count in counts if count >= RUNNING_WORDS)


def _declared_words(item: dict[str, Any], shown: int, visible: int) -> Iterator[Sign]:
    try:
        declared = int(str(item.get("wordCount") or item.get("wordcount") or 0))
    except ValueError:
        return
    if declared <= 0:
        return
    evidence = f"json-ld wordCount: {declared}, {shown} words shown"
    if declared > visible * MISSING_RATIO and declared - visible > MISSING_WORDS:
        yield Sign(name="words-missing", kind="cut-off", evidence=evidence)
    elif shown <= declared * FOUND_RATIO and declared <= shown * FOUND_RATIO:
        yield Sign(name="words-found", kind="whole-text", evidence=evidence)


def _declared_body(item: dict[str, Any], labelled: LabelledPage, shown: int) -> Iterator[Sign]:
    body = item.get("articleBody")
    if not isinstance(body, str):
        return
    bare = re.sub(r"<[^>]*>", " ", body) if "<" in body else body
    words, found = shared(bare, labelled.texts, SHINGLE)
    if words < MIN_BODY_WORDS:
        return
    share = found / (words - SHINGLE + 1)
    evidence = f"json-ld articleBody of {words} words, {share:.0%} of it shown"
    if share < BODY_UNSEEN and words > shown + MISSING_WORDS:
        yield Sign(name="words-missing", kind="cut-off", evidence=evidence)
    elif share > BODY_SEEN and words * FOUND_RATIO >= shown * BODY_UNSEEN and not body.rstrip().endswith(("...", "…")):
        yield Sign(name="words-found", kind="whole-text", evidence=evidence)
