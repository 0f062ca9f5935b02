"""Articles: one article in place, with what was found in it.

Decides what is shown of an article. Refuses to look anything up: the ledger does.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath

from onrecord.records import Reading, Record
from onrecord.web.twins import page


class ArticlePage(Record, frozen=True, kw_only=True):
    """One article as it is shown."""

    key: str
    reading: Reading


@page("/articles/{key:str}", "article.html")
async def article(request: Request[Any, Any, Any], key: FromPath[str]) -> ArticlePage:
    """Show one article: its text with the statements, the verdict on it, and what was set aside."""
    reading = await request.app.state.ledgers.read(lambda ledger: ledger.reading(key))
    return ArticlePage(key=key, reading=reading)


HANDLERS: list[HTTPRouteHandler] = [article]
