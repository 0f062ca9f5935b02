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
from onrecord.article.phrases import PhraseGroup, PhraseIndex, PhraseTable, count_words, lines_for
from onrecord.lexicon import Table, load

RUNNING_TEXT = 3
"""So many paragraphs of ``PARAGRAPH_WORDS`` words are running text."""
PARAGRAPH_WORDS = 18
MAX_OTHER_WORDS = 2
MAX_OTHER = 160
"""Words of other kinds of pages are looked for in blocks of no more characters."""
MAX_ERROR, FIRST_LINES = 200, 40
"""An error is said in one of so many first lines of fewer characters."""
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


@cache
def page_table() -> PageTable:
    """Return the table of pages that are no articles."""
    return load("pages", PageTable)


@cache
def _path_parts() -> frozenset[str]:
    return frozenset(page_table().path_parts)


@cache
def other_words() -> PhraseIndex:
    """Return the words of other kinds of pages."""
    return PhraseIndex(page_table().group)


@cache
def _error_words() -> PhraseIndex:
    return PhraseIndex(g for g in load("gates", PhraseTable).group if g.kind == "error-page")


def signs_of_article(labelled: LabelledPage, others: list[int], *, with_open_graph: bool = False) -> Iterator[Sign]:
    """Yield the signs that the page is an article, or is none; ``others`` may hold words of other kinds of pages.

    What Open Graph declares is the least of them and takes the longest to find: it is asked for.
    """
    head = labelled.head
    if head.published:
        yield Sign(name="dated", evidence=head.published)
    if head.byline:
        yield Sign(name="signed", evidence=", ".join(head.byline))
    if _is_running(labelled):
        yield Sign(name="running-text", evidence=f"{RUNNING_TEXT} paragraphs or more")
    yield from _types(labelled.structured)
    yield from _address(labelled.page.url or head.url)
    for reason in labelled.markup:
        if reason.kind == "index-page":
            yield Sign(name="list-page", kind="index-page", evidence=reason.evidence)
    if with_open_graph and labelled.page.kind == "html":
        yield from _open_graph(labelled.page.content)
    yield from _words([labelled.texts[i] for i in others])


def _is_running(labelled: LabelledPage) -> bool:
    """Whether the article has running text; its first paragraphs show it as a rule."""
    texts, labels = labelled.texts, labelled.labels
    found = 0
    for i in labelled.inside:
        if labels[i] == "paragraph" and _is_long(texts[i]):
            found += 1
            if found == RUNNING_TEXT:
                return True
    return False


def _is_long(text: str) -> bool:
    """Whether a paragraph has words enough, or very many spaces."""
    return count_words(text, PARAGRAPH_WORDS) == PARAGRAPH_WORDS or text.count(" ") > 3 * PARAGRAPH_WORDS


def error_page(labelled: LabelledPage) -> Sign | None:
    """Return the sign that the page stands in the place of one that is not there, if it does."""
    status = labelled.page.status
    if status in page_table().gone_statuses:
        return Sign(name="error", kind="error-page", evidence=f"HTTP status {status}")
    words, headline, texts = _error_words(), labelled.head.headline, labelled.texts
    if headline and words.find_in(headline):
        return Sign(name="error", kind="error-page", evidence=quote(headline))
    for i in lines_for((words,), texts)[0]:
        if len(texts[i]) < MAX_ERROR and words.find_in(texts[i]):
            is_early = sum([len(text) < MAX_ERROR for text in texts[:i]]) < FIRST_LINES
            return Sign(name="error", kind="error-page", evidence=quote(texts[i])) if is_early else None
    return None


def _types(structured: tuple[dict[str, Any], ...]) -> Iterator[Sign]:
    table = page_table()
    other = None
    for item in structured:
        declared = item.get("@type")
        for each in declared if isinstance(declared, list) else (declared,):
            name = str(each).rsplit("/", 1)[-1] if each else None
            if name in table.article_types:
                yield Sign(name="type-article", evidence=f"json-ld {name}")
                return
            if other is None and name in table.other_types:
                other = name
    if other is not None:
        yield Sign(name="type-other", evidence=f"json-ld {other}")


def _address(url: str | None) -> Iterator[Sign]:
    if not url or "://" not in url:
        return
    parts = urlsplit(url)
    if _FRONT.fullmatch(parts.path) and not parts.query:
        yield Sign(name="front-page", evidence=url)
        return
    steps = [s.lower().removesuffix(".php").removesuffix(".html") for s in parts.path.split("/") if s]
    if not _path_parts().isdisjoint(steps):
        yield Sign(name="address-of-other", evidence=url)


def _open_graph(content: str) -> Iterator[Sign]:
    # The bare search is many times faster than the pattern, and most pages that name no type end here.
    named = content.find("og:type", 0, _HEAD_CHARACTERS)
    if named < 0:
        return
    start = max(0, named - _META_REACH)
    before = content[start:named]
    # Of several elements in reach, only the last may hold the name, as long as none writes it in capitals.
    start += 0 if "og:type" in before.lower() else before.rfind(">") + 1
    match = _OG_TYPE.search(content, start, _HEAD_CHARACTERS)
    if not match:
        return
    kind = match[1].strip().lower()
    if kind in page_table().og_articles:
        yield Sign(name="og-article", evidence=f"meta og:type {kind}")
    elif kind in page_table().og_others:
        yield Sign(name="og-website", evidence=f"meta og:type {kind}")


def _words(texts: list[str]) -> Iterator[Sign]:
    found: dict[str, Sign] = {}
    for text in texts:
        if len(text) <= MAX_OTHER and other_words().find_in(text):
            found.setdefault(" ".join(text.split()).lower(), Sign(name="words-of-other", evidence=quote(text)))
    yield from list(found.values())[:MAX_OTHER_WORDS]
