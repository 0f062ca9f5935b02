"""Questions: everything that a ledger can be asked, each answered with a typed record.

Decides the questions' names and arguments. Refuses to work out any answer: a module of its own does that for each. Lists come
in pages: ``after`` is what the page before gave, and raises OptionError where it belongs to another question.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from onrecord.errors import OptionError

if TYPE_CHECKING:
    from onrecord.ledger.corrections import Correction
    from onrecord.ledger.results import (
        ArticleLine,
        ArticleView,
        Exchange,
        Facets,
        Overview,
        Page,
        PersonLine,
        Saying,
        SayingLine,
        SearchResult,
        StatementView,
        Story,
        StoryLine,
        Who,
    )
    from onrecord.ledger.search import Search


class Questions(ABC):
    """The questions. All raise LedgerError where what is asked for is not in the ledger, or the file fails."""

    _connection: sqlite3.Connection

    @abstractmethod
    def _asking(self) -> AbstractContextManager[None]:
        """Answer within the block on one state of the ledger."""

    def overview(self, *, limit: int = 10) -> Overview:
        """Return how much is in the ledger, the newest articles, and what and who is quoted most."""
        from onrecord.ledger.lists import overview

        with self._asking():
            return overview(self._connection, limit)

    def search(
        self, words: str = "", *, limit: int = 20, after: str | None = None, **filters: str | None
    ) -> SearchResult:
        """Return statements found by words and filters (``onrecord.ledger.search.Search`` has the fields), best first.

        Raises OptionError where the query or a filter cannot be.
        """
        from onrecord.ledger.search import search

        asked = _search(words, filters)
        with self._asking():
            return search(self._connection, asked, limit, after)

    def facets(self, words: str = "", **filters: str | None) -> Facets:
        """Return what the same search could be narrowed to: kinds, speakers, outlets, months, each with a count."""
        from onrecord.ledger.facets import facets

        asked = _search(words, filters)
        with self._asking():
            return facets(self._connection, asked)

    def search_and_facets(
        self, words: str = "", *, limit: int = 20, after: str | None = None, **filters: str | None
    ) -> tuple[SearchResult, Facets]:
        """Return what ``search`` and ``facets`` do, in less time than both: what is looked up for both is looked up once."""
        from onrecord.ledger.facets import search_and_facets

        asked = _search(words, filters)
        with self._asking():
            return search_and_facets(self._connection, asked, limit, after)

    def who(self, name: str, *, limit: int = 50, after: str | None = None) -> Who:
        """Return the record of one speaker, by name or identity, as a timeline; ``after`` leads to what was said before."""
        from onrecord.ledger.who import who

        with self._asking():
            return who(self._connection, name, limit, after)

    def article(self, article: str, *, version: str | None = None) -> ArticleView:
        """Return an article, by identity or address, with all that is known of it; or a version of it, by identity."""
        from onrecord.ledger.view import article_view

        with self._asking():
            return article_view(self._connection, article, version)

    def statement(self, statement: str) -> StatementView:
        """Return a statement, by identity (its beginning is enough), with its evidence and all that is known of it."""
        from onrecord.ledger.view import statement_view

        with self._asking():
            return statement_view(self._connection, statement)

    def saying(self, key: str) -> Saying | None:
        """Return a saying by its identity or that of a wording; None where a statement stands in one article only."""
        from onrecord.ledger.view import saying_view

        with self._asking():
            return saying_view(self._connection, key)

    def story(self, key: str) -> Story:
        """Return a story by its identity, or the one that an article (by identity or address) belongs to."""
        from onrecord.ledger.story import story_of

        with self._asking():
            return story_of(self._connection, key)

    def exchange(self, *, speaker: str | None = None, story: str | None = None, limit: int = 60) -> Exchange:
        """Return who answers whom: around a speaker (name or identity), or within a story (its identity, an article)."""
        from onrecord.ledger.exchange import exchange

        with self._asking():
            return exchange(self._connection, speaker, story, limit)

    def cite(self, statement: str, *, style: str = "plain") -> str:
        """Return the citation of a statement (by identity): plain, bibtex, or jsonld (schema.org Quotation)."""
        from onrecord.ledger.cite import cite

        with self._asking():
            return cite(self._connection, statement, style)

    def articles(
        self, *, verdict: str | None = None, order: str = "published", limit: int = 20, after: str | None = None
    ) -> Page[ArticleLine]:
        """Return a page of the articles, newest first: as they were ``published`` or ``added``; of one verdict, or all."""
        from onrecord.ledger.lists import articles

        with self._asking():
            return articles(self._connection, verdict, order, limit, after)

    def speakers(self, beginning: str = "", *, limit: int = 50, after: str | None = None) -> Page[PersonLine]:
        """Return a page of the speakers, those in most independent texts first; those whose names begin so, by name."""
        from onrecord.ledger.lists import speakers

        with self._asking():
            return speakers(self._connection, beginning, limit, after)

    def sayings(self, *, limit: int = 20, after: str | None = None) -> Page[SayingLine]:
        """Return a page of the sayings, those in most independent texts first."""
        from onrecord.ledger.lists import sayings

        with self._asking():
            return sayings(self._connection, limit, after)

    def stories(
        self, *, since: str | None = None, until: str | None = None, limit: int = 20, after: str | None = None
    ) -> Page[StoryLine]:
        """Return a page of the stories of a time, those with the newest articles first."""
        from onrecord.ledger.lists import stories

        with self._asking():
            return stories(self._connection, (since, until), limit, after)

    def corrections(self, *, article: str | None = None, limit: int = 50, after: str | None = None) -> Page[Correction]:
        """Return a page of all corrections or of an article's (by identity), the newest first.

        Also those that were undone, and those that lost their place (not ``anchored``).
        """
        from onrecord.ledger.lists import corrections

        with self._asking():
            return corrections(self._connection, article, limit, after)

    def correction(self, key: str) -> Correction:
        """Return a correction by its identity (its beginning is enough)."""
        from onrecord.ledger.correcting import correction

        with self._asking():
            return correction(self._connection, key)


def _search(words: str, filters: dict[str, str | None]) -> Search:
    from onrecord.ledger.search import Search

    known = set(Search.__struct_fields__) - {"words"}
    if not filters.keys() <= known:
        raise OptionError(
            ", ".join(sorted(filters.keys() - known)), "there is no such filter.", f"There are {sorted(known)}."
        )
    return Search(words=words, **{name: value for name, value in filters.items() if value is not None})
