"""Metadata: the head of an article (headline, byline, dates, site, …), each value with where it stands on the page.

Decides the order in which the parts of the head are found. Refuses to guess: what the page does not tell is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.article.metadata_bylines import find_byline
from onrecord.article.metadata_clues import Clues, text_of
from onrecord.article.metadata_dates import find_dates
from onrecord.article.metadata_headline import find_headline
from onrecord.article.metadata_image import find_image
from onrecord.article.metadata_site import find_address, find_section, find_site
from onrecord.records import Article


@dataclass(slots=True)
class Head:
    """The head, and the numbers of the blocks that print parts of it."""

    article: Article
    headline: int | None = None
    byline: int | None = None
    dates: list[int] = field(default_factory=list)


def read_head(clues: Clues) -> Head:
    """Return the article's head: an Article without text, with the evidence for each field."""
    evidence: dict[str, str] = {}

    def keep(name: str, found: tuple[str, str] | None) -> str | None:
        if found is None:
            return None
        evidence[name] = found[1]
        return found[0]

    headline = find_headline(clues)
    printed = headline[2] if headline else None
    published, modified = find_dates(clues, printed)
    site = keep("site", find_site(clues, headline[0] if headline else None))
    byline = find_byline(clues, printed, site)
    image = find_image(clues, printed)
    if byline:
        evidence["byline"] = byline[1]
    if image:
        evidence["lead_image"] = image[1]
    article = Article(
        headline=keep("headline", headline[:2] if headline else None),
        summary=keep("summary", _summary(clues)),
        site=site,
        url=keep("url", find_address(clues)),
        byline=byline[0] if byline else (),
        published=keep("published", published[:2] if published else None),
        modified=keep("modified", modified[:2] if modified else None),
        section=keep("section", find_section(clues)),
        lead_image=image[0] if image else None,
        evidence=evidence,
    )
    dates = [found[2] for found in (published, modified) if found and found[2] is not None]
    return Head(article, printed, byline[2] if byline else None, dates)


def _summary(clues: Clues) -> tuple[str, str] | None:
    found = clues.meta("og:description", "description", "twitter:description", "dc.description")
    if found:
        return found
    text = text_of(clues.article.get("description"))
    return (text, "json-ld description") if text else None
