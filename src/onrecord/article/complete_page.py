"""Whether a page is an article at all: its address, what it calls itself, its date and author, words of other kinds of pages.

Decides which signs there are. Refuses to weigh them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from onrecord.article.complete_signs import Sign, quote
from onrecord.article.labelled import LabelledPage
from onrecord.article.phrases import PhraseGroup, PhraseIndex, PhraseTable, count_words
from onrecord.lexicon import Table, load

RUNNING_TEXT = 3
"""So many paragraphs of ``PARAGRAPH_WORDS`` words are running text."""
PARAGRAPH_WORDS = 18
MAX_OTHER_WORDS = 2
MAX_OTHER = 160
"""Words of other kinds of pages are looked for in blocks of no more characters."""
_OG_TYPE = re.compile(
    r"<meta\b(?=[^>]{0,300}(?:property|name)\s*=\s*[\"']?og:type\b)[^>]{0,300}?content\s*=\s*[\"']?([^\"'>]{1,40})",
    re.IGNORECASE,
)
_HEAD_CHARACTERS = 200_000
_META_REACH = 400
"""How far before its type's name the meta element may begin."""
_FRONT = re.compile(r"/?(?:index\.\w{2,5}|home|default\.aspx?|[a-z]{2}(?:[-_][a-zA-Z]{2})?)?/?$")


class PageTable(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lexicon file of pages that are no articles."""

    path_parts: tuple[str, ...]
    article_types: tuple[str, ...]
    other_types: tuple[str, ...]
    og_articles: tuple[str, ...]
    og_others: tuple[str, ...]
    closed_statuses: tuple[int, ...]
    gone_statuses: tuple[int, ...]
    group: tuple[PhraseGroup, ...]


def page_table() -> PageTable:
    """Return the table of pages that are no articles."""
    return load("pages", PageTable)


@cache
def _other_words() -> PhraseIndex:
    return PhraseIndex(page_table().group)


@cache
def _error_words() -> PhraseIndex:
    return PhraseIndex(g for g in load("gates", PhraseTable).group if g.kind == "error-page")


def signs_of_article(labelled: LabelledPage) -> Iterator[Sign]:
    """Yield the signs that the page is an article, or is none."""
    head = labelled.head
    if head.published:
        yield Sign(name="dated", evidence=head.published)
    if head.byline:
        yield Sign(name="signed", evidence=", ".join(head.byline))
    paragraphs = sum(b.label == "paragraph" and _is_long(b.text) for b in labelled.article)
    if paragraphs >= RUNNING_TEXT:
        yield Sign(name="running-text", evidence=f"{paragraphs} paragraphs")
    yield from _types(labelled.structured)
    yield from _address(labelled.page.url or head.url)
    for reason in labelled.markup:
        if reason.kind == "index-page":
            yield Sign(name="list-page", kind="index-page", evidence=reason.evidence)
    if labelled.page.kind == "html":
        yield from _open_graph(labelled.page.content)
    yield from _words(labelled)


def _is_long(text: str) -> bool:
    """Whether a paragraph has words enough; one of very many spaces has, and its words need not be counted."""
    return text.count(" ") > 3 * PARAGRAPH_WORDS or count_words(text) >= PARAGRAPH_WORDS


def error_page(labelled: LabelledPage) -> Sign | None:
    """Return the sign that the page stands in the place of one that is not there, if it does."""
    status = labelled.page.status
    if status in page_table().gone_statuses:
        return Sign(name="error", kind="error-page", evidence=f"HTTP status {status}")
    headline = labelled.head.headline
    short = [headline] if headline else []
    short += [b.text for b in labelled.blocks if len(b.text) < 200][:40]
    words = _error_words()
    for text in [short[i] for i in words.may_be_in(short, max(map(len, short), default=0))]:
        if words.find_in(text):
            return Sign(name="error", kind="error-page", evidence=quote(text))
    return None


def _types(structured: tuple[dict[str, Any], ...]) -> Iterator[Sign]:
    table = page_table()
    names = []
    for item in structured:
        declared = item.get("@type")
        names += [str(t).rsplit("/", 1)[-1] for t in (declared if isinstance(declared, list) else [declared]) if t]
    articles = [n for n in names if n in table.article_types]
    others = [n for n in names if n in table.other_types]
    if articles:
        yield Sign(name="type-article", evidence=f"json-ld {articles[0]}")
    elif others:
        yield Sign(name="type-other", evidence=f"json-ld {others[0]}")


def _address(url: str | None) -> Iterator[Sign]:
    if not url or "://" not in url:
        return
    parts = urlsplit(url)
    if _FRONT.fullmatch(parts.path) and not parts.query:
        yield Sign(name="front-page", evidence=url)
        return
    steps = [s.lower().removesuffix(".php").removesuffix(".html") for s in parts.path.split("/") if s]
    # The last step names the page itself, unless it is only a number.
    named = [s for s in steps[:-1] if s in page_table().path_parts]
    if named or (steps and steps[-1] in page_table().path_parts):
        yield Sign(name="address-of-other", evidence=url)


def _open_graph(content: str) -> Iterator[Sign]:
    # The bare search is many times faster than the pattern, and most pages that name no type end here.
    named = content.find("og:type", 0, _HEAD_CHARACTERS)
    match = _OG_TYPE.search(content, max(0, named - _META_REACH), _HEAD_CHARACTERS) if named >= 0 else None
    if not match:
        return
    kind = match[1].strip().lower()
    if kind in page_table().og_articles:
        yield Sign(name="og-article", evidence=f"meta og:type {kind}")
    elif kind in page_table().og_others:
        yield Sign(name="og-website", evidence=f"meta og:type {kind}")


def _words(labelled: LabelledPage) -> Iterator[Sign]:
    found: dict[str, Sign] = {}
    other = _other_words()
    texts = [block.text for block in labelled.blocks]
    for text in [texts[i] for i in other.may_be_in(texts, MAX_OTHER)]:
        if other.find_in(text):
            found.setdefault(" ".join(text.split()).lower(), Sign(name="words-of-other", evidence=quote(text)))
    yield from list(found.values())[:MAX_OTHER_WORDS]
