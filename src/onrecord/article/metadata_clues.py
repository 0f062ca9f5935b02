"""Clues: what a page's metadata say, gathered once for all readers of the head.

Decides which of several structured objects is the article's own. Refuses to judge any value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from onrecord.article.elements import Attributes
from onrecord.article.pieces import Cut
from onrecord.article.structured import types_of
from onrecord.native import compiled
from onrecord.records import Page

_ARTICLE_TYPES: Final = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AdvertiserContentArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "SocialMediaPosting",
    "Report",
    "ScholarlyArticle",
    "TechArticle",
    "MedicalScholarlyArticle",
    "Review",
    "Recipe",
    "CreativeWork",
)
_PAGE_TYPES: Final = ("WebPage", "ItemPage", "AboutPage", "VideoObject", "CollectionPage")
_ARTICLE_RANKS, _PAGE_RANKS = ({kind: i for i, kind in enumerate(types)} for types in (_ARTICLE_TYPES, _PAGE_TYPES))
MAX_VALUE: Final = 2_000
"""Longer values of a meta element are cut off: none that is read here needs more."""


@dataclass(slots=True)
class Clues:
    """What the metadata of a page say, as they say it."""

    page: Page
    pieces: Cut
    metas: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    canonical: str = ""
    declared_language: str = ""
    article: dict[str, Any] = field(default_factory=dict)
    """The structured object that describes the article, or nothing."""
    web_page: dict[str, Any] = field(default_factory=dict)
    """The structured object that describes the page, where it is another one."""
    objects: tuple[dict[str, Any], ...] = ()
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)

    def meta(self, *names: str) -> tuple[str, str] | None:
        """The first value that one of the meta elements ``names`` has, with where it stands."""
        for name in names:
            if name in self.metas:
                for value in self.metas[name]:
                    if value:
                        return value, f"meta {name}"
        return None

    def resolve(self, value: object) -> object:
        """The object that a reference (``{"@id": …}``) means, or the value itself."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str) and "name" not in value:
            return self.by_id.get(value["@id"], value)
        return value


def gather(page: Page, pieces: Cut, structured: tuple[dict[str, Any], ...]) -> Clues:
    """Return the clues of a page."""
    clues = Clues(page=page, pieces=pieces, objects=structured)
    clues.title, clues.declared_language = pieces.title, pieces.language
    clues.metas = metas_of(pieces.metas, MAX_VALUE)
    for tag, attributes in pieces.metas:
        if tag != "meta" and not clues.canonical and (attributes.get("rel") or "").lower() == "canonical":
            clues.canonical = (attributes.get("href") or "").strip()
    for item in structured:
        ident = item.get("@id")
        if isinstance(ident, str):
            clues.by_id.setdefault(ident, item)
    typed = [(item, types_of(item)) for item in structured]
    clues.article = _choose(typed, _ARTICLE_RANKS, clues)
    clues.web_page = _choose(typed, _PAGE_RANKS, clues)
    return clues


def metas_in_python(elements: list[tuple[str, Attributes]], longest: int) -> dict[str, list[str]]:
    """Return the values of the ``meta`` elements by their names, ``longest`` characters of each, white space folded."""
    metas: dict[str, list[str]] = {}
    for tag, attributes in elements:
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name and "content" in attributes:
                value = " ".join((attributes["content"] or "")[:longest].split())
                metas.setdefault(name.lower(), []).append(value)
    return metas


metas_of: Final = compiled.metas_of if compiled is not None else metas_in_python


def _choose(typed: list[tuple[dict[str, Any], tuple[str, ...]]], types: dict[str, int], clues: Clues) -> dict[str, Any]:
    """The object of one of the ``types`` that is about this page: by its headline or address, or else the first.

    Where several objects claim to be articles and none can be matched, a list of other articles is as likely, and there
    is none.
    """
    ranked = [(min(own), item) for item, kinds in typed if (own := [types[kind] for kind in kinds if kind in types])]
    if not ranked:
        return {}
    known = [item for _, item in sorted(ranked, key=itemgetter(0))]
    titles = [clues.title.lower(), *(v.lower() for v in clues.metas.get("og:title", ()))]
    for item in known:
        headline = item.get("headline") or item.get("name")
        if (
            isinstance(headline, str)
            and len(headline) > 3
            and any(" ".join(headline.lower().split()) in t for t in titles)
        ):
            return item
    addresses = {clues.canonical, *clues.metas.get("og:url", ())} - {""}
    for item in known:
        page = item.get("mainEntityOfPage")
        address = item.get("url") or (page.get("@id") if isinstance(page, dict) else page)
        if isinstance(address, str) and address in addresses:
            return item
    return known[0] if len(known) <= 3 else {}


def text_of(value: object) -> str:
    """A structured value as one line of text: the first string in it, markup characters decoded."""
    if isinstance(value, list):
        value = next((v for v in value if v), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    if "&" in value:
        from html import unescape

        value = unescape(value)
    return " ".join(value.split())
