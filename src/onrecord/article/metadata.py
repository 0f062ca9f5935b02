"""Metadata: the head of an article (headline, byline, dates, site, …), each value with where it stands on the page.

Decides which of several values is believed. Refuses to guess: what the page does not tell is None.
"""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from onrecord.article.structured import types_of
from onrecord.article.tree import Cut
from onrecord.records import Article, Page


def read_head(page: Page, tree: LexborHTMLParser, pieces: Cut, structured: tuple[dict[str, Any], ...]) -> Article:
    """Return the article's head: an Article without text, with the evidence for each field."""
    metas = {}
    for meta in tree.css("meta[content]"):
        name = meta.attributes.get("property") or meta.attributes.get("name") or meta.attributes.get("itemprop")
        if name and name.lower() not in metas:
            metas[name.lower()] = (meta.attributes.get("content") or "").strip()
    news = next((item for item in structured if any(t.endswith(("Article", "Posting")) for t in types_of(item))), {})
    h1 = next((run.text for run in pieces.runs if run.box.tag == "h1" and not run.hidden), None)
    evidence = {}

    def pick(field: str, *choices: tuple[object, str]) -> str | None:
        for value, where in choices:
            if isinstance(value, str) and value.strip():
                evidence[field] = where
                return " ".join(value.split())
        return None

    author = news.get("author") or []
    people = [a.get("name") if isinstance(a, dict) else a for a in (author if isinstance(author, list) else [author])]
    names = tuple(name.strip() for name in people if isinstance(name, str) and name.strip())
    if names:
        evidence["byline"] = "json-ld author"
    return Article(
        headline=pick(
            "headline",
            (h1, "visible h1"),
            (news.get("headline"), "json-ld headline"),
            (metas.get("og:title"), "meta og:title"),
        ),
        site=pick("site", (metas.get("og:site_name"), "meta og:site_name")),
        published=pick(
            "published",
            (news.get("datePublished"), "json-ld datePublished"),
            (metas.get("article:published_time"), "meta article:published_time"),
        ),
        modified=pick(
            "modified",
            (news.get("dateModified"), "json-ld dateModified"),
            (metas.get("article:modified_time"), "meta article:modified_time"),
        ),
        url=pick("url", (metas.get("og:url"), "meta og:url"), (page.url, "capture")),
        byline=names,
        summary=pick("summary", (metas.get("og:description"), "meta og:description")),
        evidence=evidence,
    )
