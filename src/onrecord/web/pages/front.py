"""The front page: where a visitor begins.

Decides what stands on it. Refuses to count anything: the ledger does.
"""

from __future__ import annotations

from litestar.handlers.http_handlers import HTTPRouteHandler

from onrecord.ledger import Ledger
from onrecord.ledger.results import Overview, StoryLine
from onrecord.records import Record
from onrecord.web.pages.asked import Asker, ask
from onrecord.web.twins import page

NEWEST = 8
STORIES = 5


class Front(Record, frozen=True, kw_only=True):
    """What the front page shows: the ledger's name, how much is in it, what is new, what and who is quoted most."""

    ledger: str
    overview: Overview
    stories: tuple[StoryLine, ...]


@page("/", "front.html")
async def front(request: Asker) -> Front:
    """Show the ledger at a glance: how much is in it, what is new, what and who is quoted most."""
    name = request.app.state.settings.ledger.name

    def question(ledger: Ledger) -> Front:
        stories = ledger.stories(limit=STORIES).items
        return Front(ledger=name, overview=ledger.overview(limit=NEWEST), stories=stories)

    return await ask(request, question)


HANDLERS: list[HTTPRouteHandler] = [front]
