"""Corrections: what people decided, in one list.

Decides what is shown of a correction. Refuses to make or undo any.
"""

from __future__ import annotations

from litestar.handlers.http_handlers import HTTPRouteHandler

from onrecord.ledger.corrections import Correction
from onrecord.records import Record
from onrecord.web.pages.asked import After, Asker, Word, ask, given
from onrecord.web.twins import page

CORRECTIONS = 40


class CorrectionsPage(Record, frozen=True, kw_only=True):
    """A page of the list of corrections, of all or of those of one article."""

    article: str | None
    items: tuple[Correction, ...]
    after: str | None


@page("/corrections", "corrections.html")
async def corrections(request: Asker, article: Word = None, after: After = None) -> CorrectionsPage:
    """List the corrections, newest first: also those that were undone, and those that lost their place."""
    asked = given(article)
    found = await ask(request, lambda ledger: ledger.corrections(article=asked, limit=CORRECTIONS, after=given(after)))
    return CorrectionsPage(article=asked, items=found.items, after=found.after)


HANDLERS: list[HTTPRouteHandler] = [corrections]
