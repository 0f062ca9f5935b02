"""The pages: each file has the handlers of one kind of page, thin layers over a question to the ledger.

Decides which there are. Refuses to put any of them together.
"""

from __future__ import annotations

from litestar.handlers.http_handlers import HTTPRouteHandler

from onrecord.web.pages import add, articles, correcting, corrections, front, searching, speakers, statements, stories

HANDLERS: list[HTTPRouteHandler] = [
    *front.HANDLERS,
    *articles.HANDLERS,
    *statements.HANDLERS,
    *speakers.HANDLERS,
    *searching.HANDLERS,
    *stories.HANDLERS,
    *corrections.HANDLERS,
    *add.HANDLERS,
    *correcting.HANDLERS,
]
