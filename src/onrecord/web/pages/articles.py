"""Articles: the list of them, and one article in place, with what was found in it.

Decides what is shown of an article. Refuses to look anything up: the ledger does.
"""

from __future__ import annotations

from typing import Annotated, Literal

from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from onrecord.ledger import Ledger
from onrecord.ledger.results import ArticleLine, ArticleView
from onrecord.records import Record
from onrecord.web.notes.asking import NotesAbout, notes_about
from onrecord.web.pages.asked import After, Asker, Key, Word, ask, given
from onrecord.web.twins import page

ARTICLES = 40

VerdictAsked = Annotated[
    Literal["", "complete", "partial", "blocked", "not-an-article"], QueryParameter(description="Only of this verdict.")
]
OrderAsked = Annotated[
    Literal["published", "added"], QueryParameter(description="Newest first: as they came out, or were added.")
]


class ArticlesPage(Record, frozen=True, kw_only=True):
    """A page of the list of articles; ``counts`` has how many of each verdict there are."""

    verdict: str | None
    order: str
    counts: dict[str, int]
    items: tuple[ArticleLine, ...]
    after: str | None


class ArticlePage(Record, frozen=True, kw_only=True):
    """One article as it is shown; ``version`` is the identity of the version that was asked for, None for the current one."""

    version: str | None
    article: ArticleView
    notes: NotesAbout


@page("/articles", "articles.html")
async def articles(
    request: Asker, verdict: VerdictAsked = "", order: OrderAsked = "published", after: After = None
) -> ArticlesPage:
    """List the articles, newest first, all of them or those of one verdict."""
    asked = verdict or None

    def question(ledger: Ledger) -> ArticlesPage:
        found = ledger.articles(verdict=asked, order=order, limit=ARTICLES, after=given(after))
        counts = ledger.overview(limit=1).verdicts
        return ArticlesPage(verdict=asked, order=order, counts=counts, items=found.items, after=found.after)

    return await ask(request, question)


@page("/articles/{key:str}", "article.html")
async def article(request: Asker, key: Key, version: Word = None) -> ArticlePage:
    """Show one article: its text with the statements, the verdict on it, what was set aside, its copies and versions."""
    return await _article(request, key, given(version))


@page("/articles/{key:str}/versions/{version:str}", "article.html")
async def article_version(request: Asker, key: Key, version: Key) -> ArticlePage:
    """Show one version of an article."""
    return await _article(request, key, version)


async def _article(request: Asker, key: str, version: str | None) -> ArticlePage:
    view = await ask(request, lambda ledger: ledger.article(key, version=version))
    written = await notes_about(request, view.line.article)
    return ArticlePage(version=version, article=view, notes=written)


HANDLERS: list[HTTPRouteHandler] = [articles, article, article_version]
