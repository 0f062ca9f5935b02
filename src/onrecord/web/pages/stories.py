"""Stories: articles about one event.

Decides what is shown of a story. Refuses to decide which articles belong together: the ledger does.
"""

from __future__ import annotations

from litestar.handlers.http_handlers import HTTPRouteHandler

from onrecord.ledger import Ledger
from onrecord.ledger.results import Exchange, Story, StoryLine
from onrecord.records import Record
from onrecord.web.pages.asked import After, Asker, Date, Key, ask, given
from onrecord.web.twins import page

STORIES = 30
REPLIES = 20


class StoriesPage(Record, frozen=True, kw_only=True):
    """A page of the list of stories, of all or of those of a time."""

    since: str | None
    until: str | None
    items: tuple[StoryLine, ...]
    after: str | None


class StoryPage(Record, frozen=True, kw_only=True):
    """One story as it is shown, with who answers whom in it."""

    story: Story
    exchange: Exchange


@page("/stories", "stories.html")
async def stories(request: Asker, since: Date = None, until: Date = None, after: After = None) -> StoriesPage:
    """List the stories, newest first."""
    days = given(since), given(until)
    found = await ask(
        request, lambda ledger: ledger.stories(since=days[0], until=days[1], limit=STORIES, after=given(after))
    )
    return StoriesPage(since=days[0], until=days[1], items=found.items, after=found.after)


@page("/stories/{key:str}", "story.html")
async def story(request: Asker, key: Key) -> StoryPage:
    """Show one story: its articles in time, the utterances that they share, who is quoted, who answers whom."""

    def question(ledger: Ledger) -> StoryPage:
        return StoryPage(story=ledger.story(key), exchange=ledger.exchange(story=key, limit=REPLIES))

    return await ask(request, question)


HANDLERS: list[HTTPRouteHandler] = [stories, story]
