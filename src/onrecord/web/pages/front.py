"""The front page: where a visitor begins.

Decides what stands on it. Refuses to count anything: the ledger does.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.handlers.http_handlers import HTTPRouteHandler

from onrecord.ledger.results import Story
from onrecord.records import Record
from onrecord.web.twins import page


class Front(Record, frozen=True, kw_only=True):
    """What the front page shows."""

    ledger: str
    stories: tuple[Story, ...]


@page("/", "front.html")
async def front(request: Request[Any, Any, Any]) -> Front:
    """Show what is new in the ledger."""
    state = request.app.state
    stories = await state.ledgers.read(lambda ledger: ledger.stories(limit=10))
    return Front(ledger=state.settings.ledger.name, stories=stories)


HANDLERS: list[HTTPRouteHandler] = [front]
